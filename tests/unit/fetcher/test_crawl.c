/* SPDX-License-Identifier: Apache-2.0 */
/* Polls: when, how often, and what becomes of what comes. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "crawl_world.h"

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
	start_again(w);
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
	start_again(w);
	instant_ms at = w->now;
	world_live(w, 6 * MINUTE);
	cr_assert(gt(sz, w->asked_len, before));
	cr_assert(ge(i64, w->asked[before].at, at + SECOND));
	cr_assert(ne(str, w->asked[before].etag, ""));
	cr_assert(eq(sz, w->raws_len, raws));
}

static struct said takes_its_time(struct world *w, const struct asked *a)
{
	(void)w;
	(void)a;
	return (struct said){ 200, "", "<rss/>", NULL, 2 * SECOND };
}

Test(crawl, rests_first_when_a_host_comes_back_in_the_midst_of_a_request)
{
	AUTO(world) w = begin(1, takes_its_time);

	while (w->asked_len == 0)
		world_live(w, SECOND / 10);
	for (int i = 0; i < 3; i++) {
		size_t asked = w->asked_len;
		start_again(w);
		instant_ms at = w->now;
		while (w->asked_len == asked)
			world_live(w, SECOND / 10);
		cr_assert(ge(i64, w->asked[asked].at, at + SECOND));
	}
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
