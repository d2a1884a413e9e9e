/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/html_tokens.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/*
 * One attribute from `*pos` on, which moves behind it. False when the tag ends first:
 * `*pos` is then at its '>' or at the end of the input.
 */
static bool attr_scan(struct view v, size_t *pos, struct html_attr *ret)
{
	const char *p = v.p;
	size_t at = *pos, end = v.len;

	while (at < end && (is_space(p[at]) || p[at] == '/'))
		at++;
	*pos = at;
	if (at == end || p[at] == '>')
		return false;
	size_t name = at++; /* an '=' here is part of the name */
	while (at < end && !is_space(p[at]) && p[at] != '/' && p[at] != '>' &&
	       p[at] != '=')
		at++;
	ret->name = view_at(p + name, at - name);
	ret->value = view_at(p + at, 0);
	*pos = at;
	while (at < end && is_space(p[at]))
		at++;
	if (at == end || p[at] != '=')
		return true;
	at++;
	while (at < end && is_space(p[at]))
		at++;
	*pos = at;
	if (at == end || p[at] == '>')
		return true;
	if (p[at] == '"' || p[at] == '\'') {
		const char *close = memchr(p + at + 1, p[at], end - at - 1);
		size_t stop = close ? (size_t)(close - p) : end;
		ret->value = view_at(p + at + 1, stop - at - 1);
		*pos = close ? stop + 1 : end;
		return true;
	}
	size_t value = at;
	while (at < end && !is_space(p[at]) && p[at] != '>')
		at++;
	ret->value = view_at(p + value, at - value);
	*pos = at;
	return true;
}

bool html_attr_next(struct view *attrs, struct html_attr *ret)
{
	size_t pos = 0;
	bool found = attr_scan(*attrs, &pos, ret);

	*attrs = view_from(*attrs, pos);
	return found;
}

bool html_attr(struct view attrs, struct view name, struct view *ret_value)
{
	struct html_attr a;

	for (int n = 0; n < HTML_ATTRS_MAX && html_attr_next(&attrs, &a); n++) {
		if (view_eq_nocase(a.name, name)) {
			*ret_value = a.value;
			return true;
		}
	}
	return false;
}

/* Does the style hold `property` and, but for white space, right after it `value`? */
static bool style_says(struct view style, struct view property, struct view value)
{
	for (size_t at = 0; (at = view_find_nocase(style, property, at)) != VIEW_NONE;
	     at++) {
		struct view rest = view_trim(view_from(style, at + property.len));
		if (rest.len == 0 || rest.p[0] != ':')
			continue;
		if (view_starts_nocase(view_trim(view_from(rest, 1)), value))
			return true;
	}
	return false;
}

bool html_hidden(const struct html_token *open)
{
	enum { STYLE_MAX = 512 }; /* so that the search below stays cheap */
	struct view v;

	if (!open->may_hide)
		return false;
	if (html_attr(open->attrs, VIEW("hidden"), &v))
		return !view_eq_nocase(view_trim(v), VIEW("until-found"));
	if (!html_attr(open->attrs, VIEW("style"), &v))
		return false;
	v = view_head(v, STYLE_MAX);
	return style_says(v, VIEW("display"), VIEW("none")) ||
	       style_says(v, VIEW("visibility"), VIEW("hidden"));
}

/* Where the "</name" of the raw text that begins at `from` stands, or VIEW_NONE. */
static size_t find_end_tag(struct view html, size_t from, struct view name)
{
	for (size_t at = from; (at = view_find(html, VIEW("</"), at)) != VIEW_NONE;
	     at += 2) {
		struct view rest = view_from(html, at + 2);
		if (!view_starts_nocase(rest, name))
			continue;
		if (rest.len == name.len)
			return at;
		char after = rest.p[name.len];
		if (is_space(after) || after == '/' || after == '>')
			return at;
	}
	return VIEW_NONE;
}

