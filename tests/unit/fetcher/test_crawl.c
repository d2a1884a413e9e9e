/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "world.h"

#define FEED(name, address)                                                            \
	{                                                                              \
		.id = VIEW_INIT(name), .provider = VIEW_INIT("prov"),                  \
		.url = VIEW_INIT(address),                                             \
		.bounds = { 5 * MINUTE, 5 * MINUTE, 5 * MINUTE },                      \
		.host_delay_ms = SECOND, .obey_robots = true, .total_ms = 30 * SECOND, \
		.body_max = 1024 * 1024, .user_password = "me:secret"                  \
	}

static const struct crawl_feed feeds[] = {
	FEED("one", "http://a.example/one.xml"),
	FEED("two", "http://a.example/two.xml"),
	FEED("three", "http://b.example/three.xml"),
};

static struct crawl_settings settings(size_t n)
{
	return (struct crawl_settings){ .feeds = feeds,
					.feeds_len = n,
					.agent = VIEW("kurilwire"),
					.requests_max = 100,
					.pending_max = 1024 * 1024,
					.seed = 42 };
}

static struct world *begin(size_t n,
			   struct said (*server)(struct world *, const struct asked *))
{
	struct crawl_settings s = settings(n);
	struct world *w = world_new(&s, server);
	crawl_assigned(w->crawl, 0, w->now);
	return w;
}

static bool is(const struct asked *a, const char *url)
{
	return strcmp(a->url, url) == 0;
}

static struct want page(const char *url)
{
	struct want w;
	want_init(&w, WANT_PAGE);
	w.feed = VIEW("one");
	w.url = view_of(url);
	w.hops = 1;
	w.story = VIEW("{\"uri\":\"urn:s\"}");
	w.story_uri = VIEW("urn:s");
	return w;
}

/* --- polling --------------------------------------------------------------------------------------- */

/* A document that changes every hour and honours its ETag. */
static struct said hourly(struct world *w, const struct asked *a)
{
	static char headers[64], body[64];
	(void)snprintf(headers, sizeof headers, "ETag: \"%lld\"\n",
		       (long long)(w->now / HOUR));
	(void)snprintf(body, sizeof body, "<rss>%lld</rss>", (long long)(w->now / HOUR));
	if (a->etag[0] && strstr(headers, a->etag))
		return (struct said){ 304, headers, NULL, NULL, 20 };
	return (struct said){ 200, headers, body, NULL, 20 };
}

Test(crawl, polls_for_two_weeks_and_emits_each_document_once)
{
	AUTO(world) w = begin(1, hourly);

	world_live(w, 14 * DAY);
	cr_assert(eq(sz, w->raws_len, 14 * 24 + 1));
	for (size_t i = 1; i < w->raws_len; i++)
		cr_assert(ne(str, w->raws[i].body, w->raws[i - 1].body));
	cr_assert(ge(sz, w->asked_len, 14 * 288 - 2));
	cr_assert(le(sz, w->asked_len, 14 * 288 + 1));
	cr_assert(eq(str, w->raws[0].provider, "prov"));
	cr_assert(eq(str, w->raws[0].url, "http://a.example/one.xml"));
	cr_assert(eq(str, w->raws[0].status, "200"));
	cr_assert(gt(sz, w->events[CRAWL_UNCHANGED], 3000));
}

static struct said slow_b(struct world *w, const struct asked *a)
{
	(void)w;
	return (struct said){ 200, "", "<rss/>", NULL,
			      strstr(a->url, "b.example") ? -1 : 200 };
}

Test(crawl, asks_a_host_for_one_thing_at_a_time_and_lets_a_hanging_one_delay_no_other)
{
	AUTO(world) w = begin(3, slow_b);

	world_live(w, HOUR);
	instant_ms free_at = 0;
	for (size_t i = 0; i < w->asked_len; i++) {
		if (strstr(w->asked[i].url, "b.example"))
			continue;
		cr_assert(ge(i64, w->asked[i].at, free_at), "request %zu", i);
		free_at = w->asked[i].ended_at + SECOND;
	}
	cr_assert(eq(sz, world_count(w, "http://b.example/three.xml"), 1));
	cr_assert(ge(sz, world_count(w, "http://a.example/one.xml"), 11));
	cr_assert(ge(sz, world_count(w, "http://a.example/two.xml"), 11));
}

