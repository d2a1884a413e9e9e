/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_loose - the JSON that pages carry in their scripts, as far as it can be
 * understood.
 *
 * Takes what strict readers refuse: line ends and quotes within strings, commas too many
 * or too few, keys without quotes, comments and CDATA marks around it, an end that is
 * missing. Right JSON is read rightly. Values look into the text, nodes lie in the arena;
 * depth and number of nodes are bounded, and what goes beyond is left out. One pass, no
 * recursion.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/view.h"

enum { JSON_DEPTH_MAX = 48, JSON_NODES_MAX = 16384 };

enum json_kind { JSON_WORD, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json_node {
	enum json_kind kind; /* JSON_WORD: a number, true, false, null */
	struct view key;     /* of a member; as written, without quotes */
	struct view text;    /* of a word or a string, as written, without quotes */
	struct json_node *parent, *first, *last, *next;
};

/* An array of all values of the text; never NULL. */
struct json_node *json_loose(struct view text, struct arena *a);

/* The same for documents that hold many records: no limit but the arena's budget.
 * `*ret_cut`: it was not enough, values are left out. */
struct json_node *json_loose_all(struct view text, struct arena *a, bool *ret_cut);

/* The first member of that name, or NULL; `n` may be NULL or no object. */
struct json_node *json_get(const struct json_node *n, struct view key);

/* The node after `n` in the order of the text, or NULL; `n` may not be NULL. */
const struct json_node *json_next(const struct json_node *n);

/* A string or a word with its escapes decoded; empty for other nodes, for null and for
 * NULL. Valid UTF-8 when the text was. */
struct view json_text(const struct json_node *n, struct arena *a);
