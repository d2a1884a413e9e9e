/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "sink/route.h"

enum { ARENA_BYTES = 4 * 1024 * 1024, OUT_MAX = 64 * 1024 };

static const instant_ms now = INT64_C(1674466200000); /* 2023-01-23T09:30:00Z */

/* The headers of a Japanese story about the islands that names the treaty too. */
static struct headers sample(struct arena *a)
{
	struct headers h = { 0 };

	headers_set(&h, a, VIEW("kw-about"), VIEW("kurils"));
	headers_set(&h, a, VIEW("kw-tags"), VIEW("kurils,peace_treaty"));
	headers_set(&h, a, VIEW("kw-subjects"),
		    VIEW("iturup,kunashir,joint_declaration"));
	headers_set(&h, a, VIEW("kw-scores"), VIEW("kurils=72,peace_treaty=9"));
	headers_set(&h, a, VIEW("kw-lang"), VIEW("ja-JP"));
	headers_set(&h, a, VIEW("ce_source"), VIEW("harbour-ja"));
	headers_set(&h, a, VIEW("kw-provider"), VIEW("harbour"));
	headers_set(&h, a, VIEW("kw-status"), VIEW("usable"));
	headers_set(&h, a, VIEW("ce_time"), VIEW("2023-01-23T08:30:00Z"));
	return h;
}

/* Does a route with these conditions take the story of these headers? */
static bool takes(const char *when, const struct headers *h)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(settings_errors) e = settings_errors_new();
	struct routes *r;
	struct route_facts facts;
	BUF(out, OUT_MAX);

	struct view text =
	    arena_printf(a, "routes:\n  - {id: x, to: news.x, when: %s}\n", when);
	if (!routes_load_text("x.yaml", text, a, &r, e)) {
		settings_errors_print(e, false, &out);
		cr_fail("%s", buf_string(&out));
	}
	route_facts_of(h, now, &facts);
	return route_match(r, &facts) == 1;
}

static bool takes_sample(const char *when)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct headers h = sample(a);

	return takes(when, &h);
}

/* Routes, and the sample as they see it. */
struct desk {
	struct arena *a;
	struct settings_errors *e;
	struct routes *routes;
	struct route_facts facts;
};

static struct desk desk_of(const char *text)
{
	struct desk d = { .a = arena_new(ARENA_BYTES), .e = settings_errors_new() };
	struct headers h = sample(d.a);

	cr_assert(routes_load_text("x.yaml", view_of(text), d.a, &d.routes, d.e));
	route_facts_of(&h, now, &d.facts);
	return d;
}

static void desk_done(struct desk *d)
{
	settings_errors_free(d->e);
	arena_free(d->a);
}

/* The whole complaint about a file. */
static const char *complaint(const char *text, struct buf *out)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(settings_errors) e = settings_errors_new();
	struct routes *r;

	cr_assert(not(routes_load_text("x.yaml", view_of(text), a, &r, e)));
	settings_errors_print(e, false, out);
	return buf_string(out);
}

static bool complains(const char *text, const char *what)
{
	BUF(out, OUT_MAX);
	bool good = strstr(complaint(text, &out), what) != NULL;

	if (!good)
		fprintf(stderr, "%s\n", buf_string(&out));
	return good;
}

/* The same for a route with these conditions. */
static bool complains_when(const char *when, const char *what)
{
	BUF(text, OUT_MAX);

	(void)buf_printf(&text, "routes:\n  - {id: x, to: news.x, when: %s}\n", when);
	return complains(buf_string(&text), what);
}

Test(route, takes_a_story_by_what_it_is_about_or_mentions)
{
	cr_assert(takes_sample("{about: kurils}"));
	cr_assert(not(takes_sample("{about: peace_treaty}")));
	cr_assert(takes_sample("{about: [peace_treaty, kurils]}"));
	cr_assert(takes_sample("{mentions: peace_treaty}"));
	cr_assert(not(takes_sample("{mentions: other}")));
	cr_assert(takes_sample("{subject: kunashir}"));
	cr_assert(not(takes_sample("{subject: kuna}")));
}

