/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/xml_tree.h"

#include "parser/xml_html.h"

enum { LINE_MAX_BYTES = 1024 * 1024 }; /* of a text that is gathered out of pieces */

static struct xml_node *node_add(struct arena *a, struct xml_node *parent)
{
	struct xml_node *n = ARENA_NEW(a, struct xml_node);

	n->parent = parent;
	if (parent && parent->last)
		parent->last->next = n;
	else if (parent)
		parent->first = n;
	if (parent)
		parent->last = n;
	return n;
}

static struct xml_node *element_add(struct xml *x, struct arena *a,
				    struct xml_node *parent)
{
	struct xml_node *n = node_add(a, parent);

	n->name = x->name;
	n->attrs_len = x->attrs_len;
	if (x->attrs_len) {
		n->attrs = ARENA_ARRAY(a, struct xml_attr, x->attrs_len);
		memcpy(n->attrs, x->attrs, x->attrs_len * sizeof(*x->attrs));
	}
	return n;
}

static void text_node_add(struct xml *x, struct arena *a, struct xml_node *parent)
{
	struct xml_node *n = node_add(a, parent);

	n->text = x->raw;
	if (x->plain)
		return;
	BUF(out, x->raw.len * 2 + XML_EXPANSION_MAX);
	if (xml_text_add(x, &out))
		n->text = arena_copy(a, buf_view(&out));
}

bool xml_tree_parse(struct view text, size_t depth_max, struct arena *a,
		    struct xml_tree *ret, struct err *err)
{
	struct xml x;
	struct xml_node *root = NULL, *at = NULL;

	xml_init(&x, text, depth_max, NULL, a);
	for (enum xml_event e; (e = xml_next(&x)) != XML_DONE;) {
		if (arena_over(a))
			return err_set(err, ERR_REJECT,
				       "the document needs too much memory");
		if (e == XML_START) {
			if (!at && root) /* behind the first element */
				break;
			at = element_add(&x, a, at);
			root = root ? root : at;
		} else if (e == XML_TEXT) {
			text_node_add(&x, a, at);
		} else {
			at = at->parent;
		}
	}
	if (!root)
		return err_set(err, ERR_REJECT, "no XML element in the document");
	for (; at; at = at->parent)
		at->cut = true;
	*ret = (struct xml_tree){ root, x.truncated, x.damage };
	return true;
}

bool xml_is(const struct xml_node *n, const char *local)
{
	return n && view_eq(n->name.local, view_of(local));
}

static struct xml_node *first_named(struct xml_node *n, struct view local)
{
	while (n && !view_eq(n->name.local, local))
		n = n->next;
	return n;
}

struct xml_node *xml_child(const struct xml_node *n, const char *local)
{
	return n ? first_named(n->first, view_of(local)) : NULL;
}

struct xml_node *xml_sibling(const struct xml_node *n, const char *local)
{
	return n ? first_named(n->next, view_of(local)) : NULL;
}

struct xml_node *xml_path(const struct xml_node *n, const char *path)
{
	struct view rest = view_of(path), step;
	struct xml_node *found = NULL;

	while (n && view_next(&rest, '/', &step)) {
		found = first_named(n->first, step);
		n = found;
	}
	return n ? found : NULL;
}

struct xml_node *xml_skip(const struct xml_node *top, const struct xml_node *n)
{
	while (n && n != top && !n->next)
		n = n->parent;
	return n && n != top ? n->next : NULL;
}

struct xml_node *xml_after(const struct xml_node *top, const struct xml_node *n)
{
	return n && n->first ? n->first : xml_skip(top, n);
}

struct xml_node *xml_find_next(const struct xml_node *top, const struct xml_node *n,
			       const char *local)
{
	struct view want = view_of(local);
	struct xml_node *found = xml_after(top, n);

	while (found && !view_eq(found->name.local, want))
		found = xml_after(top, found);
	return found;
}

struct xml_node *xml_find(const struct xml_node *top, const char *local)
{
	return xml_find_next(top, top, local);
}

struct view xml_node_attr(const struct xml_node *n, const char *local)
{
	for (size_t i = 0; n && i < n->attrs_len; i++)
		if (view_eq(n->attrs[i].name.local, view_of(local)))
			return n->attrs[i].value;
	return (struct view){ NULL, 0 };
}

struct view xml_node_text(const struct xml_node *n, struct arena *a)
{
	if (!n)
		return (struct view){ NULL, 0 };
	if (xml_is_text(n))
		return n->text;
	if (n->first == n->last && (!n->first || xml_is_text(n->first)))
		return n->first ? n->first->text : (struct view){ NULL, 0 };
	BUF(out, LINE_MAX_BYTES);
	for (struct xml_node *c = n->first; c; c = xml_after(n, c))
		if (xml_is_text(c) && !buf_add(&out, c->text))
			break;
	return arena_copy(a, buf_view(&out));
}

struct view xml_node_line(const struct xml_node *n, struct arena *a)
{
	struct view v = view_trim(xml_node_text(n, a));
	char *p = arena_string(a, v);
	size_t len = 0;

	for (size_t i = 0; i < v.len; i++) {
		bool space = byte_is_space(v.p[i]);
		if (!space || (len > 0 && p[len - 1] != ' '))
			p[len++] = space ? ' ' : v.p[i];
	}
	return view_at(p, len);
}

bool xml_node_html(const struct xml_node *n, struct buf *out)
{
	const struct xml_node *c = n ? n->first : NULL;

	while (c) {
		if (xml_is_text(c))
			xml_html_text(c->text, out);
		else
			xml_html_start(&c->name, c->attrs, c->attrs_len, out);
		if (c->first) {
			c = c->first;
			continue;
		}
		if (!xml_is_text(c))
			xml_html_end(&c->name, out);
		while (c && c != n && !c->next) {
			c = c->parent;
			if (c != n)
				xml_html_end(&c->name, out);
		}
		c = c != n ? c->next : NULL;
	}
	return !out->over;
}
