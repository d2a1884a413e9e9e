/* SPDX-License-Identifier: Apache-2.0 */
/*
 * world - what a crawl lives in while it is tested: a clock, servers, and a state store with
 * transactions. Everything happens when the test says so; nothing waits.
 */
#pragma once

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/mem.h"
#include "common/story/want.h"
#include "fetcher/crawl.h"

enum { WORLD_MAX = 20000, SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
#define DAY ((int64_t)24 * HOUR)

/* What a server is asked, and what it says. */
struct asked {
	char url[256], etag[64], modified[64], password[64];
	instant_ms at, ended_at;
	bool allow_private;
};

struct said {
	int status;
	const char *headers; /* "Name: value\n…" */
	const char *body;
	const char *error;
	int64_t takes_ms; /* -1: never answers */
};

struct entry {
	char *key, *value;
	size_t value_len;
};

struct raw {
	char provider[64], url[256], requested[256], error[128], story[128], status[8],
	    body[256], fetched_at[40];
};

struct world {
	instant_ms now;
	struct said (*server)(struct world *w, const struct asked *a);
	struct crawl *crawl;
	int32_t partitions;

	struct asked asked[WORLD_MAX];
	size_t asked_len;
	struct {
		uint64_t id;
		instant_ms due; /* INSTANT_NONE: never */
		struct reply *reply;
		size_t asked;
	} flights[2000];
	size_t flights_len;

	/* State as it is, and as it was at the last commit. */
	struct entry *state, *kept;
	size_t state_len, kept_len;
	struct raw raws[WORLD_MAX], pending[1000];
	size_t raws_len, pending_len;
	char want_host[64], want[2048]; /* the last one passed on */
	size_t wants;
	size_t events[CRAWL_EVENT_COUNT];
	char why[256];
	bool broker_away; /* nothing commits */
	size_t aborts;    /* so many transactions from now on are aborted */
	void *test;       /* the server's own */
};

static inline void entries_free(struct entry *e, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		free(e[i].key);
		free(e[i].value);
	}
	free(e);
}

static inline struct entry *entries_copy(const struct entry *e, size_t len)
{
	struct entry *copy = mem_new((len + 1) * sizeof *copy);
	for (size_t i = 0; i < len; i++) {
		copy[i].key = strdup(e[i].key);
		copy[i].value = mem_raw(e[i].value_len + 1);
		memcpy(copy[i].value, e[i].value, e[i].value_len);
		copy[i].value_len = e[i].value_len;
	}
	return copy;
}

static inline int32_t world_partition(void *self, struct view host)
{
	const struct world *w = self;
	return w->partitions > 1
		   ? (int32_t)((unsigned char)host.p[0] % (unsigned)w->partitions)
		   : 0;
}

static inline struct entry *world_find(struct world *w, int32_t partition,
				       struct view key)
{
	char full[1024];
	(void)snprintf(full, sizeof full, "%d %.*s", partition, VIEW_ARG(key));
	for (size_t i = 0; i < w->state_len; i++)
		if (strcmp(w->state[i].key, full) == 0)
			return &w->state[i];
	return NULL;
}

static inline bool world_get(void *self, int32_t partition, struct view key,
			     struct view *ret)
{
	struct entry *e = world_find(self, partition, key);
	if (e)
		*ret = view_at(e->value, e->value_len);
	return e != NULL;
}

static inline bool world_each(void *self, int32_t partition, size_t *i,
			      struct view *ret_key, struct view *ret_value)
{
	struct world *w = self;
	for (; *i < w->state_len; (*i)++) {
		char *rest;
		if (strtol(w->state[*i].key, &rest, 10) != partition)
			continue;
		*ret_key = view_of(rest + 1);
		*ret_value = view_at(w->state[*i].value, w->state[*i].value_len);
		(*i)++;
		return true;
	}
	return false;
}