/* The text up to the end tag that the raw text waits for. False when it is empty. */
static bool raw_text(struct html_tokens *t, struct html_token *ret)
{
	size_t end = find_end_tag(t->html, t->pos, html_tag_name(t->raw));
	bool literal = html_tag_does(t->raw) & HTML_RAW;

	if (end == VIEW_NONE)
		end = t->html.len;
	t->raw = TAG_OTHER;
	if (end == t->pos)
		return false;
	*ret = (struct html_token){ .kind = HTML_TEXT,
				    .literal = literal,
				    .text = view_at(t->html.p + t->pos, end - t->pos) };
	t->pos = end;
	return true;
}

/* At a '<' and a letter, or "</" and a letter. False: the tag does not end, the input
 * does. */
static bool tag(struct html_tokens *t, bool close, struct html_token *ret)
{
	const char *p = t->html.p;
	size_t end = t->html.len, at = t->pos + (close ? 2 : 1), name = at;

	while (at < end && !is_space(p[at]) && p[at] != '/' && p[at] != '>')
		at++;
	*ret = (struct html_token){ .kind = close ? HTML_CLOSE : HTML_OPEN,
				    .name = view_at(p + name, at - name) };
	size_t attrs = at;
	size_t value_end = 0;
	struct html_attr a;
	while (at < end && p[at] != '>' && attr_scan(t->html, &at, &a)) {
		char first = byte_lower(a.name.p[0]);
		if ((first == 'h' && a.name.len == 6) ||
		    (first == 's' && a.name.len == 5))
			ret->may_hide = true;
		value_end = a.value.len ? at : 0;
	}
	if (at >= end) {
		t->pos = end;
		return false;
	}
	ret->tag = html_tag_find(ret->name);
	ret->attrs = view_at(p + attrs, at - attrs);
	/* A slash that ends a value without quotes belongs to the value. */
	ret->self_closing = p[at - 1] == '/' && value_end != at;
	t->pos = at + 1;
	/* To a browser "<script/>" begins a script all the same; XHTML and feeds mean
	 * what they write, and the text after it shall not be lost. */
	if (!close && !ret->self_closing &&
	    (html_tag_does(ret->tag) & (HTML_RAW | HTML_RCDATA)))
		t->raw = ret->tag;
	return true;
}

/* From behind "<!--": HTML standard, §13.2.5.43 to 51. */
static void comment(struct html_tokens *t, struct html_token *ret)
{
	struct view v = view_from(t->html, t->pos + 4);
	size_t end = VIEW_NONE, skip = 0;

	if (view_starts(v, VIEW(">")) || view_starts(v, VIEW("->"))) {
		end = 0;
		skip = v.p[0] == '>' ? 1 : 2;
	}
	for (size_t at = 0; end == VIEW_NONE; at++) {
		at = view_find(v, VIEW("--"), at);
		if (at == VIEW_NONE)
			break;
		struct view rest = view_from(v, at + 2);
		if (view_starts(rest, VIEW(">")) || view_starts(rest, VIEW("!>"))) {
			end = at;
			skip = rest.p[0] == '>' ? 3 : 4;
		}
	}
	if (end == VIEW_NONE)
		end = v.len;
	*ret = (struct html_token){ .kind = HTML_COMMENT, .text = view_head(v, end) };
	t->pos += 4 + end + skip;
}

/* From "<!", "<?" or "</" without a name: up to the next '>'. */
static void bogus(struct html_tokens *t, struct html_token *ret)
{
	struct view v = view_from(t->html, t->pos + 2);
	size_t end = view_find_byte(v, '>', 0);
	size_t len = end == VIEW_NONE ? v.len : end;
	bool doctype =
	    t->html.p[t->pos + 1] == '!' && view_starts_nocase(v, VIEW("doctype"));

	*ret = (struct html_token){ .kind = doctype ? HTML_DOCTYPE : HTML_COMMENT,
				    .text = view_head(v, len) };
	t->pos += 2 + (end == VIEW_NONE ? len : len + 1);
}

