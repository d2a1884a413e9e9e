/* SPDX-License-Identifier: Apache-2.0 */
/* What the parser says of polls, and what the crawl learns of it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "crawl_world.h"

/* --- two weeks of a newsroom that sleeps at night ------------------------------------------- */

/* Four entries an hour from 6 to 20 o'clock UTC, one every quarter. */
static int64_t entries_until(instant_ms t)
{
	int64_t day = t / DAY, in_day = t % DAY;
	int64_t from = (int64_t)6 * HOUR, until = (int64_t)20 * HOUR;
	int64_t open = in_day < from ? 0 : in_day > until ? until - from : in_day - from;

	return day * 56 + open / (15 * MINUTE);
}

static struct said office(struct world *w, const struct asked *a)
{
	static char headers[64], body[64];
	long long n = (long long)entries_until(w->now);

	(void)snprintf(headers, sizeof headers, "ETag: \"%lld\"\n", n);
	(void)snprintf(body, sizeof body, "<rss>%lld</rss>", n);
	if (a->etag[0] && strstr(headers, a->etag))
		return (struct said){ 304, headers, NULL, NULL, 20 };
	return (struct said){ 200, headers, body, NULL, 20 };
}

/* As the parser would, of each new document: the last twenty entries are in it. */
static void report_new(struct world *w, size_t *reported, int64_t *known)
{
	for (; *reported < w->raws_len; (*reported)++) {
		struct want r;
		long long n;
		cr_assert(eq(int, sscanf(w->raws[*reported].body, "<rss>%lld", &n), 1));
		want_init(&r, WANT_REPORT);
		r.feed = VIEW("one");
		r.url = VIEW("http://a.example/one.xml");
		r.entries = 20;
		r.fresh = *known == 0 || n - *known > 20 ? 20 : n - *known;
		r.text_bytes = 20000;
		r.oldest = n - 19;
		r.newest = n;
		*known = n;
		world_accept(w, &r);
	}
}

Test(crawl_reports, lives_two_weeks_with_a_feed_and_learns_when_it_sleeps)
{
	static struct crawl_feed own[1];
	struct crawl_settings s = settings(1);
	size_t reported = 0, by_day = 0, by_night = 0;
	int64_t known = 0;

	own[0] = feeds[0];
	own[0].bounds = (struct plan_bounds){ 8 * MINUTE, 2 * MINUTE, HOUR };
	s.feeds = own;
	AUTO(world) w = world_new(&s, office);
	crawl_assigned(w->crawl, 0, w->now);
	instant_ms last_day = w->now + 13 * DAY;
	for (int i = 0; i < 14 * 24 * 60; i++) {
		world_live(w, MINUTE);
		report_new(w, &reported, &known);
		if (i % (3 * 24 * 60) == 1000) /* now and then */
			start_again(w);
	}
	cr_assert(eq(sz, w->events[CRAWL_GAP], 0), "nothing is missed");
	cr_assert(eq(sz, w->events[CRAWL_CONDITION], 0), "a night is no silence");
	for (size_t i = 0; i < w->asked_len; i++) {
		int64_t hour = w->asked[i].at % DAY / HOUR;
		if (w->asked[i].at < last_day)
			continue;
		by_day += hour >= 6 && hour < 20;
		by_night += hour < 5 || hour >= 21;
	}
	cr_assert(ge(sz, by_day, 14 * 4), "%zu polls for 56 entries", by_day);
	cr_assert(le(sz, by_night, 24), "%zu polls in eight hours of night", by_night);
	for (size_t i = 1; i < w->raws_len; i++)
		cr_assert(ne(str, w->raws[i].body, w->raws[i - 1].body));
}

/* --- what the parser says ------------------------------------------------------------------------------ */

Test(crawl_reports, suspects_a_gap_when_everything_in_a_document_is_newer_than_before)
{
	AUTO(world) w = begin(1, hourly);
	struct want r;

	world_live(w, MINUTE);
	want_init(&r, WANT_REPORT);
	r.feed = VIEW("one");
	r.url = VIEW("http://a.example/one.xml");
	r.entries = r.fresh = 10;
	r.oldest = 1000;
	r.newest = 2000;
	world_accept(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_GAP], 0), "nothing was seen before");
	r.oldest = 1900;
	r.newest = 3000;
	r.fresh = 9;
	world_accept(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_GAP], 0));
	r.oldest = 3001;
	r.newest = 4000;
	r.fresh = 10;
	world_accept(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_GAP], 1));
}

