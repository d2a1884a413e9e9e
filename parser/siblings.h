/* SPDX-License-Identifier: Apache-2.0 */
/*
 * siblings - what the entries of one document say of each other's ids.
 *
 * Some programs give every entry the same guid, and some feeds lead from every entry to the
 * same page. Such an id tells no story from another: taken for one it would make a single
 * story of them all, with a new version at each poll. Two entries that share an id are one
 * story all the same where guid and link agree, guid and headline, or all of their text.
 *
 * Pure. Cost: a few hashes an entry.
 */
#pragma once

#include "common/story/story.h"

/* One entry and the keys (identity.h) that it has. */
struct sibling {
	struct story *story;
	struct view *keys;
	size_t keys_len;
};

/* The keys that tell nothing in this document; wire stories, whose ids are given with care,
 * do not count. In the arena; NULL when there are none. */
struct view *siblings_shared(const struct sibling *all, size_t len, struct arena *a,
			     size_t *ret_len);