/* From behind "<![CDATA[". False when it is empty. */
static bool cdata(struct html_tokens *t, struct html_token *ret)
{
	size_t start = t->pos + 9;
	size_t end = view_find(t->html, VIEW("]]>"), start);

	t->pos = end == VIEW_NONE ? t->html.len : end + 3;
	if (end == VIEW_NONE)
		end = t->html.len;
	*ret = (struct html_token){ .kind = HTML_TEXT,
				    .literal = true,
				    .text = view_at(t->html.p + start, end - start) };
	return end > start;
}

/* Does markup begin at `at`? A '<' before anything else means itself. */
static bool markup_at(struct view html, size_t at)
{
	if (at + 1 >= html.len || html.p[at] != '<')
		return false;
	char c = html.p[at + 1];
	return byte_is_alpha(c) || c == '/' || c == '!' || c == '?';
}

/* The first place from `at` on where markup begins, or the end. */
static size_t text_end(struct view html, size_t at)
{
	while (at < html.len && !markup_at(html, at)) {
		const char *lt = memchr(html.p + at + 1, '<', html.len - at - 1);
		at = lt ? (size_t)(lt - html.p) : html.len;
	}
	return at;
}

/* What begins at the '<' at t->pos. False when it comes to nothing. */
static bool markup(struct html_tokens *t, struct html_token *ret)
{
	struct view rest = view_from(t->html, t->pos);

	if (byte_is_alpha(rest.p[1]))
		return tag(t, false, ret);
	if (rest.p[1] == '/' && rest.len > 2 && byte_is_alpha(rest.p[2]))
		return tag(t, true, ret);
	if (view_starts(rest, VIEW("<!--"))) {
		comment(t, ret);
		return true;
	}
	if (view_starts_nocase(rest, VIEW("<![CDATA[")))
		return cdata(t, ret);
	bogus(t, ret);
	return true;
}

bool html_tokens_next(struct html_tokens *t, struct html_token *ret)
{
	while (t->pos < t->html.len) {
		if (t->raw != TAG_OTHER && raw_text(t, ret))
			return true;
		if (t->pos >= t->html.len)
			break;
		size_t at = text_end(t->html, t->pos);
		if (at > t->pos) {
			*ret = (struct html_token){
				.kind = HTML_TEXT,
				.text = view_at(t->html.p + t->pos, at - t->pos),
			};
			t->pos = at;
			return true;
		}
		if (markup(t, ret))
			return true;
	}
	return false;
}

/* Is the element over when this token comes, though its end tag is missing? */
static bool ends_early(const struct html_token *open, const struct html_token *next)
{
	switch (open->tag) {
	case TAG_RT:
	case TAG_RP:
	case TAG_RTC:
		return next->tag == TAG_RUBY || next->tag == TAG_RB ||
		       (next->kind == HTML_OPEN &&
			(next->tag == TAG_RT || next->tag == TAG_RP));
	case TAG_P:
		return html_tag_does(next->tag) & HTML_PARA;
	case TAG_LI:
		return next->kind == HTML_CLOSE &&
		       (next->tag == TAG_UL || next->tag == TAG_OL);
	default:
		return false;
	}
}

void html_tokens_skip(struct html_tokens *t, const struct html_token *open)
{
	unsigned does = html_tag_does(open->tag);
	struct html_token next;
	size_t depth = 1;

	if (does & HTML_VOID)
		return;
	/* Elements that are not HTML's (svg) and XHTML may close themselves. */
	if (open->self_closing && !(does & (HTML_PARA | HTML_INLINE)) &&
	    t->raw == TAG_OTHER)
		return;
	for (size_t before = t->pos; depth > 0 && html_tokens_next(t, &next);
	     before = t->pos) {
		if (next.kind != HTML_OPEN && next.kind != HTML_CLOSE)
			continue;
		if (ends_early(open, &next)) {
			t->pos = before;
			t->raw = TAG_OTHER;
			return;
		}
		if (next.tag != open->tag ||
		    (next.tag == TAG_OTHER && !view_eq_nocase(next.name, open->name)))
			continue;
		if (next.kind == HTML_CLOSE)
			depth--;
		else if (!next.self_closing)
			depth++;
	}
}
