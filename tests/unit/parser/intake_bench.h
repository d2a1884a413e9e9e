/* SPDX-License-Identifier: Apache-2.0 */
/* intake_bench - the parser's worker on a fake stage, with feeds as a file says them. */
#pragma once

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/story/ninjs.h"
#include "common/story/want.h"
#include "fake_stage.h"
#include "parser/intake.h"

#define DAY INT64_C(86400000)
/* 2026-01-10T00:00:00Z */
#define NOW INT64_C(1768003200000)

enum { ARENA_BYTES = 64 * 1024 * 1024 };

struct bench {
	struct arena *a;
	const struct feeds *feeds;
	struct intake *it;
	struct stage *s;
	struct stage_worker w;
	size_t taken; /* outputs that the test has looked at */
};

static inline const struct feeds *feeds_of(const char *text, struct arena *a)
{
	char folder[] = "/tmp/kw-intake-XXXXXX", feeds_d[64], file[96];
	const struct feeds *feeds;
	AUTO(settings_errors) e = settings_errors_new();
	BUF(said, 1 << 16);

	cr_assert(mkdtemp(folder) != NULL);
	snprintf(feeds_d, sizeof feeds_d, "%s/feeds.d", folder);
	cr_assert(mkdir(feeds_d, 0700) == 0);
	snprintf(file, sizeof file, "%s/a.yaml", feeds_d);
	FILE *f = fopen(file, "w");
	cr_assert(f != NULL);
	fputs(text, f);
	fclose(f);
	bool ok = feeds_load(folder, a, &feeds, e);
	settings_errors_print(e, false, &said);
	(void)unlink(file);
	(void)rmdir(feeds_d);
	(void)rmdir(folder);
	cr_assert(ok, "%s", buf_string(&said));
	return feeds;
}

static inline struct bench bench_new(const char *feeds)
{
	struct bench b = { .a = arena_new(ARENA_BYTES), .s = fake_stage_new() };
	struct err err;

	b.feeds = feeds_of(feeds, b.a);
	b.it = intake_new(b.feeds, DOCUMENT_LIMITS);
	b.s->now_ms = NOW;
	intake_worker(b.it, &b.w);
	cr_assert(b.w.assigned(b.w.self, b.s, 0, &err));
	return b;
}

static inline void bench_free(struct bench *b)
{
	intake_free(b->it);
	fake_stage_free(b->s);
	arena_free(b->a);
}

/* A document as the fetcher hands it on. */
struct sent {
	const char *feed, *url, *body, *error, *story, *type, *kind, *status;
	const char *provider; /* "agency" if NULL */
	int64_t at;
};

static inline bool bench_send_try(struct bench *b, struct sent d, struct err *err)
{
	char text[INSTANT_TEXT];
	struct stage_record in = { .key = view_of(d.provider ? d.provider : "agency"),
				   .value = view_of(d.body) };
	const struct {
		const char *name;
		struct view value;
	} headers[] = {
		{ "kw-feed", view_of(d.feed) },
		{ "kw-url", view_of(d.url) },
		{ "kw-requested-url", view_of(d.url) },
		{ "kw-body-hash", VIEW("0123") },
		{ "kw-error", view_of(d.error) },
		{ "kw-story", view_of(d.story) },
		{ "content-type", view_of(d.type) },
		{ "kw-kind", view_of(d.kind) },
		{ "kw-status", view_of(d.status) },
		{ "kw-fetched-at", instant_format(d.at ? d.at : b->s->now_ms, text) },
	};

	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		headers_set(&in.headers, b->a, view_of(headers[i].name),
			    arena_copy(b->a, headers[i].value));
	return fake_stage_step(b->s, &b->w, &in, err);
}

static inline void bench_send(struct bench *b, struct sent d)
{
	struct err err;

	cr_assert(bench_send_try(b, d, &err), "%s", err.text);
}

/* The next story that was published since the last call, NULL for none. */
static inline const struct story *bench_story(struct bench *b)
{
	struct err err;

	while (b->taken < b->s->emitted_len) {
		const struct fake_emitted *e = &b->s->emitted[b->taken++];
		if (e->topic != TOPIC_STORIES)
			continue;
		struct story *s = ARENA_NEW(b->a, struct story);
		cr_assert(ninjs_decode(e->value, b->a, s, &err), "%s", err.text);
		return s;
	}
	return NULL;
}

/* The last wish of a kind, or false. */
static inline bool bench_want(struct bench *b, enum want_kind kind, struct want *ret)
{
	struct err err;

	for (size_t i = b->s->emitted_len; i-- > 0;) {
		if (b->s->emitted[i].topic != TOPIC_FETCH)
			continue;
		cr_assert(want_decode(b->s->emitted[i].value, b->a, ret, &err), "%s",
			  err.text);
		if (ret->kind == kind)
			return true;
	}
	return false;
}

static inline size_t bench_wants(const struct bench *b, enum want_kind kind)
{
	struct want w;
	struct err err;
	size_t n = 0;

	for (size_t i = 0; i < b->s->emitted_len; i++)
		if (b->s->emitted[i].topic == TOPIC_FETCH) {
			cr_assert(want_decode(b->s->emitted[i].value, b->a, &w, &err));
			n += w.kind == kind;
		}
	return n;
}

static inline uint64_t bench_count(const struct bench *b, enum disposition d)
{
	return b->s->counts[d];
}
