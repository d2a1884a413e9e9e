/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/html_reference.h"

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "parser/charset_names.h"

static bool is_alnum(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c);
}

static struct view name_of(const struct html_entity *e)
{
	return view_at(e->name, e->name_len);
}

const struct html_entity *html_entity_find(struct view name)
{
	if (name.len == 0 || name.len > HTML_ENTITY_NAME_MAX || !byte_is_alpha(name.p[0]))
		return NULL;
	int letter = name.p[0] >= 'a' ? name.p[0] - 'a' + 26 : name.p[0] - 'A';
	size_t low = html_entity_first[letter], high = html_entity_first[letter + 1];
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = view_cmp(name, name_of(&html_entities[mid]));
		if (order == 0)
			return &html_entities[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* The longest beginning of `name` that is known without a semicolon. */
static const struct html_entity *find_bare(struct view name)
{
	enum { BARE_MIN = 2, BARE_MAX = 6 };

	for (size_t n = name.len < BARE_MAX ? name.len : BARE_MAX; n >= BARE_MIN; n--) {
		const struct html_entity *e = html_entity_find(view_head(name, n));
		if (e && e->bare)
			return e;
	}
	return NULL;
}

static size_t named(struct view v, enum html_place place, char ret[HTML_REFERENCE_MAX],
		    size_t *ret_len)
{
	size_t n = 0;

	while (n < HTML_ENTITY_NAME_MAX && 1 + n < v.len && is_alnum(v.p[1 + n]))
		n++;
	struct view name = view_at(v.p + 1, n);
	bool closed = 1 + n < v.len && v.p[1 + n] == ';';
	const struct html_entity *e = closed ? html_entity_find(name) : NULL;
	size_t took = 1 + n + 1;
	if (!e) {
		e = find_bare(name);
		if (!e)
			return 0;
		took = 1 + (size_t)e->name_len;
		if (place == HTML_IN_ATTRIBUTE && took < v.len &&
		    (is_alnum(v.p[took]) || v.p[took] == '='))
			return 0;
	}
	memcpy(ret, e->value, e->value_len);
	*ret_len = e->value_len;
	return took;
}

static int digit_of(char c, bool hex)
{
	if (byte_is_digit(c))
		return c - '0';
	c = byte_lower(c);
	return hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t numeric(struct view v, char ret[HTML_REFERENCE_MAX], size_t *ret_len)
{
	enum { BEYOND = 0x110000 };
	bool hex = v.len > 2 && byte_lower(v.p[2]) == 'x';
	size_t at = hex ? 3 : 2, first = at;
	uint32_t number = 0;

	for (int d; at < v.len && (d = digit_of(v.p[at], hex)) >= 0; at++)
		if (number < BEYOND)
			number = number * (hex ? 16 : 10) + (uint32_t)d;
	if (at == first)
		return 0;
	if (number < 0x100) /* HTML standard, §13.2.5.80 */
		number = charset_windows_1252((unsigned char)number);
	*ret_len = utf8_encode(number ? number : BEYOND, ret);
	return at < v.len && v.p[at] == ';' ? at + 1 : at;
}

size_t html_reference(struct view v, enum html_place place, char ret[HTML_REFERENCE_MAX],
		      size_t *ret_len)
{
	MUST(v.len > 0 && v.p[0] == '&');
	if (v.len < 3)
		return 0;
	return v.p[1] == '#' ? numeric(v, ret, ret_len) : named(v, place, ret, ret_len);
}
