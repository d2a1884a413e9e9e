/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cleaning writes anew what it understood and never copies a tag. Three rules keep the
 * output balanced, small and stable (cleaning it again changes nothing):
 * - Blocks stand on a stack and are written when their first content comes, so that empty
 *   ones leave nothing. Text that stands where none may gets the block that is missing: a
 *   p, an li, a td.
 * - Formats (b, a, …) are a list of what is wished. Before each piece of text those that
 *   are open are brought in line with that list, and at each block's edge all are closed;
 *   so wrong nesting comes out right.
 * - White space and line breaks are written only between two pieces of text of one block.
 */
#include "parser/html_text.h"

#include "common/base/arena.h"
#include "common/base/must.h"
#include "common/base/utf8.h"
#include "common/story/url.h"
#include "parser/html_reference.h"
#include "parser/html_scan.h"
#include "parser/html_tokens.h"

enum {
	BLOCKS_MAX = 64,
	FORMATS_MAX = 24,
	REOPEN_MAX = 64,  /* of one link, by the blocks inside it: bounds the output */
	BREAKS_MAX = 2,   /* in a row */
	TITLE_MAX = 1024, /* bytes of a title or an alternative text */
	ARENA_BYTES = 256 * 1024,
	PIXEL_MAX = 2, /* an image of at most 2 by 2 counts readers */
};

struct block {
	enum html_tag tag;
	bool written;   /* its start tag is in the output */
	bool has;       /* text, or a block that was written */
	bool broken;    /* a paragraph ended in it: more text begins another one */
	size_t formats; /* how many there were when it began */
};

struct format {
	enum html_tag tag;
	unsigned id;    /* tells two with the same tag apart */
	unsigned count; /* how often it is open, for <b><b> */
	unsigned opened;
	struct view attrs;
	struct view href; /* of a link: its address, if that needs no work; else empty */
};

struct cleaner {
	struct buf *out;
	struct view base;
	struct arena *arena; /* for addresses; made when the first is needed */
	struct block blocks[BLOCKS_MAX];
	size_t blocks_len;
	struct format wished[FORMATS_MAX], open[FORMATS_MAX];
	size_t wished_len, open_len;
	unsigned last_id;
	bool escapes; /* the text in hand has a '<' or a '>' */
	bool run;     /* text was written and no edge of a block came since */
	bool space;   /* white space waits for the next text */
	unsigned breaks;
};

/* ---- what may be written ---- */

/* The format that the tag is written as; TAG_OTHER when it is none. */
static enum html_tag format_of(enum html_tag tag)
{
	switch (tag) {
	case TAG_STRIKE:
		return TAG_S;
	case TAG_TT:
		return TAG_CODE;
	case TAG_BDI:
	case TAG_BDO:
	case TAG_BIG:
	case TAG_FONT:
	case TAG_TIME:
		return TAG_OTHER;
	default:
		return html_tag_does(tag) & HTML_INLINE ? tag : TAG_OTHER;
	}
}

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

static struct block *top(struct cleaner *c)
{
	return c->blocks_len ? &c->blocks[c->blocks_len - 1] : NULL;
}

/* Tag of the innermost block; TAG_BODY outside of all. */
static enum html_tag top_tag(struct cleaner *c)
{
	return c->blocks_len ? top(c)->tag : TAG_BODY;
}

/* ---- writing ---- */

/* For text; for a value between quotes with `quotes`. */
static void write_escaped(struct buf *out, struct view v, bool quotes)
{
	size_t from = 0;

	for (size_t i = 0; i < v.len; i++) {
		struct view instead;
		switch (v.p[i]) {
		case '<':
			instead = VIEW("&lt;");
			break;
		case '>':
			instead = VIEW("&gt;");
			break;
		case '&':
			instead = VIEW("&amp;");
			break;
		case '"':
			if (!quotes)
				continue;
			instead = VIEW("&quot;");
			break;
		default:
			continue;
		}
		buf_add(out, view_at(v.p + from, i - from));
		buf_add(out, instead);
		from = i + 1;
	}
	buf_add(out, view_from(v, from));
}

