/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xml_tree - a small document as a tree in the arena.
 *
 * For wire formats, whose documents are small and need looking back and forth; feeds are
 * read event by event (xml.h), whose tolerance holds here too. Names in queries are local
 * names; the namespace is for those who ask. Nothing recurses. A node costs about 150
 * bytes; the arena's budget is obeyed.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/view.h"
#include "parser/xml.h"

struct xml_node {
	struct xml_name name; /* empty local name: a text node */
	struct xml_attr *attrs;
	size_t attrs_len;
	struct view text; /* of a text node, decoded */
	struct xml_node *parent, *first, *last, *next;
	bool cut; /* the document ends inside it */
};

struct xml_tree {
	struct xml_node *root; /* the first element */
	bool truncated;        /* the document ends inside an element */
	const char *damage;    /* what else was wrong first, or NULL */
};

/* ERR_REJECT: no element in it, or over the arena's budget. */
NODISCARD bool xml_tree_parse(struct view text, size_t depth_max, struct arena *a,
			      struct xml_tree *ret, struct err *err);

static inline bool xml_is_text(const struct xml_node *n)
{
	return n->name.local.len == 0;
}

/* Is it an element with this local name? NULL is none. */
bool xml_is(const struct xml_node *n, const char *local);
/* The first child element with this local name, or NULL. `n` may be NULL, here and below. */
struct xml_node *xml_child(const struct xml_node *n, const char *local);
/* The next sibling with this local name:
 * for (c = xml_child(n, "p"); c; c = xml_sibling(c, "p")) */
struct xml_node *xml_sibling(const struct xml_node *n, const char *local);
/* Child of child: "a/b/c", the first of each on the way. */
struct xml_node *xml_path(const struct xml_node *n, const char *path);
/* The node after `n` in document order within `top`, or NULL; starts with n == top. */
struct xml_node *xml_after(const struct xml_node *top, const struct xml_node *n);
/* The same without going into `n`. */
struct xml_node *xml_skip(const struct xml_node *top, const struct xml_node *n);
/* The first descendant with this local name, or NULL. */
struct xml_node *xml_find(const struct xml_node *top, const char *local);
/* The next one after `n` in document order. */
struct xml_node *xml_find_next(const struct xml_node *top, const struct xml_node *n,
			       const char *local);

/* An attribute's value by local name, or the empty view with a NULL pointer. */
struct view xml_node_attr(const struct xml_node *n, const char *local);
/* All text inside, as it is. */
struct view xml_node_text(const struct xml_node *n, struct arena *a);
/* All text inside, trimmed, runs of white space made one space. */
struct view xml_node_line(const struct xml_node *n, struct arena *a);
/* Appends the content as HTML, names without prefixes. False: `out` is over. */
bool xml_node_html(const struct xml_node *n, struct buf *out);