Test(route, takes_a_story_by_its_scores)
{
	cr_assert(takes_sample("{score: {kurils: 72}}"));
	cr_assert(not(takes_sample("{score: {kurils: 73}}")));
	cr_assert(takes_sample("{score: {kurils: 1, peace_treaty: 9}}"));
	cr_assert(not(takes_sample("{score: {kurils: 1, peace_treaty: 10}}")));
	cr_assert(not(takes_sample("{score: {other: 0}}")));
}

Test(route, takes_a_story_by_its_language)
{
	cr_assert(takes_sample("{language: ja}"));
	cr_assert(takes_sample("{language: JA-jp}"));
	cr_assert(takes_sample("{language: [en, ja]}"));
	cr_assert(not(takes_sample("{language: j}")));
	cr_assert(not(takes_sample("{language: ja-JP-x}")));
}

Test(route, takes_a_story_by_where_it_comes_from_and_its_status)
{
	cr_assert(takes_sample("{feed: harbour-ja}"));
	cr_assert(not(takes_sample("{feed: harbour}")));
	cr_assert(takes_sample("{provider: harbour}"));
	cr_assert(takes_sample("{status: [usable, canceled]}"));
	cr_assert(not(takes_sample("{status: canceled}")));
}

Test(route, takes_a_story_by_its_age)
{
	struct headers none = { 0 };

	cr_assert(takes_sample("{age: 1h}"));
	cr_assert(not(takes_sample("{age: 59m}")));
	cr_assert(not(takes("{age: 100d}", &none)));
	cr_assert(takes("{not: {age: 100d}}", &none));
}

Test(route, combines_conditions)
{
	cr_assert(takes_sample("always"));
	cr_assert(takes_sample("{about: kurils, language: ja}"));
	cr_assert(not(takes_sample("{about: kurils, language: en}")));
	cr_assert(takes_sample("{any_of: [{language: en}, {about: kurils}]}"));
	cr_assert(not(takes_sample("{any_of: [{language: en}, {language: ru}]}")));
	cr_assert(takes_sample("{all_of: [{language: ja}, {not: {language: en}}]}"));
	cr_assert(not(takes_sample("{not: {about: kurils}}")));
	cr_assert(takes_sample("{not: {not: {about: kurils, feed: harbour-ja}}}"));
}

Test(route, takes_only_usable_stories_unless_it_speaks_of_the_status)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct headers h = sample(a);

	headers_set(&h, a, VIEW("kw-status"), VIEW("canceled"));
	cr_assert(not(takes("{about: kurils}", &h)));
	cr_assert(not(takes("always", &h)));
	cr_assert(takes("{about: kurils, not: {status: usable}}", &h));
}

Test(route, gathers_the_topics_of_all_routes_that_take_the_story)
{
	struct desk d = desk_of("topics:\n"
				"  - {name: news.b, cleanup: compact}\n"
				"  - {name: news.c, cleanup: never}\n"
				"routes:\n"
				"  - {id: one, to: [news.a, news.b], when: always}\n"
				"  - {id: two, to: news.c, when: {language: en}}\n"
				"  - {id: three, to: news.b, when: {language: ja}}\n");
	size_t len;

	const struct route_topic *topics = route_topics(d.routes, &len);
	cr_assert(eq(sz, len, 3));
	cr_assert(eq(str, (char *)topics[0].name, "news.b"));
	cr_assert(topics[0].compact);
	cr_assert(eq(i64, topics[0].retention_ms, 0));
	cr_assert(eq(i64, topics[1].retention_ms, -1));
	cr_assert(eq(str, (char *)topics[2].name, "news.a"));
	cr_assert(eq(u64, route_match(d.routes, &d.facts), 1 | 4));
	cr_assert(eq(u64, route_topic_named(d.routes, VIEW("news.a")), 4));
	cr_assert(eq(u64, route_topic_named(d.routes, VIEW("news.d")), 0));
	desk_done(&d);
}

Test(route, the_first_so_many_are_a_set)
{
	cr_assert(eq(u64, route_set_of(0), 0));
	cr_assert(eq(u64, route_set_of(3), 7));
	cr_assert(eq(u64, route_set_of(ROUTE_TOPICS_MAX), UINT64_MAX));
}