static void write_attr(struct buf *out, struct view name, struct view value)
{
	buf_add_byte(out, ' ');
	buf_add(out, name);
	buf_add(out, VIEW("=\""));
	write_escaped(out, value, true);
	buf_add_byte(out, '"');
}

static void write_open(struct buf *out, enum html_tag tag)
{
	buf_add_byte(out, '<');
	buf_add(out, html_tag_name(tag));
}

static void write_close(struct buf *out, enum html_tag tag)
{
	buf_add(out, VIEW("</"));
	buf_add(out, html_tag_name(tag));
	buf_add_byte(out, '>');
}

/* Without control characters, white space folded. */
static void fold(struct view v, struct buf *out)
{
	for (size_t i = 0; i < v.len; i++) {
		bool c1 =
		    v.p[i] == '\xC2' && i + 1 < v.len && (unsigned char)v.p[i + 1] < 0xA0;
		if (c1)
			i++;
		else if (!byte_is_space(v.p[i]) && (unsigned char)v.p[i] >= 0x20 &&
			 v.p[i] != 0x7F)
			buf_add_byte(out, v.p[i]);
		else if (byte_is_space(v.p[i]) && out->len && out->p[out->len - 1] != ' ')
			buf_add_byte(out, ' ');
	}
}

/* A title or an alternative text. */
static void write_title(struct buf *out, struct view name, struct view attrs)
{
	struct view raw;

	if (!html_attr(attrs, name, &raw))
		return;
	BUF(decoded, 8 * TITLE_MAX);
	BUF(folded, 8 * TITLE_MAX);
	html_unescape(utf8_head(raw, 8 * TITLE_MAX), &decoded);
	fold(buf_view(&decoded), &folded);
	struct view text = view_trim(utf8_head(buf_view(&folded), TITLE_MAX));
	if (text.len)
		write_attr(out, name, text);
}

/* An absolute address that needs neither decoding nor escaping: the common case. */
static bool is_plain_address(struct view v)
{
	size_t at = view_starts(v, VIEW("https://"))  ? 8
		    : view_starts(v, VIEW("http://")) ? 7
						      : 0;

	if (at == 0 || at >= v.len || v.len > URL_MAX)
		return false;
	if (!byte_is_alpha(v.p[at]) && !byte_is_digit(v.p[at]))
		return false;
	for (; at < v.len; at++) {
		char c = v.p[at];
		if (!byte_is_alpha(c) && !byte_is_digit(c) &&
		    !memchr("-._~/?#=%+,:", c, 12))
			return false;
	}
	return true;
}

/* The absolute web address that an attribute names; empty when it names none. Good
 * until the next call. */
static struct view address(struct cleaner *c, struct view raw)
{
	BUF(decoded, URL_MAX);

	raw = view_trim(raw);
	if (is_plain_address(raw))
		return raw;
	if (raw.len == 0 || raw.len > URL_MAX || !html_unescape(raw, &decoded))
		return VIEW("");
	if (!c->arena)
		c->arena = arena_new(ARENA_BYTES);
	arena_reset(c->arena);
	struct view url = url_resolve(c->base, buf_view(&decoded), c->arena);
	/* What reads differently the second time is read differently by browsers, too. */
	bool stable =
	    url_is_web(url) && view_eq(url, url_resolve(c->base, url, c->arena));
	return stable ? url : VIEW("");
}

static struct view address_in(struct cleaner *c, struct view attrs, struct view name)
{
	struct view raw;

	return html_attr(attrs, name, &raw) ? address(c, raw) : VIEW("");
}

/* ---- blocks ---- */

static void close_formats(struct cleaner *c)
{
	while (c->open_len)
		write_close(c->out, c->open[--c->open_len].tag);
	c->run = c->space = false;
	c->breaks = 0;
}

static void write_blocks(struct cleaner *c)
{
	for (size_t i = 0; i < c->blocks_len; i++) {
		struct block *b = &c->blocks[i];
		if (b->written)
			continue;
		if (i > 0)
			c->blocks[i - 1].has = true;
		write_open(c->out, b->tag);
		buf_add_byte(c->out, '>');
		b->written = true;
	}
}

