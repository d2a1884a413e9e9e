/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reply - what came back for a request: status, a few headers, the body, or why there is none.
 *
 * Owns its bytes. Only the headers that something is decided by are kept (reply_keeps).
 */
#pragma once

#include "common/base/auto.h"
#include "common/base/buf.h"
#include "common/base/digest.h"
#include "common/base/instant.h"

enum {
	REPLY_HEADERS_MAX = 16 * 1024, /* bytes of the headers that are kept */
	REPLY_ERROR_MAX = 192,
};

struct reply {
	int status; /* 0: no answer came */
	char error
	    [REPLY_ERROR_MAX]; /* one line, why the answer is missing or not whole; or "" */
	struct buf headers;    /* "name: value\n", names in lower case */
	bool goes_on;    /* the last line is in `headers`: what is folded belongs there */
	struct buf body; /* content encoding removed */
	instant_ms at;   /* when it was complete */
	char hash[DIGEST_QUICK_HEX + 1]; /* of the body: reply_hash(); or "" */
};

struct reply *reply_new(size_t body_max);
void reply_free(struct reply *r); /* NULL is fine */
DEFINE_AUTO(reply)

/* Takes a header line as it came, "Name: value\r\n", if it is one that is kept. A status line
 * ("HTTP/1.1 100 Continue") drops those of the answer before it; a line that begins with a
 * space goes on with the value of the one before (RFC 9112 §5.2). */
void reply_add_line(struct reply *r, struct view line);

/* The value, trimmed, of the last header with this name in lower case, or the empty view. */
struct view reply_header(const struct reply *r, struct view name);

/* digest_quick() of the body, which does not change from then on; lives as long as the reply. */
struct view reply_hash(struct reply *r);

/* Bytes of memory that it takes. */
size_t reply_bytes(const struct reply *r);

/* --- when to come back ------------------------------------------------------------------- */

/* Retry-After in seconds or as a date (RFC 9110 §10.2.3), from `now`; -1 when there is none.
 * Not capped. */
int64_t reply_retry_after_ms(const struct reply *r, instant_ms now);

/* How long the answer says that it stays fresh: max-age of all its Cache-Control headers, else
 * Expires against Date (RFC 9111 §4.2.1, quotes as §5.2 allows); -1 when it does not say; 0 for no-store, no-cache. */
int64_t reply_fresh_ms(const struct reply *r, instant_ms now);
