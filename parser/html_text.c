/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text is scanned twice at memory speed: memchr() finds where the tokenizer's next tag
 * begins, and html_plain_len() finds, eight bytes at a time, what cannot be copied as it
 * is. What separates two pieces of text is not written when it is met but when more text
 * follows, as the strongest separator met since the last piece.
 */
#include "parser/html_text.h"

#include "parser/html_reference.h"
#include "parser/html_scan.h"
#include "parser/html_tokens.h"

enum gap {
	GAP_NONE,
	GAP_SPACE,
	GAP_TAB, /* between the cells of a table */
	GAP_LINE,
	GAP_BREAK, /* a line by <br>: a second one makes a paragraph */
	GAP_PARA,
};

struct text {
	struct buf *out;
	size_t start; /* of our text in the buffer */
	enum gap gap;
	size_t lists; /* open lists: the inner ones end no paragraph */
	size_t pre;   /* open <pre>: white space stands as it is */
	bool full;
};

static void widen(struct text *t, enum gap gap)
{
	if (gap > t->gap)
		t->gap = gap;
}

/* Room for `n` bytes at the end of the text, or NULL. Nearly always there already. */
static char *room(struct text *t, size_t n)
{
	struct buf *b = t->out;

	if (b->cap - b->len > n && b->max - b->len >= n)
		return b->p + b->len;
	char *p = buf_room(b, n);
	t->full = p == NULL;
	return p;
}

static bool ends_with_nbsp(const struct text *t)
{
	const struct buf *b = t->out;

	return b->len - t->start >= 2 && b->p[b->len - 2] == '\xC2' &&
	       b->p[b->len - 1] == '\xA0';
}

/* Spaces at the end of a line say nothing, no-break ones neither. */
static void trim_line(struct text *t)
{
	struct buf *b = t->out;

	while (b->len > t->start) {
		if (b->p[b->len - 1] == ' ')
			b->len--;
		else if (ends_with_nbsp(t))
			b->len -= 2;
		else
			break;
	}
}

/* Writes what separates the next text from the last. */
static void open_gap(struct text *t)
{
	static const struct view SEPARATORS[] = {
		[GAP_NONE] = VIEW_INIT(""),    [GAP_SPACE] = VIEW_INIT(" "),
		[GAP_TAB] = VIEW_INIT("\t"),   [GAP_LINE] = VIEW_INIT("\n"),
		[GAP_BREAK] = VIEW_INIT("\n"), [GAP_PARA] = VIEW_INIT("\n\n"),
	};
	enum gap gap = t->gap;

	if (gap == GAP_NONE)
		return;
	t->gap = GAP_NONE;
	if (gap >= GAP_TAB)
		trim_line(t);
	if (t->out->len == t->start)
		return;
	char *to = room(t, 2);
	if (!to)
		return;
	struct view v = SEPARATORS[gap];
	memcpy(to, v.p, v.len);
	t->out->len += v.len;
}

static void put(struct text *t, const char *p, size_t len)
{
	open_gap(t);
	char *to = room(t, len);
	if (!to)
		return;
	memcpy(to, p, len);
	t->out->len += len;
}

/* Is the next text the first of its line? */
static bool at_line_start(const struct text *t)
{
	return t->gap >= GAP_TAB || t->out->len == t->start;
}

/* A character that is not plain, from text or from a reference. */
static void put_char(struct text *t, const char *p, size_t len)
{
	if (len == 1 && byte_is_space(*p)) {
		if (t->pre && (*p == '\n' || *p == '\t' || *p == ' '))
			put(t, p, 1);
		else
			widen(t, GAP_SPACE);
		return;
	}
	if (len == 1 && ((unsigned char)*p < 0x20 || *p == 0x7F))
		return;
	if (len == 2 && *p == '\xC2') {
		if ((unsigned char)p[1] < 0xA0) /* C1 control */
			return;
		if (p[1] == '\xA0' && at_line_start(t))
			return;
	}
	put(t, p, len);
}

/* A piece that begins with a plain byte which is no space. Returns how much was taken. */
static size_t put_plain(struct text *t, const char *p, size_t len)
{
	size_t n = html_plain_len(p, len);
	bool space = p[n - 1] == ' ';

	put(t, p, space ? n - 1 : n);
	if (space)
		widen(t, GAP_SPACE);
	return n;
}

static void add_text(struct text *t, struct view v, bool literal)
{
	const char *p = v.p;
	size_t at = 0;

	while (at < v.len && !t->full) {
		unsigned char c = (unsigned char)p[at];
		if (c == ' ' && !t->pre) {
			widen(t, GAP_SPACE);
			at++;
		} else if (c == '&' && !literal) {
			char bytes[HTML_REFERENCE_MAX];
			size_t len;
			size_t n =
			    html_reference(view_from(v, at), HTML_IN_TEXT, bytes, &len);
			if (n)
				put_char(t, bytes, len);
			else
				put(t, "&", 1);
			at += n ? n : 1;
		} else if (c == '&') {
			put(t, p + at++, 1);
		} else if (c == 0xE3 && !t->pre && at_line_start(t) &&
			   view_starts(view_from(v, at), VIEW("\xE3\x80\x80"))) {
			at += 3; /* the indentation of a Japanese paragraph */
		} else if (html_is_plain(c) && !t->pre) {
			at += put_plain(t, p + at, v.len - at);
		} else {
			size_t n = c == 0xC2 && at + 1 < v.len ? 2 : 1;
			put_char(t, p + at, n);
			at += n;
		}
	}
}

