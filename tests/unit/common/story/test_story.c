/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/story/story.h"

enum { ARENA_BYTES = 8 * 1024 * 1024 };

static const struct view plain = VIEW_INIT("text/plain"), html = VIEW_INIT("text/html");

static size_t words_of(const char *text)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	story_add_body(&s, a, plain, view_of(text));
	return s.bodies.items[0].words;
}

Test(story, has_nothing_in_it_at_first)
{
	struct story s;

	story_init(&s);
	cr_assert(eq(i64, s.first_created, INSTANT_NONE));
	cr_assert(eq(i64, s.ext.fetched_at, INSTANT_NONE));
	cr_assert(eq(sz, story_plain(&s, FIELD_BODY).len, 0));
	cr_assert(eq(sz, story_provider(&s).len, 0));
	cr_assert(eq(sz, story_alt_id(&s, VIEW("guid")).len, 0));
}

Test(story, gives_the_plain_text_and_its_main_one_first)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	story_add_body(&s, a, html, VIEW("<p>a</p>"));
	cr_assert(eq(sz, story_plain(&s, FIELD_BODY).len, 0));
	story_add_body(&s, a, plain, VIEW("a"));
	story_add_body(&s, a, plain, VIEW("b"));
	cr_assert(view_eq(story_plain(&s, FIELD_BODY), VIEW("a")));
	s.bodies.items[1].role = VIEW("lead");
	s.bodies.items[2].role = VIEW("main");
	cr_assert(view_eq(story_plain(&s, FIELD_BODY), VIEW("b")));
}

Test(story, gives_the_first_text_of_each_content_type_the_role_main)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	story_add_headline(&s, a, plain, VIEW("a"));
	story_add_headline(&s, a, html, VIEW("<b>a</b>"));
	story_add_headline(&s, a, plain, VIEW("b"));
	cr_assert(view_eq(s.headlines.items[0].role, VIEW("main")));
	cr_assert(view_eq(s.headlines.items[1].role, VIEW("main")));
	cr_assert(view_eq(s.headlines.items[2].role, VIEW("alternate")));
}

Test(story, counts_characters_and_words_of_plain_bodies_only)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	story_add_body(&s, a, plain, VIEW("\xE5\xB3\xB6 it's"));
	story_add_body(&s, a, html, VIEW("<p>two words</p>"));
	cr_assert(eq(sz, s.bodies.items[0].chars, 6));
	cr_assert(eq(sz, s.bodies.items[0].words, 2));
	cr_assert(eq(sz, s.bodies.items[1].chars, 0));
	cr_assert(eq(sz, s.bodies.items[1].words, 0));
}

Test(story, counts_words_as_unicode_bounds_them)
{
	cr_assert(
	    eq(sz, words_of("The 1956 declaration, it's said: 3.14 and 1,000."), 8));
	cr_assert(eq(sz, words_of("'quoted' end."), 2));
	cr_assert(eq(sz, words_of("Курильские острова — это острова"), 4));
	cr_assert(
	    eq(sz, words_of("\xE5\x8C\x97\xE6\x96\xB9\xE9\xA0\x98\xE5\x9C\x9F"), 4));
	cr_assert(
	    eq(sz, words_of("\xE3\x82\xAF\xE3\x83\xAA\xE3\x83\xAB\xE3\x80\x81"), 1));
	cr_assert(
	    eq(sz, words_of("\xEC\xBF\xA0\xEB\xA6\xB4 \xEC\x97\xB4\xEB\x8F\x84"), 2));
	cr_assert(eq(sz, words_of(" \n- \xE2\x80\x9C\xE2\x80\x9D \xF0\x9F\x98\x80"), 0));
}

Test(story, cuts_a_long_headline_between_words)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	char text[3 * STORY_HEADLINE_MAX];
	struct story s;

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = i % 10 == 9 ? ' ' : 'x';
	story_init(&s);
	story_add_headline(&s, a, plain, view_at(text, sizeof text));
	cr_assert(eq(sz, s.headlines.items[0].value.len, 2039));
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = "\xE5\xB3\xB6"[i % 3];
	story_add_headline(&s, a, plain, view_at(text, sizeof text));
	cr_assert(eq(sz, s.headlines.items[1].value.len, 2046));
	story_add_headline(&s, a, plain, view_at(text, STORY_HEADLINE_MAX - 2));
	cr_assert(eq(sz, s.headlines.items[2].value.len, STORY_HEADLINE_MAX - 2));
}