static struct said broken(struct world *w, const struct asked *a)
{
	(void)w;
	(void)a;
	return (struct said){ 500, "", "oh", NULL, 10 };
}

Test(crawl, slows_down_on_failures_but_never_ends)
{
	AUTO(world) w = begin(1, broken);

	world_live(w, 30 * DAY);
	cr_assert(gt(sz, w->asked_len, 25));
	cr_assert(lt(sz, w->asked_len, 60));
	for (size_t i = 2; i + 1 < w->asked_len; i++) {
		int64_t wait = w->asked[i + 1].at - w->asked[i].at;
		cr_assert(le(i64, wait, DAY + DAY / 10 + SECOND));
		cr_assert(gt(i64, wait, 5 * MINUTE));
	}
	cr_assert(eq(sz, w->raws_len, 0));
	cr_assert(eq(str, w->why, "status 500"));
}

static struct said gone(struct world *w, const struct asked *a)
{
	(void)w;
	(void)a;
	return (struct said){ 410, "", "", NULL, 10 };
}

Test(crawl, ends_with_410)
{
	AUTO(world) w = begin(1, gone);

	world_live(w, 3 * DAY);
	cr_assert(eq(sz, w->asked_len, 1));
	cr_assert(eq(sz, w->events[CRAWL_GONE], 1));
	crawl_revoked(w->crawl, 0);
	crawl_assigned(w->crawl, 0, w->now);
	world_live(w, DAY);
	cr_assert(eq(sz, w->asked_len, 1), "and after a restart");
}

static struct said busy(struct world *w, const struct asked *a)
{
	if (is(a, "http://a.example/one.xml") && w->asked_len < 2)
		return (struct said){ 503, "Retry-After: 7200\n", "", NULL, 10 };
	return (struct said){ 200, "", "<rss/>", NULL, 10 };
}

Test(crawl, leaves_a_host_alone_for_as_long_as_it_asks)
{
	AUTO(world) w = begin(2, busy);

	world_live(w, DAY);
	size_t refused = is(&w->asked[0], "http://a.example/one.xml") ? 0 : 1;
	cr_assert(ge(i64, w->asked[refused + 1].at - w->asked[refused].ended_at,
		     7200 * SECOND));
	cr_assert(gt(sz, w->raws_len, 1));
}

/* --- redirects -------------------------------------------------------------------------------------- */

static struct said moved(struct world *w, const struct asked *a)
{
	(void)w;
	if (is(a, "http://a.example/one.xml"))
		return (struct said){ 301, "Location: http://new.example/feed\n", "",
				      NULL, 10 };
	if (is(a, "http://new.example/feed"))
		return (struct said){ 302, "Location: /today\n", "", NULL, 10 };
	return (struct said){ 200, "", "<rss/>", NULL, 10 };
}

Test(crawl, remembers_permanent_redirects_and_only_those)
{
	AUTO(world) w = begin(1, moved);

	world_live(w, 11 * MINUTE);
	cr_assert(eq(sz, world_count(w, "http://a.example/one.xml"), 1));
	cr_assert(eq(sz, world_count(w, "http://new.example/feed"), 3));
	cr_assert(eq(sz, world_count(w, "http://new.example/today"), 3));
	cr_assert(eq(sz, w->raws_len, 1));
	cr_assert(eq(str, w->raws[0].url, "http://new.example/today"));
	cr_assert(eq(str, w->raws[0].requested, "http://a.example/one.xml"));
	cr_assert(eq(sz, w->events[CRAWL_MOVED], 1));
}

