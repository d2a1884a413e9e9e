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
#include "common/base/markup.h"
#include "parser/html_text.h"

#include "parser/html_clean_own.h"
#include "parser/html_reference.h"
#include "parser/html_scan.h"

/* ---- formats ---- */

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
		if (!html_attr(k->attrs, VIEW("href"), &href) ||
		    !clean_address(c, href).len)
			return;
		href = view_trim(href);
		if (!clean_is_plain_address(href))
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
	clean_write_open(c->out, f->tag);
	if (f->tag == TAG_A)
		clean_write_attr(
		    c->out, VIEW("href"),
		    f->href.len ? f->href : clean_address_in(c, f->attrs, VIEW("href")));
	if (f->tag == TAG_A || f->tag == TAG_ABBR)
		clean_write_title(c->out, VIEW("title"), f->attrs);
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
		clean_write_close(c->out, c->open[--c->open_len].tag);
}

/* Links that were opened as often as they may. */
static void drop_spent_links(struct cleaner *c)
{
	for (size_t i = c->wished_len; i > 0; i--)
		if (c->wished[i - 1].tag == TAG_A && c->wished[i - 1].opened > REOPEN_MAX)
			drop_format(c, i - 1);
}

/* Brings the open formats in line with the wished ones. */
static void sync_formats(struct cleaner *c)
{
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
			clean_make_text_place(c);
	clean_write_blocks(c);
	if (c->breaks)
		c->space = false;
	for (; c->breaks; c->breaks--)
		buf_add(c->out, VIEW("<br>"));
	drop_spent_links(c);
	/* The space stands outside of what ends before it and begins after it. */
	if (c->space && c->run) {
		close_other_formats(c);
		buf_add_byte(c->out, ' ');
	}
	c->space = false;
	sync_formats(c);
	c->run = true;
	if (c->blocks_len)
		clean_top(c)->has = true;
}

/* Text without references and white space other than single spaces. */
static void put(struct cleaner *c, struct view v, bool escape)
{
	begin_text(c);
	if (escape)
		(void)markup_escape(c->out, v, false);
	else
		buf_add(c->out, v);
}

static void put_white(struct cleaner *c, char byte)
{
	struct block *b = clean_top(c);

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
		struct view url = clean_address(c, raw);
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
	clean_write_open(c->out, TAG_IMG);
	clean_write_attr(c->out, VIEW("src"), image_address(c, attrs));
	clean_write_title(c->out, VIEW("alt"), attrs);
	clean_write_title(c->out, VIEW("title"), attrs);
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
		clean_open_block(c, k->tag);
	}
}

static void add_close(struct cleaner *c, const struct html_token *k)
{
	if (format_of(k->tag) != TAG_OTHER)
		close_format(c, k->tag);
	else if (k->tag != TAG_BR)
		clean_close_block(c, k->tag);
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
	clean_pop_to(&c, 0);
	arena_free(c.arena);
	return !out->over;
}
