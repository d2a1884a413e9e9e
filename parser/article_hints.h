/* SPDX-License-Identifier: Apache-2.0 */
/*
 * article_hints - what the names that a page gives its elements say about them.
 *
 * Classes and ids are searched for the words that the web's templates use:
 * "article-body", "sidebar", "comment-list"; roles and a few other attributes are
 * understood as they are meant. Hints, not proofs: who uses them weighs them against the
 * text. Pure; one pass over the attributes, about 100 ns each.
 */
#pragma once

#include "parser/html_tree.h"

enum {
	HINT_ASIDE = 1,      /* navigation, advertisement, related: not the article */
	HINT_MAYBE = 2,      /* but its name speaks of content, too */
	HINT_COMMENTS = 4,   /* what readers wrote */
	HINT_BYLINE = 8,     /* who wrote it */
	HINT_SHARE = 16,     /* buttons for social networks */
	HINT_ROLE = 32,      /* its role is not content: navigation, dialog, … */
	HINT_INVISIBLE = 64, /* hidden from everybody */
	HINT_AUTHOR = 128,   /* rel or itemprop says that this is the author */
	HINT_BODY = 256,     /* itemprop says that this is the article's text */
	HINT_CONSENT = 512,  /* cookies, consent, paywalls */
	/* The rest is others': kept when hints are taken anew. */
	HINT_MARK = 1024,   /* article_score: takes part in the result */
	HINT_BLOCKS = 2048, /* holds elements that break lines */
	HINT_DATA = 4096,   /* a table with data */
	HINT_WEIGHT = 8192, /* four bits above: weight, +2 */
};

/* What the attributes of the element say. */
unsigned article_hints(const struct html_node *n);

/* How much its class and its id speak for content, each -1, 0 or 1: -2 to 2. */
int article_weight(unsigned hints);

/* All elements of a page. */
void article_hints_all(struct html_tree *t);
