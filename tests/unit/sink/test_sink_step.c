/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/story/ninjs.h"
#include "common/story/want.h"
#include "fake_stage.h"
#include "sink/delivery.h"
#include "sink/sink_step.h"
#include "sink/ways.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, OUT_MAX = 1024 * 1024 };

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

static const struct matched_limits limits = { .window_ms = INT64_C(3) * 24 * 3600 * 1000,
					      .stories_max = 1000,
					      .forget_after_ms =
						  INT64_C(90) * 24 * 3600 * 1000 };

static const char rules[] = "routes:\n"
			    "  - {id: a, to: news.a, when: {mentions: kurils}}\n"
			    "  - {id: b, to: [news.a, news.b], when: {about: kurils}}\n";

/* A sink on a fake stage, and the record that is next. */
struct bench {
	struct arena *a;
	struct settings_errors *e;
	struct routes *routes;
	struct sink *sink;
	struct stage *s;
	struct stage_worker w;
	struct story story;
};

static struct bench bench_new(void)
{
	struct bench b = { .a = arena_new(ARENA_BYTES), .e = settings_errors_new() };
	struct err err;

	cr_assert(routes_load_text("x.yaml", view_of(rules), b.a, &b.routes, b.e));
	b.sink = sink_new(b.routes, limits);
	b.s = fake_stage_new();
	b.s->now_ms = 100 * day_ms;
	sink_worker(b.sink, &b.w);
	cr_assert(b.w.assigned(b.w.self, b.s, 0, &err), "%s", err.text);
	story_init(&b.story);
	b.story.uri = VIEW("urn:kurilwire:story:1");
	b.story.version = 1;
	b.story.ext.feed = VIEW("f");
	return b;
}

static void bench_free(struct bench *b)
{
	sink_free(b->sink);
	fake_stage_free(b->s);
	settings_errors_free(b->e);
	arena_free(b->a);
}

static void mention(struct bench *b)
{
	struct story_mention *m =
	    ARENA_PUSH(b->a, b->story.ext.mentions.items, b->story.ext.mentions.len);

	m->tag = VIEW("kurils");
	m->subject = VIEW("iturup");
	m->text = VIEW("Iturup");
	m->end = 6;
}

static struct stage_record record_of(struct bench *b)
{
	struct stage_record in = { .key = b->story.uri };
	struct err err;
	BUF(out, OUT_MAX);

	cr_assert(ninjs_encode(&b->story, &out, &err), "%s", err.text);
	in.value = arena_copy(b->a, buf_view(&out));
	headers_of_story(&in.headers, b->a, &b->story, HEADERS_ENRICHED, VIEW("00-1"));
	return in;
}

static void step(struct bench *b)
{
	struct stage_record in = record_of(b);
	struct err err;

	cr_assert(fake_stage_step(b->s, &b->w, &in, &err), "%s", err.text);
}

static void assign(struct bench *b, int32_t partition)
{
	struct err err;

	cr_assert(b->w.assigned(b->w.self, b->s, partition, &err), "%s", err.text);
}

static const struct fake_emitted *last(const struct bench *b)
{
	cr_assert(gt(sz, b->s->emitted_len, 0));
	return &b->s->emitted[b->s->emitted_len - 1];
}

/* Puts it into the state. */
static void remember(struct bench *b, struct view uri, const struct delivery *d)
{
	BUF(state, OUT_MAX);

	delivery_encode(d, &state);
	stage_state_put(b->s, 0, uri, buf_view(&state));
}

/* Runs the timer; returns how long it wants to wait. */
static int64_t tick(struct bench *b)
{
	int64_t wait = -2;
	struct err err;

	cr_assert(b->w.timer(b->w.self, b->s, &wait, &err), "%s", err.text);
	return wait;
}