Test(crawl, gives_credentials_to_the_configured_place_alone)
{
	AUTO(world) w = begin(1, moved);

	world_live(w, MINUTE);
	cr_assert(eq(str, w->asked[0].password, "me:secret"));
	for (size_t i = 1; i < w->asked_len; i++)
		cr_assert(eq(str, w->asked[i].password, ""));
}

static struct said loop(struct world *w, const struct asked *a)
{
	(void)w;
	(void)a;
	return (struct said){ 302, "Location: /one.xml\n", "", NULL, 10 };
}

static struct said open_house(struct world *w, const struct asked *a)
{
	(void)w;
	(void)a;
	return (struct said){ 200, "", "<rss/>", NULL, 10 };
}

Test(crawl, tells_nobody_what_an_address_keeps_secret)
{
	static const struct view names[] = { VIEW_INIT("key") };
	static struct crawl_feed own[1];
	struct crawl_settings s = settings(1);

	own[0] = feeds[0];
	own[0].url = VIEW("http://me:pass@a.example/one.xml?key=hush&page=1");
	own[0].secret_parameters = names;
	own[0].secret_parameters_len = 1;
	s.feeds = own;
	AUTO(world) w = world_new(&s, open_house);
	crawl_assigned(w->crawl, 0, w->now);
	world_live(w, 6 * MINUTE);
	cr_assert(
	    eq(str, w->asked[0].url, "http://me:pass@a.example/one.xml?key=hush&page=1"));
	cr_assert(eq(sz, w->raws_len, 1), "and it is known again by the same state");
	cr_assert(eq(str, w->raws[0].url, "http://a.example/one.xml?page=1"));
	cr_assert(eq(str, w->raws[0].requested, "http://a.example/one.xml?page=1"));
	for (size_t i = 0; i < w->state_len; i++) {
		struct view v = view_at(w->state[i].value, w->state[i].value_len);
		cr_assert(eq(sz, view_find(v, VIEW("hush"), 0), VIEW_NONE));
		cr_assert(eq(sz, view_find(v, VIEW("pass"), 0), VIEW_NONE));
	}
}

Test(crawl, follows_a_loop_only_so_far)
{
	AUTO(world) w = begin(1, loop);

	world_live(w, MINUTE);
	cr_assert(eq(sz, w->asked_len, 1 + PLAN_REDIRECTS_MAX));
	cr_assert(
	    eq(str, w->why, "redirect to http://a.example/one.xml is one too many"));
}

static struct said elsewhere(struct world *w, const struct asked *a)
{
	(void)a;
	return (struct said){ 302, w->test, "", NULL, 10 };
}

Test(crawl, is_not_led_away_from_the_web)
{
	static char to_file[] = "Location: file:///etc/passwd\n";
	static char to_ssh[] = "Location: http://a.example:22/\n";
	AUTO(world) w = begin(1, elsewhere);

	w->test = to_file;
	world_live(w, MINUTE);
	cr_assert(eq(sz, w->asked_len, 1));
	cr_assert(eq(str, w->why,
		     "redirect to file:///etc/passwd is not an address of the web"));
	w->test = to_ssh;
	world_live(w, 5 * MINUTE);
	cr_assert(eq(sz, w->asked_len, 2));
	cr_assert(
	    eq(str, w->why,
	       "redirect to http://a.example:22/ names a port that is not for the web"));
}

/* --- the life of state ------------------------------------------------------------------------------ */

Test(crawl, knows_after_a_restart_what_it_knew_before_and_rests_first)
{
	AUTO(world) w = begin(1, hourly);

	world_live(w, 12 * MINUTE);
	size_t before = w->asked_len, raws = w->raws_len;
	crawl_revoked(w->crawl, 0);
	crawl_assigned(w->crawl, 0, w->now);
	instant_ms at = w->now;
	world_live(w, 6 * MINUTE);
	cr_assert(gt(sz, w->asked_len, before));
	cr_assert(ge(i64, w->asked[before].at, at + SECOND));
	cr_assert(ne(str, w->asked[before].etag, ""));
	cr_assert(eq(sz, w->raws_len, raws));
}

