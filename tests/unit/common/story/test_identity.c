/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/story/identity.h"

enum { ARENA_BYTES = 1024 * 1024 };

static const struct view plain = VIEW_INIT("text/plain"), html = VIEW_INIT("text/html");

/* The keys, one after the other with " | " in between. */
static struct view keys_of(const struct story *s, struct arena *a)
{
	size_t len;
	struct view *keys = identity_keys(s, VIEW("p"), a, &len);
	struct view all = VIEW("");

	for (size_t i = 0; i < len; i++)
		all = arena_printf(a, "%.*s%s%.*s", VIEW_ARG(all), i ? " | " : "",
				   VIEW_ARG(keys[i]));
	return all;
}

Test(identity, prefers_guid_to_canonical_link_to_link)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	story_add_alt_id(&s, a, VIEW("link"),
			 VIEW("http://www.x.example/l?utm_source=a"));
	story_add_alt_id(&s, a, VIEW("canonical"), VIEW("https://x.example/c"));
	story_add_alt_id(&s, a, VIEW("guid"), VIEW(" 17 "));
	story_add_headline(&s, a, plain, VIEW("H"));
	cr_assert(view_eq(keys_of(&s, a),
			  VIEW("p\x1fg\x1f"
			       "17 | p\x1f"
			       "c\x1fhttps://x.example/c | p\x1fl\x1fhttps://x.example/l"
			       " | p\x1fl\x1fhttps://x.example/c")),
		  "%.*s", VIEW_ARG(keys_of(&s, a)));
}

Test(identity, meets_a_guid_that_is_an_address_as_a_link)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	story_add_alt_id(&s, a, VIEW("guid"), VIEW("http://x.example/1/"));
	cr_assert(
	    view_eq(keys_of(&s, a), VIEW("p\x1fg\x1fhttp://x.example/1/ | p\x1fl\x1f"
					 "https://x.example/1")));
}

Test(identity, takes_no_front_page_for_a_story)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	story_add_alt_id(&s, a, VIEW("link"), VIEW("https://www.x.example/"));
	story_add_alt_id(&s, a, VIEW("link"), VIEW("/relative"));
	cr_assert(eq(sz, keys_of(&s, a).len, 0));
	story_add_alt_id(&s, a, VIEW("link"), VIEW("https://www.x.example/?id=1"));
	cr_assert(view_eq(keys_of(&s, a), VIEW("p\x1fl\x1fhttps://x.example?id=1")));
}

Test(identity, falls_back_to_title_and_day)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	story_add_headline(&s, a, plain, VIEW(" H "));
	cr_assert(view_eq(keys_of(&s, a), VIEW("p\x1ft\x1fH\x1f")));
	s.first_created = INT64_C(1674466200000);
	cr_assert(view_eq(keys_of(&s, a), VIEW("p\x1ft\x1fH\x1f"
					       "2023-01-23")));
	s.content_created = 0;
	cr_assert(view_eq(keys_of(&s, a), VIEW("p\x1ft\x1fH\x1f"
					       "1970-01-01")));
}

Test(identity, makes_a_uri_of_a_key)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct view uri = identity_uri(VIEW("p\x1fg\x1f"
					    "17"),
				       a);

	cr_assert(view_starts(uri, VIEW("urn:kurilwire:story:")));
	cr_assert(eq(sz, uri.len, sizeof "urn:kurilwire:story:" - 1 + 32));
	cr_assert(not(view_eq(uri, identity_uri(VIEW("q\x1fg\x1f"
						     "17"),
						a))));
	/* It must never change: published stories are known by it. SHA-256 of no bytes. */
	cr_assert(view_eq(identity_uri(VIEW(""), a),
			  VIEW("urn:kurilwire:story:e3b0c44298fc1c149afbf4c8996fb924")));
}

static struct story base(struct arena *a)
{
	struct story s;

	story_init(&s);
	story_add_headline(&s, a, plain, VIEW("Head line"));
	story_add_description(&s, a, plain, VIEW("Summary"));
	story_add_body(&s, a, plain, VIEW("Body text"));
	s.by = VIEW("Ann");
	s.located = VIEW("TOKYO");
	s.usage_terms = VIEW("none");
	s.content_created = INT64_C(1674432000000);
	return s;
}

static bool same(const struct story *a, const struct story *b)
{
	struct digest x = identity_content(a), y = identity_content(b);

	return strcmp(x.hex, y.hex) == 0;
}

Test(identity, sees_each_thing_that_makes_a_version)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = base(a), t;

	t = base(a);
	cr_assert(same(&s, &t));
	t.headlines.items[0].value = VIEW("Headline");
	cr_assert(not(same(&s, &t)));
	t = base(a);
	t.descriptions.items[0].value = VIEW("Summary.");
	cr_assert(not(same(&s, &t)));
	t = base(a);
	t.bodies.items[0].value = VIEW("Body texts");
	cr_assert(not(same(&s, &t)));
	t = base(a);
	t.by = VIEW("Bob");
	cr_assert(not(same(&s, &t)));
	t = base(a);
	t.located = VIEW("");
	cr_assert(not(same(&s, &t)));
	t = base(a);
	t.status = STORY_WITHHELD;
	cr_assert(not(same(&s, &t)));
	t = base(a);
	t.usage_terms = VIEW("some");
	cr_assert(not(same(&s, &t)));
	t = base(a);
	t.content_created += INT64_C(86400000);
	cr_assert(not(same(&s, &t)));
	t = base(a);
	t.embargoed_until = 0;
	cr_assert(not(same(&s, &t)));
}

Test(identity, does_not_see_what_a_poll_changes)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = base(a), t = base(a);

	t.bodies.items[0].value = VIEW("\n Body\xC2\xA0\xE3\x80\x80 text\t");
	t.version = 7;
	t.version_created = 5;
	t.content_created += 1000;
	t.ext.feed = VIEW("other");
	t.ext.fetched_at = 9;
	story_add_alt_id(&t, a, VIEW("link"), VIEW("https://x.example/1"));
	story_add_body(&t, a, html, VIEW("<p id=7>Body text</p>"));
	cr_assert(same(&s, &t));
}

Test(identity, does_not_confuse_text_that_moved_from_one_field_to_another)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s, t;

	story_init(&s);
	story_init(&t);
	story_add_headline(&s, a, plain, VIEW("x"));
	story_add_description(&t, a, plain, VIEW("x"));
	cr_assert(not(same(&s, &t)));
}
