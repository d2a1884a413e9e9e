/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_state, host_state, page_state - what kw.fetch-state holds, and under which keys.
 *
 *   "feed <id>"           a feed: validators, body hash, when to poll next, what was seen
 *   "host <name>"         a host: not before, robots.txt
 *   "page <url> <story>"  a page that is wanted: two lines, our own bookkeeping and the want
 *                         as it came
 *   "look <url> <story>"  a page that is looked at again: the same
 *
 * A feed's key is its permanent id and not its URL, so that a feed that gets another URL
 * floods nobody, and two feeds may share one. Values are flat JSON with a format number;
 * this version reads its own and the one before. Plain data, views in the caller's arena.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/instant.h"
#include "fetcher/habit.h"

enum {
	STATE_FORMAT = 1,
	STATE_VALUE_MAX = 128 * 1024, /* bytes of a feed's or host's record */
	STATE_VALIDATOR_MAX = 1024,   /* bytes; a longer ETag is not kept */
	STATE_ERROR_MAX = 256,
};

struct feed_state {
	/* The address. */
	struct view configured; /* when this was written; its SHA-256 if it is secret */
	struct view moved;      /* where a 301 or 308 led, or empty */
	/* The document. */
	struct view etag, last_modified; /* as sent, or empty */
	struct view body_hash;           /* of the last body, digest_quick(), or empty */
	struct view content_type;
	int64_t body_bytes;
	bool distrust; /* its validators said "same" of another body: never sent again */
	instant_ms full_at; /* the last time that a whole body came */
	/* The schedule. */
	instant_ms polled_at, succeeded_at, changed_at;
	/* What kw.raw says of the last body that was emitted: later than of the one before,
	 * whatever clocks say, for the parser tells by it which of two came first. */
	instant_ms fetched_at;
	instant_ms next_at;  /* INSTANT_NONE: never again (410) */
	int64_t interval_ms; /* within the feed's bounds */
	int64_t failures;    /* in a row */
	bool gone;
	bool page_instead; /* the last answer was a page where the feed was */
	int64_t status;
	struct view error;  /* why the last poll failed, or empty */
	struct view reason; /* why next_at is what it is: "interval", "failures", … */
	/* What was seen. */
	int64_t polls, not_modified, same_body, changed;
	bool reported;          /* by the parser, at least once */
	int64_t entries, fresh; /* of the last report */
	instant_ms oldest, newest;
	int64_t ttl_minutes, period_minutes; /* what the feed asks for: want.h */
	int64_t skip_hours, skip_days;
	int64_t gaps;      /* suspected so far */
	instant_ms gap_at; /* the last one that is not closed, or INSTANT_NONE */
	struct habit habit;
	struct view problem; /* why the last document was no feed, or empty */
};

struct host_state {
	instant_ms not_before; /* Retry-After, or INSTANT_NONE */
	instant_ms robots_at;  /* when robots.txt was asked for, or INSTANT_NONE */
	instant_ms robots_good_until;
	int64_t robots_status; /* 0: it could not be had */
	struct view robots;    /* robots.h: what is kept of it */
};

struct page_state {
	int64_t attempts;
	instant_ms asked_at; /* when it was wanted first */
	instant_ms not_before;
	struct view error; /* of the last attempt */
	/* Of one that is looked at again: how often it was, what it was like, and how often
	 * in a row it was not there. */
	int64_t looks, missing;
	struct view etag, last_modified, body_hash;
	struct view want; /* the value of the kw.fetch record, as it came */
};

/* Nothing known: times INSTANT_NONE, all else empty or 0. */
void feed_state_init(struct feed_state *s);
void host_state_init(struct host_state *s);
void page_state_init(struct page_state *s);

/* Append the value. ERR_REJECT: over a limit. */
NODISCARD bool feed_state_encode(const struct feed_state *s, struct buf *out,
				 struct err *err);
NODISCARD bool host_state_encode(const struct host_state *s, struct buf *out,
				 struct err *err);
NODISCARD bool page_state_encode(const struct page_state *s, struct buf *out,
				 struct err *err);

/* ERR_REJECT: not such a record, or of a later format. */
NODISCARD bool feed_state_decode(struct view value, struct arena *a,
				 struct feed_state *ret, struct err *err);
/* Only what a request depends on: addresses, validators, the hash, failures, the interval, when
 * the body was asked for without conditions. Less than half the work. */
NODISCARD bool feed_state_decode_request(struct view value, struct arena *a,
					 struct feed_state *ret, struct err *err);
NODISCARD bool host_state_decode(struct view value, struct arena *a,
				 struct host_state *ret, struct err *err);
NODISCARD bool page_state_decode(struct view value, struct arena *a,
				 struct page_state *ret, struct err *err);

enum state_kind { STATE_FEED, STATE_HOST, STATE_PAGE, STATE_LOOK, STATE_UNKNOWN };

struct view feed_state_key(struct view feed_id, struct arena *a);
struct view host_state_key(struct view host, struct arena *a);
struct view page_state_key(struct view url, struct view story_uri, struct arena *a);
struct view look_state_key(struct view url, struct view story_uri, struct arena *a);
/* What a key is of, and what it names (a page or look: its url). */
enum state_kind state_key_kind(struct view key, struct view *ret_name);