Test(story, adds_a_concept_once)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	cr_assert(story_add_person(&s, a, VIEW("Ann"), VIEW("author")) != NULL);
	cr_assert(zero(ptr, story_add_person(&s, a, VIEW("Ann"), VIEW("author"))));
	cr_assert(story_add_person(&s, a, VIEW("Ann"), VIEW("mentions")) != NULL);
	cr_assert(zero(ptr, story_add_person(&s, a, VIEW(""), VIEW("author"))));
	cr_assert(eq(int, s.people.items[0].relevance, -1));
	cr_assert(story_add_source(&s, a, VIEW("X"), VIEW("agency")) != NULL);
	cr_assert(zero(ptr, story_add_source(&s, a, VIEW("X"), VIEW("agency"))));
	cr_assert(story_add_source(&s, a, VIEW("X"), VIEW("publisher")) != NULL);
	cr_assert(story_add_subject(&s, a, VIEW("A"), VIEW("urn:a"), VIEW("c")) != NULL);
	cr_assert(
	    zero(ptr, story_add_subject(&s, a, VIEW("A"), VIEW("urn:a"), VIEW("c"))));
	cr_assert(story_add_subject(&s, a, VIEW(""), VIEW("urn:a"), VIEW("c")) != NULL);
	cr_assert(zero(ptr, story_add_subject(&s, a, VIEW(""), VIEW(""), VIEW("c"))));
}

Test(story, adds_no_more_than_its_limit)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	for (int i = 0; i < STORY_LIST_MAX + 5; i++) {
		struct view name = arena_printf(a, "n%d", i);
		(void)story_add_place(&s, a, name, VIEW("mentions"));
		(void)story_add_rendition(&s, a, name);
		story_add_alt_id(&s, a, VIEW("guid"), name);
		story_add_description(&s, a, plain, name);
	}
	cr_assert(eq(sz, s.places.len, STORY_LIST_MAX));
	cr_assert(eq(sz, s.renditions.len, STORY_LIST_MAX));
	cr_assert(eq(sz, s.alt_ids.len, STORY_LIST_MAX));
	cr_assert(eq(sz, s.descriptions.len, STORY_LIST_MAX));
}

Test(story, names_its_provider_by_id)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	(void)story_add_source(&s, a, VIEW("Sea Agency"), VIEW("agency"));
	struct story_concept *c =
	    story_add_source(&s, a, VIEW("Harbour News"), VIEW("provider"));
	cr_assert(view_eq(story_provider(&s), VIEW("Harbour News")));
	c->literal = VIEW("harbour");
	cr_assert(view_eq(story_provider(&s), VIEW("harbour")));
}

Test(story, keeps_a_rendition_by_its_address_once)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	struct story_rendition *r =
	    story_add_rendition(&s, a, VIEW("https://x.example/1"));
	cr_assert(view_eq(r->name, VIEW("rendition-1")));
	cr_assert(zero(ptr, story_add_rendition(&s, a, VIEW("https://x.example/1"))));
	cr_assert(zero(ptr, story_add_rendition(&s, a, VIEW(""))));
}

Test(story, keeps_an_association_by_its_id_once)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s;

	story_init(&s);
	(void)story_add_rendition(&s, a, VIEW("https://x.example/1"));
	struct story_association *it =
	    story_add_association(&s, a, VIEW(""), VIEW("urn:x:1"));
	cr_assert(view_eq(it->name, VIEW("association-1")));
	story_association_files(it, &s, 1);
	cr_assert(zero(sz, it->renditions.len));
	story_association_files(it, &s, 0);
	cr_assert(eq(sz, it->renditions.len, 1));
	story_association_title(it, a, VIEW(""));
	cr_assert(zero(sz, it->headlines.len));
	cr_assert(zero(ptr, story_add_association(&s, a, VIEW("x"), VIEW("urn:x:1"))));
	cr_assert(zero(ptr, story_add_association(&s, a, VIEW("x"), VIEW(""))));
}