static void push(struct cleaner *c, enum html_tag tag)
{
	struct block *outer = top(c);

	close_formats(c);
	if (outer && outer->has)
		outer->broken = true;
	if (c->blocks_len == BLOCKS_MAX)
		return;
	c->blocks[c->blocks_len++] =
	    (struct block){ .tag = tag, .formats = c->wished_len };
}

static void pop(struct cleaner *c)
{
	struct block *b = top(c);

	MUST(b != NULL);
	close_formats(c);
	/* An empty cell holds its place in the row. */
	if (b->tag == TAG_TD || b->tag == TAG_TH)
		write_blocks(c);
	if (b->written)
		write_close(c->out, b->tag);
	if (is_cell(b->tag) && c->wished_len > b->formats)
		c->wished_len = b->formats;
	c->blocks_len--;
	if (b->written && c->blocks_len)
		top(c)->broken = true;
}

/* Pops until `len` blocks are left. */
static void pop_to(struct cleaner *c, size_t len)
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
	struct block *b = top(c);

	if (b && b->tag == TAG_P) {
		pop(c);
	} else if (b && b->tag == TAG_PRE) {
		if (b->has && !c->breaks)
			c->breaks = 1;
	} else if (b && holds_text_only(b->tag)) {
		c->space = c->run;
	} else {
		close_formats(c);
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
static void make_text_place(struct cleaner *c)
{
	enum html_tag tag = top_tag(c);

	if (holds_text_only(tag) || (holds_all(tag) && !top(c)->broken))
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
		pop_to(c, row);
		if (row == table)
			push(c, TAG_TR);
	} else {
		pop_to(c, table);
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
	pop_to(c, at);
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
	close_formats(c);
	write_blocks(c);
	buf_add(c->out, VIEW("<hr>"));
	if (c->blocks_len)
		top(c)->has = top(c)->broken = true;
}

static void open_block(struct cleaner *c, enum html_tag tag)
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

static void close_block(struct cleaner *c, enum html_tag tag)
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
		pop_to(c, at - 1);
	else if (tag == TAG_THEAD || tag == TAG_TBODY || tag == TAG_TFOOT)
		open_row_part(c, tag);
	else if (html_tag_does(tag) & (HTML_PARA | HTML_LINE))
		edge(c);
}

/* ---- formats ---- */

static void drop_format(struct cleaner *c, size_t at)
{
	c->wished_len--;
	memmove(&c->wished[at], &c->wished[at + 1],
		(c->wished_len - at) * sizeof(*c->wished));
}

/* The format of that tag that began last, or wished_len. */
static size_t find_format(const struct cleaner *c, enum html_tag tag)
{
	for (size_t n = c->wished_len; n > 0; n--)
		if (c->wished[n - 1].tag == tag)
			return n - 1;
	return c->wished_len;
}

static void open_format(struct cleaner *c, const struct html_token *k)
{
	enum html_tag tag = format_of(k->tag);
	size_t at = find_format(c, tag);

	if (tag == TAG_A && at < c->wished_len)
		drop_format(c, at);
	else if (at < c->wished_len) {
		c->wished[at].count++;
		return;
	}
	struct view href = VIEW("");
	if (tag == TAG_A) {
		if (!html_attr(k->attrs, VIEW("href"), &href) || !address(c, href).len)
			return;
		href = view_trim(href);
		if (!is_plain_address(href))
			href = VIEW(""); /* made anew each time that it is written */
	}
	if (c->wished_len < FORMATS_MAX)
		c->wished[c->wished_len++] = (struct format){ .tag = tag,
							      .id = ++c->last_id,
							      .count = 1,
							      .attrs = k->attrs,
							      .href = href };
}

static void close_format(struct cleaner *c, enum html_tag tag)
{
	size_t at = find_format(c, format_of(tag));

	if (at < c->wished_len && --c->wished[at].count == 0)
		drop_format(c, at);
}

static void write_format(struct cleaner *c, const struct format *f)
{
	write_open(c->out, f->tag);
	if (f->tag == TAG_A)
		write_attr(c->out, VIEW("href"),
			   f->href.len ? f->href : address_in(c, f->attrs, VIEW("href")));
	if (f->tag == TAG_A || f->tag == TAG_ABBR)
		write_title(c->out, VIEW("title"), f->attrs);
	buf_add_byte(c->out, '>');
}