Test(route, explains_why)
{
	struct desk d = desk_of(
	    "routes:\n"
	    "  - {id: one, to: [news.a, news.b], when: {any_of: [{about: peace_treaty}, "
	    "{score: {kurils: 70}}]}}\n"
	    "  - {id: two, to: news.c, when: {age: 5m, language: [en, ru]}}\n");
	BUF(out, OUT_MAX);

	route_explain(d.routes, &d.facts, &out);
	cr_assert(eq(str, (char *)buf_string(&out),
		     "one \xE2\x86\x92 news.a, news.b: yes\n"
		     "  any_of: yes\n"
		     "    about peace_treaty: no (kurils)\n"
		     "    score kurils at least 70: yes\n"
		     "two \xE2\x86\x92 news.c: no\n"
		     "  all_of: no\n"
		     "    age at most 300 s: no (3600 s)\n"
		     "    language en, ru: no (ja-JP)\n"));
	desk_done(&d);
}

Test(route, says_what_is_wrong_with_a_file)
{
	cr_assert(complains_when("{abuot: kurils}",
				 "x.yaml:2:32: unknown condition \"abuot\"; did you mean "
				 "\"about\"?"));
	cr_assert(complains_when("{score: 40}",
				 "\"score\" is a map of topics and the least score"));
	cr_assert(complains_when("{score: {kurils: 101}}",
				 "\"kurils\" is 0 to 100, not \"101\""));
	cr_assert(complains_when("{age: soon}", "\"age\""));
	cr_assert(complains_when("{about: []}", "\"about\" says nothing"));
	cr_assert(
	    complains_when("{any_of: {a: b}}", "\"any_of\" is a list of conditions"));
	cr_assert(complains_when("{not: [a]}", "conditions are a map"));
	cr_assert(complains_when("{}", "conditions are a map"));
	cr_assert(complains_when(
	    "{status: usabel}",
	    "\"status\" is usable, withheld or canceled, not \"usabel\"; did "
	    "you mean \"usable\"?"));
	cr_assert(complains("routes:\n  - {id: x, to: kw.raw, when: always}\n",
			    "a public topic is \"news.\""));
	cr_assert(complains("routes:\n  - {id: x, to: \"news.a b\", when: always}\n",
			    "a public topic is \"news.\""));
	cr_assert(complains("routes:\n  - {id: x, to: news.x}\n", "\"when\""));
	cr_assert(complains("routes:\n  - {id: x, to: news.x, when: always}\n"
			    "  - {id: x, to: news.y, when: always}\n",
			    "there are two routes \"x\""));
	cr_assert(complains("topics:\n  - {name: news.x}\n  - {name: news.x}\n",
			    "is described in x.yaml, line 2, already"));
}

Test(route, that_tells_copies_apart_is_alone_with_its_topics)
{
	cr_assert(complains("routes:\n"
			    "  - {id: a, to: news.x, copies: first, when: always}\n"
			    "  - {id: b, to: [news.y, news.x], when: always}\n",
			    "x.yaml:3:26: routes \"a\" and \"b\" lead to \"news.x\", but "
			    "\"a\" says \"copies\""));
	cr_assert(complains("routes:\n"
			    "  - {id: a, to: news.x, when: always}\n"
			    "  - {id: b, to: news.x, copies: all, when: always}\n",
			    "\"b\" says \"copies\": it has to be alone there"));
	cr_assert(complains("routes:\n"
			    "  - {id: a, to: news.x, copies: frist, when: always}\n",
			    "did you mean \"first\""));
}

