/* SPDX-License-Identifier: Apache-2.0 */
/* Pages that entries lead to, and that are looked at again. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "crawl_world.h"

#define PAGE "http://c.example/page"

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
	want_page(w, url);
	return w;
}

Test(crawl_pages, fetches_a_page_after_robots_and_sends_the_story_along)
{
	AUTO(world) w = site_world(PAGE);

	world_live(w, MINUTE);
	cr_assert(eq(sz, w->asked_len, 2));
	cr_assert(eq(str, w->asked[0].url, "http://c.example/robots.txt"));
	cr_assert(eq(str, w->asked[1].url, PAGE));
	cr_assert(ge(i64, w->asked[1].at - w->asked[0].ended_at, SECOND));
	cr_assert(eq(sz, w->raws_len, 1));
	cr_assert(eq(str, w->raws[0].body, "<p>text</p>"));
	cr_assert(eq(str, w->raws[0].story, "{\"uri\":\"urn:s\"}"));
	cr_assert(eq(str, w->raws[0].error, ""));
	cr_assert(eq(str, w->raws[0].provider, "prov"));

	want_page(w, "http://c.example/page2");
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

Test(crawl_pages, lets_neither_feed_nor_page_starve_at_a_host_that_is_asked_for_too_much)
{
	/* Two feeds, due every 300 s, take 400 s, so that one of them is always due. */
	AUTO(world) w = begin(2, slow_feeds);

	world_live(w, HOUR);
	want_pages(w, "http://a.example/page", 5);
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

Test(crawl_pages, says_why_a_page_cannot_be_had)
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

Test(crawl_pages, asks_again_for_a_page_that_was_busy)
{
	AUTO(world) w = site_world("http://c.example/busy/page");

	world_live(w, 10 * MINUTE);
	cr_assert(eq(sz, world_count(w, "http://c.example/busy/page"), 2));
	cr_assert(eq(sz, w->raws_len, 1));
	cr_assert(eq(str, w->raws[0].error, ""));
}

Test(crawl_pages, passes_a_page_that_moved_to_another_host_on_to_its_owner)
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

