/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_feed_parts - what the files of the JSON Feed reader share. Included by
 * parser/json_feed*.c alone.
 *
 * json_feed.c follows the events and knows where in the document they are; json_feed_values.c
 * makes of each value what it is there.
 */
#pragma once

#include "parser/feed_entry.h"

enum json_place {
	PLACE_DOCUMENT,
	PLACE_FEED,
	PLACE_ITEMS,
	PLACE_ITEM,
	PLACE_AUTHORS, /* of the feed or an item, whichever is open */
	PLACE_AUTHOR,
	PLACE_TAGS,
	PLACE_ATTACHMENTS,
	PLACE_ATTACHMENT,
	PLACE_RENDERED, /* WordPress: {"rendered": …} stands for the member itself */
	PLACE_SKIP,
};

enum json_member {
	MEMBER_OTHER,
	MEMBER_TITLE,
	MEMBER_HOME,
	MEMBER_SELF,
	MEMBER_NEXT,
	MEMBER_LANGUAGE,
	MEMBER_ITEMS,
	MEMBER_ID,
	MEMBER_URL,
	MEMBER_EXTERNAL_URL,
	MEMBER_HTML,
	MEMBER_TEXT,
	MEMBER_SUMMARY,
	MEMBER_IMAGE,
	MEMBER_BANNER,
	MEMBER_PUBLISHED,
	MEMBER_MODIFIED,
	MEMBER_AUTHOR,
	MEMBER_AUTHORS,
	MEMBER_TAGS,
	MEMBER_ATTACHMENTS,
	MEMBER_RENDERED,
	MEMBER_PUBLISHED_GMT,
	MEMBER_MODIFIED_GMT,
	MEMBER_DATE,
	MEMBER_NAME,
	MEMBER_MIME_TYPE,
	MEMBER_BYTES,
	MEMBER_SECONDS,
};

enum { JSON_DEPTH_MAX = 64, JSON_AUTHORS_MAX = 8 };

struct json_attachment {
	struct view url, type, title;
	int64_t size_bytes, seconds;
};

struct json_reader {
	const struct document *d;
	struct arena *a;
	struct parsed *p;
	struct feed_tools tools;
	unsigned char places[JSON_DEPTH_MAX];
	size_t depth;
	enum json_member member;
	bool items_seen, too_deep, in_item;
	struct feed_entry e;
	struct view name;          /* of the author that is open */
	enum json_member rendered; /* what the object that is open stands for */
	struct json_attachment attachment;
	struct view authors[JSON_AUTHORS_MAX];
	size_t authors_len;
};

static inline enum json_place json_feed_place(const struct json_reader *r)
{
	return (enum json_place)r->places[r->depth];
}

/* Of relative links. */
struct view json_feed_base(const struct json_reader *r);
/* A string or number, at the place and under the member where the reader is. */
void json_feed_value(struct json_reader *r, const unsigned char *text, size_t len);
/* An author of the item that is open, else of the feed. */
void json_feed_author(struct json_reader *r, struct view name);
