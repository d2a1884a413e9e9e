/* SPDX-License-Identifier: Apache-2.0 */
/* article_measure - how much text, links and commas each element of a page holds. */
#pragma once

#include "parser/html_tree.h"

/* Fills chars, linked, commas and HINT_BLOCKS of `root` and all below it from what is not
 * dropped. One pass over the nodes; texts are counted once. */
void article_measure(struct html_node *root);

/* Text that does not stand in links. */
static inline unsigned article_prose(const struct html_node *n)
{
	return n->chars > n->linked ? n->chars - n->linked : 0;
}

/* Share of the text that stands in links, 0 to 1. */
static inline float article_link_density(const struct html_node *n)
{
	return n->chars ? (float)n->linked / (float)n->chars : 0;
}

/* Takes the element off the article and its counts off those around it. */
void article_drop(struct html_node *n);
