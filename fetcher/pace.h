/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pace - how long to wait after a poll that went well.
 *
 * By how much of the last document was new, by the rhythm that the feed usually has, and by
 * what the server and the feed ask for; always between the feed's bounds. A fixed interval
 * has bounds that are the same, and is not moved by anything. Pure; time and dice are
 * arguments.
 */
#pragma once

#include "fetcher/feed_state.h"
#include "fetcher/plan.h"

enum { PACE_EXPECT_MILLI = 500 }; /* half an entry: every other poll finds a new one */

/* When to poll next after a success at `now`. `fresh_ms`: how long the answer says that it
 * stays fresh, or -1. Sets next_at and reason. True: later than we would, because the server
 * or the feed asks for it. */
bool pace_next(struct feed_state *s, const struct plan_bounds *b, int64_t fresh_ms,
	       instant_ms now, uint64_t dice);

/* A poll brought nothing new, or this much: changes the interval. */
void pace_quiet(struct feed_state *s, const struct plan_bounds *b, instant_ms now);
void pace_busy(struct feed_state *s, const struct plan_bounds *b);

/* Does the feed say that nothing is published in that hour (skipHours, skipDays of RSS 2.0)? */
bool pace_skipped(const struct feed_state *s, instant_ms at);

/* Between the two. */
static inline int64_t pace_clamp(int64_t ms, int64_t min, int64_t max)
{
	return ms < min ? min : ms > max ? max : ms;
}
