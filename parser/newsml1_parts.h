/* SPDX-License-Identifier: Apache-2.0 */
/*
 * newsml1_parts - what the files that read NewsML 1 share. Included by parser/newsml1*.c alone.
 */
#pragma once

#include "parser/wire_meta.h"

struct newsml1_item {
	struct story *s;
	struct feed_tools *t;
	const struct xml_node *root, *envelope, *node, *management;
};

/* The next element of the item with that name, in document order; other items in it are stories of
 * their own. NULL behind the last. */
const struct xml_node *newsml1_find_next(const struct newsml1_item *it,
					 const struct xml_node *n, const char *local);
/* The first. */
const struct xml_node *newsml1_find(const struct newsml1_item *it, const char *local);
/* One line of an element's text. */
struct view newsml1_line(const struct newsml1_item *it, const struct xml_node *n);
/* Of a term: "Usable". */
struct view newsml1_formal_name(const struct xml_node *n);
/* Does the name hold the word, whatever its case? */
bool newsml1_says(struct view v, const char *word);

/* The texts and files of a NewsItem. */
void newsml1_read_content(struct newsml1_item *it);
