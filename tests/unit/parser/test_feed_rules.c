/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/feed_rules.h"

#define WORDS(...)                                                                  \
	{                                                                           \
		.items = (struct view[]){ __VA_ARGS__ },                            \
		.len = sizeof((struct view[]){ __VA_ARGS__ }) / sizeof(struct view) \
	}

static struct story story_of(struct arena *a, const char *headline, const char *link)
{
	struct story s;

	story_init(&s);
	story_add_headline(&s, a, VIEW("text/plain"), view_of(headline));
	story_add_alt_id(&s, a, VIEW("link"), view_of(link));
	return s;
}

Test(feed_rules, let_everything_through_where_nothing_is_said)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct story s = story_of(a, "Anything", "https://a.example/1");
	struct feed f = { .kind = FEED_FEED };

	cr_assert(feed_rules_accept(&f, &s));
}

Test(feed_rules, want_one_of_the_words_in_any_case_of_any_script)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct feed f = { .include = WORDS(VIEW("курил"), VIEW("千島")) };
	struct story ru = story_of(a, "ШТОРМ НА КУРИЛАХ", "");
	struct story ja = story_of(a, "千島列島で地震", "");
	struct story other = story_of(a, "Weather", "");

	cr_assert(feed_rules_accept(&f, &ru));
	cr_assert(feed_rules_accept(&f, &ja));
	cr_assert(not(feed_rules_accept(&f, &other)));
	story_add_subject(&other, a, VIEW("Курилы"), VIEW(""), VIEW(""));
	cr_assert(feed_rules_accept(&f, &other), "a category counts");
}

Test(feed_rules, refuse_by_word_and_by_part_of_the_address)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct feed words = { .exclude = WORDS(VIEW("Sport")) };
	struct feed urls = { .exclude_url = WORDS(VIEW("/sport/")),
			     .include_url = WORDS(VIEW("/asia/"), VIEW("/sport/")) };
	struct story sport = story_of(a, "SPORT today", "https://a.example/Sport/1");
	struct story asia = story_of(a, "Asia", "https://a.example/asia/1");
	struct story world = story_of(a, "World", "https://a.example/world/1");

	cr_assert(not(feed_rules_accept(&words, &sport)));
	cr_assert(feed_rules_accept(&words, &asia));
	cr_assert(not(feed_rules_accept(&urls, &sport)), "exclude goes before include");
	cr_assert(feed_rules_accept(&urls, &asia));
	cr_assert(not(feed_rules_accept(&urls, &world)));
}

Test(feed_rules, hand_on_what_documents_do_not_say)
{
	struct feed f = { .id = VIEW("asia"),
			  .provider = VIEW("agency"),
			  .language = VIEW("ja"),
			  .charset = VIEW("euc-jp"),
			  .timezone = VIEW("-03:30"),
			  .usage = FEED_USAGE_HEADLINE,
			  .day_first = true };
	struct document_hints h = { 0 };

	feed_rules_hints(&f, &h);
	cr_assert(eq(int, h.utc_offset_minutes, -210));
	cr_assert(eq(int, h.usage, USAGE_HEADLINE));
	cr_assert(h.day_first);
	cr_assert(view_eq(h.charset, VIEW("euc-jp")));
	f.timezone = VIEW("+0530");
	f.usage = FEED_USAGE_TEXT;
	feed_rules_hints(&f, &h);
	cr_assert(eq(int, h.usage, USAGE_TEXT));
	cr_assert(eq(int, h.utc_offset_minutes, 330));
	f.timezone = VIEW("UTC");
	feed_rules_hints(&f, &h);
	cr_assert(eq(int, h.utc_offset_minutes, 0));
}
