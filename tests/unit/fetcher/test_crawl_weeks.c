/* SPDX-License-Identifier: Apache-2.0 */
/* Weeks of a feed, as servers and newsrooms make them: what is asked of it, when, and what is said of it. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "crawl_world.h"

enum { WEEKS_MINUTES = 14 * 24 * 60 };

static const struct plan_bounds adaptive = { 8 * MINUTE, 2 * MINUTE, HOUR };

/* The first feed, on a schedule that adapts. */
static struct world *begin_adaptive(struct said (*server)(struct world *,
							  const struct asked *))
{
	static struct crawl_feed own[1];
	struct crawl_settings s = settings(1);

	own[0] = feeds[0];
	own[0].bounds = adaptive;
	s.feeds = own;
	struct world *w = world_new(&s, server);
	crawl_assigned(w->crawl, 0, w->now);
	return w;
}

static int64_t hour_of(instant_ms t)
{
	return t % DAY / HOUR;
}

/* 0: Sunday. 1 January 1970 was a Thursday. */
static int64_t day_of(instant_ms t)
{
	return (t / DAY + 4) % 7;
}

/* --- what feed and server ask for ----------------------------------------------------------------- */

Test(crawl_weeks, a_feed_is_left_alone_at_the_hours_and_days_that_it_names)
{
	AUTO(world) w = begin_adaptive(hourly);
	size_t reported = 0, skipped = 0, others = 0;

	for (int i = 0; i < WEEKS_MINUTES; i++) {
		world_live(w, MINUTE);
		for (; reported < w->raws_len; reported++) {
			struct want r = contents(w, DAY, 0);
			r.fresh = 1;
			r.ttl_minutes = 20;
			r.skip_hours = 0x3f; /* from midnight to six */
			r.skip_days = 1;     /* and on Sundays */
			world_accept(w, &r);
		}
	}
	for (size_t i = 2; i < w->asked_len; i++) {
		instant_ms at = w->asked[i].at;
		bool left_alone = hour_of(at) < 6 || day_of(at) == 0;
		int64_t pause = at - w->asked[i - 1].at;
		cr_assert(ge(i64, pause, 20 * MINUTE), "sooner than its ttl");
		cr_assert(le(i64, pause, HOUR + SECOND), "later than interval_max");
		skipped += left_alone;
		others += !left_alone;
	}
	/* Two Sundays and twelve nights have 120 hours, the rest has 216. */
	cr_assert(le(sz, skipped, 120), "%zu polls in 120 hours", skipped);
	cr_assert(ge(sz, others, 3 * 216 / 2), "%zu polls in 216 hours", others);
}

static struct said stays_fresh(struct world *w, const struct asked *a)
{
	struct said s = hourly(w, a);
	static char headers[128];

	(void)snprintf(headers, sizeof headers, "%sCache-Control: max-age=2400\n",
		       s.headers);
	s.headers = headers;
	return s;
}

Test(crawl_weeks, what_stays_fresh_is_not_asked_for_before)
{
	AUTO(world) w = begin_adaptive(stays_fresh);

	world_live(w, 14 * DAY);
	cr_assert(ge(sz, w->asked_len, 14 * 24));
	for (size_t i = 1; i < w->asked_len; i++)
		cr_assert(ge(i64, w->asked[i].at - w->asked[i - 1].at, 40 * MINUTE));
	cr_assert(eq(sz, w->raws_len, 14 * 24 + 1), "and nothing is missed");
}

/* --- the week's rhythm ---------------------------------------------------------------------------- */

/* Four entries an hour from 6 to 20 o'clock on working days, since a day before all tests. */
static int64_t office_until(instant_ms t)
{
	int64_t from = 6 * (int64_t)HOUR, open = 14 * (int64_t)HOUR, n = 0;
	int64_t today = t % DAY < from ? 0 : t % DAY - from;

	for (instant_ms day = 19600 * DAY; day + DAY <= t; day += DAY)
		n += day_of(day) % 6 != 0 ? 56 : 0;
	if (day_of(t) % 6 != 0)
		n += (today < open ? today : open) / (15 * MINUTE);
	return n;
}

static struct said office(struct world *w, const struct asked *a)
{
	static char headers[64], body[64];
	long long n = (long long)office_until(w->now);

	(void)snprintf(headers, sizeof headers, "ETag: \"%lld\"\n", n);
	(void)snprintf(body, sizeof body, "<rss>%lld</rss>", n);
	if (a->etag[0] && strstr(headers, a->etag))
		return (struct said){ 304, headers, NULL, NULL, 20 };
	return (struct said){ 200, headers, body, NULL, 20 };
}

