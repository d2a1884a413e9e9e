/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_entry - what a feed says of one entry, in whatever syntax, and the story made of it.
 *
 * Readers of feeds (RSS, Atom, JSON Feed, sitemaps) fill it as they go: lists go to the
 * story at once, and of the fields that several elements may give, the best-ranked value
 * is kept, the first among equals. feed_entry_settle() then makes headline, description
 * and body. An entry whose only text is its description has that as its body too, marked
 * as a summary unless it reads like the whole story.
 */
#pragma once

#include "parser/feed_language.h"
#include "parser/feed_people.h"
#include "parser/feed_texts.h"

struct feed_date {
	instant_ms at;
	int rank; /* 0: not there */
};

struct feed_link {
	struct view href; /* absolute */
	int rank;
};

struct feed_entry {
	struct story *story;
	struct feed_text title, summary, content;
	struct feed_date published, updated;
	struct feed_link link;
	struct view guid;
	struct view language, text_language; /* of the entry; of its text, if that says */
	bool has_latitude, has_longitude;
	double latitude, longitude;
};

void feed_entry_init(struct feed_entry *e, struct story *s);

/* Each takes the value if its rank is above what is there; rank > 0. */
/* A date that cannot be read is noted in the story. */
void feed_date_offer(struct feed_entry *e, struct feed_tools *t, struct feed_date *date,
		     struct view value, int rank);
void feed_link_offer(struct feed_entry *e, struct feed_tools *t, struct view base,
		     struct view href, int rank);

/* The provider's own term, with the scheme it is from. */
void feed_category_add(struct story *s, struct feed_tools *t, struct view name,
		       struct view term, struct view scheme);
/* Terms between commas or semicolons. */
void feed_keywords_add(struct story *s, struct feed_tools *t, struct view value);
void feed_point_set(struct feed_entry *e, double latitude, double longitude);

/* An absolute address; empty when there is none, or one that would run in a browser. */
struct view feed_url(struct feed_tools *t, struct view base, struct view href);
/* A rendition with an absolute address, or NULL. */
struct story_rendition *feed_media_add(struct story *s, struct feed_tools *t,
				       struct view base, struct view href);

/* Makes the story of what was gathered. */
void feed_entry_settle(struct feed_entry *e, struct feed_tools *t);
