/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_bench - a sink on a fake stage, and the record that is next.
 *
 * For the tests of sink_step.h, which each include it once.
 */
#pragma once

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/story/ninjs.h"
#include "fake_stage.h"
#include "sink/delivery.h"
#include "sink/sink_step.h"

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

static inline struct bench bench_new(void)
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

static inline void bench_free(struct bench *b)
{
	sink_free(b->sink);
	fake_stage_free(b->s);
	settings_errors_free(b->e);
	arena_free(b->a);
}

static inline void mention(struct bench *b)
{
	struct story_mention *m =
	    ARENA_PUSH(b->a, b->story.ext.mentions.items, b->story.ext.mentions.len);

	m->tag = VIEW("kurils");
	m->subject = VIEW("iturup");
	m->text = VIEW("Iturup");
	m->end = 6;
}

static inline struct stage_record record_of(struct bench *b)
{
	struct stage_record in = { .key = b->story.uri };
	struct err err;
	BUF(out, OUT_MAX);

	cr_assert(ninjs_encode(&b->story, &out, &err), "%s", err.text);
	in.value = arena_copy(b->a, buf_view(&out));
	headers_of_story(&in.headers, b->a, &b->story, HEADERS_ENRICHED, VIEW("00-1"));
	return in;
}

static inline void step(struct bench *b)
{
	struct stage_record in = record_of(b);
	struct err err;

	cr_assert(fake_stage_step(b->s, &b->w, &in, &err), "%s", err.text);
}

static inline void assign(struct bench *b, int32_t partition)
{
	struct err err;

	cr_assert(b->w.assigned(b->w.self, b->s, partition, &err), "%s", err.text);
}

static inline const struct fake_emitted *last(const struct bench *b)
{
	cr_assert(gt(sz, b->s->emitted_len, 0));
	return &b->s->emitted[b->s->emitted_len - 1];
}

/* Puts it into the state. */
static inline void remember(struct bench *b, struct view uri, const struct delivery *d)
{
	BUF(state, OUT_MAX);

	delivery_encode(d, &state);
	stage_state_put(b->s, 0, uri, buf_view(&state));
}

/* Runs the timer; returns how long it wants to wait. */
static inline int64_t tick(struct bench *b)
{
	int64_t wait = -2;
	struct err err;

	cr_assert(b->w.timer(b->w.self, b->s, &wait, &err), "%s", err.text);
	return wait;
}
static inline void reload(struct bench *b, const char *text)
{
	struct routes *r;

	cr_assert(routes_load_text("y.yaml", view_of(text), b->a, &r, b->e));
	sink_reload(b->sink, r, limits);
}

static inline struct bench bench_with(const char *text)
{
	struct bench b = bench_new();

	reload(&b, text);
	return b;
}

/* Of a story of ours, so that the routes can compare it. */
static inline struct view uri_of(struct bench *b, int n)
{
	return arena_printf(b->a, "urn:kurilwire:story:%032d", n);
}

/* The stories of all routes, beside those of its own partition. */
static inline void own_routes(struct bench *b)
{
	b->s->second_too = true;
	assign(b, 1);
}
