/* SPDX-License-Identifier: Apache-2.0 */
/*
 * condition - what a person should know of a feed, by name.
 *
 * Pure; costs nothing. The same words stand in the log, in `kurilwire feeds status` and in
 * the documents.
 */
#pragma once

#include "fetcher/feed_state.h"

enum {
	CONDITION_GAP_MS = 24 * 60 * 60 * 1000, /* so long a suspected gap is shown */
};

/* "gone", "failing", "page instead", "no feed", "gap", "moved" and those of habit.h, with ", " between, the
 * gravest first; "new" if it was never polled; "ok" if there is nothing to say. In the arena. */
struct view condition_of(const struct feed_state *s, instant_ms now, struct arena *a);
