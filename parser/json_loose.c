/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/json_loose.h"

#include "common/base/utf8.h"

struct reader {
	struct view v;
	size_t pos;
	struct arena *a;
	struct json_node *at; /* the innermost open array or object */
	size_t depth, nodes, nodes_max;
	bool cut;        /* nodes were left out for being too many */
	size_t too_deep; /* open arrays and objects that are left out */
	struct view key; /* of the value that comes next */
	bool has_key;
};

static bool is_word_byte(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || memchr("+-._$@", c, 6) ||
	       (c & 0x80);
}

/* Does what follows the quote at `at` show that the string ends there? */
static bool ends_string(struct view v, size_t at)
{
	bool line = false;

	for (at++; at < v.len && byte_is_space(v.p[at]); at++)
		line = line || v.p[at] == '\n';
	if (at == v.len || memchr(",}]:", v.p[at], 4))
		return true;
	return line && (v.p[at] == '"' || v.p[at] == '<' || v.p[at] == '/');
}

/* The string whose opening quote is at pos, which moves behind it. */
static struct view read_string(struct reader *r)
{
	size_t start = r->pos + 1, at = start;

	while (at < r->v.len) {
		if (r->v.p[at] == '\\' && at + 1 < r->v.len)
			at += 2;
		else if (r->v.p[at] == '"' && ends_string(r->v, at))
			break;
		else
			at++;
	}
	r->pos = at + 1;
	return view_at(r->v.p + start, (at < r->v.len ? at : r->v.len) - start);
}

static struct view read_word(struct reader *r)
{
	size_t start = r->pos;

	while (r->pos < r->v.len && is_word_byte(r->v.p[r->pos]))
		r->pos++;
	return view_at(r->v.p + start, r->pos - start);
}

static struct json_node *add(struct reader *r, enum json_kind kind, struct view text)
{
	/* A value without a key is no member. */
	bool lost = r->at->kind == JSON_OBJECT && !r->has_key;
	struct view key = r->key;

	r->has_key = false;
	r->key = VIEW("");
	if (lost || r->too_deep)
		return NULL;
	r->cut = r->cut || r->nodes >= r->nodes_max || arena_over(r->a);
	if (r->cut)
		return NULL;
	r->nodes++;
	struct json_node *n = ARENA_NEW(r->a, struct json_node);
	*n =
	    (struct json_node){ .kind = kind, .key = key, .text = text, .parent = r->at };
	if (r->at->last)
		r->at->last->next = n;
	else
		r->at->first = n;
	r->at->last = n;
	return n;
}

static void open_node(struct reader *r, enum json_kind kind)
{
	struct json_node *n = r->depth < JSON_DEPTH_MAX ? add(r, kind, VIEW("")) : NULL;

	r->pos++;
	if (n) {
		r->at = n;
		r->depth++;
	} else {
		r->has_key = false;
		r->too_deep++;
	}
}

static void close_node(struct reader *r)
{
	r->pos++;
	r->has_key = false;
	if (r->too_deep) {
		r->too_deep--;
	} else if (r->at->parent) {
		r->at = r->at->parent;
		r->depth--;
	}
}

/* A string or a word: a key if a colon follows. */
static void scalar(struct reader *r, enum json_kind kind, struct view text)
{
	size_t at = r->pos;

	while (at < r->v.len && byte_is_space(r->v.p[at]))
		at++;
	if (at < r->v.len && r->v.p[at] == ':' && !r->too_deep &&
	    r->at->kind == JSON_OBJECT) {
		r->pos = at + 1;
		r->key = text;
		r->has_key = true;
	} else {
		(void)add(r, kind, text);
	}
}

static struct json_node *read_all(struct view text, size_t nodes_max, struct arena *a,
				  bool *ret_cut)
{
	struct json_node *root = ARENA_NEW(a, struct json_node);
	struct reader r = { .v = text, .a = a, .at = root, .nodes_max = nodes_max };

	root->kind = JSON_ARRAY;
	while (r.pos < text.len) {
		char c = text.p[r.pos];
		if (c == '{')
			open_node(&r, JSON_OBJECT);
		else if (c == '[')
			open_node(&r, JSON_ARRAY);
		else if (c == '}' || c == ']')
			close_node(&r);
		else if (c == '"')
			scalar(&r, JSON_STRING, read_string(&r));
		else if (is_word_byte(c))
			scalar(&r, JSON_WORD, read_word(&r));
		else
			r.pos++;
	}
	*ret_cut = r.cut;
	return root;
}

struct json_node *json_loose(struct view text, struct arena *a)
{
	bool cut;

	return read_all(text, JSON_NODES_MAX, a, &cut);
}

struct json_node *json_loose_all(struct view text, struct arena *a, bool *ret_cut)
{
	return read_all(text, SIZE_MAX, a, ret_cut);
}

struct json_node *json_get(const struct json_node *n, struct view key)
{
	if (!n || n->kind != JSON_OBJECT)
		return NULL;
	for (struct json_node *m = n->first; m; m = m->next)
		if (view_eq(m->key, key))
			return m;
	return NULL;
}

const struct json_node *json_next(const struct json_node *n)
{
	if (n->first)
		return n->first;
	while (n && !n->next)
		n = n->parent;
	return n ? n->next : NULL;
}

/* Control characters are no text, however they came in. */
static uint32_t printable(uint32_t c)
{
	return (c < ' ' && c != '\n' && c != '\t') || c == 0x7f ? ' ' : c;
}

/* Four hex digits at `at`, or -1. */
static int32_t hex4(struct view v, size_t at)
{
	int32_t n = 0;

	for (size_t i = at; i < at + 4; i++) {
		char c = i < v.len ? byte_lower(v.p[i]) : '\0';
		if (!byte_is_digit(c) && (c < 'a' || c > 'f'))
			return -1;
		n = n * 16 + (byte_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return n;
}

/* The code point of the \u at `*at`, which moves behind it; a pair of surrogates is
 * one. */
static uint32_t read_u(struct view v, size_t *at)
{
	int32_t high = hex4(v, *at + 2);

	if (high < 0) {
		*at += 2;
		return 'u';
	}
	*at += 6;
	if (high >= 0xD800 && high <= 0xDBFF &&
	    view_starts(view_from(v, *at), VIEW("\\u"))) {
		int32_t low = hex4(v, *at + 2);
		if (low >= 0xDC00 && low <= 0xDFFF) {
			*at += 6;
			return 0x10000 + ((uint32_t)(high - 0xD800) << 10) +
			       (uint32_t)(low - 0xDC00);
		}
	}
	return (uint32_t)high;
}

static char escape(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
	case 'f':
	case 'b':
		return ' ';
	default:
		return c;
	}
}

struct view json_text(const struct json_node *n, struct arena *a)
{
	if (!n || n->kind > JSON_STRING ||
	    (n->kind == JSON_WORD && view_eq(n->text, VIEW("null"))))
		return VIEW("");
	struct view v = n->text;
	if (!v.len || !memchr(v.p, '\\', v.len))
		return v;
	/* An escape is never shorter than what it stands for. */
	char *out = arena_alloc(a, v.len + 1);
	size_t len = 0;
	for (size_t at = 0; at < v.len;) {
		if (v.p[at] != '\\' || at + 1 == v.len) {
			out[len++] = v.p[at++];
		} else if (v.p[at + 1] == 'u') {
			len += utf8_encode(printable(read_u(v, &at)), out + len);
		} else {
			out[len++] = escape(v.p[at + 1]);
			at += 2;
		}
	}
	return view_at(out, len);
}
