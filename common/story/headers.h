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
 * `traceparent` if given. */
void headers_of_story(struct headers *h, struct arena *a, const struct story *s,
		      enum headers_event event, struct view traceparent);
