/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/story/want.h"
#include "fetcher/condition.h"
#include "fetcher/plan.h"

enum { MINUTE_MS = 60000 };
#define NOW 1700000000000
static const struct plan_bounds fixed = { 5 * MINUTE_MS, 5 * MINUTE_MS, 5 * MINUTE_MS };
static const struct plan_bounds adaptive = { 10 * MINUTE_MS, 2 * MINUTE_MS,
					     60 * MINUTE_MS };
static struct arena *arena;
static struct feed_state state;
static struct plan plan;

static void begin(void)
{
	arena = arena_new(1 << 20);
	feed_state_init(&state);
	plan_configured(&state, VIEW("http://h/f"), &fixed);
}

static void end(void)
{
	arena_free(arena);
}

TestSuite(plan, .init = begin, .fini = end);

static void reply_with(const struct plan_bounds *b, int status, const char *header,
		       const char *body, instant_ms now)
{
	struct reply *r = reply_new(1 << 20);
	struct view rest = view_of(header), line;

	r->status = status;
	while (rest.p && view_next(&rest, '\n', &line))
		reply_add_line(r, line);
	buf_add(&r->body, view_of(body));
	plan_reply(&state, b, r, VIEW(""), now, 7, arena, &plan);
	/* What the state keeps must outlive the reply, as it does by being encoded. */
	state.etag = arena_copy(arena, state.etag);
	state.last_modified = arena_copy(arena, state.last_modified);
	state.content_type = arena_copy(arena, state.content_type);
	reply_free(r);
}

Test(plan, takes_a_new_body_and_its_validators)
{
	reply_with(&fixed, 200, "ETag: \"1\"\nLast-Modified: yesterday\n", "body", NOW);
	cr_assert(eq(int, plan.what, PLAN_CHANGED));
	cr_assert(view_eq(state.etag, VIEW("\"1\"")));
	cr_assert(view_eq(state.last_modified, VIEW("yesterday")));
	cr_assert(eq(i64, state.next_at, NOW + 5 * MINUTE_MS));
	cr_assert(plan_conditional(&state, NOW));
	cr_assert(not(plan_conditional(&state, NOW + PLAN_FULL_EVERY_MS)),
		  "once a day without, for servers that lie");
}

Test(plan, emits_no_body_twice_whatever_the_validators_say)
{
	reply_with(&fixed, 200, "ETag: \"1\"\n", "body", NOW);
	reply_with(&fixed, 200, "ETag: \"2\"\n", "body", NOW + 1);
	cr_assert(eq(int, plan.what, PLAN_SAME_BODY));
	cr_assert(view_eq(state.etag, VIEW("\"2\"")));
	cr_assert(eq(i64, state.changed, 1));
}

Test(plan, renews_validators_on_304_and_keeps_those_that_are_not_named)
{
	reply_with(&fixed, 200, "ETag: \"1\"\nLast-Modified: a\n", "body", NOW);
	reply_with(&fixed, 304, "ETag: \"2\"\n", "", NOW + 1);
	cr_assert(eq(int, plan.what, PLAN_NOT_MODIFIED));
	cr_assert(view_eq(state.etag, VIEW("\"2\"")));
	cr_assert(view_eq(state.last_modified, VIEW("a")));
}

Test(plan, trusts_no_304_to_a_question_it_did_not_ask)
{
	reply_with(&fixed, 304, "", "", NOW);
	cr_assert(eq(int, plan.what, PLAN_FAILED));
}

Test(plan, catches_a_server_whose_etag_stays_while_its_body_changes)
{
	reply_with(&fixed, 200, "ETag: \"1\"\n", "body", NOW);
	cr_assert(not(plan.caught_lying));
	reply_with(&fixed, 200, "ETag: \"1\"\n", "other", NOW + 1);
	cr_assert(plan.caught_lying);
	cr_assert(eq(int, plan.what, PLAN_CHANGED));
	cr_assert(not(plan_conditional(&state, NOW + 2)));
}

