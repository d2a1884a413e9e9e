/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_texts - the texts of feeds, whatever markup they came with and however often that was
 * escaped, as plain text and as HTML.
 *
 * Results lie in the arena of the tools or in the document. Linear.
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

/* What readers share while they read one document. */
struct feed_tools {
	const struct document *d;
	struct arena *a;
	struct buf scratch;   /* feed_tools_done() frees it */
	struct view language; /* of the feed, as far as it was read */
};
void feed_tools_init(struct feed_tools *t, const struct document *d, struct arena *a);
void feed_tools_done(struct feed_tools *t);

/* Takes the value if its rank is above what is there; rank > 0. */
void feed_text_offer(struct feed_text *t, struct view value, enum feed_kind kind,
		     int rank, struct view base);
/* As plain text: paragraphs, lines; empty when there is none. */
struct view feed_text_plain(struct feed_tools *t, struct feed_text *f);
/* As clean HTML; empty when the text is plain. */
struct view feed_text_html(struct feed_tools *t, const struct feed_text *f);

/* One line of text: references and markup gone if `kind` lets it, white space folded. */
struct view feed_line(struct feed_tools *t, struct view value, enum feed_kind kind);
/* Lines trimmed and their white space folded, at most one empty line between two. */
struct view feed_lines(struct arena *a, struct view value);
/* What base64 stands for; a NULL pointer when it is none or no text. */
struct view feed_base64(struct arena *a, struct view value);