Test(route, splits_topics_from_routes_that_tell_copies_apart)
{
	struct desk d =
	    desk_of("routes:\n"
		    "  - {id: a, to: news.a, when: always}\n"
		    "  - {id: b, to: [news.b, news.c, news.b], copies: changed, when: "
		    "always}\n"
		    "  - {id: c, to: news.d, copies: all, when: {about: x}}\n");
	route_set clustered;
	size_t len;

	cr_assert(eq(u64, route_match(d.routes, &d.facts), 7));
	cr_assert(eq(u64, route_split(d.routes, &d.facts, &clustered), 1));
	cr_assert(eq(u64, clustered, 1));
	const struct route_clustered *all = route_clustered(d.routes, &len);
	cr_assert(eq(sz, len, 2));
	cr_assert(view_eq(all[0].id, VIEW("b")) && all[0].topics == 6);
	cr_assert(eq(int, all[0].copies, ROUTE_COPIES_CHANGED));
	cr_assert(route_clustered_named(d.routes, VIEW("c")) == &all[1]);
	cr_assert(route_clustered_named(d.routes, VIEW("a")) == NULL);
	desk_done(&d);
}

Test(route, names_all_mistakes_of_a_file_at_once)
{
	BUF(out, OUT_MAX);
	const char *text = complaint("topics:\n  - {name: news.x, cleanup: maybe}\n"
				     "routes:\n  - {id: x, to: raw, when: {abuot: a}}\n",
				     &out);

	cr_assert(strstr(text, "3 errors") != NULL, "%s", text);
}

Test(route, has_room_for_so_many_topics)
{
	BUF(text, OUT_MAX);

	(void)buf_add(&text, VIEW("topics:\n"));
	for (int i = 0; i <= ROUTE_TOPICS_MAX; i++)
		(void)buf_printf(&text, "  - {name: news.t%d}\n", i);
	cr_assert(complains(buf_string(&text), "more than 64 topics"));
}

/* The routes as shipped. */
static route_set shipped(const char *about, const char *tags)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(settings_errors) e = settings_errors_new();
	struct headers h = { 0 };
	struct route_facts facts;
	struct routes *r;
	size_t len;

	headers_set(&h, a, VIEW("kw-about"), view_of(about));
	headers_set(&h, a, VIEW("kw-tags"), view_of(tags));
	cr_assert(routes_load(TEST_SOURCE_DIR "/config/routes.d", a, &r, e));
	const struct route_topic *topics = route_topics(r, &len);
	cr_assert(eq(sz, len, 2));
	cr_assert(eq(str, (char *)topics[0].name, "news.kurils"));
	cr_assert(eq(str, (char *)topics[1].name, "news.peace-treaty"));
	route_facts_of(&h, now, &facts);
	return route_match(r, &facts);
}

Test(route, ships_with_every_story_that_names_the_islands_or_the_treaty)
{
	cr_assert(eq(u64, shipped("peace_treaty", "kurils,peace_treaty"), 3));
	cr_assert(eq(u64, shipped("", "kurils"), 1));
	cr_assert(eq(u64, shipped("peace_treaty", "peace_treaty"), 2));
	cr_assert(eq(u64, shipped("", ""), 0));
}

Test(route, finds_no_routes_where_there_is_no_folder)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(settings_errors) e = settings_errors_new();
	struct routes *r;
	size_t len;

	cr_assert(routes_load(TEST_SOURCE_DIR "/config/no-such-folder", a, &r, e));
	(void)route_topics(r, &len);
	cr_assert(eq(sz, len, 0));
}

/* The first block of YAML in a document. */
static struct view example_in(const char *file, struct arena *a)
{
	static const struct view begin = VIEW_INIT("```yaml\n"), end = VIEW_INIT("```\n");
	FILE *in = fopen(file, "r");
	char *text = arena_alloc(a, OUT_MAX);

	cr_assert(in != NULL);
	struct view all = view_at(text, fread(text, 1, OUT_MAX, in));
	(void)fclose(in);
	size_t from = view_find(all, begin, 0);
	cr_assert(ne(sz, from, VIEW_NONE));
	all = view_from(all, from + begin.len);
	return view_head(all, view_find(all, end, 0));
}

Test(route, reads_the_example_of_the_readme)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(settings_errors) e = settings_errors_new();
	struct routes *r;
	size_t len;

	cr_assert(routes_load_text(
	    "README.md", example_in(TEST_SOURCE_DIR "/sink/README.md", a), a, &r, e));
	(void)route_topics(r, &len);
	cr_assert(eq(sz, len, 2));
}