Test(crawl_pages, keeps_wanted_pages_through_a_restart_and_an_abort)
{
	AUTO(world) w = site_world(PAGE);

	start_again(w);
	w->aborts = 2;
	world_live(w, MINUTE);
	cr_assert(eq(sz, world_count(w, PAGE), 1));
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

Test(crawl_pages, asks_for_no_page_where_robots_cannot_be_had)
{
	AUTO(world) w = site_world(PAGE);

	w->server = no_robots;
	world_live(w, 10 * MINUTE);
	cr_assert(eq(sz, world_count(w, PAGE), 0));
	cr_assert(eq(sz, w->raws_len, 1));
	cr_assert(eq(str, w->raws[0].error, "robots.txt could not be had"));
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
	struct want want = page(PAGE);

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

Test(crawl_pages, looks_at_a_page_more_and_more_seldom_and_emits_what_changed)
{
	struct looked l = { 200, "<p>first</p>", "\"1\"" };
	AUTO(world) w = look_world(&l);
	instant_ms began = w->now, last = 0;
	int64_t wait = 0;

	world_live(w, 2 * HOUR);
	cr_assert(eq(sz, world_count(w, PAGE), 1));
	cr_assert(eq(sz, pages_in(w, ""), 1), "what it was like is not known before");
	world_live(w, 40 * HOUR);
	cr_assert(eq(sz, pages_in(w, ""), 1));
	cr_assert(gt(sz, w->events[CRAWL_LOOKED], 0));
	l = (struct looked){ 200, "<p>second</p>", "\"2\"" };
	world_live(w, 60 * DAY);
	cr_assert(eq(sz, pages_in(w, ""), 2));
	cr_assert(eq(sz, world_count(w, PAGE), 5));
	for (size_t i = 0; i < w->asked_len; i++) {
		if (!strstr(w->asked[i].url, "/page"))
			continue;
		cr_assert(ge(i64, w->asked[i].at, began + HOUR));
		cr_assert(ge(i64, w->asked[i].at - last, wait));
		wait = last == 0 ? 0 : w->asked[i].at - last;
		last = w->asked[i].at;
	}
}

Test(crawl_pages, looks_again_after_restarts_and_aborts_as_was_planned)
{
	struct looked l = { 200, "<p>first</p>", "" };
	AUTO(world) w = look_world(&l);

	for (int i = 0; i < 60; i++) {
		world_live(w, 12 * HOUR);
		w->aborts = 2;
		start_again(w);
	}
	cr_assert(eq(sz, pages_in(w, ""), 1));
	cr_assert(ge(sz, world_count(w, PAGE), 5));
	cr_assert(le(sz, world_count(w, PAGE), 6));
}

Test(crawl_pages, says_that_a_page_is_withdrawn_once_and_for_all)
{
	struct looked l = { 410, "", "" };
	AUTO(world) w = look_world(&l);

	world_live(w, 30 * DAY);
	cr_assert(eq(sz, pages_in(w, "status 410"), 1));
	cr_assert(eq(sz, world_count(w, PAGE), 1));
}

Test(crawl_pages, believes_a_404_the_second_time)
{
	struct looked l = { 404, "", "" };
	AUTO(world) w = look_world(&l);

	world_live(w, 90 * MINUTE);
	cr_assert(eq(sz, pages_in(w, "status 404"), 0));
	world_live(w, DAY);
	cr_assert(eq(sz, pages_in(w, "status 404"), 1));
	cr_assert(eq(sz, world_count(w, PAGE), 2));
	AUTO(world) back = look_world(&l);
	world_live(back, 90 * MINUTE);
	l = (struct looked){ 200, "<p>text</p>", "" };
	world_live(back, 30 * DAY);
	cr_assert(eq(sz, pages_in(back, "status 404"), 0));
}

Test(crawl_pages, a_failed_look_is_no_news)
{
	struct looked l = { 500, "", "" };
	AUTO(world) w = look_world(&l);

	world_live(w, 30 * DAY);
	cr_assert(eq(sz, pages_in(w, "status 500"), 0));
	cr_assert(eq(sz, world_count(w, PAGE), 5));
}

Test(crawl_pages, asks_no_host_for_more_pages_than_its_budget)
{
	struct crawl_settings s = settings(1);
	size_t given_up = 0;

	s.host_pages = 10;
	AUTO(world) w = world_new(&s, site);
	crawl_assigned(w->crawl, 0, w->now);
	want_pages(w, PAGE, 30);
	world_live(w, 10 * MINUTE);
	for (size_t i = 0; i < w->raws_len; i++)
		given_up += strcmp(w->raws[i].error,
				   "its host was asked for enough pages this hour") == 0;
	cr_assert(eq(sz, given_up, 20));
	world_live(w, HOUR);
	want_page(w, "http://c.example/page-later");
	world_live(w, MINUTE);
	cr_assert(eq(sz, world_count(w, "http://c.example/page-later"), 1));
}

Test(crawl_pages, counts_pages_of_a_host_that_are_wanted_one_by_one)
{
	struct crawl_settings s = settings(1);

	s.host_pages = 10;
	AUTO(world) w = world_new(&s, site);
	for (int i = 0; i < 58; i++) {
		char url[64];
		(void)snprintf(url, sizeof url, PAGE "%d", i);
		want_page(w, url);
		world_live(w, MINUTE);
	}
	cr_assert(eq(sz, w->asked_len, 1 + 10), "and robots.txt");
	cr_assert(eq(sz, w->raws_len, 58));
}

Test(crawl_pages, asks_at_once_for_the_next_page_of_a_host_that_has_rested)
{
	struct crawl_settings s = settings(1);

	s.host_pages = 10;
	AUTO(world) w = world_new(&s, site);
	want_page(w, PAGE);
	world_live(w, MINUTE);
	size_t asked = w->asked_len;
	instant_ms at = w->now;
	want_page(w, PAGE "2");
	world_live(w, SECOND);
	cr_assert(eq(sz, w->asked_len, asked + 1));
	cr_assert(le(i64, w->asked[asked].at, at + 1));
}

Test(crawl_pages, forgets_a_host_once_nothing_is_wanted_of_it_and_it_has_rested)
{
	AUTO(world) w = begin(1, site);
	struct crawl_figures f;

	for (int i = 0; i < 20; i++) {
		char url[64];
		(void)snprintf(url, sizeof url, "http://h%d.example/page", i);
		want_page(w, url);
	}
	crawl_figures(w->crawl, &f);
	cr_assert(eq(sz, f.hosts, 21));
	world_live(w, 10 * MINUTE);
	crawl_figures(w->crawl, &f);
	cr_assert(eq(sz, f.pages, 0));
	cr_assert(eq(sz, f.hosts, 1), "the feed's is left");
	crawl_revoked(w->crawl, 0);
	world_live(w, MINUTE);
	crawl_figures(w->crawl, &f);
	cr_assert(eq(sz, f.hosts, 0));
}
