/* SPDX-License-Identifier: Apache-2.0 */
/* The stack of blocks of html_clean(): what may stand in what, and what ends what. */
#include "parser/html_clean_own.h"

#include "common/base/must.h"

static bool is_heading(enum html_tag tag)
{
	return html_tag_does(tag) & HTML_HEADING;
}

static bool is_cell(enum html_tag tag)
{
	return tag == TAG_TD || tag == TAG_TH || tag == TAG_CAPTION;
}

/* Blocks with text and no blocks in them. */
static bool holds_text_only(enum html_tag tag)
{
	return tag == TAG_P || tag == TAG_PRE || tag == TAG_DT || tag == TAG_FIGCAPTION ||
	       tag == TAG_CAPTION || is_heading(tag);
}

/* Blocks with text or blocks in them. */
static bool holds_all(enum html_tag tag)
{
	return tag == TAG_LI || tag == TAG_DD || tag == TAG_TD || tag == TAG_TH ||
	       tag == TAG_FIGURE;
}

struct block *clean_top(struct cleaner *c)
{
	return c->blocks_len ? &c->blocks[c->blocks_len - 1] : NULL;
}

/* Tag of the innermost block; TAG_BODY outside of all. */
static enum html_tag top_tag(struct cleaner *c)
{
	return c->blocks_len ? clean_top(c)->tag : TAG_BODY;
}

void clean_close_formats(struct cleaner *c)
{
	while (c->open_len)
		clean_write_close(c->out, c->open[--c->open_len].tag);
	c->run = c->space = false;
	c->breaks = 0;
}

void clean_write_blocks(struct cleaner *c)
{
	for (size_t i = 0; i < c->blocks_len; i++) {
		struct block *b = &c->blocks[i];
		if (b->written)
			continue;
		if (i > 0)
			c->blocks[i - 1].has = true;
		clean_write_open(c->out, b->tag);
		buf_add_byte(c->out, '>');
		b->written = true;
	}
}

static void push(struct cleaner *c, enum html_tag tag)
{
	struct block *outer = clean_top(c);

	clean_close_formats(c);
	if (outer && outer->has)
		outer->broken = true;
	if (c->blocks_len == BLOCKS_MAX)
		return;
	c->blocks[c->blocks_len++] =
	    (struct block){ .tag = tag, .formats = c->wished_len };
}

static void pop(struct cleaner *c)
{
	struct block *b = clean_top(c);

	MUST(b != NULL);
	clean_close_formats(c);
	/* An empty cell holds its place in the row. */
	if (b->tag == TAG_TD || b->tag == TAG_TH)
		clean_write_blocks(c);
	if (b->written)
		clean_write_close(c->out, b->tag);
	if (is_cell(b->tag) && c->wished_len > b->formats)
		c->wished_len = b->formats;
	c->blocks_len--;
	if (b->written && c->blocks_len)
		clean_top(c)->broken = true;
}

/* Pops until `len` blocks are left. */
void clean_pop_to(struct cleaner *c, size_t len)
{
	while (c->blocks_len > len)
		pop(c);
}

/* How many blocks there are up to and with the innermost that is `a` or `b`; 0: none.
 * `far` looks beyond the cell of a table. */
static size_t find_block(const struct cleaner *c, enum html_tag a, enum html_tag b,
			 bool far)
{
	for (size_t n = c->blocks_len; n > 0; n--) {
		enum html_tag tag = c->blocks[n - 1].tag;
		if (tag == a || tag == b)
			return n;
		if (!far && (is_cell(tag) || tag == TAG_TABLE))
			return 0;
	}
	return 0;
}

/* The edge of something that is not written, as a div: what follows is another
 * paragraph. */
static void edge(struct cleaner *c)
{
	struct block *b = clean_top(c);

	if (b && b->tag == TAG_P) {
		pop(c);
	} else if (b && b->tag == TAG_PRE) {
		if (b->has && !c->breaks)
			c->breaks = 1;
	} else if (b && holds_text_only(b->tag)) {
		c->space = c->run;
	} else {
		clean_close_formats(c);
		if (b && b->has)
			b->broken = true;
	}
}

