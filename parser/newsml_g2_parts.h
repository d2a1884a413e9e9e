/* SPDX-License-Identifier: Apache-2.0 */
/*
 * newsml_g2_parts - what the files that read NewsML-G2 share. Included by parser/newsml_g2*.c
 * alone.
 */
#pragma once

#include "parser/wire_meta.h"

struct g2_item {
	struct story *s;
	struct feed_tools *t;
	const struct xml_node *node, *meta, *content; /* itemMeta, contentMeta */
	struct view language;                         /* as the document writes it */
};

/* One line of an element's text. */
struct view g2_line(const struct g2_item *it, const struct xml_node *n);
/* Of several children with this name, the one in the story's language, else the first. */
const struct xml_node *g2_child_in_language(const struct g2_item *it,
					    const struct xml_node *n, const char *local);
/* The code or address of a concept, whichever it has. */
struct view g2_code_of(const struct xml_node *n);

/* The texts and files of a newsItem. */
void g2_read_content(struct g2_item *it);
/* What a package holds: files that can be had, and associations. */
void g2_read_groups(struct g2_item *it);
/* The story's association with what an itemRef or a link leads to; NULL when it names nothing,
 * or what is there already. */
struct story_association *g2_associate(struct g2_item *it, const struct xml_node *n,
				       struct view rel);