Test(crawl, goes_on_after_a_clock_that_was_ahead_and_dates_documents_in_their_order)
{
	AUTO(world) w = begin(1, hourly);

	world_live(w, 12 * MINUTE);
	w->now += 2 * DAY;
	world_live(w, 12 * MINUTE);
	w->now -= 2 * DAY;
	size_t before = w->asked_len, raws = w->raws_len;
	world_live(w, 2 * HOUR);
	cr_assert(gt(sz, w->asked_len, before + 1));
	cr_assert(gt(sz, w->raws_len, raws));
	for (size_t n = 1; n < w->raws_len; n++)
		cr_assert(lt(str, w->raws[n - 1].fetched_at, w->raws[n].fetched_at));
}

Test(crawl, polls_what_was_polled_in_the_future)
{
	AUTO(world) w = begin(1, hourly);

	world_live(w, 12 * MINUTE);
	crawl_revoked(w->crawl, 0);
	w->now -= 2 * DAY;
	size_t before = w->asked_len;
	crawl_assigned(w->crawl, 0, w->now);
	world_live(w, MINUTE);
	cr_assert(gt(sz, w->asked_len, before));
}

Test(crawl, emits_again_what_an_aborted_transaction_held_without_asking_again)
{
	AUTO(world) w = begin(1, hourly);

	w->aborts = 3;
	world_live(w, MINUTE);
	cr_assert(eq(sz, w->aborts, 0));
	cr_assert(eq(sz, w->asked_len, 1));
	cr_assert(eq(sz, w->raws_len, 1));
}

static struct said large(struct world *w, const struct asked *a)
{
	static char body[700 * 1024];
	(void)a;
	memset(body, 'x', sizeof body - 1);
	(void)snprintf(body, 32, "%lld", (long long)w->now);
	body[strlen(body)] = ' ';
	return (struct said){ 200, "", body, NULL, 10 };
}

Test(crawl, makes_no_pile_while_nothing_can_be_committed)
{
	AUTO(world) w = begin(3, large);
	struct crawl_figures f;

	w->broker_away = true;
	world_live(w, DAY);
	crawl_figures(w->crawl, &f);
	cr_assert(le(sz, w->asked_len, 3), "each feed at most once");
	cr_assert(le(sz, f.pending_bytes, 4 * 1024 * 1024));
	size_t asked = w->asked_len;
	w->broker_away = false;
	world_live(w, 4 * MINUTE);
	cr_assert(ge(sz, w->raws_len, 3));
	cr_assert(le(sz, w->asked_len, asked + 3));
}

/* --- pages ------------------------------------------------------------------------------------------- */

static struct said site(struct world *w, const struct asked *a)
{
	(void)w;
	if (strstr(a->url, "/robots.txt"))
		return (struct said){ 200, "",
				      "User-agent: *\nDisallow: /no\nCrawl-delay: 5\n",
				      NULL, 10 };
	if (strstr(a->url, "/missing"))
		return (struct said){ 404, "", "", NULL, 10 };
	if (strstr(a->url, "/away"))
		return (struct said){ 301, "Location: https://www.c.example/b\n", "",
				      NULL, 10 };
	if (strstr(a->url, "/busy") && world_count(w, a->url) < 1)
		return (struct said){ 503, "", "", NULL, 10 };
	if (strstr(a->url, "/dead"))
		return (struct said){ 0, "", "", "connection refused", 10 };
	if (strstr(a->url, "/page"))
		return (struct said){ 200, "Content-Type: text/html\n", "<p>text</p>",
				      NULL, 10 };
	return (struct said){ 200, "", "<rss/>", NULL, 10 };
}

static struct world *site_world(const char *url)
{
	struct world *w = begin(0, site);
	struct crawl_settings s = settings(1);
	crawl_free(w->crawl);
	w->crawl = crawl_new(&s, world_ports(w));
	struct want want = page(url);
	world_accept(w, &want);
	return w;
}