static inline void world_put(void *self, int32_t partition, struct view key,
			     struct view value)
{
	struct world *w = self;
	struct entry *e = world_find(w, partition, key);
	char full[1024];

	if (e) {
		free(e->key);
		free(e->value);
		*e = w->state[--w->state_len];
	}
	if (value.len == 0)
		return;
	w->state = mem_grow(w->state, w->state_len + 1, sizeof *w->state);
	e = &w->state[w->state_len++];
	(void)snprintf(full, sizeof full, "%d %.*s", partition, VIEW_ARG(key));
	e->key = strdup(full);
	e->value = mem_raw(value.len + 1);
	memcpy(e->value, value.p, value.len);
	e->value_len = value.len;
}

static inline void world_copy(char *to, size_t size, struct view v)
{
	(void)snprintf(to, size, "%.*s", VIEW_ARG(v));
}

static inline void world_raw(void *self, int32_t partition, struct view provider,
			     struct view body, const struct headers *h)
{
	struct world *w = self;
	struct raw *r = &w->pending[w->pending_len++];
	(void)partition;
	cr_assert(w->pending_len < 1000);
	world_copy(r->provider, sizeof r->provider, provider);
	world_copy(r->url, sizeof r->url, headers_get(h, VIEW("kw-url")));
	world_copy(r->requested, sizeof r->requested,
		   headers_get(h, VIEW("kw-requested-url")));
	world_copy(r->error, sizeof r->error, headers_get(h, VIEW("kw-error")));
	world_copy(r->story, sizeof r->story, headers_get(h, VIEW("kw-story")));
	world_copy(r->status, sizeof r->status, headers_get(h, VIEW("kw-status")));
	world_copy(r->fetched_at, sizeof r->fetched_at,
		   headers_get(h, VIEW("kw-fetched-at")));
	world_copy(r->body, sizeof r->body, body);
	cr_assert(headers_get(h, VIEW("traceparent")).len == 55);
	cr_assert(headers_get(h, VIEW("kw-fetched-at")).len >= 20);
}

static inline void world_want(void *self, int32_t partition, struct view host,
			      struct view value)
{
	struct world *w = self;
	(void)partition;
	world_copy(w->want_host, sizeof w->want_host, host);
	world_copy(w->want, sizeof w->want, value);
	w->wants++;
}

static inline bool world_start(void *self, const struct http_request *r)
{
	struct world *w = self;
	cr_assert(w->asked_len < WORLD_MAX && w->flights_len < 2000);
	struct asked *a = &w->asked[w->asked_len];
	*a = (struct asked){ .at = w->now, .allow_private = r->allow_private };
	world_copy(a->url, sizeof a->url, view_of(r->url));
	world_copy(a->etag, sizeof a->etag, r->etag);
	world_copy(a->modified, sizeof a->modified, r->last_modified);
	world_copy(a->password, sizeof a->password, view_of(r->user_password));

	struct said s = w->server(w, a);
	struct reply *reply = reply_new(1024 * 1024);
	reply->status = s.error ? 0 : s.status;
	if (s.error)
		world_copy(reply->error, sizeof reply->error, view_of(s.error));
	struct view rest = view_of(s.headers), line;
	while (rest.p && view_next(&rest, '\n', &line))
		reply_add_line(reply, line);
	if (s.body)
		buf_add(&reply->body, view_of(s.body));
	size_t n = w->flights_len++;
	w->flights[n].id = r->id;
	w->flights[n].due = s.takes_ms < 0 ? INSTANT_NONE : w->now + s.takes_ms;
	w->flights[n].reply = reply;
	w->flights[n].asked = w->asked_len++;
	return true;
}

static inline void world_cancel(void *self, uint64_t id)
{
	struct world *w = self;
	for (size_t i = 0; i < w->flights_len; i++)
		if (w->flights[i].id == id) {
			reply_free(w->flights[i].reply);
			w->flights[i] = w->flights[--w->flights_len];
			return;
		}
}