Test(sink_step, sends_a_record_on_as_it_came)
{
	struct bench b = bench_new();

	mention(&b);
	struct stage_record in = record_of(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	const struct fake_emitted *out = &b.s->emitted[0];
	cr_assert(eq(int, out->topic, TOPIC_PUBLIC));
	cr_assert(view_eq(out->topic_name, VIEW("news.a")));
	cr_assert(view_eq(out->key, b.story.uri));
	cr_assert(view_eq(out->value, in.value));
	cr_assert(eq(sz, out->headers.len, in.headers.len));
	cr_assert(view_eq(headers_get(&out->headers, VIEW("traceparent")), VIEW("00-1")));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_PUBLISHED], 1));
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_DUPLICATE], 1));
	bench_free(&b);
}

Test(sink_step, filters_what_no_route_takes_and_remembers_nothing_of_it)
{
	struct bench b = bench_new();

	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0));
	cr_assert(eq(sz, map_len(b.s->state), 0));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_FILTERED], 1));
	bench_free(&b);
}

Test(sink_step, sends_a_kill_where_the_story_went)
{
	struct bench b = bench_new();

	mention(&b);
	step(&b);
	story_init(&b.story);
	b.story.uri = VIEW("urn:kurilwire:story:1");
	b.story.version = 2;
	b.story.status = STORY_CANCELED;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(view_eq(headers_get(&b.s->emitted[1].headers, VIEW("kw-status")),
			  VIEW("canceled")));
	bench_free(&b);
}

Test(sink_step, reads_a_record_that_came_without_headers)
{
	struct bench b = bench_new();
	struct err err;

	mention(&b);
	struct stage_record in = record_of(&b);
	in.headers.len = 0;
	headers_set(&in.headers, b.a, VIEW("kept"), VIEW("1"));
	cr_assert(fake_stage_step(b.s, &b.w, &in, &err), "%s", err.text);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	const struct headers *h = &b.s->emitted[0].headers;
	cr_assert(view_eq(headers_get(h, VIEW("kw-tags")), VIEW("kurils")));
	cr_assert(view_eq(headers_get(h, VIEW("kept")), VIEW("1")));
	bench_free(&b);
}

Test(sink_step, rejects_what_is_no_story)
{
	struct bench b = bench_new();
	struct stage_record in = { .key = VIEW("k"), .value = VIEW("not JSON") };
	struct err err = { 0 };

	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	in.value = VIEW("");
	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	in.value = VIEW("{}");
	in.key = VIEW("");
	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	headers_set(&in.headers, b.a, VIEW("ce_id"), VIEW("odd"));
	in.key = VIEW("k");
	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	bench_free(&b);
}

Test(sink_step, stops_at_a_damaged_state)
{
	struct bench b = bench_new();
	struct stage_record in = record_of(&b);
	struct err err = { 0 };

	stage_state_put(b.s, 0, in.key, VIEW("damaged"));
	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	int64_t wait;
	cr_assert(not(b.w.timer(b.w.self, b.s, &wait, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	bench_free(&b);
}

Test(sink_step, holds_an_embargoed_story_and_releases_it_by_the_clock)
{
	struct bench b = bench_new();

	(void)tick(&b);
	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 500;
	struct stage_record in = record_of(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_HELD], 1));
	cr_assert(eq(i64, tick(&b), 500));
	cr_assert(eq(sz, b.s->emitted_len, 0));
	b.s->now_ms += 500;
	cr_assert(eq(i64, tick(&b), 1000));
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(view_eq(b.s->emitted[0].value, in.value));
	cr_assert(view_eq(headers_get(&b.s->emitted[0].headers, VIEW("ce_id")),
			  headers_get(&in.headers, VIEW("ce_id"))));
	b.s->now_ms += 2 * day_ms;
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(u64, sink_counts(b.sink)->released, 1));
	bench_free(&b);
}

Test(sink_step, finds_what_was_held_before_the_partition_was_its_own)
{
	struct bench b = bench_new();

	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 10 * day_ms;
	step(&b);
	b.w.revoked(b.w.self, b.s, 0);
	b.s->now_ms += 11 * day_ms;
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0));
	assign(&b, 0);
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	bench_free(&b);
}