Test(crawl, fetches_a_page_after_robots_and_sends_the_story_along)
{
	AUTO(world) w = site_world("http://c.example/page");

	world_live(w, MINUTE);
	cr_assert(eq(sz, w->asked_len, 2));
	cr_assert(eq(str, w->asked[0].url, "http://c.example/robots.txt"));
	cr_assert(eq(str, w->asked[1].url, "http://c.example/page"));
	cr_assert(ge(i64, w->asked[1].at - w->asked[0].ended_at, SECOND));
	cr_assert(eq(sz, w->raws_len, 1));
	cr_assert(eq(str, w->raws[0].body, "<p>text</p>"));
	cr_assert(eq(str, w->raws[0].story, "{\"uri\":\"urn:s\"}"));
	cr_assert(eq(str, w->raws[0].error, ""));
	cr_assert(eq(str, w->raws[0].provider, "prov"));

	struct want second = page("http://c.example/page2");
	world_accept(w, &second);
	world_live(w, MINUTE);
	cr_assert(eq(sz, w->asked_len, 3), "robots.txt is known");
	cr_assert(eq(sz, w->raws_len, 2));
}

static struct said slow_feeds(struct world *w, const struct asked *a)
{
	struct said said = site(w, a);
	if (strstr(a->url, ".xml"))
		said.takes_ms = 200 * SECOND;
	return said;
}

Test(crawl, lets_neither_feed_nor_page_starve_at_a_host_that_is_asked_for_too_much)
{
	/* Two feeds, due every 300 s, take 400 s, so that one of them is always due. */
	AUTO(world) w = begin(2, slow_feeds);

	world_live(w, HOUR);
	for (int i = 0; i < 5; i++) {
		char url[64];
		(void)snprintf(url, sizeof url, "http://a.example/page%d", i);
		struct want want = page(url);
		world_accept(w, &want);
	}
	world_live(w, HOUR);
	cr_assert(ge(sz, world_count(w, "http://a.example/one.xml"), 12));
	cr_assert(ge(sz, world_count(w, "http://a.example/two.xml"), 12));
	size_t pages = 0, last = 0;
	for (size_t i = 0; i < w->asked_len; i++)
		if (strstr(w->asked[i].url, "/page")) {
			pages++;
			cr_assert(gt(i64, w->asked[i].at, w->asked[last].at));
			last = i;
		}
	cr_assert(eq(sz, pages, 5));
	cr_assert(eq(str, w->asked[last].url, "http://a.example/page4"));
}