static inline void world_tell(void *self, const struct crawl_news *n)
{
	struct world *w = self;
	w->events[n->event]++;
	if (n->why.len > 0)
		world_copy(w->why, sizeof w->why, n->why);
}

static inline const struct crawl_ports *world_ports(struct world *w)
{
	static struct crawl_ports ports;
	ports = (struct crawl_ports){ w,          world_partition, world_get,
				      world_each, world_put,       world_raw,
				      world_want, world_start,     world_cancel,
				      world_tell };
	return &ports;
}

static inline struct world *world_new(const struct crawl_settings *s,
				      struct said (*server)(struct world *,
							    const struct asked *))
{
	struct world *w = mem_new(sizeof *w);
	w->now = 1700000000000;
	w->server = server;
	w->partitions = 1;
	w->crawl = crawl_new(s, world_ports(w));
	return w;
}

static inline void world_free(struct world *w)
{
	crawl_free(w->crawl);
	for (size_t i = 0; i < w->flights_len; i++)
		reply_free(w->flights[i].reply);
	entries_free(w->state, w->state_len);
	entries_free(w->kept, w->kept_len);
	free(w);
}
DEFINE_AUTO(world)

/* Ends the transaction. */
static inline void world_end(struct world *w)
{
	if (w->broker_away)
		return;
	if (w->aborts > 0) {
		w->aborts--;
		entries_free(w->state, w->state_len);
		w->state = entries_copy(w->kept, w->kept_len);
		w->state_len = w->kept_len;
		w->pending_len = 0;
		for (int32_t p = 0; p < w->partitions; p++)
			crawl_aborted(w->crawl, p, w->now);
		return;
	}
	entries_free(w->kept, w->kept_len);
	w->kept = entries_copy(w->state, w->state_len);
	w->kept_len = w->state_len;
	for (size_t i = 0; i < w->pending_len; i++)
		w->raws[w->raws_len++] = w->pending[i];
	w->pending_len = 0;
	crawl_committed(w->crawl);
}

static inline void world_deliver(struct world *w)
{
	for (size_t i = 0; i < w->flights_len;) {
		if (w->flights[i].due == INSTANT_NONE || w->flights[i].due > w->now) {
			i++;
			continue;
		}
		uint64_t id = w->flights[i].id;
		struct reply *r = w->flights[i].reply;
		w->asked[w->flights[i].asked].ended_at = w->now;
		w->flights[i] = w->flights[--w->flights_len];
		crawl_came(w->crawl, id, r, w->now);
	}
}

/* Lives on for so long. */
static inline void world_live(struct world *w, int64_t ms)
{
	instant_ms end = w->now + ms;
	for (;;) {
		world_deliver(w);
		int64_t wait = crawl_turn(w->crawl, w->now);
		world_end(w);
		wait = w->broker_away || wait > 0 ? wait : crawl_turn(w->crawl, w->now);
		instant_ms next = wait < 0 ? end : w->now + (wait > 0 ? wait : 1);
		for (size_t i = 0; i < w->flights_len; i++)
			if (w->flights[i].due != INSTANT_NONE && w->flights[i].due < next)
				next = w->flights[i].due;
		if (next >= end)
			break;
		w->now = next > w->now ? next : w->now + 1;
	}
	w->now = end;
}

static inline void world_accept(struct world *w, const struct want *want)
{
	BUF(json, 65536);
	AUTO(arena) a = arena_new(65536);
	struct err err;
	cr_assert(want_encode(want, &json, &err), "%s", err.text);
	int32_t partition = world_partition(w, want_key(want->url, a));
	cr_assert(crawl_accept(w->crawl, partition, buf_view(&json), w->now, &err), "%s",
		  err.text);
	world_end(w);
}

/* How often an address was asked for. */
static inline size_t world_count(const struct world *w, const char *url)
{
	size_t n = 0;
	for (size_t i = 0; i < w->asked_len; i++)
		n += strcmp(w->asked[i].url, url) == 0;
	return n;
}