Test(sink_step, looks_again_after_an_abort)
{
	struct bench b = bench_new();

	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 500;
	step(&b);
	struct view held;
	cr_assert(stage_state_get(b.s, 0, b.story.uri, &held));
	b.s->now_ms += 500;
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	/* The transaction of the timer is undone. */
	b.s->emitted_len = 0;
	stage_state_put(b.s, 0, b.story.uri, held);
	b.w.aborted(b.w.self, b.s, 0);
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	bench_free(&b);
}

Test(sink_step, releases_many_stories_in_several_looks)
{
	struct bench b = bench_new();

	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 500;
	for (int i = 0; i < 1200; i++) {
		b.story.uri = arena_printf(b.a, "urn:kurilwire:story:%d", i);
		step(&b);
	}
	b.s->now_ms += 500;
	cr_assert(eq(i64, tick(&b), 0));
	cr_assert(eq(sz, b.s->emitted_len, 500));
	cr_assert(eq(i64, tick(&b), 0));
	cr_assert(eq(i64, tick(&b), 1000));
	cr_assert(eq(sz, b.s->emitted_len, 1200));
	bench_free(&b);
}

Test(sink_step, forgets_a_story_when_nothing_came_of_it_for_long)
{
	struct bench b = bench_new();

	mention(&b);
	step(&b);
	b.s->now_ms += 90 * day_ms;
	(void)tick(&b);
	cr_assert(eq(sz, map_len(b.s->state), 1));
	b.s->now_ms += 2 * 3600 * 1000;
	(void)tick(&b);
	cr_assert(eq(sz, map_len(b.s->state), 0));
	cr_assert(eq(u64, sink_counts(b.sink)->forgotten, 1));
	bench_free(&b);
}

Test(sink_step, does_not_forget_what_is_held)
{
	struct bench b = bench_new();

	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 200 * day_ms;
	step(&b);
	b.s->now_ms += 150 * day_ms;
	(void)tick(&b);
	cr_assert(eq(sz, map_len(b.s->state), 1));
	bench_free(&b);
}

/* --- later looks ---------------------------------------------------------------------------- */

Test(sink_step, asks_for_a_later_look_at_the_page_of_what_it_publishes)
{
	struct bench b = bench_new();
	struct want w;
	struct err err;

	sink_look_after(b.sink, 3600000);
	b.story.ext.text_from = STORY_PAGE;
	b.story.ext.url = VIEW("https://news.example/ferry.html");
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0), "a story that no route takes");
	b.story.version = 2;
	mention(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	const struct fake_emitted *look = &b.s->emitted[1];
	cr_assert(eq(int, look->topic, TOPIC_FETCH));
	cr_assert(view_eq(look->key, VIEW("news.example")));
	cr_assert(want_decode(look->value, b.a, &w, &err), "%s", err.text);
	cr_assert(eq(i64, w.not_before, b.s->now_ms + 3600000));
	cr_assert(eq(u64, sink_counts(b.sink)->looks, 1));
	/* The topic has it already. */
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	/* A kill ends it. */
	b.story.version = 3;
	b.story.status = STORY_CANCELED;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 3));
	bench_free(&b);
}

Test(sink_step, asks_for_a_look_when_the_embargo_is_over)
{
	struct bench b = bench_new();

	sink_look_after(b.sink, 3600000);
	b.story.ext.text_from = STORY_PAGE;
	b.story.ext.url = VIEW("https://news.example/ferry.html");
	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 1000;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0));
	b.s->now_ms += 1000;
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(eq(int, b.s->emitted[1].topic, TOPIC_FETCH));
	bench_free(&b);
}

/* --- routes that ask for clusters ---------------------------------------------------------- */

static const char clustered[] =
    "routes:\n"
    "  - {id: a, to: news.a, copies: all, when: {mentions: kurils}}\n"
    "  - {id: b, to: news.b, when: {about: kurils}}\n";

static void reload(struct bench *b, const char *text)
{
	struct routes *r;

	cr_assert(routes_load_text("y.yaml", view_of(text), b->a, &r, b->e));
	sink_reload(b->sink, r, limits);
}

static struct bench bench_with(const char *text)
{
	struct bench b = bench_new();

	reload(&b, text);
	return b;
}

