/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/record_text.h"

#include "common/base/utf8.h"

/* What is left to read. */
struct cursor {
	const char *p, *end;
};

static char peek(struct cursor *c)
{
	while (c->p < c->end && byte_is_space(*c->p))
		c->p++;
	return c->p < c->end ? *c->p : '\0';
}

static bool take(struct cursor *c, char wanted)
{
	bool there = peek(c) == wanted && c->p < c->end;

	c->p += there;
	return there;
}

/* A string as it is written, without its quotes. */
static bool next_string(struct cursor *c, struct view *ret)
{
	if (!take(c, '"'))
		return false;
	const char *start = c->p;
	for (;;) {
		const char *quote = memchr(c->p, '"', (size_t)(c->end - c->p));
		if (!quote)
			return false;
		size_t slashes = 0;
		while (quote - slashes > start && quote[-1 - (ptrdiff_t)slashes] == '\\')
			slashes++;
		c->p = quote + 1;
		if (slashes % 2 == 0) {
			*ret = view_at(start, (size_t)(quote - start));
			return true;
		}
	}
}

/* Any value; brackets are counted, not matched. */
static bool next_value(struct cursor *c, struct view *ret)
{
	struct view ignored;
	int depth = 0;

	(void)peek(c);
	const char *start = c->p;
	while (c->p < c->end) {
		char b = *c->p;
		if (b == '"') {
			if (!next_string(c, &ignored))
				return false;
			continue;
		}
		if (depth == 0 && (b == ',' || b == '}' || b == ']'))
			break;
		depth += b == '{' || b == '[';
		depth -= b == '}' || b == ']';
		c->p++;
	}
	*ret = view_at(start, (size_t)(c->p - start));
	return depth == 0 && ret->len > 0;
}

static struct cursor cursor_of(struct view v)
{
	return (struct cursor){ v.p, v.p + v.len };
}

/* Members of an object, items of a list: opened by open(), then one after the other. */
static bool open_value(struct cursor *c, char bracket)
{
	return take(c, bracket);
}

static bool next_member(struct cursor *c, struct view *ret_name, struct view *ret_value)
{
	(void)take(c, ',');
	return next_string(c, ret_name) && take(c, ':') && next_value(c, ret_value);
}

static bool next_item(struct cursor *c, struct view *ret)
{
	(void)take(c, ',');
	return peek(c) == '{' && next_value(c, ret);
}

/* --- strings ------------------------------------------------------------------------------ */

static bool hex4(struct view v, size_t at, uint32_t *ret)
{
	uint32_t n = 0;

	if (v.len < 4 || at > v.len - 4)
		return false;
	for (size_t i = at; i < at + 4; i++) {
		char b = byte_lower(v.p[i]);
		if (!byte_is_digit(b) && !(b >= 'a' && b <= 'f'))
			return false;
		n = n * 16 + (uint32_t)(byte_is_digit(b) ? b - '0' : b - 'a' + 10);
	}
	*ret = n;
	return true;
}

/* The code point of "\u" at `at`, and of the pair it may begin; returns what it takes. */
static size_t unit_at(struct view v, size_t at, uint32_t *ret)
{
	uint32_t low;

	if (!hex4(v, at + 2, ret)) {
		*ret = ' ';
		return 2;
	}
	if (*ret >= 0xD800 && *ret < 0xDC00 && at + 7 < v.len && v.p[at + 6] == '\\' &&
	    v.p[at + 7] == 'u' && hex4(v, at + 8, &low) && low >= 0xDC00 &&
	    low < 0xE000) {
		*ret = 0x10000 + ((*ret - 0xD800) << 10) + (low - 0xDC00);
		return 12;
	}
	return 6;
}

/* As text; white space for what is escaped but for quotes, slashes and code points. */
static struct view unescaped(struct view v, struct arena *a)
{
	if (v.len == 0 || !memchr(v.p, '\\', v.len))
		return v;
	char *out = arena_raw(a, v.len + UTF8_MAX), *to = out;
	for (size_t i = 0; i < v.len;) {
		const char *slash = memchr(v.p + i, '\\', v.len - i);
		size_t run = slash ? (size_t)(slash - v.p) - i : v.len - i;
		memcpy(to, v.p + i, run);
		to += run;
		i += run;
		if (i + 1 >= v.len)
			break;
		uint32_t c = ' ';
		size_t len = 2;
		if (v.p[i + 1] == 'u')
			len = unit_at(v, i, &c);
		else if (v.p[i + 1] == '"' || v.p[i + 1] == '\\' || v.p[i + 1] == '/')
			c = (unsigned char)v.p[i + 1];
		to += utf8_encode(c, to);
		i += len;
	}
	return view_at(out, (size_t)(to - out));
}

/* --- members ------------------------------------------------------------------------------ */

static struct view string_of(struct view value)
{
	struct cursor c = cursor_of(value);
	struct view text;

	return next_string(&c, &text) ? text : VIEW("");
}

/* `wanted` of the first object of a list whose `name` is `is`. */
static struct view find_in(struct view list, struct view name, struct view is,
			   struct view wanted)
{
	struct cursor c = cursor_of(list);
	struct view item, member, value;

	if (!open_value(&c, '['))
		return VIEW("");
	while (next_item(&c, &item)) {
		struct cursor o = cursor_of(item);
		struct view found = VIEW("");
		bool right = false;
		if (!open_value(&o, '{'))
			continue;
		while (next_member(&o, &member, &value)) {
			right |= view_eq(member, name) && view_eq(string_of(value), is);
			if (view_eq(member, wanted))
				found = string_of(value);
		}
		if (right && found.len)
			return found;
	}
	return VIEW("");
}

static bool has_member(struct view object, struct view name)
{
	struct cursor c = cursor_of(object);
	struct view member, value;

	if (!open_value(&c, '{'))
		return false;
	while (next_member(&c, &member, &value))
		if (view_eq(member, name))
			return true;
	return false;
}

bool record_text_of(struct view json, struct arena *a, struct record_text *ret)
{
	const struct view type = VIEW("contentType"), plain = VIEW("text/plain");
	struct cursor c = cursor_of(json);
	struct view name, value, body = VIEW(""), description = VIEW("");

	*ret = (struct record_text){ .inside = 0 };
	if (!open_value(&c, '{'))
		return false;
	while (peek(&c) != '}') {
		if (!next_member(&c, &name, &value))
			return false;
		if (view_eq(name, VIEW("bodies")))
			body = find_in(value, type, plain, VIEW("value"));
		else if (view_eq(name, VIEW("descriptions")))
			description = find_in(value, type, plain, VIEW("value"));
		else if (view_eq(name, VIEW("infoSources")))
			ret->agency =
			    find_in(value, VIEW("role"), VIEW("agency"), VIEW("name"));
		else if (view_eq(name, VIEW("kurilwire")) && value.p[0] == '{') {
			ret->inside = (size_t)(value.p - json.p) + 1;
			ret->has_cluster = has_member(value, VIEW("cluster"));
		}
	}
	ret->body = unescaped(body.len ? body : description, a);
	return true;
}