Test(crawl, says_why_a_page_cannot_be_had)
{
	static const struct {
		const char *url, *why;
		size_t asked;
	} cases[] = {
		{ "http://c.example/no/1", "robots.txt forbids it", 0 },
		{ "http://c.example/missing", "status 404", 1 },
		{ "http://c.example/dead", "connection refused", 3 },
		{ "http://c.example:25/page",
		  "the address names a port that is not for the web", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		AUTO(world) w = site_world(cases[i].url);
		world_live(w, 10 * MINUTE);
		cr_assert(eq(sz, world_count(w, cases[i].url), cases[i].asked), "%s",
			  cases[i].url);
		cr_assert(eq(sz, w->raws_len, 1), "%s", cases[i].url);
		cr_assert(eq(str, w->raws[0].error, (char *)cases[i].why));
		cr_assert(eq(str, w->raws[0].story, "{\"uri\":\"urn:s\"}"));
		cr_assert(eq(str, w->raws[0].body, ""));
	}
}

Test(crawl, asks_again_for_a_page_that_was_busy)
{
	AUTO(world) w = site_world("http://c.example/busy/page");

	world_live(w, 10 * MINUTE);
	cr_assert(eq(sz, world_count(w, "http://c.example/busy/page"), 2));
	cr_assert(eq(sz, w->raws_len, 1));
	cr_assert(eq(str, w->raws[0].error, ""));
}

Test(crawl, passes_a_page_that_moved_to_another_host_on_to_its_owner)
{
	AUTO(world) w = site_world("http://c.example/away");
	AUTO(arena) a = arena_new(65536);
	struct want passed;
	struct err err;

	world_live(w, MINUTE);
	cr_assert(eq(sz, w->raws_len, 0));
	cr_assert(eq(sz, w->wants, 1));
	cr_assert(eq(str, w->want_host, "www.c.example"));
	cr_assert(want_decode(view_of(w->want), a, &passed, &err), "%s", err.text);
	cr_assert(view_eq(passed.url, VIEW("https://www.c.example/b")));
	cr_assert(view_eq(passed.requested_url, VIEW("http://c.example/away")));
	cr_assert(view_eq(passed.story, VIEW("{\"uri\":\"urn:s\"}")));
	cr_assert(eq(i64, passed.redirects, 1));
}

Test(crawl, keeps_wanted_pages_through_a_restart_and_an_abort)
{
	AUTO(world) w = site_world("http://c.example/page");

	crawl_revoked(w->crawl, 0);
	crawl_assigned(w->crawl, 0, w->now);
	w->aborts = 2;
	world_live(w, MINUTE);
	cr_assert(eq(sz, world_count(w, "http://c.example/page"), 1));
	size_t pages = 0;
	for (size_t i = 0; i < w->raws_len; i++)
		pages += strcmp(w->raws[i].body, "<p>text</p>") == 0;
	cr_assert(eq(sz, pages, 1));
}

static struct said no_robots(struct world *w, const struct asked *a)
{
	(void)w;
	if (strstr(a->url, "/robots.txt"))
		return (struct said){ 503, "", "", NULL, 10 };
	return (struct said){ 200, "", "<p>text</p>", NULL, 10 };
}

Test(crawl, asks_for_no_page_where_robots_cannot_be_had)
{
	AUTO(world) w = site_world("http://c.example/page");

	w->server = no_robots;
	world_live(w, 10 * MINUTE);
	cr_assert(eq(sz, world_count(w, "http://c.example/page"), 0));
	cr_assert(eq(sz, w->raws_len, 1));
	cr_assert(eq(str, w->raws[0].error, "robots.txt could not be had"));
}

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

Test(crawl, lives_two_weeks_with_a_feed_and_learns_when_it_sleeps)
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
		if (i % (3 * 24 * 60) ==
		    1000) { /* it is also started again now and then */
			crawl_revoked(w->crawl, 0);
			crawl_assigned(w->crawl, 0, w->now);
		}
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

/* --- pages that are looked at again -------------------------------------------------------- */

struct looked {
	int status; /* of the page */
	const char *body, *etag;
};

static struct said shelf(struct world *w, const struct asked *a)
{
	const struct looked *l = w->test;
	static char headers[64];

	if (strstr(a->url, "/robots.txt"))
		return (struct said){ 404, "", "", NULL, 10 };
	if (!strstr(a->url, "/page"))
		return (struct said){ 200, "", "<rss/>", NULL, 10 };
	(void)snprintf(headers, sizeof headers, "ETag: %s\n", l->etag);
	if (l->status == 200 && l->etag[0] && strcmp(a->etag, l->etag) == 0)
		return (struct said){ 304, headers, "", NULL, 10 };
	return (struct said){ l->status, headers, l->body, NULL, 10 };
}

static struct world *look_world(struct looked *l)
{
	struct world *w = begin(1, shelf);
	struct want want = page("http://c.example/page");

	w->test = l;
	want.not_before = w->now + HOUR;
	world_accept(w, &want);
	return w;
}

static size_t pages_in(const struct world *w, const char *error)
{
	size_t n = 0;

	for (size_t i = 0; i < w->raws_len; i++)
		n += strstr(w->raws[i].url, "/page") != NULL &&
		     strcmp(w->raws[i].error, error) == 0;
	return n;
}

Test(crawl, looks_at_a_page_more_and_more_seldom_and_emits_what_changed)
{
	struct looked l = { 200, "<p>first</p>", "\"1\"" };
	AUTO(world) w = look_world(&l);
	instant_ms began = w->now, last = 0;
	int64_t wait = 0;

	world_live(w, 2 * HOUR);
	cr_assert(eq(sz, world_count(w, "http://c.example/page"), 1));
	cr_assert(eq(sz, pages_in(w, ""), 1), "what it was like is not known before");
	world_live(w, 40 * HOUR);
	cr_assert(eq(sz, pages_in(w, ""), 1));
	cr_assert(gt(sz, w->events[CRAWL_LOOKED], 0));
	l = (struct looked){ 200, "<p>second</p>", "\"2\"" };
	world_live(w, 60 * DAY);
	cr_assert(eq(sz, pages_in(w, ""), 2));
	cr_assert(eq(sz, world_count(w, "http://c.example/page"), 5));
	for (size_t i = 0; i < w->asked_len; i++) {
		if (!strstr(w->asked[i].url, "/page"))
			continue;
		cr_assert(ge(i64, w->asked[i].at, began + HOUR));
		cr_assert(ge(i64, w->asked[i].at - last, wait));
		wait = last == 0 ? 0 : w->asked[i].at - last;
		last = w->asked[i].at;
	}
}

Test(crawl, looks_again_after_restarts_and_aborts_as_was_planned)
{
	struct looked l = { 200, "<p>first</p>", "" };
	AUTO(world) w = look_world(&l);

	for (int i = 0; i < 60; i++) {
		world_live(w, 12 * HOUR);
		w->aborts = 2;
		crawl_revoked(w->crawl, 0);
		crawl_assigned(w->crawl, 0, w->now);
	}
	cr_assert(eq(sz, pages_in(w, ""), 1));
	cr_assert(ge(sz, world_count(w, "http://c.example/page"), 5));
	cr_assert(le(sz, world_count(w, "http://c.example/page"), 6));
}

Test(crawl, says_that_a_page_is_withdrawn_once_and_for_all)
{
	struct looked l = { 410, "", "" };
	AUTO(world) w = look_world(&l);

	world_live(w, 30 * DAY);
	cr_assert(eq(sz, pages_in(w, "status 410"), 1));
	cr_assert(eq(sz, world_count(w, "http://c.example/page"), 1));
}

Test(crawl, believes_a_404_the_second_time)
{
	struct looked l = { 404, "", "" };
	AUTO(world) w = look_world(&l);

	world_live(w, 90 * MINUTE);
	cr_assert(eq(sz, pages_in(w, "status 404"), 0));
	world_live(w, DAY);
	cr_assert(eq(sz, pages_in(w, "status 404"), 1));
	cr_assert(eq(sz, world_count(w, "http://c.example/page"), 2));
	AUTO(world) back = look_world(&l);
	world_live(back, 90 * MINUTE);
	l = (struct looked){ 200, "<p>text</p>", "" };
	world_live(back, 30 * DAY);
	cr_assert(eq(sz, pages_in(back, "status 404"), 0));
}

Test(crawl, a_failed_look_is_no_news)
{
	struct looked l = { 500, "", "" };
	AUTO(world) w = look_world(&l);

	world_live(w, 30 * DAY);
	cr_assert(eq(sz, pages_in(w, "status 500"), 0));
	cr_assert(eq(sz, world_count(w, "http://c.example/page"), 5));
}

Test(crawl, asks_no_host_for_more_pages_than_its_budget)
{
	struct crawl_settings s = settings(1);
	size_t given_up = 0;

	s.host_pages = 10;
	AUTO(world) w = world_new(&s, site);
	crawl_assigned(w->crawl, 0, w->now);
	for (int i = 0; i < 30; i++) {
		char url[64];
		(void)snprintf(url, sizeof url, "http://c.example/page%d", i);
		struct want want = page(url);
		world_accept(w, &want);
	}
	world_live(w, 10 * MINUTE);
	for (size_t i = 0; i < w->raws_len; i++)
		given_up += strcmp(w->raws[i].error,
				   "its host was asked for enough pages this hour") == 0;
	cr_assert(eq(sz, given_up, 20));
	world_live(w, HOUR);
	struct want want = page("http://c.example/page-later");
	world_accept(w, &want);
	world_live(w, MINUTE);
	cr_assert(eq(sz, world_count(w, "http://c.example/page-later"), 1));
}

/* --- what the parser says ------------------------------------------------------------------------------ */

Test(crawl, suspects_a_gap_when_everything_in_a_document_is_newer_than_before)
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

Test(crawl, polls_at_once_when_asked_to)
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

Test(crawl, refuses_a_record_that_is_none)
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

/* --- what the parser says of polls ----------------------------------------------------------------- */

static void report(struct world *w, const struct want *r)
{
	BUF(value, WANT_VALUE_MAX);
	struct err err;

	cr_assert(want_encode(r, &value, &err));
	cr_assert(crawl_accept(w->crawl, 0, buf_view(&value), w->now, &err));
	world_end(w);
}

static struct want contents(struct world *w, int64_t oldest_ago, int64_t newest_ago)
{
	struct want r;

	want_init(&r, WANT_REPORT);
	r.feed = VIEW("one");
	r.url = VIEW("http://a.example/one.xml");
	r.entries = r.fresh = 10;
	r.text_bytes = 10000;
	r.oldest = w->now - oldest_ago;
	r.newest = w->now - newest_ago;
	return r;
}

static bool last_want(struct world *w, struct arena *a, struct want *ret)
{
	struct err err;

	return w->wants > 0 && want_decode(view_of(w->want), a, ret, &err);
}

Test(crawl, looks_back_through_the_archive_when_a_gap_is_suspected)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	AUTO(world) w = begin(1, hourly);
	struct want r, back;

	world_live(w, MINUTE);
	r = contents(w, 3 * HOUR, HOUR);
	report(w, &r);
	cr_assert(eq(sz, w->wants, 0));
	instant_ms known = r.newest;
	world_live(w, DAY);
	r = contents(w, 5 * HOUR, HOUR);
	r.next_url = VIEW("http://www.a.example/one.xml?page=2");
	report(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_GAP], 1));
	cr_assert(last_want(w, a, &back));
	cr_assert(eq(int, back.kind, WANT_ARCHIVE));
	cr_assert(view_eq(back.url, r.next_url));
	cr_assert(eq(i64, back.since, known));
	cr_assert(eq(str, w->want_host, "www.a.example"));

	r = contents(w, 30 * HOUR, 6 * HOUR);
	r.closed = true;
	report(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_GAP_CLOSED], 1));
	cr_assert(eq(sz, w->wants, 1));
}

