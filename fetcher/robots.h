/* SPDX-License-Identifier: Apache-2.0 */
/*
 * robots - what a robots.txt lets a crawler fetch (RFC 9309), and how slowly.
 *
 * A file is boiled down to the rules that concern us (robots_extract), which is what is kept
 * of a host, and a path is held against them (robots_allows). Pure; a match is linear in
 * path times rules, without backtracking over more than one star.
 */
#pragma once

#include "common/base/buf.h"
#include "common/base/view.h"

enum {
	ROBOTS_FILE_MAX =
	    500 * 1024, /* bytes that are read; RFC 9309 §2.5 asks for 500 KiB */
	ROBOTS_RULES_MAX =
	    64 * 1024, /* bytes of what is kept; what is over it is dropped */
	ROBOTS_DELAY_MAX_MS = 60 * 1000,
	ROBOTS_SITEMAPS_MAX = 4,
};

/* Appends the rules of the groups that name `agent` (its product token, "kurilwire"), or
 * else of those for "*": a line each, "A/path" or "D/path", and "C<ms>" for a crawl-delay,
 * capped; and "S<address>" for the first sitemaps that the
 * file names. Any bytes are taken. `out` has at least ROBOTS_RULES_MAX for its maximum. */
void robots_extract(struct view file, struct view agent, struct buf *out);

/* May `path` (with its query, "/a?b") be fetched? The longest matching rule decides, of two
 * the one that allows (RFC 9309 §2.2.2). `rules` as above; empty: all is allowed. */
bool robots_allows(struct view rules, struct view path);

/* The sitemaps that are named; returns how many. */
size_t robots_sitemaps(struct view rules, struct view ret[ROBOTS_SITEMAPS_MAX]);

/* The crawl-delay, or 0. */
int64_t robots_delay_ms(struct view rules);