/* Makes the innermost block one in which a block can stand. */
static void make_place(struct cleaner *c)
{
	while (c->blocks_len && holds_text_only(top_tag(c)))
		pop(c);
	if (top_tag(c) == TAG_TABLE)
		push(c, TAG_TR);
	if (top_tag(c) == TAG_TR)
		push(c, TAG_TD);
	else if (top_tag(c) == TAG_UL || top_tag(c) == TAG_OL)
		push(c, TAG_LI);
	else if (top_tag(c) == TAG_DL)
		push(c, TAG_DD);
}

/* Makes the innermost block one in which text can stand. */
void clean_make_text_place(struct cleaner *c)
{
	enum html_tag tag = top_tag(c);

	if (holds_text_only(tag) || (holds_all(tag) && !clean_top(c)->broken))
		return;
	if (!holds_all(tag) && tag != TAG_BODY && tag != TAG_BLOCKQUOTE) {
		make_place(c);
		return;
	}
	push(c, TAG_P);
}

static void open_row_part(struct cleaner *c, enum html_tag tag)
{
	size_t table = find_block(c, TAG_TABLE, TAG_TABLE, true);

	if (!table) {
		edge(c);
		return;
	}
	if (tag == TAG_TD || tag == TAG_TH) {
		size_t row = find_block(c, TAG_TR, TAG_TABLE, true);
		clean_pop_to(c, row);
		if (row == table)
			push(c, TAG_TR);
	} else {
		clean_pop_to(c, table);
	}
	if (tag == TAG_TR || is_cell(tag))
		push(c, tag);
}

/* An item of `list` or `other`. */
static void open_item(struct cleaner *c, enum html_tag tag, enum html_tag list,
		      enum html_tag other)
{
	size_t at = find_block(c, list, other, false);

	if (!at) {
		edge(c);
		return;
	}
	clean_pop_to(c, at);
	push(c, tag);
}

static void open_paragraph(struct cleaner *c)
{
	edge(c);
	if (holds_text_only(top_tag(c)))
		return;
	make_place(c);
	push(c, TAG_P);
}

static void rule(struct cleaner *c)
{
	make_place(c);
	clean_close_formats(c);
	clean_write_blocks(c);
	buf_add(c->out, VIEW("<hr>"));
	if (c->blocks_len)
		clean_top(c)->has = clean_top(c)->broken = true;
}

void clean_open_block(struct cleaner *c, enum html_tag tag)
{
	switch (tag) {
	case TAG_P:
		open_paragraph(c);
		return;
	case TAG_LI:
		open_item(c, tag, TAG_UL, TAG_OL);
		return;
	case TAG_DT:
	case TAG_DD:
		open_item(c, tag, TAG_DL, TAG_DL);
		return;
	case TAG_FIGCAPTION:
		open_item(c, tag, TAG_FIGURE, TAG_FIGURE);
		return;
	case TAG_TR:
	case TAG_TD:
	case TAG_TH:
	case TAG_CAPTION:
	case TAG_THEAD:
	case TAG_TBODY:
	case TAG_TFOOT:
		open_row_part(c, tag);
		return;
	case TAG_HR:
		rule(c);
		return;
	case TAG_UL:
	case TAG_OL:
	case TAG_DL:
	case TAG_TABLE:
	case TAG_BLOCKQUOTE:
	case TAG_PRE:
	case TAG_FIGURE:
		make_place(c);
		push(c, tag);
		return;
	default:
		break;
	}
	if (is_heading(tag)) {
		make_place(c);
		push(c, tag);
	} else if (html_tag_does(tag) & (HTML_PARA | HTML_LINE)) {
		edge(c);
	}
}

void clean_close_block(struct cleaner *c, enum html_tag tag)
{
	size_t at = 0;

	if (is_heading(tag) && is_heading(top_tag(c)))
		at = c->blocks_len;
	else if (tag == TAG_TABLE || tag == TAG_TR || is_cell(tag))
		at = find_block(c, tag, TAG_TABLE, true);
	else if (tag != TAG_OTHER)
		at = find_block(c, tag, tag, false);
	if (at && c->blocks[at - 1].tag != tag && !is_heading(tag))
		at = 0;
	if (at)
		clean_pop_to(c, at - 1);
	else if (tag == TAG_THEAD || tag == TAG_TBODY || tag == TAG_TFOOT)
		open_row_part(c, tag);
	else if (html_tag_does(tag) & (HTML_PARA | HTML_LINE))
		edge(c);
}