/* ---- text ---- */

/* How many of the open formats are still wished. */
static size_t same_formats(const struct cleaner *c)
{
	size_t same = 0;

	while (same < c->open_len && same < c->wished_len &&
	       c->open[same].id == c->wished[same].id)
		same++;
	return same;
}

static void close_other_formats(struct cleaner *c)
{
	for (size_t same = same_formats(c); c->open_len > same;)
		write_close(c->out, c->open[--c->open_len].tag);
}

/* Brings the open formats in line with the wished ones. */
static void sync_formats(struct cleaner *c)
{
	for (size_t i = c->wished_len; i > 0; i--)
		if (c->wished[i - 1].tag == TAG_A && c->wished[i - 1].opened > REOPEN_MAX)
			drop_format(c, i - 1);
	close_other_formats(c);
	while (c->open_len < c->wished_len) {
		struct format *f = &c->wished[c->open_len];
		f->opened++;
		write_format(c, f);
		c->open[c->open_len++] = *f;
	}
}

/* Everything that has to stand before the next piece of text or image. */
static void begin_text(struct cleaner *c)
{
	if (c->run && !c->space && !c->breaks && c->open_len == c->wished_len &&
	    same_formats(c) == c->open_len)
		return;
	/* A table's text wants a row, a cell and perhaps a paragraph. */
	if (!c->run)
		for (int i = 0; i < 4; i++)
			make_text_place(c);
	write_blocks(c);
	if (c->breaks)
		c->space = false;
	for (; c->breaks; c->breaks--)
		buf_add(c->out, VIEW("<br>"));
	/* The space stands outside of what ends before it and begins after it. */
	if (c->space && c->run) {
		close_other_formats(c);
		buf_add_byte(c->out, ' ');
	}
	c->space = false;
	sync_formats(c);
	c->run = true;
	if (c->blocks_len)
		top(c)->has = true;
}

/* Text without references and white space other than single spaces. */
static void put(struct cleaner *c, struct view v, bool escape)
{
	begin_text(c);
	if (escape)
		write_escaped(c->out, v, false);
	else
		buf_add(c->out, v);
}

static void put_white(struct cleaner *c, char byte)
{
	struct block *b = top(c);

	if (!b || b->tag != TAG_PRE) {
		c->space = c->space || c->run;
		return;
	}
	/* A browser drops the line's end that <pre> begins with. */
	if (b->has && byte != '\r' && byte != '\f' && byte != '\v') {
		begin_text(c);
		buf_add_byte(c->out, byte);
	}
}

/* One character from a reference or one that is not plain. */
static void put_char(struct cleaner *c, struct view v)
{
	unsigned char first = (unsigned char)v.p[0];

	if (byte_is_space(v.p[0])) {
		put_white(c, v.p[0]);
		return;
	}
	if (first < 0x20 || first == 0x7F)
		return;
	if (v.len == 2 && first == 0xC2) {
		unsigned char second = (unsigned char)v.p[1];
		if (second < 0xA0 || (second == 0xA0 && !c->run))
			return;
	}
	put(c, v, true);
}

/* A piece that begins with a plain byte which is no space. Returns how much was taken. */
static size_t put_plain(struct cleaner *c, const char *p, size_t len)
{
	size_t n = html_plain_len(p, len);
	bool space = p[n - 1] == ' ';

	put(c, view_at(p, space ? n - 1 : n), c->escapes);
	if (space)
		put_white(c, ' ');
	return n;
}

static void add_text(struct cleaner *c, struct view v, bool literal)
{
	size_t at = 0;

	c->escapes = v.len && (memchr(v.p, '<', v.len) || memchr(v.p, '>', v.len));
	while (at < v.len && !c->out->over) {
		size_t n = 0;
		if (v.p[at] != ' ' && html_is_plain((unsigned char)v.p[at])) {
			n = put_plain(c, v.p + at, v.len - at);
		} else if (v.p[at] == '&') {
			char bytes[HTML_REFERENCE_MAX] = "&";
			size_t len = 1;
			if (!literal)
				n = html_reference(view_from(v, at), HTML_IN_TEXT, bytes,
						   &len);
			put_char(c, view_at(bytes, len));
			n = n ? n : 1;
		} else {
			n = v.p[at] == '\xC2' && at + 1 < v.len ? 2 : 1;
			put_char(c, view_at(v.p + at, n));
		}
		at += n;
	}
}

