/* SPDX-License-Identifier: Apache-2.0 */
/*
 * headers - Kafka message headers: CloudEvents 1.0 (Kafka binding, binary mode) and ours.
 *
 * A list with a fixed room; names are literals or live as long as the list, values too.
 * Values never hold control characters: a CR, LF or NUL from a document is dropped when the
 * header is set. Pure.
 */
#pragma once

#include "common/base/arena.h"
#include "common/story/story.h"

enum { HEADERS_MAX = 32 };

struct header {
	struct view name, value;
};

struct headers {
	struct header items[HEADERS_MAX];
	size_t len;
};

/* Replaces or adds. Empty values are not added. A bug if there is no room. */
void headers_set(struct headers *h, struct arena *a, struct view name, struct view value);
/* The value, or the empty view. */
struct view headers_get(const struct headers *h, struct view name);

enum headers_event { HEADERS_PARSED, HEADERS_ENRICHED };

/* Sets ce_*, content-type and kw-* of a story record (design/record.md), and
 * `traceparent` if given:
 *   ce_id       uri#version.revision      ce_time    of this version, else of its fetch
 *   ce_source   the feed's id             ce_subject the provider's id, as kw-provider
 *   kw-version  2                         kw-status  usable, withheld, canceled
 *   kw-lang     ja                        kw-embargo RFC 3339, while there is one
 *   kw-fetched-at  RFC 3339, the document of this version
 *   kw-about    kurils,peace_treaty       topics whose score is at or over the threshold
 *   kw-tags     kurils                    topics with at least one mention
 *   kw-subjects iturup,kunashir           slugs of what was tagged
 *   kw-scores   kurils=72,peace_treaty=9  all scores                                    */
void headers_of_story(struct headers *h, struct arena *a, const struct story *s,
		      enum headers_event event, struct view traceparent);

/* Is `item` one of a comma-separated list such as kw-about? */
bool headers_lists(struct view list, struct view item);
/* The number after "name=" in such a list, as kw-scores is one; -1 when it is not there. */
int headers_score(struct view list, struct view name);
/* Version and revision out of a ce_id; false when it is none. */
bool headers_version(struct view ce_id, int *ret_version, int *ret_revision);
