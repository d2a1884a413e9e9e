/* SPDX-License-Identifier: Apache-2.0 */
/*
 * want - a record of kw.fetch: what the fetcher is asked for, and what a poll contained.
 *
 * The parser wants pages (and archive pages and sitemaps) and reports what was in the
 * document of a poll; the sink wants a later look; the command line asks for a poll at
 * once. The record's key is a host, want_key(), so that it reaches the fetcher that owns
 * that host. Value: one flat JSON object. Plain data; views lie in the caller's memory.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/instant.h"

enum {
	WANT_HOPS_MAX = 3, /* index, sitemap or archive, page: a page never leads on */
	WANT_STORY_MAX = 256 * 1024,  /* bytes of the partial story */
	WANT_URL_MAX = 8 * 1024,      /* bytes */
	WANT_VALUE_MAX = 1024 * 1024, /* bytes of the whole record */
	WANT_HOURS_ALL = (1 << 24) - 1,
	WANT_DAYS_ALL = (1 << 7) - 1,
};

enum want_kind {
	WANT_PAGE,    /* the page of one story */
	WANT_ARCHIVE, /* an older part of a feed (RFC 5005) */
	WANT_SITEMAP, /* a sitemap or an index of them */
	WANT_REPORT,  /* what the parser found in the document of a poll */
	WANT_POLL,    /* poll this feed now */
	WANT_KIND_COUNT
};
const char *want_kind_name(enum want_kind kind); /* "page", "archive", … */

struct want {
	enum want_kind kind;
	struct view feed; /* id of the feed that led here; always */
	struct view url;  /* what is wanted; of REPORT and POLL that of the feed */

	/* PAGE, ARCHIVE, SITEMAP. */
	int64_t hops; /* 1 to WANT_HOPS_MAX: how far from the feed */
	/* PAGE: the partial story as ninjs; an entry is behind the page when it is there. */
	struct view story;
	/* A later want with the same url and story_uri replaces this one. */
	struct view story_uri;
	/* The page is looked at again from then on, more and more seldom, for edits and
	 * withdrawals; `story` is the version that they are held against. Or INSTANT_NONE. */
	instant_ms not_before;
	struct view traceparent;
	/* ARCHIVE, SITEMAP: what is dated up to here was there before and is not missed; or
	 * INSTANT_NONE. */
	instant_ms since;
	/* Set by the fetcher, when a page turns out to be on another host: how often it was
	 * redirected so, and the address that was wanted first. */
	int64_t redirects;
	struct view requested_url;

	/* REPORT. Of the document that came with `body_hash`. */
	struct view body_hash;
	int64_t entries, fresh;    /* in the document; never seen before */
	instant_ms oldest, newest; /* dates among the entries, or INSTANT_NONE */
	int64_t ttl_minutes;       /* the feed's own wish, 0: none */
	int64_t
	    period_minutes; /* how often it says it changes (sy:update*), 0: nothing */
	int64_t skip_hours; /* bit n: nothing new from n to n + 1 o'clock UTC */
	int64_t skip_days;  /* bit n: nothing new on that day, 0 for Sunday */
	bool gap;           /* everything in it is new, though there were polls before */
	bool closed;        /* an archive led back to what was known: the gap is closed */
	int64_t text_bytes, undated; /* of all entries; those without a date */
	struct view language;        /* and script of most of them: "en/Latn", or empty */
	struct view next_url;        /* paging, or empty */
	struct view problem;         /* why the document was no feed, or empty */
};

void want_init(struct want *w, enum want_kind kind);

/* The host of `url` in lower case, without port and user info: the record's key. Empty when
 * `url` is no address of the web. In the arena. */
struct view want_key(struct view url, struct arena *a);

/* Appends the JSON. ERR_REJECT: over a limit. */
NODISCARD bool want_encode(const struct want *w, struct buf *out, struct err *err);

/* ERR_REJECT: not JSON, unknown kind, no feed, no url, hops or sizes over a limit. */
NODISCARD bool want_decode(struct view json, struct arena *a, struct want *ret,
			   struct err *err);
