/* SPDX-License-Identifier: Apache-2.0 */
/*
 * later_look - the want for another look at the page that a published story was taken from.
 *
 * The fetcher makes a series of looks of it, more and more seldom, by its rules for the host
 * (fetcher/README.md); what differs goes the way of every page, and comes out as a new version
 * or a withdrawal of the same story. With the want goes the story without its text and what was
 * tagged, for that is what the page is held against. Pure; about 10 us.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/instant.h"
#include "common/story/headers.h"

/* Appends the value for kw.fetch and sets its key, a host, in the arena. False: nothing of that
 * record is looked at again. It is not usable, was not taken from a page on the web, or is sent
 * once more by a replay. `at` is when the first look may be. */
bool later_look_of(struct view record, const struct headers *h, instant_ms at,
		   struct arena *a, struct buf *out, struct view *ret_key);