Test(crawl_reports, polls_at_once_when_asked_to)
{
	AUTO(world) w = begin(1, hourly);
	struct want r;

	world_live(w, MINUTE);
	cr_assert(eq(sz, w->asked_len, 1));
	want_init(&r, WANT_POLL);
	r.feed = VIEW("one");
	r.url = VIEW("http://a.example/one.xml");
	world_accept(w, &r);
	world_live(w, 2 * SECOND);
	cr_assert(eq(sz, w->asked_len, 2));
}

Test(crawl_reports, refuses_a_record_that_is_none)
{
	AUTO(world) w = begin(1, hourly);
	struct err err;

	cr_assert(not(crawl_accept(w->crawl, 0, VIEW("{}"), w->now, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(not(crawl_accept(w->crawl, 0,
				   VIEW("{\"kind\":\"page\",\"feed\":\"one\",\"hops\":1,"
					"\"url\":\"mailto:x@y\"}"),
				   w->now, &err)));
	cr_assert(
	    eq(str, err.text, "a wanted page is no address of the web: mailto:x@y"));
}

/* --- gaps and silence ----------------------------------------------------------------- */

Test(crawl_reports, looks_back_through_the_archive_when_a_gap_is_suspected)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	AUTO(world) w = begin(1, hourly);
	struct want r, back;

	world_live(w, MINUTE);
	r = contents(w, 3 * HOUR, HOUR);
	world_accept(w, &r);
	cr_assert(eq(sz, w->wants, 0));
	instant_ms known = r.newest;
	world_live(w, DAY);
	r = contents(w, 5 * HOUR, HOUR);
	r.next_url = VIEW("http://www.a.example/one.xml?page=2");
	world_accept(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_GAP], 1));
	cr_assert(last_want(w, a, &back));
	cr_assert(eq(int, back.kind, WANT_ARCHIVE));
	cr_assert(view_eq(back.url, r.next_url));
	cr_assert(eq(i64, back.since, known));
	cr_assert(eq(str, w->want_host, "www.a.example"));

	r = contents(w, 30 * HOUR, 6 * HOUR);
	r.closed = true;
	world_accept(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_GAP_CLOSED], 1));
	cr_assert(eq(sz, w->wants, 1));
}

Test(crawl_reports, is_not_led_to_another_site_by_an_archive)
{
	AUTO(world) w = begin(1, hourly);
	struct want r;

	world_live(w, MINUTE);
	r = contents(w, 3 * HOUR, HOUR);
	world_accept(w, &r);
	world_live(w, DAY);
	r = contents(w, 5 * HOUR, HOUR);
	r.next_url = VIEW("http://elsewhere.test/page2");
	world_accept(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_GAP], 1));
	cr_assert(eq(sz, w->wants, 0));
}

Test(crawl_reports, names_a_feed_that_is_quieter_than_its_rhythm)
{
	AUTO(world) w = begin(1, hourly);
	struct want r;

	/* Two entries an hour, around the clock, for three weeks; the parser reports each. */
	for (int i = 0; i < 3 * 7 * 24; i++) {
		world_live(w, HOUR);
		r = contents(w, DAY, 0);
		r.fresh = 2;
		world_accept(w, &r);
	}
	cr_assert(eq(sz, w->events[CRAWL_CONDITION], 0));
	world_live(w, 4 * HOUR);
	cr_assert(eq(sz, w->events[CRAWL_CONDITION], 0));
	world_live(w, 12 * HOUR);
	cr_assert(eq(sz, w->events[CRAWL_CONDITION], 1));
	cr_assert(eq(str, w->why, "silent"));
	r = contents(w, DAY, 0);
	r.fresh = 2;
	world_accept(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_CONDITION], 2));
	cr_assert(eq(str, w->why, "as usual again"));
}
