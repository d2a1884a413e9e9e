/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "common/story/ninjs.h"
#include "fake_stage.h"
#include "sink/matched.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, OUT_MAX = 1024 * 1024 };

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static const char rules[] =
    "routes:\n"
    "  - {id: all, to: news.all, copies: all, when: always}\n"
    "  - {id: first, to: news.first, copies: first, when: always}\n"
    "  - {id: changed, to: news.changed, copies: changed, when: always}\n";

/* Stories of kw.matched on a fake stage. */
struct bench {
	struct arena *a;
	struct settings_errors *e;
	struct routes *routes;
	struct matched *m;
	struct stage *s;
	struct stage_worker w;
	uint64_t published[ROUTE_TOPICS_MAX];
	struct matched_counts counts;
	struct matched_limits limits;
};

static bool step(void *self, struct stage *s, const struct stage_record *in,
		 struct err *err)
{
	struct bench *b = self;

	enum disposition what;

	if (!matched_step(b->m, s, in, &b->counts, &what, err))
		return false;
	stage_count(s, in->partition, what, 1);
	return true;
}

static void start(struct bench *b)
{
	matched_free(b->m);
	b->m = matched_new(b->routes, b->limits);
	matched_assigned(b->m, 0);
}

static struct bench *bench_new(size_t stories_max)
{
	struct bench *b = calloc(1, sizeof *b);

	b->a = arena_new(ARENA_BYTES);
	b->e = settings_errors_new();
	cr_assert(routes_load_text("x.yaml", view_of(rules), b->a, &b->routes, b->e));
	b->limits = (struct matched_limits){ .window_ms = 3 * DAY_MS,
					     .stories_max = (int64_t)stories_max * 3,
					     .forget_after_ms = 90 * DAY_MS };
	b->s = fake_stage_new();
	b->s->now_ms = 100 * DAY_MS;
	b->s->second = true;
	b->counts.published = b->published;
	b->w = (struct stage_worker){ .self = b, .step = step };
	start(b);
	return b;
}

static void bench_free(struct bench *b)
{
	matched_free(b->m);
	fake_stage_free(b->s);
	settings_errors_free(b->e);
	arena_free(b->a);
	free(b);
}

static struct view uri_of(struct bench *b, int n)
{
	return arena_printf(b->a, "urn:kurilwire:story:%032d", n);
}

/* Words number `from` to `to` of an endless text. */
static struct view words(struct bench *b, int from, int to)
{
	BUF(text, OUT_MAX);

	for (int i = from; i < to; i++)
		cr_assert(buf_printf(&text, "word%da ", i));
	return arena_copy(b->a, buf_view(&text));
}

static struct stage_record record(struct bench *b, const char *route, int n, int version,
				  struct view body, const char *agency)
{
	struct stage_record in = { .key = view_of(route) };
	struct story story;
	struct err err;
	BUF(out, OUT_MAX);

	story_init(&story);
	story.uri = uri_of(b, n);
	story.version = version;
	story.ext.feed = VIEW("f");
	story.status = body.len ? STORY_USABLE : STORY_CANCELED;
	if (body.len)
		story_add_body(&story, b->a, VIEW("text/plain"), body);
	if (*agency) {
		struct story_concept *s =
		    ARENA_PUSH(b->a, story.sources.items, story.sources.len);
		s->name = view_of(agency);
		s->role = VIEW("agency");
	}
	cr_assert(ninjs_encode(&story, &out, &err), "%s", err.text);
	in.value = arena_copy(b->a, buf_view(&out));
	headers_of_story(&in.headers, b->a, &story, HEADERS_ENRICHED, VIEW(""));
	return in;
}

static void send(struct bench *b, const char *route, int n, int version, struct view body,
		 const char *agency)
{
	struct stage_record in = record(b, route, n, version, body, agency);
	struct err err;

	cr_assert(fake_stage_step(b->s, &b->w, &in, &err), "%s", err.text);
}

/* The last record that was sent, decoded; its number. */
static const struct fake_emitted *last(const struct bench *b)
{
	cr_assert(gt(sz, b->s->emitted_len, 0));
	return &b->s->emitted[b->s->emitted_len - 1];
}

static struct view header(const struct bench *b, const char *name)
{
	return headers_get(&last(b)->headers, view_of(name));
}

