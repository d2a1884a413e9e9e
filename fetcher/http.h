/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http - requests over libcurl's multi interface: many at once, on one thread, bounded.
 *
 * A request is one GET: redirects are not followed here, so that whoever asked judges each
 * hop. The address that is connected to is judged for every request, on kept connections
 * too (address.h); through a proxy the host is, as far as the URL tells. Bounded are the
 * headers, the body after decoding, the time, and how slow it may be. HTTP/1.1 and HTTP/2;
 * gzip, br, zstd, deflate; connections are kept.
 *
 * One owner, one thread; names are resolved by threads of libcurl's. About 40 us of CPU for
 * a request on a kept connection; 10 KiB for one under way, without its body.
 */
#pragma once

#include <stdint.h>

#include "common/base/auto.h"
#include "common/base/err.h"
#include "fetcher/reply.h"

enum { HTTP_HEADERS_MAX = 64 * 1024 }; /* bytes of all header lines of an answer */

struct http;

struct http_settings {
	const char *user_agent; /* "Kurilwire/0.1 (+https://…; mailto:…)" */
	int requests_max;       /* under way at once */
	int64_t connect_ms;     /* until a connection stands, TLS included */
	int64_t slow_ms;        /* under 16 bytes a second for so long ends a request */
	const char *ca_file;    /* or NULL: the system's */
	const char *const
	    *resolve; /* "host:port:address", NULL-terminated, or NULL: for tests */
};

/* Borrowed until http_start() returns. */
struct http_request {
	uint64_t id; /* the caller's, to know the reply by */
	const char *url;
	struct view etag, last_modified; /* of a conditional request, or empty */
	const char *const *headers;      /* "Name: value", NULL-terminated, or NULL */
	const char *user_agent;          /* or NULL: that of the settings */
	const char *proxy; /* or NULL: then the environment's is not used either */
	const char *user_password;                      /* "user:password", or NULL */
	const char *bearer;                             /* a token, or NULL */
	const char *client_cert, *client_key, *ca_file; /* PEM files, or NULL */
	bool allow_private;
	int64_t total_ms;
	size_t body_max;
};

NODISCARD bool http_new(const struct http_settings *settings, struct http **ret,
			struct err *err);
void http_free(struct http *h); /* requests under way end; NULL is fine */
DEFINE_AUTO(http)

/* False: there are as many as there may be. An address that cannot be requested gives a
 * reply that says so. */
bool http_start(struct http *h, const struct http_request *request);
/* Its reply will not come. */
void http_cancel(struct http *h, uint64_t id);
size_t http_under_way(const struct http *h);

/* Moves everything on, waiting up to `timeout_ms` until something can: `fd` is waited for
 * too, unless it is -1. Does not wait while replies are ready. */
void http_wait(struct http *h, int fd, int64_t timeout_ms);

/* A reply that is ready; the caller owns it. */
bool http_take(struct http *h, uint64_t *ret_id, struct reply **ret);