Test(crawl, is_not_led_to_another_site_by_an_archive)
{
	AUTO(world) w = begin(1, hourly);
	struct want r;

	world_live(w, MINUTE);
	r = contents(w, 3 * HOUR, HOUR);
	report(w, &r);
	world_live(w, DAY);
	r = contents(w, 5 * HOUR, HOUR);
	r.next_url = VIEW("http://elsewhere.test/page2");
	report(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_GAP], 1));
	cr_assert(eq(sz, w->wants, 0));
}

Test(crawl, names_a_feed_that_is_quieter_than_its_rhythm)
{
	AUTO(world) w = begin(1, hourly);
	struct want r;

	/* Two entries an hour, around the clock, for three weeks; the parser reports each. */
	for (int i = 0; i < 3 * 7 * 24; i++) {
		world_live(w, HOUR);
		r = contents(w, DAY, 0);
		r.fresh = 2;
		report(w, &r);
	}
	cr_assert(eq(sz, w->events[CRAWL_CONDITION], 0));
	world_live(w, 4 * HOUR);
	cr_assert(eq(sz, w->events[CRAWL_CONDITION], 0));
	world_live(w, 12 * HOUR);
	cr_assert(eq(sz, w->events[CRAWL_CONDITION], 1));
	cr_assert(eq(str, w->why, "silent"));
	r = contents(w, DAY, 0);
	r.fresh = 2;
	report(w, &r);
	cr_assert(eq(sz, w->events[CRAWL_CONDITION], 2));
	cr_assert(eq(str, w->why, "as usual again"));
}
