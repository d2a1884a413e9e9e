/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "fetcher/feed_state.h"

static struct err err;

Test(feed_state, comes_back_as_it_was_written)
{
	AUTO(arena) a = arena_new(65536);
	BUF(out, STATE_VALUE_MAX);
	struct feed_state s, got;

	feed_state_init(&s);
	s.configured = VIEW("https://news.example/rss");
	s.etag = VIEW("W/\"a\\b\"");
	s.next_at = 1700000000000;
	s.interval_ms = 300000;
	s.failures = 2;
	s.gone = true;
	s.distrust = true;
	s.error = VIEW("status 500");
	cr_assert(feed_state_encode(&s, &out, &err), "%s", err.text);
	cr_assert(feed_state_decode(buf_view(&out), a, &got, &err), "%s", err.text);
	cr_assert(view_eq(got.configured, s.configured));
	cr_assert(view_eq(got.etag, s.etag));
	cr_assert(view_eq(got.error, s.error));
	cr_assert(eq(i64, got.next_at, s.next_at));
	cr_assert(eq(i64, got.interval_ms, 300000));
	cr_assert(eq(i64, got.failures, 2));
	cr_assert(got.gone && got.distrust);
	cr_assert(eq(i64, got.full_at, INSTANT_NONE));
	cr_assert(eq(i64, got.gap_at, INSTANT_NONE));
}

Test(feed_state, is_read_as_far_as_a_request_needs_it)
{
	AUTO(arena) a = arena_new(65536);
	BUF(out, STATE_VALUE_MAX);
	struct feed_state s, got;

	feed_state_init(&s);
	s.configured = VIEW("https://news.example/rss");
	s.moved = VIEW("https://news.example/feed");
	s.etag = VIEW("\"a\"");
	s.last_modified = VIEW("Tue, 14 Nov 2023 22:13:20 GMT");
	s.body_hash = VIEW("99aa06d3014798d86001c324468d497f");
	s.distrust = s.gone = true;
	s.full_at = 7;
	s.interval_ms = 300000;
	s.failures = 3;
	s.polls = 4;
	cr_assert(feed_state_encode(&s, &out, &err), "%s", err.text);
	cr_assert(feed_state_decode_request(buf_view(&out), a, &got, &err), "%s",
		  err.text);
	cr_assert(view_eq(got.configured, s.configured));
	cr_assert(view_eq(got.moved, s.moved));
	cr_assert(view_eq(got.etag, s.etag));
	cr_assert(view_eq(got.last_modified, s.last_modified));
	cr_assert(view_eq(got.body_hash, s.body_hash));
	cr_assert(got.distrust && got.gone);
	cr_assert(eq(i64, got.full_at, 7));
	cr_assert(eq(i64, got.interval_ms, 300000));
	cr_assert(eq(i64, got.failures, 3));
	cr_assert(not(feed_state_decode_request(VIEW("{\"polls\":1}"), a, &got, &err)));
}

Test(feed_state, is_readable_whatever_bytes_a_server_sent_as_its_etag)
{
	AUTO(arena) a = arena_new(65536);
	BUF(out, STATE_VALUE_MAX);
	struct feed_state s, got;

	feed_state_init(&s);
	s.etag = VIEW("\"\xff\xfe\x01\"");
	cr_assert(feed_state_encode(&s, &out, &err), "%s", err.text);
	cr_assert(feed_state_decode(buf_view(&out), a, &got, &err), "%s", err.text);
	cr_assert(view_eq(got.etag, VIEW("\"\xEF\xBF\xBD\xEF\xBF\xBD\x01\"")));
}

Test(feed_state, of_a_page_keeps_the_want_byte_for_byte)
{
	AUTO(arena) a = arena_new(65536);
	BUF(out, STATE_VALUE_MAX);
	struct page_state s, got;

	page_state_init(&s);
	s.attempts = 1;
	s.asked_at = 5;
	s.want = VIEW("{\"kind\":\"page\"}\n ");
	cr_assert(page_state_encode(&s, &out, &err), "%s", err.text);
	cr_assert(page_state_decode(buf_view(&out), a, &got, &err), "%s", err.text);
	cr_assert(view_eq(got.want, s.want));
	cr_assert(eq(i64, got.attempts, 1));
	cr_assert(eq(i64, got.asked_at, 5));
}

