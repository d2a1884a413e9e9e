/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/story/identity.h"
#include "parser/siblings.h"

struct entry {
	const char *guid, *link, *headline, *text;
	enum story_kind kind;
};

/* How many keys two entries make worthless for each other. */
static size_t shared(struct entry x, struct entry y)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct entry entries[] = { x, y };
	struct story stories[2];
	struct sibling all[2];
	size_t len;

	for (size_t i = 0; i < 2; i++) {
		story_init(&stories[i]);
		story_add_alt_id(&stories[i], a, VIEW("guid"), view_of(entries[i].guid));
		story_add_alt_id(&stories[i], a, VIEW("link"), view_of(entries[i].link));
		story_add_headline(&stories[i], a, VIEW("text/plain"),
				   view_of(entries[i].headline));
		story_add_body(&stories[i], a, VIEW("text/plain"),
			       view_of(entries[i].text));
		stories[i].ext.text_from = entries[i].kind;
		all[i].story = &stories[i];
		all[i].keys = identity_keys(&stories[i], VIEW("p"), a, &all[i].keys_len);
	}
	(void)siblings_shared(all, 2, a, &len);
	return len;
}

#define E(guid, link, headline, text) \
	((struct entry){ guid, link, headline, text, STORY_ENTRY })
#define W(guid, link, headline, text) \
	((struct entry){ guid, link, headline, text, STORY_WIRE })
#define LINK "https://a.example/1"
#define OTHER "https://a.example/2"

Test(siblings, share_a_link_where_their_guids_differ)
{
	cr_assert(eq(sz, shared(E("1", LINK, "A", ""), E("2", LINK, "B", "")), 1));
}

Test(siblings, share_a_link_where_none_has_a_guid)
{
	cr_assert(eq(sz, shared(E("", LINK, "A", ""), E("", LINK, "B", "")), 1));
}

Test(siblings, share_a_guid_where_their_links_differ)
{
	cr_assert(eq(sz, shared(E("1", LINK, "A", ""), E("1", OTHER, "B", "")), 1));
}

Test(siblings, are_one_story_where_guid_and_link_agree)
{
	cr_assert(eq(sz, shared(E("1", LINK, "A", "x"), E("1", LINK, "B", "y")), 0));
}

Test(siblings, are_one_story_where_guid_and_headline_agree)
{
	cr_assert(eq(sz, shared(E("1", LINK, "A", "x"), E("1", OTHER, "A", "y")), 0));
}

Test(siblings, are_one_story_where_all_of_their_text_agrees)
{
	cr_assert(eq(sz, shared(E("1", LINK, "A", "x"), E("2", LINK, "A", "x")), 0));
	cr_assert(eq(sz, shared(E("1", LINK, "A", "x"), E("2", LINK, "A", "y")), 1));
}

Test(siblings, of_a_wire_file_are_not_doubted)
{
	cr_assert(eq(sz,
		     shared((struct entry){ "1", "", "A", "x", STORY_WIRE },
			    (struct entry){ "1", "", "B", "y", STORY_WIRE }),
		     0));
}
