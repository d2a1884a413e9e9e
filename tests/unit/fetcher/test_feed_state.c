/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "fetcher/feed_state.h"

static struct err err;
static struct arena *a;
static struct buf out;

static void set_up(void)
{
	a = arena_new(65536);
	buf_init(&out, STATE_VALUE_MAX);
}

static void take_down(void)
{
	buf_done(&out);
	arena_free(a);
}

TestSuite(feed_state, .init = set_up, .fini = take_down);

static struct feed_state of_a_feed(void)
{
	struct feed_state s;

	feed_state_init(&s);
	s.configured = VIEW("https://news.example/rss");
	s.interval_ms = 300000;
	return s;
}

/* Written, and read by what reads it in that case. */
static struct feed_state again(const struct feed_state *s,
			       bool (*decode)(struct view value, struct arena *arena,
					      struct feed_state *ret, struct err *err))
{
	struct feed_state got;

	cr_assert(feed_state_encode(s, &out, &err), "%s", err.text);
	cr_assert(decode(buf_view(&out), a, &got, &err), "%s", err.text);
	return got;
}

Test(feed_state, comes_back_as_it_was_written)
{
	struct feed_state s = of_a_feed();

	s.etag = VIEW("W/\"a\\b\"");
	s.next_at = 1700000000000;
	s.failures = 2;
	s.gone = true;
	s.distrust = true;
	s.error = VIEW("status 500");
	struct feed_state got = again(&s, feed_state_decode);
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
	struct feed_state s = of_a_feed();

	s.moved = VIEW("https://news.example/feed");
	s.etag = VIEW("\"a\"");
	s.last_modified = VIEW("Tue, 14 Nov 2023 22:13:20 GMT");
	s.body_hash = VIEW("99aa06d3014798d86001c324468d497f");
	s.distrust = s.gone = true;
	s.full_at = 7;
	s.failures = 3;
	s.polls = 4;
	struct feed_state got = again(&s, feed_state_decode_request);
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
	struct feed_state s = of_a_feed();

	s.etag = VIEW("\"\xff\xfe\x01\"");
	struct feed_state got = again(&s, feed_state_decode);
	cr_assert(view_eq(got.etag, VIEW("\"\xEF\xBF\xBD\xEF\xBF\xBD\x01\"")));
}

Test(feed_state, of_a_page_keeps_the_want_byte_for_byte)
{
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

/* A key and what it says. */
static void is_key(struct view key, enum state_kind kind, const char *name)
{
	struct view of = VIEW("");

	cr_assert(eq(int, state_key_kind(key, &of), kind), "%.*s", VIEW_ARG(key));
	cr_assert(kind == STATE_UNKNOWN || view_eq(of, view_of(name)), "%.*s",
		  VIEW_ARG(of));
}

Test(feed_state, keys_say_what_they_are_of)
{
	is_key(feed_state_key(VIEW("asia"), a), STATE_FEED, "asia");
	is_key(host_state_key(VIEW("h.example"), a), STATE_HOST, "h.example");
	is_key(page_state_key(VIEW("http://h/a"), VIEW("urn:x"), a), STATE_PAGE,
	       "http://h/a");
	is_key(VIEW("look http://h/1 urn:s"), STATE_LOOK, "http://h/1");
	is_key(VIEW("drop one wire a.xml"), STATE_UNKNOWN, "");
	is_key(VIEW("feedling"), STATE_UNKNOWN, "");
}

Test(feed_state, refuses_times_that_would_overflow)
{
	struct feed_state s;

	cr_assert(not(feed_state_decode(
	    VIEW("{\"v\":1,\"polled_at\":9223372036854775807}"), a, &s, &err)));
	cr_assert(eq(str, err.text, "\"polled_at\" is a time that no clock shows"));
	cr_assert(feed_state_decode(VIEW("{\"v\":1,\"polled_at\":-5}"), a, &s, &err));
}
