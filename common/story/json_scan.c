/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/json_scan.h"

#include "common/base/utf8.h"
#include "common/story/json_text.h"

struct scan {
	const char *p, *end;
	struct arena *a;
	const struct json_calls *calls;
	void *self;
	struct json_seen *seen;
	const char *why;
	char open[JSON_DEPTH_MAX]; /* brackets */
	size_t depth;
};

static bool wrong(struct scan *s, const char *why)
{
	s->why = why;
	return false;
}

static void skip_space(struct scan *s)
{
	while (s->p < s->end &&
	       (*s->p == ' ' || *s->p == '\n' || *s->p == '\t' || *s->p == '\r')) {
		s->seen->loose = true;
		s->p++;
	}
}

/* --- strings --------------------------------------------------------------------------- */

static int hex_value(char c)
{
	if (byte_is_digit(c))
		return c - '0';
	c = byte_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hex digits at `at`; UTF8_BAD if there are none. */
static uint32_t unit_at(struct view raw, size_t at)
{
	uint32_t unit = 0;

	if (raw.len < 4 || at > raw.len - 4)
		return UTF8_BAD;
	for (size_t i = at; i < at + 4; i++) {
		int digit = hex_value(raw.p[i]);
		if (digit < 0)
			return UTF8_BAD;
		unit = unit << 4 | (uint32_t)digit;
	}
	return unit;
}

/* The code point behind "\u" and the position behind it; a pair of surrogates is one. */
static uint32_t code_point_at(struct view raw, size_t *at)
{
	uint32_t high = unit_at(raw, *at);

	*at += 4;
	if (high < 0xD800 || high > 0xDFFF || high == UTF8_BAD)
		return high;
	bool more = high < 0xDC00 && raw.len - *at >= 6 && raw.p[*at] == '\\' &&
		    raw.p[*at + 1] == 'u';
	uint32_t low = more ? unit_at(raw, *at + 2) : UTF8_BAD;
	if (low == UTF8_BAD || low < 0xDC00 || low > 0xDFFF)
		return UTF8_BAD;
	*at += 6;
	return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static const char letters[] = "\"\\/nrtbf", meant[] = "\"\\/\n\r\t\b\f";

/* Is a code point that stands as \uXXXX, which ends in `last`, what json_add_text() writes so? */
static bool is_own_unit(uint32_t code_point, char last)
{
	bool has_letter = memchr(meant, (int)code_point, sizeof meant - 1) != NULL;

	return code_point < 0x20 && !has_letter && !(last >= 'A' && last <= 'F');
}

/* Undoes the escapes of `raw` into `to`, which has as many bytes: no escape is shorter than
 * what it stands for. Sets `*loose` if json_add_text() would have written another one. */
static bool undo_escapes(struct view raw, char *to, size_t *ret_len, bool *loose)
{
	size_t len = 0;

	for (size_t at = 0; at < raw.len;) {
		const char *slash = memchr(raw.p + at, '\\', raw.len - at);
		size_t run = (slash ? (size_t)(slash - raw.p) : raw.len) - at;
		memcpy(to + len, raw.p + at, run);
		len += run;
		at += run;
		if (!slash)
			break;
		char c = raw.p[at + 1];
		at += 2;
		if (c == 'u') {
			uint32_t code_point = code_point_at(raw, &at);
			if (code_point == UTF8_BAD)
				return false;
			*loose |= !is_own_unit(code_point, raw.p[at - 1]);
			len += utf8_encode(code_point, to + len);
			continue;
		}
		const char *known = memchr(letters, c, sizeof letters - 1);
		if (!known)
			return false;
		*loose |= c == '/';
		to[len++] = meant[known - letters];
	}
	*ret_len = len;
	return true;
}

/* Behind the quote that opens it. */
static bool read_string(struct scan *s, struct view *ret)
{
	const char *begin = s->p;
	bool escaped = false;

	for (;;) {
		s->p += json_plain_run(s->p, (size_t)(s->end - s->p));
		if (s->p == s->end)
			return wrong(s, "a string without an end");
		if (*s->p == '"')
			break;
		if (*s->p != '\\')
			return wrong(s, "a control character in a string");
		if (s->end - s->p < 2)
			return wrong(s, "a string without an end");
		escaped = true;
		s->p += 2;
	}
	*ret = view_at(begin, (size_t)(s->p - begin));
	s->p++;
	if (!escaped)
		return true;
	if (arena_over(s->a))
		return wrong(s, "over the record's memory");
	char *to = arena_raw(s->a, ret->len);
	if (!undo_escapes(*ret, to, &ret->len, &s->seen->loose))
		return wrong(s, "an escape that is unknown or not UTF-8");
	ret->p = to;
	return true;
}

/* --- other scalars --------------------------------------------------------------------- */

static bool skip_digits(struct scan *s)
{
	const char *begin = s->p;

	while (s->p < s->end && byte_is_digit(*s->p))
		s->p++;
	return s->p > begin;
}

static bool take_byte(struct scan *s, char c)
{
	if (s->p == s->end || *s->p != c)
		return false;
	s->p++;
	return true;
}

static bool read_number(struct scan *s, struct view *ret)
{
	const char *begin = s->p;

	if (*begin != '-' && !byte_is_digit(*begin))
		return wrong(s, "no value where one is wanted");
	(void)take_byte(s, '-');
	bool good = take_byte(s, '0') || skip_digits(s);
	if (good && take_byte(s, '.'))
		good = skip_digits(s);
	if (good && (take_byte(s, 'e') || take_byte(s, 'E'))) {
		if (!take_byte(s, '-'))
			(void)take_byte(s, '+');
		good = skip_digits(s);
	}
	*ret = view_at(begin, (size_t)(s->p - begin));
	return good || wrong(s, "a wrong number");
}

static bool read_literal(struct scan *s, struct view word)
{
	if (!view_starts(view_at(s->p, (size_t)(s->end - s->p)), word))
		return wrong(s, "an unknown word");
	s->p += word.len;
	return true;
}

static bool read_scalar(struct scan *s)
{
	static const struct view words[] = {
		[JSON_TRUE] = VIEW_INIT("true"),
		[JSON_FALSE] = VIEW_INIT("false"),
		[JSON_NULL] = VIEW_INIT("null"),
	};
	enum json_token token;
	struct view v;

	switch (*s->p) {
	case '"':
		s->p++;
		return read_string(s, &v) && s->calls->scalar(s->self, JSON_STRING, v);
	case 't':
		token = JSON_TRUE;
		break;
	case 'f':
		token = JSON_FALSE;
		break;
	case 'n':
		token = JSON_NULL;
		break;
	default:
		return read_number(s, &v) && s->calls->scalar(s->self, JSON_NUMBER, v);
	}
	return read_literal(s, words[token]) &&
	       s->calls->scalar(s->self, token, words[token]);
}

/* --- objects and lists ----------------------------------------------------------------- */

static bool read_key(struct scan *s)
{
	struct view name;

	skip_space(s);
	if (!take_byte(s, '"'))
		return wrong(s, "a member without a name");
	if (!read_string(s, &name))
		return false;
	skip_space(s);
	if (!take_byte(s, ':'))
		return wrong(s, "a member without a value");
	return s->calls->key(s->self, name);
}

static bool close_bracket(struct scan *s, char bracket)
{
	s->depth--;
	s->seen->at = s->p;
	return s->calls->close(s->self, bracket);
}

/* Sets `*ret_empty` when the bracket closes at once. */
static bool open_bracket(struct scan *s, bool *ret_empty)
{
	char bracket = *s->p, close = bracket == '{' ? '}' : ']';

	s->seen->at = s->p++;
	if (s->depth == JSON_DEPTH_MAX)
		return wrong(s, "nested too deep");
	s->open[s->depth++] = bracket;
	if (!s->calls->open(s->self, bracket))
		return false;
	skip_space(s);
	*ret_empty = take_byte(s, close);
	if (*ret_empty)
		return close_bracket(s, close);
	return bracket == '[' || read_key(s);
}

/* Behind a value: what closes after it, up to where the next value begins or all ends. */
static bool read_after(struct scan *s)
{
	while (s->depth > 0) {
		bool object = s->open[s->depth - 1] == '{';
		skip_space(s);
		if (take_byte(s, ','))
			return !object || read_key(s);
		char close = object ? '}' : ']';
		if (!take_byte(s, close))
			return wrong(s, "a comma or a bracket is missing");
		if (!close_bracket(s, close))
			return false;
	}
	return true;
}

static bool read_value(struct scan *s)
{
	bool empty = true;

	skip_space(s);
	if (s->p == s->end)
		return wrong(s, "it ends too early");
	if (*s->p != '{' && *s->p != '[')
		return read_scalar(s) && read_after(s);
	return open_bracket(s, &empty) && (!empty || read_after(s));
}

bool json_scan_seen(struct view json, struct arena *a, const struct json_calls *calls,
		    void *self, struct json_seen *seen, const char **ret_why)
{
	struct scan s = {
		.p = json.p, .a = a, .calls = calls, .self = self, .seen = seen
	};

	s.end = json.len ? json.p + json.len : json.p;
	do
		if (!read_value(&s)) {
			*ret_why = s.why;
			return false;
		}
	while (s.depth > 0);
	skip_space(&s);
	*ret_why = s.p < s.end ? "something behind its end" : NULL;
	return s.p == s.end;
}

bool json_scan(struct view json, struct arena *a, const struct json_calls *calls,
	       void *self, const char **ret_why)
{
	struct json_seen seen = { 0 };

	return json_scan_seen(json, a, calls, self, &seen, ret_why);
}
