/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>

#include "common/story/headers.h"
#include "sample.h"

enum { ARENA_BYTES = 1024 * 1024 };

static bool is(const struct headers *h, const char *name, const char *want)
{
	struct view got = headers_get(h, view_of(name));
	bool good = view_eq(got, view_of(want));

	if (!good)
		fprintf(stderr, "%s: \"%.*s\", not \"%s\"\n", name, VIEW_ARG(got), want);
	return good;
}

Test(headers, say_of_a_story_what_routes_and_subscribers_decide_by)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = sample_story(a);
	struct headers h = { 0 };

	headers_of_story(&h, a, &s, HEADERS_ENRICHED, VIEW("00-1-2-01"));
	cr_assert(is(&h, "ce_specversion", "1.0"));
	cr_assert(
	    is(&h, "ce_id", "urn:kurilwire:story:00112233445566778899aabbccddeeff#2.2"));
	cr_assert(is(&h, "ce_source", "harbour-en"));
	cr_assert(is(&h, "ce_type", "org.kurilwire.story.enriched.v1"));
	cr_assert(is(&h, "ce_time", "2023-01-23T09:31:00.250Z"));
	cr_assert(is(&h, "ce_subject", "harbour"));
	cr_assert(is(&h, "content-type", "application/json"));
	cr_assert(is(&h, "traceparent", "00-1-2-01"));
	cr_assert(is(&h, "kw-version", "2"));
	cr_assert(is(&h, "kw-status", "usable"));
	cr_assert(is(&h, "kw-lang", "en"));
	cr_assert(is(&h, "kw-provider", "harbour"));
	cr_assert(is(&h, "kw-about", "kurils"));
	cr_assert(is(&h, "kw-tags", "kurils"));
	cr_assert(is(&h, "kw-subjects", "iturup"));
	cr_assert(is(&h, "kw-scores", "kurils=72,peace_treaty=9"));
	cr_assert(is(&h, "kw-embargo", "2023-01-23T10:33:20Z"));
	cr_assert(is(&h, "kw-fetched-at", "2023-01-23T09:31:40.123Z"));
}

Test(headers, leave_out_what_the_story_does_not_say)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct headers h = { 0 };
	struct story s;

	story_init(&s);
	s.uri = VIEW("urn:x:1");
	s.version = 1;
	s.ext.fetched_at = 0;
	headers_of_story(&h, a, &s, HEADERS_PARSED, VIEW(""));
	cr_assert(is(&h, "ce_type", "org.kurilwire.story.parsed.v1"));
	cr_assert(is(&h, "ce_id", "urn:x:1#1.0"));
	cr_assert(is(&h, "ce_time", "1970-01-01T00:00:00Z"));
	cr_assert(is(&h, "ce_source", "none"));
	for (size_t i = 0; i < h.len; i++)
		cr_assert(h.items[i].value.len > 0);
	cr_assert(is(&h, "kw-about", ""));
	cr_assert(is(&h, "kw-fetched-at", "1970-01-01T00:00:00Z"));
	cr_assert(eq(sz, h.len, 9));
}

Test(headers, replace_what_was_set_before)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct headers h = { 0 };

	headers_set(&h, a, VIEW("a"), VIEW("1"));
	headers_set(&h, a, VIEW("b"), VIEW("2"));
	headers_set(&h, a, VIEW("a"), VIEW("3"));
	headers_set(&h, a, VIEW("a"), VIEW(""));
	cr_assert(eq(sz, h.len, 2));
	cr_assert(is(&h, "a", "3"));
	cr_assert(is(&h, "b", "2"));
}

Test(headers, hold_no_control_characters)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct headers h = { 0 };

	headers_set(&h, a, VIEW("a"), view_at("x\r\ny\0z\x7F", 7));
	headers_set(&h, a, VIEW("b"), VIEW("\n"));
	cr_assert(is(&h, "a", "xyz"));
	cr_assert(eq(sz, h.len, 1));
}

Test(headers, have_room_for_so_many_and_no_more, .signal = SIGABRT)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct headers h = { 0 };

	for (int i = 0; i <= HEADERS_MAX; i++)
		headers_set(&h, a, arena_printf(a, "n%d", i), VIEW("v"));
}

Test(headers, keep_a_long_list_within_its_limit)
{
	AUTO(arena) a = arena_new(8 * ARENA_BYTES);
	struct headers h = { 0 };
	struct story s;

	story_init(&s);
	s.uri = VIEW("urn:x:1");
	for (int i = 0; i < STORY_LIST_MAX; i++) {
		struct view name = arena_printf(a, "a_subject_with_a_long_name_%d", i);
		story_add_subject(&s, a, name, name, VIEW("kurilwire"))->literal = name;
	}
	story_add_subject(&s, a, VIEW("x"), VIEW("y"), VIEW("z"));
	headers_of_story(&h, a, &s, HEADERS_ENRICHED, VIEW(""));
	struct view list = headers_get(&h, VIEW("kw-subjects"));
	cr_assert(list.len > 16000 && list.len <= 16384);
	cr_assert(headers_lists(list, VIEW("a_subject_with_a_long_name_500")));
}

Test(headers, find_items_and_scores_in_lists)
{
	struct view list = VIEW("kurils=72,peace_treaty=9,odd=x,big=101");

	cr_assert(headers_lists(VIEW("a,bc,d"), VIEW("bc")));
	cr_assert(headers_lists(VIEW("a"), VIEW("a")));
	cr_assert(not(headers_lists(VIEW("a,bc"), VIEW("b"))));
	cr_assert(not(headers_lists(VIEW(""), VIEW(""))));
	cr_assert(eq(int, headers_score(list, VIEW("kurils")), 72));
	cr_assert(eq(int, headers_score(list, VIEW("peace_treaty")), 9));
	cr_assert(eq(int, headers_score(list, VIEW("peace")), -1));
	cr_assert(eq(int, headers_score(list, VIEW("odd")), -1));
	cr_assert(eq(int, headers_score(list, VIEW("big")), -1));
}

Test(headers, read_version_and_revision_back)
{
	int version = 0, revision = 0;

	cr_assert(headers_version(VIEW("urn:x#y#12.3"), &version, &revision));
	cr_assert(eq(int, version, 12));
	cr_assert(eq(int, revision, 3));
	cr_assert(not(headers_version(VIEW("urn:x"), &version, &revision)));
	cr_assert(not(headers_version(VIEW("urn:x#0.0"), &version, &revision)));
	cr_assert(not(headers_version(VIEW("urn:x#1"), &version, &revision)));
	cr_assert(not(headers_version(VIEW("urn:x#1.99999999999"), &version, &revision)));
}
