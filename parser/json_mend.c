/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/json_mend.h"

#include <string.h>

struct mender {
	struct view v;
	size_t pos;
	struct buf *out;
};

static size_t skip_space(struct view v, size_t at)
{
	while (at < v.len && byte_is_space(v.p[at]))
		at++;
	return at;
}

static char byte_at(struct view v, size_t at)
{
	return at < v.len ? v.p[at] : '\0';
}

/* Moves behind a comment at pos. False: there is none. */
static bool skip_comment(struct mender *m)
{
	char next = byte_at(m->v, m->pos + 1);

	if (m->v.p[m->pos] != '/' || (next != '/' && next != '*'))
		return false;
	struct view close = next == '/' ? VIEW("\n") : VIEW("*/");
	size_t end = view_find(m->v, close, m->pos + 2);
	m->pos = end == VIEW_NONE ? m->v.len : end + close.len;
	return true;
}

/* Does a bracket or another comma follow the comma at pos? */
static bool is_comma_too_many(const struct mender *m)
{
	struct mender ahead = { m->v, m->pos + 1, NULL };

	do
		ahead.pos = skip_space(ahead.v, ahead.pos);
	while (ahead.pos < ahead.v.len && skip_comment(&ahead));
	char next = byte_at(ahead.v, ahead.pos);
	return next == '}' || next == ']' || next == ',';
}

/* Does the quote at `at` end its string, by what follows? */
static bool ends_string(struct view v, size_t at)
{
	char next = byte_at(v, skip_space(v, at + 1));

	return next == '\0' || strchr(",}]:/", next) != NULL;
}

static void escape(struct mender *m)
{
	char c = byte_at(m->v, m->pos + 1);

	if (c && strchr("\"\\/bfnrtu", c)) {
		buf_add_byte(m->out, '\\');
		buf_add_byte(m->out, c);
	} else if (c && c != '\n') { /* \' and the like */
		buf_add_byte(m->out, c);
	}
	m->pos += 2;
}

/* The string whose opening quote, " or ', is at pos. */
static void string(struct mender *m)
{
	char quote = m->v.p[m->pos];

	buf_add_byte(m->out, '"');
	for (m->pos++; m->pos < m->v.len;) {
		char c = m->v.p[m->pos];
		if (c == '\\') {
			escape(m);
			continue;
		}
		if (c == quote && ends_string(m->v, m->pos))
			break;
		if (c == '"')
			buf_add(m->out, VIEW("\\\""));
		else if (c == '\n')
			buf_add(m->out, VIEW("\\n"));
		else
			buf_add_byte(m->out, (unsigned char)c < ' ' ? ' ' : c);
		m->pos++;
	}
	if (m->pos < m->v.len)
		buf_add_byte(m->out, '"');
	m->pos++;
}

/* A word of JavaScript or Python at pos that JSON has another for, or none. */
static void word(struct mender *m)
{
	static const struct {
		struct view word, json;
	} words[] = {
		{ VIEW_INIT("NaN"), VIEW_INIT("null") },
		{ VIEW_INIT("Infinity"), VIEW_INIT("null") },
		{ VIEW_INIT("-Infinity"), VIEW_INIT("null") },
		{ VIEW_INIT("undefined"), VIEW_INIT("null") },
		{ VIEW_INIT("None"), VIEW_INIT("null") },
		{ VIEW_INIT("True"), VIEW_INIT("true") },
		{ VIEW_INIT("False"), VIEW_INIT("false") },
	};
	struct view rest = view_from(m->v, m->pos);
	size_t len = 1;

	while (len < rest.len && byte_is_alpha(rest.p[len]))
		len++;
	struct view found = view_head(rest, len);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (view_eq(words[i].word, found))
			found = words[i].json;
	buf_add(m->out, found);
	m->pos += len;
}

bool json_mend(struct view text, struct buf *out)
{
	struct mender m = { text, 0, out };
	size_t depth = 0;

	while (m.pos < text.len && !out->over) {
		char c = text.p[m.pos];
		bool opens = c == '{' || c == '[', closes = c == '}' || c == ']';
		if (skip_comment(&m))
			continue;
		if (depth > 0 && (c == '"' || c == '\'')) {
			string(&m);
			continue;
		}
		if (depth > 0 && (byte_is_alpha(c) || c == '-')) {
			word(&m);
			continue;
		}
		if (c == ',' && is_comma_too_many(&m)) {
			m.pos++;
			continue;
		}
		m.pos++;
		depth += opens;
		if (depth > 0)
			buf_add_byte(out, c);
		if (closes && depth > 0 && --depth == 0)
			break;
	}
	return !out->over;
}