Test(matched, sends_each_copy_on_with_its_cluster)
{
	struct bench *b = bench_new(100);
	struct story got;
	struct err err;

	send(b, "all", 1, 1, words(b, 0, 60), "Northwire");
	cr_assert(view_eq(last(b)->topic_name, VIEW("news.all")));
	cr_assert(view_eq(last(b)->key, uri_of(b, 1)));
	cr_assert(view_eq(header(b, "kw-cluster"), uri_of(b, 1)));
	cr_assert(view_eq(header(b, "kw-cluster-size"), VIEW("1")));
	send(b, "all", 2, 1, words(b, 0, 55), "");
	send(b, "all", 3, 1, words(b, 0, 58), "Pacific Press");
	cr_assert(eq(sz, b->s->emitted_len, 3));
	cr_assert(view_eq(header(b, "kw-cluster"), uri_of(b, 1)));
	cr_assert(view_eq(header(b, "kw-cluster-size"), VIEW("3")));
	cr_assert(view_eq(header(b, "kw-cluster-sources"), VIEW("2")));
	cr_assert(ninjs_decode(last(b)->value, b->a, &got, &err), "%s", err.text);
	cr_assert(view_eq(
	    got.ext.cluster,
	    arena_printf(b->a,
			 "{\"id\":\"%.*s\",\"first\":\"%.*s\",\"size\":3,\"sources\":2}",
			 VIEW_ARG(uri_of(b, 1)), VIEW_ARG(uri_of(b, 1)))));
	cr_assert(eq(u64, b->counts.copies, 2));
	cr_assert(eq(u64, b->s->counts[DISPOSITION_PUBLISHED], 3));
	bench_free(b);
}

Test(matched, routes_do_not_see_each_other_s_stories)
{
	struct bench *b = bench_new(100);

	send(b, "all", 1, 1, words(b, 0, 60), "");
	send(b, "first", 2, 1, words(b, 0, 60), "");
	cr_assert(view_eq(last(b)->topic_name, VIEW("news.first")));
	cr_assert(view_eq(header(b, "kw-cluster-size"), VIEW("1")));
	bench_free(b);
}

Test(matched, sends_the_first_alone_and_takes_back_what_was_sent_alone)
{
	struct bench *b = bench_new(100);

	send(b, "first", 1, 1, words(b, 0, 60), "");
	send(b, "first", 2, 1, words(b, 0, 60), "");
	send(b, "first", 2, 2, words(b, 0, 70), "");
	cr_assert(eq(sz, b->s->emitted_len, 1));
	send(b, "first", 1, 2, words(b, 0, 61), "");
	cr_assert(eq(sz, b->s->emitted_len, 2));
	send(b, "first", 2, 3, VIEW(""), "");
	cr_assert(eq(sz, b->s->emitted_len, 2));
	send(b, "first", 1, 3, VIEW(""), "");
	cr_assert(eq(sz, b->s->emitted_len, 3));
	cr_assert(view_eq(header(b, "kw-status"), VIEW("canceled")));
	/* Older ones come too late. */
	send(b, "first", 1, 2, words(b, 0, 61), "");
	cr_assert(eq(sz, b->s->emitted_len, 3));
	cr_assert(eq(u64, b->counts.withheld, 1));
	bench_free(b);
}

Test(matched, sends_copies_that_say_more)
{
	struct bench *b = bench_new(100);

	send(b, "changed", 1, 1, words(b, 0, 60), "");
	send(b, "changed", 2, 1, words(b, 0, 61), "");
	cr_assert(eq(sz, b->s->emitted_len, 1));
	send(b, "changed", 3, 1, words(b, 0, 90), "");
	cr_assert(eq(sz, b->s->emitted_len, 2));
	cr_assert(view_eq(header(b, "kw-cluster"), uri_of(b, 1)));
	bench_free(b);
}

Test(matched, names_both_clusters_that_a_copy_joins)
{
	struct bench *b = bench_new(100);

	send(b, "all", 1, 1, words(b, 0, 40), "");
	send(b, "all", 2, 1, words(b, 40, 80), "");
	send(b, "all", 3, 1, words(b, 0, 80), "");
	cr_assert(view_eq(header(b, "kw-cluster"),
			  arena_printf(b->a, "%.*s,%.*s", VIEW_ARG(uri_of(b, 1)),
				       VIEW_ARG(uri_of(b, 2)))));
	bench_free(b);
}

