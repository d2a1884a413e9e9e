/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/story/want.h"

static struct err err;

static struct want page(void)
{
	struct want w;
	want_init(&w, WANT_PAGE);
	w.feed = VIEW("asia");
	w.url = VIEW("https://news.example/a?b=\"1\"");
	w.hops = 1;
	w.story = VIEW("{\"uri\":\"urn:x\"}");
	w.story_uri = VIEW("urn:x");
	w.not_before = 1674460800000;
	return w;
}

static bool decodes(const char *json, struct arena *a)
{
	struct want w;
	return want_decode(view_of(json), a, &w, &err);
}

Test(want, comes_back_as_it_was_sent)
{
	AUTO(arena) a = arena_new(65536);
	BUF(json, 65536);
	struct want sent = page(), got;

	cr_assert(want_encode(&sent, &json, &err), "%s", err.text);
	cr_assert(want_decode(buf_view(&json), a, &got, &err), "%s", err.text);
	cr_assert(eq(int, got.kind, WANT_PAGE));
	cr_assert(view_eq(got.feed, sent.feed));
	cr_assert(view_eq(got.url, sent.url));
	cr_assert(view_eq(got.story, sent.story));
	cr_assert(view_eq(got.story_uri, sent.story_uri));
	cr_assert(eq(i64, got.hops, 1));
	cr_assert(eq(i64, got.not_before, sent.not_before));
	cr_assert(eq(i64, got.oldest, INSTANT_NONE), "what was not said is not there");
}

Test(want, keeps_what_a_report_says)
{
	AUTO(arena) a = arena_new(65536);
	BUF(json, 65536);
	struct want sent, got;

	want_init(&sent, WANT_REPORT);
	sent.feed = VIEW("asia");
	sent.url = VIEW("https://news.example/rss");
	sent.entries = 20;
	sent.fresh = 3;
	sent.newest = -5;
	sent.gap = true;
	cr_assert(want_encode(&sent, &json, &err), "%s", err.text);
	cr_assert(view_eq(buf_view(&json),
			  VIEW("{\"kind\":\"report\",\"feed\":\"asia\",\"url\":"
			       "\"https://news.example/rss\",\"entries\":20,\"fresh\":3,"
			       "\"newest\":-5,\"gap\":true}")));
	cr_assert(want_decode(buf_view(&json), a, &got, &err), "%s", err.text);
	cr_assert(eq(i64, got.entries, 20));
	cr_assert(eq(i64, got.newest, -5));
	cr_assert(got.gap);
}

Test(want, is_refused_with_the_limit_when_the_story_is_too_large)
{
	BUF(json, WANT_VALUE_MAX);
	struct want w = page();
	static char story[WANT_STORY_MAX + 1];

	w.story = view_at(story, sizeof story);
	cr_assert(not(want_encode(&w, &json, &err)));
	cr_assert(eq(str, err.text, "\"story\" is at most 262144 bytes, not 262145"));
	cr_assert(eq(int, err.fate, ERR_REJECT));
}

Test(want, is_refused_when_it_leads_too_far_or_nowhere)
{
	AUTO(arena) a = arena_new(65536);

	cr_assert(
	    not(decodes("{\"kind\":\"page\",\"feed\":\"a\",\"url\":\"http://h/\"}", a)));
	cr_assert(eq(str, err.text, "a wanted page has 1 to 3 hops, not none"));
	cr_assert(not(decodes("{\"kind\":\"page\",\"feed\":\"a\",\"url\":\"http://h/\","
			      "\"hops\":4}",
			      a)));
	cr_assert(eq(str, err.text, "\"hops\" is 0 to 3, not 4"));
	cr_assert(not(decodes("{\"kind\":\"poll\",\"feed\":\"a\"}", a)));
	cr_assert(
	    not(decodes("{\"kind\":\"prize\",\"feed\":\"a\",\"url\":\"http://h/\"}", a)));
	cr_assert(eq(str, err.text, "unknown kind of want \"prize\""));
}

Test(want, skips_members_it_does_not_know_and_refuses_what_is_no_record)
{
	AUTO(arena) a = arena_new(65536);

	cr_assert(
	    decodes(
		"{\"new\":{\"feed\":[1,{\"url\":2}]},\"kind\":\"poll\",\"feed\":\"a\","
		"\"url\":\"http://h/\"}",
		a),
	    "%s", err.text);
	cr_assert(not(decodes("", a)));
	cr_assert(not(decodes("[]", a)));
	cr_assert(not(decodes("\"page\"", a)));
	cr_assert(not(decodes("{\"kind\":\"poll\"", a)));
	cr_assert(not(decodes("{\"kind\":[\"poll\"]}", a)));
	cr_assert(not(decodes("{\"hops\":1.5}", a)));
	cr_assert(eq(str, err.text, "\"hops\" is not a whole number"));
	cr_assert(not(decodes("{\"feed\":\"a\",\"feed\":\"b\"}", a)));
	cr_assert(eq(str, err.text, "\"feed\" is there twice"));
}
