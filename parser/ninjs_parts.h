/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ninjs_parts - what the files that read ninjs of others share. Included by parser/ninjs_in*.c
 * alone.
 *
 * Member names are compared without regard to case, and each field is looked for under all the
 * names that it has in 1.x, 2.x and 3.x.
 */
#pragma once

#include "parser/json_loose.h"
#include "parser/wire_meta.h"

struct ninjs_item {
	struct story *s;
	struct feed_tools *t;
	const struct json_node *node;
};

/* The member with one of the names, which end with NULL; NULL if there is none. */
const struct json_node *ninjs_get(const struct json_node *n, const char *const *names);
/* A text or number without white space at its ends, else the empty view. */
struct view ninjs_text_of(const struct ninjs_item *it, const struct json_node *n);
/* One line of text without markup. */
struct view ninjs_line_of(const struct ninjs_item *it, struct view v);
int64_t ninjs_number_of(const struct ninjs_item *it, const struct json_node *n);

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define GET(n, ...) ninjs_get((n), NAMES(__VA_ARGS__))
#define TEXT(it, n, ...) ninjs_text_of((it), GET((n), __VA_ARGS__))

/* The items of a list, or of an object whose members are items. */
static inline const struct json_node *ninjs_first_of(const struct json_node *n)
{
	if (!n)
		return NULL;
	return n->kind == JSON_ARRAY || n->kind == JSON_OBJECT ? n->first : NULL;
}

static inline bool ninjs_holds(struct view v, const char *word)
{
	return view_find_nocase(v, view_of(word), 0) != VIEW_NONE;
}

enum text_kind { TEXT_PLAIN, TEXT_HTML, TEXT_NITF, TEXT_OTHER };

/* The best of several forms of one text; the first among equals. */
struct ninjs_texts {
	struct view kinds[TEXT_OTHER + 1];
};

/* Of the members that begin with `prefix` and of the list. */
struct ninjs_texts ninjs_gather(const struct ninjs_item *it, const char *prefix,
				const char *list);

void ninjs_read_headline(struct ninjs_item *it);
void ninjs_read_descriptions(struct ninjs_item *it);
void ninjs_read_bodies(struct ninjs_item *it);
/* Renditions, and other news objects that go with the item. */
void ninjs_read_files(struct ninjs_item *it);