/* Of one story of ours, so that the routes can compare it. */
static struct view uri_of(struct bench *b, int n)
{
	return arena_printf(b->a, "urn:kurilwire:story:%032d", n);
}

/* The stories of all routes, beside those of its own partition. */
static void own_routes(struct bench *b)
{
	b->s->second_too = true;
	assign(b, 1);
}

Test(sink_step, hands_stories_of_routes_that_ask_for_clusters_to_them_by_route)
{
	struct bench b = bench_with(clustered);

	mention(&b);
	struct stage_record in = record_of(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(int, last(&b)->topic, TOPIC_MATCHED));
	cr_assert(view_eq(last(&b)->key, VIEW("a")));
	cr_assert(view_eq(last(&b)->value, in.value));
	cr_assert(eq(sz, map_len(b.s->state), 0), "the route remembers it");
	cr_assert(eq(u64, b.s->counts[DISPOSITION_PUBLISHED], 1));
	bench_free(&b);
}

Test(sink_step, shows_what_comes_later_to_routes_that_may_have_the_story)
{
	struct bench b = bench_with(clustered);
	struct view route;

	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0), "nobody can have what comes first");
	b.story.version = 2;
	step(&b);
	b.story.version = 3;
	b.story.status = STORY_CANCELED;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(eq(int, last(&b)->topic, TOPIC_MATCHED));
	cr_assert(ways_is_shown(last(&b)->key, &route));
	cr_assert(view_eq(route, VIEW("a")));
	cr_assert(eq(int, last(&b)->to_partition, FAKE_PARTITION_OF));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_FILTERED], 3));
	bench_free(&b);
}

Test(sink_step, holds_an_embargoed_story_before_it_is_compared)
{
	struct bench b = bench_with(clustered);

	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 1000;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0));
	cr_assert(eq(sz, map_len(b.s->state), 1));
	b.s->now_ms += 1000;
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(int, last(&b)->topic, TOPIC_MATCHED));
	cr_assert(eq(sz, map_len(b.s->state), 0), "the route remembers it");
	bench_free(&b);
}

Test(sink_step, a_topic_that_begins_to_ask_for_clusters_still_gets_what_it_had)
{
	struct bench b = bench_new();

	mention(&b);
	step(&b);
	cr_assert(eq(int, last(&b)->topic, TOPIC_PUBLIC));
	reload(&b, clustered);
	b.story.version = 2;
	b.story.status = STORY_CANCELED;
	b.story.ext.mentions.len = 0;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(eq(int, last(&b)->topic, TOPIC_MATCHED));
	bench_free(&b);
}

Test(sink_step, takes_what_it_would_hand_to_itself_at_once)
{
	struct bench b = bench_with(clustered);

	mention(&b);
	b.story.uri = uri_of(&b, 1);
	own_routes(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(int, last(&b)->topic, TOPIC_PUBLIC));
	cr_assert(view_eq(last(&b)->topic_name, VIEW("news.a")));
	/* Its offset fences a zombie that still sends for the same route. */
	cr_assert(eq(int, last(&b)->for_partition, 1));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_PUBLISHED], 1));
	/* A kill goes the same way, once. */
	b.story.version = 2;
	b.story.status = STORY_CANCELED;
	step(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(view_eq(last(&b)->topic_name, VIEW("news.a")));
	bench_free(&b);
}

Test(sink_step, what_is_shown_to_a_route_goes_out_if_it_knows_the_story)
{
	struct bench b = bench_with(clustered);

	own_routes(&b);
	b.story.uri = uri_of(&b, 1);
	b.story.version = 2;
	step(&b);
	cr_assert(eq(u64, b.s->counts[DISPOSITION_FILTERED], 1));
	cr_assert(eq(sz, map_len(b.s->state), 0));
	mention(&b);
	b.story.version = 3;
	step(&b);
	b.story.ext.mentions.len = 0;
	b.story.version = 4;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(view_eq(last(&b)->topic_name, VIEW("news.a")));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_PUBLISHED], 2));
	cr_assert(eq(sz, map_len(b.s->state), 1), "only what its route remembers");
	bench_free(&b);
}

