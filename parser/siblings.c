/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/siblings.h"

#include "common/base/map.h"

/* The first entry that has a key, and whether another one made the key worthless. */
struct holder {
	const struct story *story;
	bool shared;
};

static bool same_id(const struct story *x, const struct story *y, struct view role)
{
	struct view of_x = view_trim(story_alt_id(x, role));

	return of_x.len && view_eq(of_x, view_trim(story_alt_id(y, role)));
}

static bool same_text(const struct story *x, const struct story *y,
		      enum story_field field)
{
	return view_eq(view_trim(story_plain(x, field)),
		       view_trim(story_plain(y, field)));
}

static bool same_story(const struct story *x, const struct story *y)
{
	bool same_guid = same_id(x, y, VIEW("guid"));

	if (same_guid && same_id(x, y, VIEW("link")))
		return true;
	if (!same_text(x, y, FIELD_HEADLINE))
		return false;
	return (same_guid && story_plain(x, FIELD_HEADLINE).len) ||
	       (same_text(x, y, FIELD_DESCRIPTION) && same_text(x, y, FIELD_BODY));
}

struct view *siblings_shared(const struct sibling *all, size_t len, struct arena *a,
			     size_t *ret_len)
{
	AUTO(map) holders = map_new();
	struct view *shared = NULL;

	*ret_len = 0;
	for (size_t i = 0; i < len; i++) {
		const struct story *s = all[i].story;
		if (s->ext.text_from == STORY_WIRE || s->status == STORY_CANCELED)
			continue;
		for (size_t k = 0; k < all[i].keys_len; k++) {
			struct view key = all[i].keys[k];
			struct holder *h = map_get(holders, key);
			if (!h) {
				h = ARENA_NEW(a, struct holder);
				h->story = s;
				(void)map_put(holders, key, h);
			} else if (!h->shared && !same_story(h->story, s)) {
				h->shared = true;
				*ARENA_PUSH(a, shared, *ret_len) = key;
			}
		}
	}
	return shared;
}
