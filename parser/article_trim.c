/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/article_trim.h"

#include "parser/article_find.h"
#include "parser/article_hints.h"
#include "parser/article_measure.h"
#include "parser/article_noise.h"

enum {
	COMMAS_MANY = 10, /* a text with so many is prose, whatever its shape */
	SHARE_MAX = 500,  /* chars of what may be buttons for sharing */
	LABELS_MIN = 6,
	LABEL_MAX = 20,  /* chars */
	SHORT = 25,      /* chars of what says nothing alone */
	DATA_ROWS = 10,  /* a table with so many rows, */
	DATA_COLS = 4,   /* or more columns than these, */
	DATA_CELLS = 10, /* or more cells than these holds data */
};

/* Elements within elements are looked at again and again; a page made to cost time
 * does so only so often and then stays as it is. */
enum { WORK_MAX = 4 * 1000 * 1000 };

struct trim {
	struct html_node *part;
	unsigned how;
	struct arena *a;
	size_t work;
};

/* What stands in an element. */
struct counts {
	unsigned p, img, li, input;
	unsigned lines; /* with text, of whatever element */
	unsigned heading_chars, list_chars, block_chars;
	bool data;
};

static bool is_list(unsigned tag)
{
	return tag == TAG_UL || tag == TAG_OL;
}

static void count_one(struct counts *c, const struct html_node *n, bool in_list)
{
	unsigned does = html_tag_does((enum html_tag)n->tag);

	if ((does & (HTML_PARA | HTML_LINE)) && n->chars && !(n->hints & HINT_BLOCKS))
		c->lines++;
	switch (n->tag) {
	case TAG_P:
		c->p++;
		c->block_chars += n->chars;
		return;
	case TAG_IMG:
		c->img++;
		return;
	case TAG_INPUT:
		c->input++;
		return;
	case TAG_LI:
		c->li++;
		c->block_chars += n->chars;
		return;
	case TAG_UL:
	case TAG_OL:
		if (!in_list)
			c->list_chars += n->chars;
		c->block_chars += n->chars;
		return;
	case TAG_TABLE:
		c->data = c->data || (n->hints & HINT_DATA);
		c->block_chars += n->chars;
		return;
	case TAG_SPAN:
	case TAG_TD:
	case TAG_BLOCKQUOTE:
	case TAG_DL:
	case TAG_DIV:
	case TAG_PRE:
		c->block_chars += n->chars;
		return;
	default:
		break;
	}
	if (does & HTML_HEADING)
		c->heading_chars += n->chars;
}

static struct counts count(struct trim *t, const struct html_node *root)
{
	const struct html_node *list = NULL; /* the outermost list around `n` */
	struct counts c = { 0 };

	for (const struct html_node *n = root->first; n;
	     n = html_next(n, root, n->dropped)) {
		t->work += t->work < WORK_MAX;
		if (list && n->depth <= list->depth)
			list = NULL;
		if (n->is_text || n->dropped)
			continue;
		count_one(&c, n, list != NULL);
		if (!list && is_list(n->tag))
			list = n;
	}
	/* Loose text is as good as that in paragraphs. */
	for (const struct html_node *n = root->first; n; n = n->next)
		if (n->is_text)
			c.block_chars += n->chars;
	return c;
}

/* Each item of the list is one picture: a gallery. */
static bool is_gallery(const struct html_node *list, const struct counts *c)
{
	for (const struct html_node *n = list->first; n; n = n->next) {
		size_t children = 0;
		for (const struct html_node *i = n->first; i; i = i->next)
			children += !i->dropped && !i->is_text;
		if (children > 1)
			return false;
	}
	return c->img == c->li;
}

/* Does the form of the element, not its words, speak against it? */
static bool looks_wrong(const struct html_node *n, const struct counts *c, int weight)
{
	bool list = is_list(n->tag) || (float)c->list_chars > 0.9F * (float)n->chars;
	bool in_figure =
	    n->parent && (n->parent->tag == TAG_FIGURE ||
			  (n->parent->parent && n->parent->parent->tag == TAG_FIGURE));
	float density = article_link_density(n);
	bool headings = n->chars && (float)c->heading_chars > 0.9F * (float)n->chars;

	if (!in_figure && c->img > 1 && c->p * 2 < c->img)
		return !list || !is_gallery(n, c);
	if (!list && c->li > c->p + 100)
		return true;
	if (c->input > c->p / 3)
		return true;
	if (!list && !in_figure && !headings && n->chars < SHORT &&
	    (c->img == 0 || c->img > 2) && density > 0)
		return true;
	if (!list && weight < 1 && density > 0.2F)
		return true;
	if (weight >= 1 && density > 0.5F)
		return true;
	/* Nothing but links to other pages. */
	if (list && density > 0.9F && c->li > 1)
		return true;
	/* Labels of a player, a chart, a form: many, short, and no sentence among
	 * them. */
	if (!list && c->p == 0 && n->commas == 0 && c->lines >= LABELS_MIN &&
	    n->chars < c->lines * LABEL_MAX)
		return true;
	return c->img == 0 && c->block_chars == 0;
}

static bool within_data_or_code(const struct html_node *n)
{
	for (const struct html_node *p = n->parent; p; p = p->parent)
		if (p->tag == TAG_CODE || (p->tag == TAG_TABLE && (p->hints & HINT_DATA)))
			return true;
	return false;
}

/* Drops the element if it looks like anything but text. */
static void drop_if_wrong(struct trim *t, struct html_node *n)
{
	int weight = t->how & FIND_NAMES ? article_weight(n->hints) : 0;

	if ((n->hints & HINT_DATA) || within_data_or_code(n) || t->work >= WORK_MAX)
		return;
	struct counts c = count(t, n);
	if (c.data)
		return;
	if (weight < 0 || (n->commas < COMMAS_MANY && looks_wrong(n, &c, weight)))
		article_drop(n);
}