Test(feed_state, of_a_host_keeps_its_robots)
{
	AUTO(arena) a = arena_new(65536);
	BUF(out, STATE_VALUE_MAX);
	struct host_state s, got;

	host_state_init(&s);
	s.robots = VIEW("D/private\nA/\n");
	s.robots_status = 200;
	s.not_before = 9;
	cr_assert(host_state_encode(&s, &out, &err), "%s", err.text);
	cr_assert(host_state_decode(buf_view(&out), a, &got, &err), "%s", err.text);
	cr_assert(view_eq(got.robots, s.robots));
	cr_assert(eq(i64, got.not_before, 9));
	cr_assert(eq(i64, got.robots_good_until, INSTANT_NONE));
}

Test(feed_state, refuses_what_it_cannot_know)
{
	AUTO(arena) a = arena_new(65536);
	struct feed_state s;
	struct page_state p;

	cr_assert(not(feed_state_decode(VIEW("{\"v\":99}"), a, &s, &err)));
	cr_assert(eq(str, err.text, "\"v\" is 0 to 1, not 99"));
	cr_assert(not(feed_state_decode(VIEW("{}"), a, &s, &err)));
	cr_assert(eq(str, err.text, "a state record without a format"));
	cr_assert(not(page_state_decode(VIEW("{}"), a, &p, &err)));
	cr_assert(eq(str, err.text, "a page's state is two lines, and this is one"));
	cr_assert(not(feed_state_decode(VIEW(""), a, &s, &err)));
	cr_assert(not(page_state_decode(VIEW("{\"v\":1}"), a, &p, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
}

Test(feed_state, keys_say_what_they_are_of)
{
	AUTO(arena) a = arena_new(65536);
	struct view name;

	cr_assert(
	    eq(int, state_key_kind(feed_state_key(VIEW("asia"), a), &name), STATE_FEED));
	cr_assert(view_eq(name, VIEW("asia")));
	cr_assert(eq(int, state_key_kind(host_state_key(VIEW("h.example"), a), &name),
		     STATE_HOST));
	cr_assert(view_eq(name, VIEW("h.example")));
	cr_assert(eq(
	    int,
	    state_key_kind(page_state_key(VIEW("http://h/a"), VIEW("urn:x"), a), &name),
	    STATE_PAGE));
	cr_assert(view_eq(name, VIEW("http://h/a")));
	cr_assert(eq(int, state_key_kind(VIEW("feedling"), &name), STATE_UNKNOWN));
}

Test(feed_state, refuses_times_that_would_overflow)
{
	AUTO(arena) a = arena_new(65536);
	struct feed_state s;

	cr_assert(not(feed_state_decode(
	    VIEW("{\"v\":1,\"polled_at\":9223372036854775807}"), a, &s, &err)));
	cr_assert(eq(str, err.text, "\"polled_at\" is a time that no clock shows"));
	cr_assert(feed_state_decode(VIEW("{\"v\":1,\"polled_at\":-5}"), a, &s, &err));
}

Test(feed_state, tells_keys_apart)
{
	struct view name;

	cr_assert(eq(int, state_key_kind(VIEW("feed a"), &name), STATE_FEED));
	cr_assert(view_eq(name, VIEW("a")));
	cr_assert(
	    eq(int, state_key_kind(VIEW("look http://h/1 urn:s"), &name), STATE_LOOK));
	cr_assert(view_eq(name, VIEW("http://h/1")));
	cr_assert(
	    eq(int, state_key_kind(VIEW("page http://h/1 urn:s"), &name), STATE_PAGE));
	cr_assert(view_eq(name, VIEW("http://h/1")));
	cr_assert(
	    eq(int, state_key_kind(VIEW("drop one wire a.xml"), &name), STATE_UNKNOWN));
}
