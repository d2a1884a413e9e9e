/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan - what a reply means for a feed: emit it or not, and when to come back.
 *
 *   plan(feed state, reply, now) → next
 *
 * Pure: time and dice are arguments. The state is changed in place; what it then points to
 * lies in the reply, in the arena, or is a constant, so it is encoded before those go.
 */
#pragma once

#include "fetcher/feed_state.h"
#include "fetcher/reply.h"

enum {
	PLAN_RETRY_AFTER_MAX_MS = 6 * 60 * 60 * 1000,
	PLAN_WAIT_MAX_MS = 24 * 60 * 60 * 1000, /* between two tries of a failing feed */
	PLAN_FULL_EVERY_MS =
	    24 * 60 * 60 * 1000, /* without validators, to catch lying ones */
	PLAN_REDIRECTS_MAX = 5,
};

/* From the feed's configuration. `interval: 5m` has all three the same. */
struct plan_bounds {
	int64_t interval_ms; /* the first */
	int64_t min_ms, max_ms;
};

enum plan_what {
	PLAN_CHANGED,      /* a body that was not there before: goes to kw.raw */
	PLAN_SAME_BODY,    /* 200, but the body is known */
	PLAN_NOT_MODIFIED, /* 304 */
	PLAN_FAILED,
	PLAN_GONE, /* 410 at the URL that is configured: never again, until it is another one */
};

struct plan {
	enum plan_what what;
	instant_ms
	    host_not_before; /* what a 429 or 503 asks of us for the whole host, or NONE */
	bool caught_lying;   /* validators said "same" of a body that was not */
};

/* The state of a feed that is configured with `url`, when there is none yet, or one of
 * another URL: what was known of the document does not count for it. */
void plan_configured(struct feed_state *s, struct view url, const struct plan_bounds *b);

/* Should this poll send the validators? */
bool plan_conditional(const struct feed_state *s, instant_ms now);

/* `moved_to`: where 301 and 308 alone led before anything else came, or empty. `dice` is any
 * number that differs from feed to feed and poll to poll. */
void plan_reply(struct feed_state *s, const struct plan_bounds *b, struct reply *r,
		struct view moved_to, instant_ms now, uint64_t dice, struct arena *a,
		struct plan *ret);

/* What the parser found in the document of a poll. `*ret_gap`: entries were probably missed,
 * since all in the document are newer than the newest seen before. Moves next_at. */
struct want;
void plan_report(struct feed_state *s, const struct plan_bounds *b, const struct want *w,
		 instant_ms now, struct arena *a, bool *ret_gap);

/* When a feed that should have been polled at `due` is polled after a pause of ours, of all
 * feeds or of this one: spread over `window_ms`, the same for the same dice. */
instant_ms plan_catch_up(instant_ms due, instant_ms now, int64_t window_ms,
			 uint64_t dice);

enum plan_redirect { REDIRECT_NONE, REDIRECT_PERMANENT, REDIRECT_TEMPORARY };
/* What a status says of its Location (RFC 9110 §15.4). */
enum plan_redirect plan_redirect_of(int status);
