/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_tree - an HTML page as a tree, with what its head says collected beside it.
 *
 * Made from html_tokens with the rules of the HTML standard that articles need: end tags
 * that may be missing, end tags too many, cells and rows. Not kept: formatting that is
 * nested wrongly (the inner end wins) and what is no text (scripts, forms' fields, svg).
 * Texts and attributes look into the page. Depth and number of nodes are bounded, so that
 * the tree takes at most four times the page's size plus 4 MiB; what comes after the last
 * node is left out and `cut` is set. One pass, no recursion; about 300 MB/s.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/view.h"
#include "parser/html_tags.h"

enum { HTML_LISTS_MAX = 512 }; /* of metas, of links, of scripts */

struct html_node {
	struct html_node *parent, *first, *last, *next, *prev;
	struct view text;  /* as written; of an element: its attributes as written */
	unsigned char tag; /* enum html_tag; TAG_OTHER for a text too */
	bool is_text;
	bool literal; /* text: '&' means itself */
	bool hidden;  /* element: taken off the page by an attribute of its own */

	/* For whoever works on the tree; zero at first. */
	bool dropped;
	unsigned short hints;
	unsigned chars, linked, commas, depth;
	float score;
};

struct html_tree {
	struct html_node *body;     /* never NULL */
	struct view html_attrs;     /* of <html>, as written */
	struct view title;          /* of the first <title>, as written */
	struct view base_href;      /* as written */
	struct view *metas, *links; /* attributes of <meta> and <link>, as written */
	size_t metas_len, links_len;
	struct view app_data; /* text of <script id="__NEXT_DATA__">, or empty */
	struct view *json_ld; /* texts of <script type="application/ld+json"> */
	size_t json_ld_len;
	size_t nodes;
	bool cut; /* the page has more than was read */
};

/* Borrows `html` as long as the tree is used. Nodes deeper than `depth_max` lose their
 * own element, not their text. */
void html_tree_build(struct view html, size_t depth_max, struct arena *a,
		     struct html_tree *ret);

/* The next node in document order below `root`, or NULL; without those below `n` if
 * `skip_children`. */
struct html_node *html_next(const struct html_node *n, const struct html_node *root,
			    bool skip_children);

/* Value of an attribute of an element, as written; empty when it has none. */
struct view html_node_attr(const struct html_node *n, struct view name);