Test(matched, knows_all_of_it_again_after_a_start)
{
	struct bench *b = bench_new(100);

	send(b, "all", 1, 1, words(b, 0, 60), "Northwire");
	send(b, "all", 2, 1, words(b, 100, 160), "Pacific Press");
	send(b, "all", 2, 2, words(b, 0, 50), "");
	start(b);
	send(b, "all", 3, 1, words(b, 0, 60), "");
	cr_assert(view_eq(header(b, "kw-cluster-size"), VIEW("3")));
	cr_assert(view_eq(header(b, "kw-cluster-sources"), VIEW("2")));
	cr_assert(eq(sz, matched_len(b->m), 3));
	bench_free(b);
}

Test(matched, a_step_that_was_undone_leaves_nothing)
{
	struct bench *b = bench_new(100);
	struct view key, value;

	send(b, "all", 1, 1, words(b, 0, 60), "");
	send(b, "all", 2, 1, words(b, 0, 60), "");
	/* As the stage does when an output was too large, or a transaction was aborted. */
	key = arena_printf(b->a, "all %.*s", VIEW_ARG(uri_of(b, 2)));
	cr_assert(stage_state_get(b->s, 0, key, &value));
	stage_state_put(b->s, 0, key, VIEW(""));
	send(b, "all", 3, 1, words(b, 0, 60), "");
	cr_assert(view_eq(header(b, "kw-cluster-size"), VIEW("2")));
	bench_free(b);
}

Test(matched, forgets_texts_with_the_window_and_stories_long_after)
{
	struct bench *b = bench_new(100);
	int64_t wait = 1000;
	struct err err;

	send(b, "all", 1, 1, words(b, 0, 60), "");
	b->s->now_ms += 4 * DAY_MS;
	cr_assert(matched_timer(b->m, b->s, &wait, &b->counts, &err), "%s", err.text);
	cr_assert(eq(sz, matched_len(b->m), 0));
	send(b, "all", 2, 1, words(b, 0, 60), "");
	cr_assert(view_eq(header(b, "kw-cluster-size"), VIEW("1")));
	/* Still known to have got it. */
	send(b, "all", 1, 2, VIEW(""), "");
	cr_assert(eq(sz, b->s->emitted_len, 3));
	b->s->now_ms += 100 * DAY_MS;
	for (int i = 0; i < 3; i++) {
		cr_assert(matched_timer(b->m, b->s, &wait, &b->counts, &err));
		b->s->now_ms += DAY_MS;
	}
	cr_assert(eq(sz, map_len(b->s->state), 0));
	cr_assert(eq(u64, b->counts.forgotten, 2));
	bench_free(b);
}

Test(matched, the_oldest_go_when_there_is_no_room)
{
	struct bench *b = bench_new(10);

	for (int i = 0; i < 40; i++) {
		b->s->now_ms += DAY_MS / 20;
		send(b, "all", i, 1, words(b, 100 * i, 100 * i + 40), "");
		cr_assert(le(sz, matched_len(b->m), 10));
	}
	send(b, "all", 50, 1, words(b, 3900, 3940), "");
	cr_assert(view_eq(header(b, "kw-cluster-size"), VIEW("2")));
	/* With less room than is remembered, the latest are. */
	b->limits.stories_max = 18;
	start(b);
	send(b, "all", 51, 1, words(b, 3900, 3940), "");
	cr_assert(view_eq(header(b, "kw-cluster-size"), VIEW("3")));
	cr_assert(le(sz, matched_len(b->m), 6));
	bench_free(b);
}

Test(matched, sends_nothing_of_a_route_that_is_no_more_and_rejects_what_is_no_story)
{
	struct bench *b = bench_new(10);
	struct stage_record in = record(b, "gone", 1, 1, words(b, 0, 40), "");
	struct err err;

	cr_assert(fake_stage_step(b->s, &b->w, &in, &err));
	cr_assert(eq(u64, b->s->counts[DISPOSITION_FILTERED], 1));
	in.headers.len = 0;
	cr_assert(not(fake_stage_step(b->s, &b->w, &in, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(eq(sz, b->s->emitted_len, 0));
	bench_free(b);
}

Test(matched, refuses_a_record_without_a_version)
{
	struct bench *b = bench_new(10);
	struct stage_record in = { .key = VIEW("all") };
	struct err err = { 0 };

	headers_set(&in.headers, b->a, VIEW("ce_id"), VIEW("#1"));
	cr_assert(not(fake_stage_step(b->s, &b->w, &in, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(eq(str, err.text, "no story of a route: ce_id \"#1\""));
	bench_free(b);
}