static void line_break(struct text *t)
{
	if (t->pre)
		put(t, "\n", 1);
	else if (t->gap == GAP_BREAK)
		t->gap = GAP_PARA;
	else
		widen(t, GAP_BREAK);
}

static void pre_tag(struct text *t, const struct html_token *k)
{
	if (k->kind == HTML_OPEN)
		t->pre++;
	else if (t->pre)
		t->pre--;
}

static void list_tag(struct text *t, const struct html_token *k)
{
	if (k->kind == HTML_CLOSE && t->lists)
		t->lists--;
	widen(t, t->lists ? GAP_LINE : GAP_PARA);
	if (k->kind == HTML_OPEN)
		t->lists++;
}

static void add_tag(struct text *t, const struct html_token *k)
{
	switch (k->tag) {
	case TAG_BR:
		line_break(t);
		return;
	case TAG_TD:
	case TAG_TH:
		widen(t, GAP_TAB);
		return;
	case TAG_UL:
	case TAG_OL:
		list_tag(t, k);
		return;
	case TAG_PRE:
	case TAG_XMP:
		widen(t, GAP_PARA);
		pre_tag(t, k);
		return;
	default:
		break;
	}
	unsigned does = html_tag_does(k->tag);
	if (does & HTML_PARA)
		widen(t, GAP_PARA);
	else if (does & HTML_LINE)
		widen(t, GAP_LINE);
}

bool html_text(struct view html, struct buf *out)
{
	struct text t = { .out = out, .start = out->len };
	struct html_tokens tokens;
	struct html_token k;

	html_tokens_init(&tokens, html);
	while (!t.full && html_tokens_next(&tokens, &k)) {
		if (k.kind == HTML_TEXT)
			add_text(&t, k.text, k.literal);
		else if (k.kind == HTML_OPEN &&
			 ((html_tag_does(k.tag) & HTML_DROP) || html_hidden(&k)))
			html_tokens_skip(&tokens, &k);
		else if (k.kind == HTML_OPEN || k.kind == HTML_CLOSE)
			add_tag(&t, &k);
	}
	trim_line(&t);
	while (out->len > t.start && out->p[out->len - 1] == '\n') {
		out->len--;
		trim_line(&t);
	}
	return !t.full;
}

bool html_unescape(struct view v, struct buf *out)
{
	while (v.len) {
		size_t amp = view_find_byte(v, '&', 0);
		if (!buf_add(out, view_head(v, amp)))
			return false;
		if (amp == VIEW_NONE)
			return true;
		v = view_from(v, amp);
		char bytes[HTML_REFERENCE_MAX] = "&";
		size_t len = 1;
		size_t n = html_reference(v, HTML_IN_ATTRIBUTE, bytes, &len);
		if (!buf_add(out, view_at(bytes, len)))
			return false;
		v = view_from(v, n ? n : 1);
	}
	return true;
}

/* Does a tag of HTML, a comment or a CDATA section begin at the '<' that `v` starts
 * with? */
static bool looks_like_tag(struct view v)
{
	size_t name = v.len > 1 && v.p[1] == '/' ? 2 : 1, at = name;

	if (view_starts(v, VIEW("<!--")) || view_starts(v, VIEW("<![CDATA[")))
		return true;
	while (at < v.len && (byte_is_alpha(v.p[at]) || byte_is_digit(v.p[at])))
		at++;
	if (html_tag_find(view_at(v.p + name, at - name)) == TAG_OTHER)
		return false;
	if (at < v.len && v.p[at] != '>' && v.p[at] != '/' && !byte_is_space(v.p[at]))
		return false;
	/* An end tag has no attributes, a tag without a blank ends at once. */
	return view_find_byte(v, '>', at) != VIEW_NONE;
}

/* Is the '&' that `v` starts with a reference with its semicolon? */
static bool looks_like_reference(struct view v)
{
	char bytes[HTML_REFERENCE_MAX];
	size_t len;
	size_t n = html_reference(v, HTML_IN_TEXT, bytes, &len);

	return n && v.p[n - 1] == ';';
}

bool html_looks_like_markup(struct view v)
{
	enum { TRIES_MAX = 64 }; /* a search for '>' each: keeps it linear */
	int tries = 0;

	for (size_t at = 0; (at = view_find_byte(v, '&', at)) != VIEW_NONE; at++)
		if (looks_like_reference(view_from(v, at)))
			return true;
	for (size_t at = 0;
	     tries < TRIES_MAX && (at = view_find_byte(v, '<', at)) != VIEW_NONE;
	     at++, tries++)
		if (looks_like_tag(view_from(v, at)))
			return true;
	return false;
}