Test(plan, doubles_the_wait_of_a_failing_feed_up_to_a_day_until_one_success)
{
	int64_t last = 0;
	for (int i = 0; i < 20; i++) {
		reply_with(&fixed, i % 2 ? 404 : 500, "", "", NOW);
		cr_assert(ge(i64, state.next_at - NOW, last));
		last = state.next_at - NOW;
	}
	cr_assert(ge(i64, last, PLAN_WAIT_MAX_MS));
	cr_assert(le(i64, last, PLAN_WAIT_MAX_MS + PLAN_WAIT_MAX_MS / 10));
	cr_assert(view_eq(state.error, VIEW("status 404")));
	reply_with(&fixed, 200, "", "body", NOW);
	cr_assert(eq(i64, state.next_at, NOW + 5 * MINUTE_MS));
	cr_assert(eq(i64, state.failures, 0));
	cr_assert(eq(sz, state.error.len, 0));
}

Test(plan, waits_as_long_as_it_is_told_within_a_limit)
{
	reply_with(&fixed, 503, "Retry-After: 3600\n", "", NOW);
	cr_assert(eq(i64, plan.host_not_before, NOW + 3600000));
	cr_assert(ge(i64, state.next_at, NOW + 3600000));
	reply_with(&fixed, 429, "Retry-After: 99999999\n", "", NOW);
	cr_assert(eq(i64, plan.host_not_before, NOW + PLAN_RETRY_AFTER_MAX_MS));
	reply_with(&fixed, 429, "Retry-After: 1\n", "", NOW);
	cr_assert(ge(i64, state.next_at, NOW + 5 * MINUTE_MS),
		  "never sooner than its interval");
	reply_with(&fixed, 500, "Retry-After: 3600\n", "", NOW);
	cr_assert(eq(i64, plan.host_not_before, INSTANT_NONE), "of 429 and 503 only");
}

Test(plan, slows_down_by_itself_when_it_is_told_a_time_that_is_over)
{
	static const char *const times[] = {
		"Retry-After: 0\n", "Retry-After: -5\n",
		"Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\n"
	};

	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
		int64_t wait = 0;
		for (int n = 0; n < 3; n++) {
			reply_with(&fixed, 429, times[i], "", NOW);
			cr_assert(gt(i64, state.next_at - NOW, wait), "%s", times[i]);
			wait = state.next_at - NOW;
		}
		reply_with(&fixed, 200, "", "a", NOW);
	}
}

Test(plan, ends_polling_with_410_until_the_address_changes)
{
	reply_with(&fixed, 410, "", "", NOW);
	cr_assert(eq(int, plan.what, PLAN_GONE));
	cr_assert(eq(i64, state.next_at, INSTANT_NONE));
	plan_configured(&state, VIEW("http://h/f"), &fixed);
	cr_assert(state.gone);
	plan_configured(&state, VIEW("http://h/other"), &fixed);
	cr_assert(not(state.gone));
}

Test(plan, goes_back_to_the_address_configured_when_the_one_it_moved_to_is_gone)
{
	state.moved = VIEW("http://h/moved");
	reply_with(&fixed, 410, "", "", NOW);
	cr_assert(eq(int, plan.what, PLAN_FAILED));
	cr_assert(eq(sz, state.moved.len, 0));
	cr_assert(ne(i64, state.next_at, INSTANT_NONE));
	reply_with(&fixed, 410, "", "", NOW);
	cr_assert(eq(int, plan.what, PLAN_GONE), "the address configured is gone, too");
}

Test(plan, forgets_validators_and_not_the_rhythm_with_another_address)
{
	reply_with(&fixed, 200, "ETag: \"1\"\n", "body", NOW);
	state.newest = 5;
	plan_configured(&state, VIEW("http://h/other"), &fixed);
	cr_assert(eq(sz, state.etag.len, 0));
	cr_assert(eq(i64, state.newest, 5));
	cr_assert(ne(sz, state.body_hash.len, 0));
}

