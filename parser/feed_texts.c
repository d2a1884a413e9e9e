/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/feed_texts.h"

#include "common/base/utf8.h"
#include "parser/html_text.h"

enum {
	EXACT_TAGS = 4, /* so many escaped tags are not meant to be seen */
	SCRATCH_MAX = 2 * STORY_TEXT_MAX,
};

void feed_tools_init(struct feed_tools *t, const struct document *d, struct arena *a)
{
	*t = (struct feed_tools){ .d = d, .a = a };
	buf_init(&t->scratch, SCRATCH_MAX);
}

void feed_tools_done(struct feed_tools *t)
{
	buf_done(&t->scratch);
}

/* Text. */

static bool is_space_at(struct view v, size_t i, size_t *ret_len)
{
	unsigned char c = (unsigned char)v.p[i];

	*ret_len = 1;
	if (c < 0x80) /* with control characters, which a reference can bring in */
		return c <= ' ' || c == 0x7f;
	/* No-break space; line and paragraph separator. */
	if (c == 0xc2 && i + 1 < v.len && (unsigned char)v.p[i + 1] == 0xa0) {
		*ret_len = 2;
		return true;
	}
	if (c == 0xe2 && i + 2 < v.len && (unsigned char)v.p[i + 1] == 0x80 &&
	    ((unsigned char)v.p[i + 2] == 0xa8 || (unsigned char)v.p[i + 2] == 0xa9)) {
		*ret_len = 3;
		return true;
	}
	return false;
}

/* Is it one line already, with single spaces and none at the ends? */
static bool is_line(struct view v)
{
	bool space = true;

	for (size_t i = 0; i < v.len; i++) {
		size_t len;
		bool now = is_space_at(v, i, &len);
		if (now && (space || v.p[i] != ' '))
			return false;
		space = now;
	}
	return v.len == 0 || !space;
}

static struct view fold_line(struct arena *a, struct view v)
{
	if (is_line(v))
		return v;
	char *p = arena_string(a, v);
	size_t to = 0, len;
	for (size_t i = 0; i < v.len; i += len) {
		if (!is_space_at(v, i, &len)) {
			p[to++] = v.p[i];
			len = 1;
		} else if (to > 0 && p[to - 1] != ' ') {
			p[to++] = ' ';
		}
	}
	while (to > 0 && p[to - 1] == ' ')
		to--;
	return view_at(p, to);
}

struct view feed_lines(struct arena *a, struct view v)
{
	v = view_trim(v);
	char *p = arena_string(a, v);
	size_t to = 0, breaks = 0, len;
	bool space = false;

	for (size_t i = 0; i < v.len; i += len) {
		if (is_space_at(v, i, &len)) {
			breaks +=
			    v.p[i] == '\n' || (v.p[i] == '\r' && v.p[i + 1] != '\n');
			space = true;
			continue;
		}
		/* What is written here is never longer than the white space it is for. */
		if (breaks > 1 && to > 0)
			p[to++] = '\n';
		if (breaks > 0 && to > 0)
			p[to++] = '\n';
		else if (space && to > 0)
			p[to++] = ' ';
		space = false;
		breaks = 0;
		p[to++] = v.p[i];
		len = 1;
	}
	return view_at(p, to);
}

static struct view run(struct feed_tools *t, struct view v,
		       bool (*convert)(struct view, struct buf *))
{
	buf_clear(&t->scratch);
	convert(utf8_head(v, STORY_TEXT_MAX), &t->scratch);
	return arena_copy(t->a, buf_view(&t->scratch));
}

static bool holds(struct view v, const char *tag)
{
	return view_find_nocase(v, view_of(tag), 0) != VIEW_NONE;
}

/* Tags of HTML that nobody writes in plain text. */
static bool has_known_tags(struct view v)
{
	static const char *const tags[] = { "<p>",        "</p>", "<br",  "<div",
					    "<a href",    "</a>", "<img", "<p ",
					    "<b>",        "<i>",  "<em>", "<strong",
					    "<ul",        "<li",  "<h",   "<span",
					    "<blockquote" };
	if (view_find_byte(v, '<', 0) == VIEW_NONE)
		return false;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (holds(v, tags[i]))
			return true;
	return false;
}

/* HTML that was escaped once too often is taken back: no tag in it, but tags when its
 * references are decoded. */
static struct view unescape_twice(struct feed_tools *t, struct view v,
				  enum feed_kind kind)
{
	if (view_find_byte(v, '<', 0) != VIEW_NONE ||
	    view_find(v, VIEW("&lt;"), 0) == VIEW_NONE)
		return v;
	struct view once = run(t, v, html_unescape);
	if (!has_known_tags(once))
		return v;
	size_t tags = 0;
	for (size_t at = 0; (at = view_find_byte(once, '<', at)) != VIEW_NONE; at++)
		tags++;
	return kind == FEED_EXACT && tags < EXACT_TAGS ? v : once;
}

struct view feed_line(struct feed_tools *t, struct view value, enum feed_kind kind)
{
	if (html_looks_like_markup(value)) {
		if (kind >= FEED_HTML || (kind == FEED_GUESS && has_known_tags(value)))
			value = run(t, unescape_twice(t, value, kind), html_text);
		else if (kind == FEED_GUESS)
			value = run(t, value, html_unescape);
	}
	return fold_line(t->a, value);
}

/* The plain text of a longer text, and its HTML when it has tags. */
struct view feed_text_plain(struct feed_tools *t, struct feed_text *f)
{
	if (f->kind == FEED_GUESS)
		f->kind = has_known_tags(f->value) ? FEED_HTML : FEED_PLAIN;
	if (f->kind == FEED_PLAIN || !html_looks_like_markup(f->value)) {
		f->kind = FEED_PLAIN;
		return feed_lines(t->a, utf8_head(f->value, STORY_TEXT_MAX));
	}
	f->value = unescape_twice(t, f->value, f->kind);
	return run(t, f->value, html_text);
}

struct view feed_text_html(struct feed_tools *t, const struct feed_text *f)
{
	if (f->kind < FEED_HTML || view_find_byte(f->value, '<', 0) == VIEW_NONE)
		return (struct view){ NULL, 0 };
	buf_clear(&t->scratch);
	html_clean(utf8_head(f->value, STORY_TEXT_MAX), f->base, &t->scratch);
	return arena_copy(t->a, buf_view(&t->scratch));
}

void feed_text_offer(struct feed_text *t, struct view value, enum feed_kind kind,
		     int rank, struct view base)
{
	if (value.len && rank > t->rank)
		*t = (struct feed_text){ value, kind, rank, base };
}

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (byte_is_alpha(c))
		return c - 'a' + 26;
	if (byte_is_digit(c))
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

struct view feed_base64(struct arena *a, struct view value)
{
	char *p = arena_string(a, value);
	size_t to = 0;
	uint32_t bits = 0, have = 0;

	for (size_t i = 0; i < value.len && value.p[i] != '='; i++) {
		int digit = base64_digit(value.p[i]);
		if (digit < 0 && byte_is_space(value.p[i]))
			continue;
		if (digit < 0)
			return (struct view){ NULL, 0 };
		bits = bits << 6 | (uint32_t)digit;
		have += 6;
		if (have >= 8) {
			have -= 8;
			p[to++] = (char)(bits >> have & 0xff);
		}
	}
	struct view v = view_at(p, to);
	if (!utf8_valid(v))
		return (struct view){ NULL, 0 };
	for (size_t i = 0; i < v.len; i++)
		if ((unsigned char)v.p[i] < ' ' && !byte_is_space(v.p[i]))
			return (struct view){ NULL, 0 };
	return v;
}