/* Lives on, and says of each new document what the parser would: of the last twenty entries
 * those are new that were not in the one before. */
static void live_with_the_office(struct world *w, int minutes, size_t *reported,
				 long long *known)
{
	for (int i = 0; i < minutes; i++) {
		world_live(w, MINUTE);
		for (; *reported < w->raws_len; (*reported)++) {
			struct want r = contents(w, 0, 0);
			long long n;
			cr_assert(
			    eq(int, sscanf(w->raws[*reported].body, "<rss>%lld", &n), 1));
			r.entries = 20;
			r.fresh = *known == 0 || n - *known > 20 ? 20 : n - *known;
			r.oldest = n - 19;
			r.newest = *known = n;
			world_accept(w, &r);
		}
	}
}

Test(crawl_weeks, a_weekend_is_learned_and_is_no_silence)
{
	AUTO(world) w = begin_adaptive(office);
	size_t reported = 0, rest = 0, work = 0;
	long long known = 0;

	live_with_the_office(w, 3 * WEEKS_MINUTES / 2, &reported, &known);
	for (size_t i = 0; i < w->asked_len; i++) {
		instant_ms at = w->asked[i].at;
		if (at < w->now - 7 * DAY)
			continue;
		rest += day_of(at) % 6 == 0;
		work += day_of(at) % 6 != 0 && hour_of(at) >= 6 && hour_of(at) < 20;
	}
	cr_assert(le(sz, rest, 2 * 24 + 12), "%zu polls at a weekend", rest);
	cr_assert(ge(sz, work, 5 * 14 * 4), "%zu polls for 280 entries", work);
	cr_assert(eq(sz, w->events[CRAWL_GAP], 0), "nothing is missed");
	cr_assert(eq(sz, w->events[CRAWL_CONDITION], 0), "a weekend is no silence");
}

/* --- what goes wrong in two weeks ------------------------------------------------------------------- */

/* The office's server is away from Wednesday night to Friday night: w->test is when it began. */
static struct said away_for_two_days(struct world *w, const struct asked *a)
{
	static const struct said kinds[] = { { 500, "", "", NULL, 10 },
					     { 404, "", "", NULL, 10 },
					     { 0, "", "", "connection refused", 10 },
					     { 503, "Retry-After: 600\n", "", NULL,
					       10 } };
	int64_t since = w->now - *(const instant_ms *)w->test;

	if (since < DAY || since > 3 * DAY)
		return office(w, a);
	return kinds[w->asked_len % (sizeof kinds / sizeof kinds[0])];
}

Test(crawl_weeks, a_server_that_was_away_is_found_back_and_what_was_missed_looked_for)
{
	AUTO(world) w = begin_adaptive(away_for_two_days);
	instant_ms began = w->now, back = 0;
	size_t reported = 0, away = 0, after = 0;
	long long known = 0;

	w->test = &began;
	live_with_the_office(w, WEEKS_MINUTES, &reported, &known);
	for (size_t i = 0; i < w->asked_len; i++) {
		int64_t since = w->asked[i].at - began;
		away += since >= DAY && since <= 3 * DAY;
		if (since <= 3 * DAY)
			continue;
		back = back ? back : w->asked[i].at;
		after++;
	}
	cr_assert(le(sz, away, 40), "%zu polls of a server that is away", away);
	cr_assert(le(i64, back - began, 4 * DAY + DAY / 4), "it is asked once a day");
	cr_assert(ge(sz, after, 7 * 24), "and often again: %zu polls", after);
	cr_assert(eq(sz, w->events[CRAWL_GAP], 1));
	cr_assert(eq(sz, w->events[CRAWL_GONE], 0));
}

static struct said gone_for_a_while(struct world *w, const struct asked *a)
{
	return *(const bool *)w->test ? (struct said){ 410, "", "", NULL, 10 }
				      : hourly(w, a);
}

static void ask_to_poll(struct world *w)
{
	struct want r;

	want_init(&r, WANT_POLL);
	r.feed = VIEW("one");
	r.url = VIEW("http://a.example/one.xml");
	world_accept(w, &r);
	world_live(w, MINUTE);
}

Test(crawl_weeks, a_feed_that_was_gone_is_polled_again_once_a_person_has_found_it_back)
{
	AUTO(world) w = begin(1, gone_for_a_while);
	bool gone = false;

	w->test = &gone;
	world_live(w, 7 * DAY);
	gone = true;
	world_live(w, DAY);
	size_t asked = w->asked_len;
	ask_to_poll(w);
	start_again(w);
	world_live(w, DAY);
	cr_assert(eq(sz, w->asked_len, asked + 1), "asked for, and gone all the same");
	gone = false;
	world_live(w, DAY);
	cr_assert(eq(sz, w->asked_len, asked + 1));
	ask_to_poll(w);
	start_again(w);
	world_live(w, DAY);
	cr_assert(ge(sz, w->asked_len, asked + 2 + 286), "it goes on as before");
}