Test(plan, says_when_a_page_is_where_the_feed_was)
{
	reply_with(&fixed, 200, "Content-Type: application/rss+xml\n", "<rss/>", NOW);
	reply_with(&fixed, 200, "Content-Type: text/html\n", "<!DOCTYPE html><p>consent",
		   NOW);
	cr_assert(eq(int, plan.what, PLAN_FAILED));
	cr_assert(view_eq(state.error, VIEW("a page where the feed was")));
	cr_assert(
	    view_eq(condition_of(&state, NOW, arena), VIEW("failing, page instead")));
	reply_with(&fixed, 200, "Content-Type: application/rss+xml\n", "<rss>2</rss>",
		   NOW);
	cr_assert(view_eq(condition_of(&state, NOW, arena), VIEW("ok")));
	feed_state_init(&state);
	plan_configured(&state, VIEW("http://h/f"), &fixed);
	reply_with(&fixed, 200, "Content-Type: text/html\n", "<html>", NOW);
	cr_assert(eq(int, plan.what, PLAN_CHANGED),
		  "a first document is the parser's to judge");
}

Test(plan, obeys_the_servers_wish_between_the_bounds_alone)
{
	reply_with(&fixed, 200, "Cache-Control: max-age=3000\n", "a", NOW);
	cr_assert(eq(i64, state.next_at, NOW + 5 * MINUTE_MS), "5m means 5 minutes");
	feed_state_init(&state);
	plan_configured(&state, VIEW("http://h/f"), &adaptive);
	reply_with(&adaptive, 200, "Cache-Control: max-age=1800\n", "a", NOW);
	cr_assert(eq(i64, state.next_at, NOW + 30 * MINUTE_MS));
	reply_with(&adaptive, 200, "Cache-Control: max-age=999999\n", "b", NOW);
	cr_assert(eq(i64, state.next_at, NOW + 60 * MINUTE_MS));
	reply_with(&adaptive, 200, "Cache-Control: max-age=1\n", "c", NOW);
	cr_assert(le(i64, state.next_at, NOW + 10 * MINUTE_MS));
	cr_assert(ge(i64, state.next_at, NOW + 9 * MINUTE_MS));
}

Test(plan, comes_sooner_to_a_busy_feed_and_later_to_a_quiet_one)
{
	struct want w;
	bool gap;

	feed_state_init(&state);
	plan_configured(&state, VIEW("http://h/f"), &adaptive);
	reply_with(&adaptive, 200, "", "a", NOW);
	want_init(&w, WANT_REPORT);
	w.entries = 10;
	w.fresh = 6;
	plan_report(&state, &adaptive, &w, NOW, arena, &gap);
	cr_assert(eq(i64, state.interval_ms, 5 * MINUTE_MS));
	cr_assert(eq(i64, state.next_at, NOW + 5 * MINUTE_MS));
	for (int i = 0; i < 100; i++) {
		w.fresh = 0;
		plan_report(&state, &adaptive, &w, NOW, arena, &gap);
	}
	cr_assert(eq(i64, state.interval_ms, 60 * MINUTE_MS));
	for (int i = 0; i < 100; i++) {
		w.fresh = 10;
		plan_report(&state, &adaptive, &w, NOW, arena, &gap);
	}
	cr_assert(eq(i64, state.interval_ms, 2 * MINUTE_MS));
}

Test(plan, learns_from_the_report_what_the_feed_asks_for)
{
	struct want w;
	bool gap;

	feed_state_init(&state);
	plan_configured(&state, VIEW("http://h/f"), &adaptive);
	reply_with(&adaptive, 200, "", "a", NOW);
	want_init(&w, WANT_REPORT);
	w.entries = 10;
	w.fresh = 1;
	w.ttl_minutes = 45;
	plan_report(&state, &adaptive, &w, NOW, arena, &gap);
	cr_assert(eq(i64, state.next_at, NOW + 45 * MINUTE_MS));
	cr_assert(view_eq(state.reason, VIEW("server's wish")));
}

Test(plan, spreads_what_is_late)
{
	cr_assert(eq(i64, plan_catch_up(NOW + 5, NOW, 1000, 3), NOW + 5));
	cr_assert(eq(i64, plan_catch_up(NOW - 5, NOW, 1000, 1003), NOW + 3));
	cr_assert(eq(i64, plan_catch_up(INSTANT_NONE, NOW, 0, 1003), NOW));
}
