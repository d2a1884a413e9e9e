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

#include "common/base/buf.h"
#include "parser/document.h"

enum feed_kind {
	FEED_PLAIN, /* text that means itself */
	FEED_GUESS, /* text, unless it looks like HTML */
	FEED_HTML,  /* HTML, which may have been escaped twice */
	FEED_EXACT, /* HTML whose escaped tags are meant to be seen */
};

struct feed_text {
	struct view value;
	enum feed_kind kind;
	int rank;         /* 0: not there */
	struct view base; /* of relative links in it */
};

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

/* What readers share while they read one document. */
struct feed_tools {
	const struct document *d;
	struct arena *a;
	struct buf scratch;   /* feed_tools_done() frees it */
	struct view language; /* of the feed, as far as it was read */
};
void feed_tools_init(struct feed_tools *t, const struct document *d, struct arena *a);
void feed_tools_done(struct feed_tools *t);

void feed_entry_init(struct feed_entry *e, struct story *s);

/* Each takes the value if its rank is above what is there; rank > 0. */
void feed_text_offer(struct feed_text *t, struct view value, enum feed_kind kind,
		     int rank, struct view base);
/* A date that cannot be read is noted in the story. */
void feed_date_offer(struct feed_entry *e, struct feed_tools *t, struct feed_date *date,
		     struct view value, int rank);
void feed_link_offer(struct feed_entry *e, struct feed_tools *t, struct view base,
		     struct view href, int rank);

/* A name, or what RSS puts there: "mail@example.org (Name)", "Name <mail@example.org>". */
void feed_author_add(struct story *s, struct feed_tools *t, struct view value,
		     struct view rel);
/* Sets `by` from the authors, when it is empty. */
void feed_byline(struct story *s, struct arena *a);
/* The provider's own term, with the scheme it is from. */
void feed_category_add(struct story *s, struct feed_tools *t, struct view name,
		       struct view term, struct view scheme);
/* Terms between commas or semicolons. */
void feed_keywords_add(struct story *s, struct feed_tools *t, struct view value);
void feed_point_set(struct feed_entry *e, double latitude, double longitude);

/* One line of text: references and markup gone if `kind` lets it, white space folded. */
struct view feed_line(struct feed_tools *t, struct view value, enum feed_kind kind);
/* Lines trimmed and their white space folded, at most one empty line between two. */
struct view feed_lines(struct arena *a, struct view value);
/* What base64 stands for; a NULL pointer when it is none or no text. */
struct view feed_base64(struct arena *a, struct view value);
/* BCP 47 in its usual writing, or empty when it is no language tag. */
struct view feed_language(struct arena *a, struct view value);
/* An absolute address; empty when there is none, or one that would run in a browser. */
struct view feed_url(struct feed_tools *t, struct view base, struct view href);
/* A rendition with an absolute address, or NULL. */
struct story_rendition *feed_media_add(struct story *s, struct feed_tools *t,
				       struct view base, struct view href);

/* Makes the story of what was gathered. */
void feed_entry_settle(struct feed_entry *e, struct feed_tools *t);
