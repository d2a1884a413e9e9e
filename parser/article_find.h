/* SPDX-License-Identifier: Apache-2.0 */
/*
 * article_find - which part of a page is the text of its article.
 *
 * Paragraphs give points, for their length and their commas, to the elements around them;
 * names (article_hints) and links weigh in; the element with most points is the article,
 * and siblings that look like it come along. What then looks like navigation inside is
 * dropped (article_trim). Works in the tree: the result is what is not `dropped` below
 * the parts. Linear in the page but for tables and lists within one another, which the
 * tree's depth bounds.
 */
#pragma once

#include "common/base/arena.h"
#include "parser/html_tree.h"

/* How strictly to judge. A page where the strictest finds too little is tried again. */
enum {
	FIND_STRICT = 1,  /* leave out what is named like something else */
	FIND_NAMES = 2,   /* let names weigh in the points */
	FIND_TRIM = 4,    /* drop what looks like navigation inside the article */
	FIND_NO_TALK = 8, /* leave out lists of comments, though not strict */
};

struct article_parts {
	struct html_node **items; /* siblings, in document order */
	size_t len;
	unsigned chars; /* of text: code points, wide ones twice, white space folded */
	unsigned prose; /* of these outside of links */
	struct html_node *byline; /* names the author, or NULL; never in the parts */
};

/* `title` is the headline as far as it is known, to leave out a heading that repeats it.
 * article_hints_all() was called. */
void article_find(struct html_tree *t, unsigned how, struct view title, struct arena *a,
		  struct article_parts *ret);

/* The parts are `n` alone, as it is but for what is hidden. */
void article_take(struct html_tree *t, struct html_node *n, struct arena *a,
		  struct article_parts *ret);
