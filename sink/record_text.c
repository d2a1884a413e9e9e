/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/record_text.h"

#include "common/base/utf8.h"
#include "common/story/json_text.h"

/* What is left to read. */
struct cursor {
	const char *p, *end;
};

static char skip_space(struct cursor *c)
{
	while (c->p < c->end && byte_is_space(*c->p))
		c->p++;
	return c->p < c->end ? *c->p : '\0';
}

/* The next byte that is no white space, of which our records have none. */
static inline char peek(struct cursor *c)
{
	return c->p<c->end && * c->p> ' ' ? *c->p : skip_space(c);
}

static inline bool take(struct cursor *c, char wanted)
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
		c->p += json_plain_run(c->p, (size_t)(c->end - c->p));
		if (c->p == c->end)
			return false;
		if (*c->p == '"')
			break;
		ptrdiff_t step = *c->p == '\\' ? 2 : 1;
		if (c->end - c->p < step)
			return false;
		c->p += step;
	}
	*ret = view_at(start, (size_t)(c->p - start));
	c->p++;
	return true;
}

/* Behind any value; brackets are counted, not matched. */
static bool skip_value(struct cursor *c)
{
	struct view ignored;
	int depth = 0;

	if (peek(c) == '"')
		return next_string(c, &ignored);
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
	return depth == 0 && c->p > start;
}

/* The name of the next member of an object that was opened; false at its end, or where there
 * is none. */
static bool next_member(struct cursor *c, struct view *ret_name)
{
	(void)take(c, ',');
	return next_string(c, ret_name) && take(c, ':');
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

/* What is looked for in a list: the string `wanted` of the first object whose `name` is `is`. */
struct search {
	struct view name, is, wanted;
};

static bool search_object(struct cursor *c, const struct search *s, struct view *ret)
{
	struct view member, value, found = VIEW("");
	bool right = false;

	while (next_member(c, &member)) {
		if (peek(c) != '"') {
			if (!skip_value(c))
				return false;
			continue;
		}
		if (!next_string(c, &value))
			return false;
		right |= view_eq(member, s->name) && view_eq(value, s->is);
		if (view_eq(member, s->wanted))
			found = value;
	}
	if (right && ret->len == 0)
		*ret = found;
	return take(c, '}');
}

static bool search_list(struct cursor *c, const struct search *s, struct view *ret)
{
	*ret = VIEW("");
	if (!take(c, '['))
		return skip_value(c);
	while (take(c, '{')) {
		if (!search_object(c, s, ret))
			return false;
		(void)take(c, ',');
	}
	return take(c, ']');
}

/* "kurilwire": where it begins, and whether it names a cluster. */
static bool read_extension(struct cursor *c, struct view json, struct record_text *ret)
{
	struct view member;

	if (!take(c, '{'))
		return skip_value(c);
	ret->inside = (size_t)(c->p - json.p);
	while (next_member(c, &member)) {
		ret->has_cluster |= view_eq(member, VIEW("cluster"));
		if (!skip_value(c))
			return false;
	}
	return take(c, '}');
}

bool record_text_of(struct view json, struct arena *a, struct record_text *ret)
{
	static const struct search plain = { VIEW_INIT("contentType"),
					     VIEW_INIT("text/plain"),
					     VIEW_INIT("value") };
	static const struct search agency = { VIEW_INIT("role"), VIEW_INIT("agency"),
					      VIEW_INIT("name") };
	struct cursor c = { json.p, json.p + json.len };
	struct view name, body = VIEW(""), description = VIEW("");
	bool ok = take(&c, '{');

	*ret = (struct record_text){ .inside = 0 };
	while (ok && next_member(&c, &name)) {
		if (view_eq(name, VIEW("bodies")))
			ok = search_list(&c, &plain, &body);
		else if (view_eq(name, VIEW("descriptions")))
			ok = search_list(&c, &plain, &description);
		else if (view_eq(name, VIEW("infoSources")))
			ok = search_list(&c, &agency, &ret->agency);
		else if (view_eq(name, VIEW("kurilwire")))
			ok = read_extension(&c, json, ret);
		else
			ok = skip_value(&c);
	}
	ret->body = unescaped(body.len ? body : description, a);
	return ok && take(&c, '}');
}
