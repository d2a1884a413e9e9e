/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crawl - what the fetcher does, without Kafka, sockets and clock.
 *
 * Feeds are polled when they are due, pages that were wanted are fetched, one request a host
 * at a time with a pause between two, and what comes is emitted together with the new state
 * of whom it concerns. All that is done goes through a table of functions (crawl_ports), so
 * that a test lives through weeks of it with an HTTP and a state store of its own.
 *
 * Life of a request: due → in its host's queue → under way → came → concluded, in a
 * transaction → committed. What was concluded in a transaction that is aborted is concluded
 * again from the state then read. Replies are kept until that is settled, and no request is
 * started while more than `pending_max` bytes of them are: so a broker that is away makes no
 * pile.
 *
 * One owner, one thread. About 250 bytes for a feed beside its configuration and its record
 * in the state store.
 */
#pragma once

#include "common/story/headers.h"
#include "fetcher/feed_state.h"
#include "fetcher/http.h"
#include "fetcher/plan.h"

/* One feed's configuration; lives as long as the crawl. */
struct crawl_feed {
	struct view id, provider, url;
	struct view was; /* its former id, or empty */
	struct plan_bounds bounds;
	int64_t host_delay_ms; /* from the end of one request to the next, to its host */
	bool allow_private;
	bool obey_robots;           /* its pages */
	const char *const *headers; /* these as in struct http_request */
	const char *user_agent, *user_password, *bearer, *client_cert, *client_key,
	    *ca_file;
	const char *proxy;
	int64_t total_ms;
	size_t body_max;
	const struct view *secret_parameters; /* names in addresses that are never told */
	size_t secret_parameters_len;
};

struct crawl_settings {
	const struct crawl_feed *feeds;
	size_t feeds_len;
	struct view agent;   /* our name in robots.txt: "kurilwire" */
	size_t requests_max; /* under way at once */
	int64_t host_pages;  /* asked of one host within an hour at most; 0: no bound */
	size_t pending_max;  /* bytes of replies that are not committed */
	uint64_t seed;       /* of dice and trace ids */
};

enum crawl_event {
	CRAWL_POLLED,    /* a feed, with a new body */
	CRAWL_UNCHANGED, /* a feed: 304, or the body is known */
	CRAWL_POLL_FAILED,
	CRAWL_GONE,
	CRAWL_MOVED,         /* a feed answers elsewhere for good */
	CRAWL_LIED,          /* a server's validators are no longer trusted */
	CRAWL_GAP,           /* entries were probably missed */
	CRAWL_GAP_CLOSED,    /* an archive led back to what was known */
	CRAWL_CONDITION,     /* a feed is not as it usually is, or is again */
	CRAWL_NO_FEED,       /* the parser found no feed in what was polled */
	CRAWL_PAGE,          /* a page came */
	CRAWL_PAGE_LATER,    /* a page could not be had yet */
	CRAWL_PAGE_FAILED,   /* and never will */
	CRAWL_PAGE_PASSED,   /* it moved to another host and is wanted there */
	CRAWL_LOOKED,        /* a page is as it was when it was looked at last */
	CRAWL_EDITED,        /* or is not */
	CRAWL_WITHDRAWN,     /* or is there no longer */
	CRAWL_BUDGET,        /* a host was asked for as many pages as it may be */
	CRAWL_ROBOTS_FAILED, /* robots.txt could not be had */
	CRAWL_STATE_BAD, /* a record of our own state that cannot be read: as if there were none */
	CRAWL_EVENT_COUNT
};
extern const char *const crawl_event_names[]; /* "feed.polled", …; NULL-terminated */

/* Something to log and count; views until tell() returns. */
struct crawl_news {
	enum crawl_event event;
	struct view feed, url, why;
	int status;
	int64_t bytes;
};

struct crawl_ports {
	void *self;
	int32_t (*partition_of)(void *self, struct view host);
	/* As stage.h has them. */
	bool (*state_get)(void *self, int32_t partition, struct view key,
			  struct view *ret);
	bool (*state_each)(void *self, int32_t partition, size_t *i, struct view *ret_key,
			   struct view *ret_value);
	void (*state_put)(void *self, int32_t partition, struct view key,
			  struct view value);
	void (*emit_raw)(void *self, int32_t partition, struct view provider,
			 struct view body, const struct headers *headers);
	void (*emit_want)(void *self, int32_t partition, struct view host,
			  struct view value);
	/* As http.h has them. */
	bool (*http_start)(void *self, const struct http_request *request);
	void (*http_cancel)(void *self, uint64_t id);
	void (*tell)(void *self, const struct crawl_news *news);
};

struct crawl;

/* Borrows both for its life. */
struct crawl *crawl_new(const struct crawl_settings *settings,
			const struct crawl_ports *ports);
void crawl_free(struct crawl *c); /* NULL is fine */
DEFINE_AUTO(crawl)

/* A partition of kw.fetch is ours, with its state: its feeds and pages wake up. */
void crawl_assigned(struct crawl *c, int32_t partition, instant_ms now);
/* And no longer: its requests are cancelled. */
void crawl_revoked(struct crawl *c, int32_t partition);

/* A record of kw.fetch. ERR_REJECT: it is none. */
NODISCARD bool crawl_accept(struct crawl *c, int32_t partition, struct view value,
			    instant_ms now, struct err *err);

/* A reply came, which the crawl now owns. Between transactions or in one. */
void crawl_came(struct crawl *c, uint64_t id, struct reply *reply, instant_ms now);

/* Concludes what came, in a transaction, and starts what is due. Returns when it wants to be
 * called again if nothing comes before: -1, or a wait in ms. */
int64_t crawl_turn(struct crawl *c, instant_ms now);

/* All that was emitted so far is committed; or is not, for this partition. */
void crawl_committed(struct crawl *c);
void crawl_aborted(struct crawl *c, int32_t partition, instant_ms now);

struct crawl_figures {
	size_t feeds, pages, hosts; /* that are ours now */
	size_t under_way, pending_bytes;
};
void crawl_figures(const struct crawl *c, struct crawl_figures *ret);

/* The feeds that are ours now, in the order of the configuration, between two turns:
 *   for (size_t i = 0; crawl_next_feed(c, &i, &id, &state);)
 * What is returned lives until the next call of anything here. */
bool crawl_next_feed(struct crawl *c, size_t *i, struct view *ret_id,
		     struct feed_state *ret);