static struct said moved_by_mistake(struct world *w, const struct asked *a)
{
	int64_t since = w->now - *(const instant_ms *)w->test;

	if (is(a, "http://wrong.example/feed"))
		return since < 2 * DAY ? hourly(w, a)
				       : (struct said){ 404, "", "", NULL, 10 };
	if (since > DAY && since < 2 * DAY)
		return (struct said){ 301, "Location: http://wrong.example/feed\n", "",
				      NULL, 10 };
	return hourly(w, a);
}

Test(crawl_weeks, a_move_that_the_publisher_takes_back_is_taken_back)
{
	AUTO(world) w = begin(1, moved_by_mistake);
	instant_ms began = w->now;

	w->test = &began;
	world_live(w, 2 * DAY);
	cr_assert(eq(sz, w->events[CRAWL_MOVED], 1));
	cr_assert(ge(sz, world_count(w, "http://wrong.example/feed"), 286));
	world_live(w, 2 * DAY);
	size_t wrong = world_count(w, "http://wrong.example/feed");
	world_live(w, 10 * DAY);
	cr_assert(eq(sz, world_count(w, "http://wrong.example/feed"), wrong));
	cr_assert(ge(sz, w->raws_len, 13 * 24), "%zu documents in 14 days", w->raws_len);
}

/* --- drift and gaps --------------------------------------------------------------------------------- */

/* Days of hourly documents as `r` says, and how often a condition was told meanwhile. */
static size_t days_of(struct world *w, const struct want *r, int days)
{
	size_t before = w->events[CRAWL_CONDITION];

	for (int i = 0; i < days * 24; i++) {
		struct want now = contents(w, DAY, 0);
		world_live(w, HOUR);
		now.fresh = 2;
		now.text_bytes = r->text_bytes;
		now.language = r->language;
		now.undated = r->undated;
		world_accept(w, &now);
	}
	return w->events[CRAWL_CONDITION] - before;
}

Test(crawl_weeks, drift_is_named_once_and_named_when_it_is_over)
{
	AUTO(world) w = begin(1, hourly);
	const struct want usual = { .text_bytes = 10000, .language = VIEW("en/Latn") };
	struct want other = usual;

	cr_assert(eq(sz, days_of(w, &usual, 6), 0));
	other.language = VIEW("ru/Cyrl");
	cr_assert(eq(sz, days_of(w, &other, 1), 1));
	cr_assert(eq(str, w->why, "language"));
	cr_assert(eq(sz, days_of(w, &usual, 6), 1));
	cr_assert(eq(str, w->why, "as usual again"));
	other = usual;
	other.undated = 9;
	cr_assert(eq(sz, days_of(w, &other, 1), 1));
	cr_assert(eq(str, w->why, "undated"));
	cr_assert(eq(sz, days_of(w, &usual, 6), 1));
	other = usual;
	other.text_bytes = 800;
	cr_assert(ge(sz, days_of(w, &other, 1), 1));
	cr_assert(eq(str, w->why, "shrunk"));
}

static struct said names_sitemaps(struct world *w, const struct asked *a)
{
	if (is(a, "http://a.example/robots.txt"))
		return (struct said){ 200, "Content-Type: text/plain\n",
				      "User-agent: *\nAllow: /\n"
				      "Sitemap: http://elsewhere.test/news.xml\n"
				      "Sitemap: http://a.example/news.xml\n",
				      NULL, 10 };
	return hourly(w, a);
}

Test(crawl_weeks, a_gap_in_a_feed_without_an_archive_is_looked_for_in_its_sites_sitemaps)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	AUTO(world) w = begin(1, names_sitemaps);
	struct want back;

	world_live(w, MINUTE);
	struct want r = contents(w, 3 * HOUR, HOUR);
	world_accept(w, &r);
	want_page(w, "http://a.example/story/1");
	world_live(w, 13 * DAY);
	cr_assert(eq(sz, w->wants, 0));
	instant_ms known = r.newest;
	r = contents(w, 5 * HOUR, HOUR);
	world_accept(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_GAP], 1));
	cr_assert(eq(sz, w->wants, 1), "not of another site");
	cr_assert(last_want(w, a, &back));
	cr_assert(eq(int, back.kind, WANT_SITEMAP));
	cr_assert(view_eq(back.url, VIEW("http://a.example/news.xml")));
	cr_assert(eq(i64, back.since, known));
}
