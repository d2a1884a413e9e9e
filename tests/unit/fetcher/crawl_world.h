/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crawl_world - the feeds and the set-up that the tests of the crawl share.
 *
 * Two feeds on one host and one on another, polled every five minutes, with a password.
 */
#pragma once

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

static inline struct crawl_settings settings(size_t n)
{
	return (struct crawl_settings){ .feeds = feeds,
					.feeds_len = n,
					.agent = VIEW("kurilwire"),
					.requests_max = 100,
					.pending_max = 1024 * 1024,
					.seed = 42 };
}

static inline struct world *begin(size_t n, struct said (*server)(struct world *,
								  const struct asked *))
{
	struct crawl_settings s = settings(n);
	struct world *w = world_new(&s, server);
	crawl_assigned(w->crawl, 0, w->now);
	return w;
}

static inline bool is(const struct asked *a, const char *url)
{
	return strcmp(a->url, url) == 0;
}

static inline struct want page(const char *url)
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

/* A story's page is wanted. */
static inline void want_page(struct world *w, const char *url)
{
	struct want want = page(url);
	world_accept(w, &want);
}

/* Pages <url>0, <url>1 and so on. */
static inline void want_pages(struct world *w, const char *url, int n)
{
	for (int i = 0; i < n; i++) {
		char one[64];
		(void)snprintf(one, sizeof one, "%s%d", url, i);
		want_page(w, one);
	}
}

/* The process ends, and another one begins. */
static inline void start_again(struct world *w)
{
	crawl_revoked(w->crawl, 0);
	crawl_assigned(w->crawl, 0, w->now);
}

/* A document that changes every hour and honours its ETag. */
static inline struct said hourly(struct world *w, const struct asked *a)
{
	static char headers[64], body[64];
	(void)snprintf(headers, sizeof headers, "ETag: \"%lld\"\n",
		       (long long)(w->now / HOUR));
	(void)snprintf(body, sizeof body, "<rss>%lld</rss>", (long long)(w->now / HOUR));
	if (a->etag[0] && strstr(headers, a->etag))
		return (struct said){ 304, headers, NULL, NULL, 20 };
	return (struct said){ 200, headers, body, NULL, 20 };
}

/* What a parser says of a document with ten entries, all of them new. */
static inline struct want contents(const struct world *w, int64_t oldest_ago,
				   int64_t newest_ago)
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

/* What was wanted of other hosts last. */
static inline bool last_want(const struct world *w, struct arena *a, struct want *ret)
{
	struct err err;

	return w->wants > 0 && want_decode(view_of(w->want), a, ret, &err);
}