/* ---- images ---- */

/* The number that an attribute is, at most 5 digits; -1 when it is none. */
static int number_in(struct view attrs, struct view name)
{
	struct view raw;
	uint64_t n;

	if (!html_attr(attrs, name, &raw) || raw.len > 5 || !view_to_u64(raw, &n))
		return -1;
	return (int)n;
}

/* Pictures that a script loads later have their address elsewhere. */
static struct view image_address(struct cleaner *c, struct view attrs)
{
	static const struct view NAMES[] = {
		VIEW_INIT("src"),           VIEW_INIT("data-src"),
		VIEW_INIT("data-original"), VIEW_INIT("data-lazy-src"),
		VIEW_INIT("srcset"),        VIEW_INIT("data-srcset"),
	};

	for (size_t i = 0; i < sizeof(NAMES) / sizeof(*NAMES); i++) {
		struct view raw;
		if (!html_attr(attrs, NAMES[i], &raw))
			continue;
		raw = view_trim(raw);
		if (view_ends(NAMES[i], VIEW("srcset"))) /* the first of a list */
			for (size_t at = 0; at < raw.len; at++)
				if (byte_is_space(raw.p[at]))
					raw.len = at;
		struct view url = address(c, raw);
		if (url.len)
			return url;
	}
	return VIEW("");
}

static void image(struct cleaner *c, struct view attrs)
{
	int width = number_in(attrs, VIEW("width")),
	    height = number_in(attrs, VIEW("height"));

	if (width >= 0 && width <= PIXEL_MAX && height >= 0 && height <= PIXEL_MAX)
		return;
	if (image_address(c, attrs).len == 0)
		return;
	begin_text(c);
	write_open(c->out, TAG_IMG);
	write_attr(c->out, VIEW("src"), image_address(c, attrs));
	write_title(c->out, VIEW("alt"), attrs);
	write_title(c->out, VIEW("title"), attrs);
	if (width >= 0)
		buf_printf(c->out, " width=\"%d\"", width);
	if (height >= 0)
		buf_printf(c->out, " height=\"%d\"", height);
	buf_add_byte(c->out, '>');
}

/* ---- the whole ---- */

static void add_open(struct cleaner *c, const struct html_token *k)
{
	if (k->tag == TAG_BR) {
		if (c->run && c->breaks < BREAKS_MAX)
			c->breaks++;
	} else if (k->tag == TAG_IMG) {
		image(c, k->attrs);
	} else if (format_of(k->tag) != TAG_OTHER) {
		/* XHTML writes empty elements so; to HTML it would not be empty. */
		if (!k->self_closing)
			open_format(c, k);
	} else {
		open_block(c, k->tag);
	}
}

static void add_close(struct cleaner *c, const struct html_token *k)
{
	if (format_of(k->tag) != TAG_OTHER)
		close_format(c, k->tag);
	else if (k->tag != TAG_BR)
		close_block(c, k->tag);
}

bool html_clean(struct view html, struct view base, struct buf *out)
{
	struct cleaner c = { .out = out, .base = base };
	struct html_tokens tokens;
	struct html_token k;

	html_tokens_init(&tokens, html);
	while (!out->over && html_tokens_next(&tokens, &k)) {
		if (k.kind == HTML_TEXT)
			add_text(&c, k.text, k.literal);
		else if (k.kind == HTML_CLOSE)
			add_close(&c, &k);
		else if (k.kind == HTML_OPEN &&
			 ((html_tag_does(k.tag) & HTML_DROP) || html_hidden(&k)))
			html_tokens_skip(&tokens, &k);
		else if (k.kind == HTML_OPEN)
			add_open(&c, &k);
	}
	pop_to(&c, 0);
	arena_free(c.arena);
	return !out->over;
}