/* ---- tables ---- */

static unsigned span_of(const struct html_node *n, struct view name)
{
	uint64_t v;

	return view_to_u64(html_node_attr(n, name), &v) && v > 0 && v < 1000 ? (unsigned)v
									     : 1;
}

static unsigned columns_of(const struct html_node *row)
{
	unsigned n = 0;

	for (const struct html_node *c = row->first; c; c = c->next)
		if (c->tag == TAG_TD || c->tag == TAG_TH)
			n += span_of(c, VIEW("colspan"));
	return n;
}

/* A table that has rows and columns to say something, not to lay out the page. */
static bool holds_data(const struct html_node *table)
{
	unsigned rows = 0, columns = 0;
	bool marked = false;

	if (view_eq_nocase(html_node_attr(table, VIEW("role")), VIEW("presentation")))
		return false;
	marked = html_node_attr(table, VIEW("summary")).len > 0;
	for (const struct html_node *n = table->first; n;
	     n = html_next(n, table, false)) {
		if (n->tag == TAG_TABLE)
			return marked;
		if (n->tag == TAG_TR) {
			unsigned here = columns_of(n);
			rows += span_of(n, VIEW("rowspan"));
			columns = here > columns ? here : columns;
		}
		if (n->tag == TAG_CAPTION || n->tag == TAG_COL ||
		    n->tag == TAG_COLGROUP || n->tag == TAG_TFOOT ||
		    n->tag == TAG_THEAD || n->tag == TAG_TH)
			marked = marked || n->tag != TAG_CAPTION || n->chars > 0;
	}
	if (marked)
		return true;
	if (rows <= 1 || columns <= 1)
		return false;
	return rows >= DATA_ROWS || columns > DATA_COLS || rows * columns > DATA_CELLS;
}

/* ---- the passes ---- */

/* All elements of the part with a tag of that kind, in document order. */
static struct html_node **elements(const struct trim *t, bool (*wanted)(unsigned),
				   size_t *ret_len)
{
	struct html_node **items = NULL;
	size_t len = 0;

	for (struct html_node *n = t->part->first; n;
	     n = html_next(n, t->part, n->dropped))
		if (!n->is_text && !n->dropped && wanted(n->tag))
			*ARENA_PUSH(t->a, items, len) = n;
	*ret_len = len;
	return items;
}

static bool is_table(unsigned tag)
{
	return tag == TAG_TABLE;
}

static bool is_form(unsigned tag)
{
	return tag == TAG_FORM || tag == TAG_FIELDSET;
}

static bool is_ul(unsigned tag)
{
	return tag == TAG_UL;
}

static bool is_div(unsigned tag)
{
	return tag == TAG_DIV;
}

static bool is_inside(const struct html_node *n, const struct html_node *around)
{
	while (n && n != around)
		n = n->parent;
	return n;
}

static bool is_dropped(const struct html_node *n, const struct html_node *part)
{
	for (; n && n != part; n = n->parent)
		if (n->dropped)
			return true;
	return false;
}

/* The innermost first, so that what is left of the outer ones is judged. */
static void drop_wrong(struct trim *t, bool (*wanted)(unsigned))
{
	size_t len;
	struct html_node **items = elements(t, wanted, &len);

	while (len-- > 0)
		if (!is_dropped(items[len], t->part))
			drop_if_wrong(t, items[len]);
}

static bool is_never_text(const struct html_node *n, unsigned how)
{
	bool names = how & FIND_NAMES;

	switch (n->tag) {
	case TAG_FOOTER:
	case TAG_ASIDE:
	case TAG_NAV:
	case TAG_BUTTON:
	case TAG_LEGEND:
		return true;
	case TAG_H1:
	case TAG_H2:
		return names && article_weight(n->hints) < 0;
	default:
		return (n->hints & HINT_SHARE) && n->chars < SHARE_MAX;
	}
}

static void drop_never_text(struct html_node *part, unsigned how)
{
	for (struct html_node *n = part->first; n; n = html_next(n, part, n->dropped))
		if (!n->is_text && !n->dropped && is_never_text(n, how))
			article_drop(n);
}

/* A heading under which nothing is left. */
static void drop_last_headings(struct html_node *part)
{
	struct html_node *heading = NULL;

	for (struct html_node *n = part->first; n; n = html_next(n, part, n->dropped)) {
		if (n->dropped)
			continue;
		if (html_tag_does((enum html_tag)n->tag) & HTML_HEADING)
			heading = n;
		else if (n->tag == TAG_IMG ||
			 (n->is_text && n->chars && heading && !is_inside(n, heading)))
			heading = NULL;
	}
	if (heading && heading->chars < part->chars)
		article_drop(heading);
}

void article_trim(struct html_node *part, unsigned how, struct arena *a)
{
	struct trim t = { .part = part, .how = how, .a = a };
	size_t len;
	struct html_node **tables = elements(&t, is_table, &len);

	for (size_t i = 0; i < len; i++)
		if (holds_data(tables[i]))
			tables[i]->hints |= HINT_DATA;
	if (how & FIND_TRIM)
		drop_wrong(&t, is_form);
	drop_never_text(part, how);
	if (!(how & FIND_TRIM))
		return;
	drop_wrong(&t, is_table);
	drop_wrong(&t, is_ul);
	drop_wrong(&t, is_div);
	article_noise_drop(part);
	drop_last_headings(part);
}