Test(sink_step, reads_the_state_of_a_story_that_lists_routes)
{
	struct bench b = bench_with(clustered);
	struct delivery d = { .latest = { 1, 0 }, .held_until = INSTANT_NONE };

	*ARENA_PUSH(b.a, d.topics, d.topics_len) =
	    (struct delivery_topic){ VIEW("@a"), { 1, 0 } };
	remember(&b, b.story.uri, &d);
	b.story.version = 2;
	step(&b);
	cr_assert(eq(int, last(&b)->topic, TOPIC_MATCHED));
	cr_assert(view_eq(last(&b)->key, VIEW("a")));
	cr_assert(eq(sz, map_len(b.s->state), 0), "from now on the route remembers it");
	bench_free(&b);
}

Test(sink_step, takes_over_the_state_of_the_format_before)
{
	struct bench b = bench_new();
	struct view same;
	struct err err;

	cr_assert(b.w.upgrade(b.w.self, VIEW("k"), VIEW("state"), &same, &err));
	cr_assert(view_eq(same, VIEW("state")));
	cr_assert(b.w.second->upgrade == b.w.upgrade);
	bench_free(&b);
}

Test(sink_step, a_copy_that_its_only_route_does_not_want_is_filtered)
{
	static const char firsts[] =
	    "routes:\n"
	    "  - {id: a, to: news.a, copies: first, when: {mentions: kurils}}\n";
	static const char text[] =
	    "Iturup was shaken on Monday by a quake of magnitude five, the ministry "
	    "said, "
	    "and a ferry from Korsakov turned back before noon because of the high waves "
	    "that the storm had left between the islands.";
	struct bench b = bench_with(firsts);

	mention(&b);
	story_add_body(&b.story, b.a, VIEW("text/plain"), view_of(text));
	own_routes(&b);
	b.story.uri = uri_of(&b, 1);
	step(&b);
	b.story.uri = uri_of(&b, 2);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_PUBLISHED], 1));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_FILTERED], 1));
	cr_assert(eq(u64, sink_counts(b.sink)->withheld, 1));
	bench_free(&b);
}

Test(sink_step, takes_what_was_handed_over)
{
	struct bench b = bench_with(clustered);
	struct err err;

	mention(&b);
	b.story.uri = uri_of(&b, 1);
	struct stage_record in = record_of(&b);
	in.key = VIEW("a");
	b.s->second = true;
	assign(&b, 0);
	cr_assert(fake_stage_step(b.s, &b.w, &in, &err), "%s", err.text);
	cr_assert(view_eq(last(&b)->topic_name, VIEW("news.a")));
	cr_assert(view_eq(last(&b)->key, b.story.uri));
	cr_assert(eq(u64, sink_counts(b.sink)->published[0], 1));
	b.w.aborted(b.w.self, b.s, 0);
	b.w.revoked(b.w.self, b.s, 0);
	cr_assert(eq(sz, sink_counts(b.sink)->compared, 0));
	bench_free(&b);
}

Test(sink_step, refuses_a_record_without_a_value)
{
	struct bench b = bench_new();
	struct stage_record in = { .key = b.story.uri };
	struct err err = { 0 };

	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(eq(str, err.text, "a record without a key or a value is no story"));
	bench_free(&b);
}

Test(sink_step, names_the_held_story_that_cannot_be_sent)
{
	struct bench b = bench_new();
	struct delivery d = { .latest = { 1, 0 },
			      .changed_at = b.s->now_ms,
			      .held_until = b.s->now_ms - 1,
			      .held_value = VIEW("odd") };
	int64_t wait;
	struct err err = { 0 };

	headers_set(&d.held_headers, b.a, VIEW("ce_id"), VIEW("urn:x:1"));
	remember(&b, VIEW("urn:x:1"), &d);
	cr_assert(not(b.w.timer(b.w.self, b.s, &wait, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	cr_assert(eq(str, err.text,
		     "held story urn:x:1: header ce_id names no version: \"urn:x:1\""));
	bench_free(&b);
}
