/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bare - bare loops over libcurl's multi interface, to compare the fetcher with.
 *
 * For programs that measure. One thread, no errors: what fails is counted as an answer.
 */
#pragma once

#include <curl/curl.h>

#include "fetcher/crawl.h"

enum { BARE_AT_ONCE = 32, BARE_TRANSFERS = 64 };

/* So many requests of one address, BARE_AT_ONCE at a time: CPU seconds. `etag` may be empty. */
double bare_requests(const char *url, size_t n, struct view etag);

struct bare_feed {
	char etag[80], modified[80];
};

struct bare_transfer {
	struct bare *bare;
	size_t number; /* of the feed */
	CURL *easy;
	struct curl_slist *lines;
};

/* The least that a poller does: it keeps validators and sends them. */
struct bare {
	const struct crawl_feed *urls;
	struct bare_feed *feeds;
	size_t len, statuses[1000];
	CURLM *multi;
	struct bare_transfer transfers[BARE_TRANSFERS];
};

/* Borrows the feeds until bare_done(); their addresses end with a NUL byte. */
void bare_init(struct bare *b, const struct crawl_feed *urls, size_t len);
void bare_done(struct bare *b);
/* Each feed once; CPU seconds. */
double bare_round(struct bare *b);
