/* SPDX-License-Identifier: Apache-2.0 */
/* References and line ends in texts and attributes. */
#include "common/base/utf8.h"
#include "parser/charset_names.h"
#include "parser/html_text.h"
#include "parser/xml_parts.h"

enum {
	REFERENCE_MAX = 40, /* bytes of a name between & and ; */
	DIGITS_MAX = 10,    /* of a numeric reference */
};

/* References. */

/* The number of the reference "#…" at `pos`, which moves behind it with its semicolon if
 * it has one. False: it is no reference. */
static bool number_at(struct view v, size_t *pos, uint32_t *ret)
{
	size_t at = *pos + 1;
	bool hex = at < v.len && (v.p[at] == 'x' || v.p[at] == 'X');
	uint32_t n = 0;

	at += hex;
	size_t first = at;
	for (; at < v.len && at - first < DIGITS_MAX; at++) {
		char c = byte_lower(v.p[at]);
		uint32_t digit = byte_is_digit(c)              ? (uint32_t)(c - '0')
				 : hex && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
							       : 99;
		if (digit == 99)
			break;
		n = n > 0x110000 ? n : n * (hex ? 16 : 10) + digit;
	}
	if (at == first)
		return false;
	at += at < v.len && v.p[at] == ';';
	*pos = at;
	*ret = n;
	return true;
}

/* Appends what the numeric reference at `pos` ("#…") stands for and moves behind it. */
bool xml_number_decode(struct view v, size_t *pos, struct buf *out)
{
	uint32_t n, low;

	if (!number_at(v, pos, &n))
		return buf_add_byte(out, '&');
	if (n >= 0xd800 && n < 0xdc00 && *pos + 1 < v.len && v.p[*pos] == '&' &&
	    v.p[*pos + 1] == '#') { /* half of a pair, as UTF-16 has them */
		size_t next = *pos + 1;
		if (number_at(v, &next, &low) && low >= 0xdc00 && low < 0xe000) {
			*pos = next;
			n = 0x10000 + ((n - 0xd800) << 10) + (low - 0xdc00);
		}
	}
	if (n >= 0x80 && n < 0xa0)
		n = charset_windows_1252((unsigned char)n);
	/* A return is one half of a line's end whose other half is there as well. */
	if (n < 0x20 && n != '\t' && n != '\n')
		n = ' ';
	return buf_add_utf8(out, n);
}

const struct xml_entity *xml_entity_of(const struct xml *x, struct view name)
{
	for (size_t i = 0; i < x->entities_len; i++)
		if (view_eq(x->entities[i].name, name))
			return &x->entities[i];
	return NULL;
}

/* The character of one of the five names of XML with its semicolon, and its length. */
static char known_reference(struct view v, size_t *ret_len)
{
	static const struct {
		struct view name;
		char is;
	} known[] = {
		{ VIEW_INIT("lt;"), '<' },    { VIEW_INIT("gt;"), '>' },
		{ VIEW_INIT("amp;"), '&' },   { VIEW_INIT("quot;"), '"' },
		{ VIEW_INIT("apos;"), '\'' },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (view_starts(v, known[i].name)) {
			*ret_len = known[i].name.len;
			return known[i].is;
		}
	return 0;
}

/* Appends what the reference behind the "&" at `*pos` stands for, or the "&" itself. */
static bool reference_decode(struct xml *x, struct view v, size_t *pos, struct buf *out)
{
	size_t at = *pos + 1, len;
	struct view rest = view_head(view_from(v, at), REFERENCE_MAX);
	char known = known_reference(rest, &len);

	*pos = at;
	if (known) {
		*pos += len;
		return buf_add_byte(out, known);
	}
	if (rest.len && rest.p[0] == '#')
		return xml_number_decode(v, pos, out);
	size_t name_len = 0;
	while (name_len < rest.len &&
	       (byte_is_alpha(rest.p[name_len]) || byte_is_digit(rest.p[name_len]) ||
		strchr("_-.", rest.p[name_len])))
		name_len++;
	if (name_len == 0 || name_len == rest.len || rest.p[name_len] != ';')
		return buf_add_byte(out, '&');
	*pos += name_len + 1;
	const struct xml_entity *e = xml_entity_of(x, view_head(rest, name_len));
	if (!e)
		return html_unescape(view_at(v.p + at - 1, name_len + 2), out);
	if (x->expanded + e->value.len > XML_EXPANSION_MAX) {
		xml_damaged(x, "entities that expand too far");
		return true;
	}
	x->expanded += e->value.len;
	return buf_add(out, e->value);
}

/* Makes CR LF and CR in the bytes from `from` on a LF. */
static void fold_returns(struct buf *b, size_t from)
{
	size_t to = from;

	for (size_t i = from; i < b->len; i++) {
		if (b->p[i] == '\r' && i + 1 < b->len && b->p[i + 1] == '\n')
			continue;
		b->p[to++] = b->p[i] == '\r' ? '\n' : b->p[i];
	}
	b->len = to;
}

static bool decode(struct xml *x, struct view v, struct buf *out)
{
	size_t pos = 0, from = out->len;

	while (pos < v.len) {
		size_t amp = view_find_byte(v, '&', pos);
		size_t stop = amp == VIEW_NONE ? v.len : amp;
		if (!buf_add(out, view_at(v.p + pos, stop - pos)))
			return false;
		pos = stop;
		if (pos < v.len && !reference_decode(x, v, &pos, out))
			return false;
	}
	if (view_find_byte(v, '\r', 0) != VIEW_NONE)
		fold_returns(out, from);
	return true;
}

bool xml_text_add(struct xml *x, struct buf *out)
{
	if (x->plain)
		return buf_add(out, x->raw);
	if (!x->cdata)
		return decode(x, x->raw, out);
	size_t from = out->len;
	bool ok = buf_add(out, x->raw);
	if (ok)
		fold_returns(out, from);
	return ok;
}

struct view xml_value_decode(struct xml *x, struct view raw)
{
	bool special = false;
	for (size_t i = 0; i < raw.len && !special; i++)
		special = raw.p[i] == '&' || (raw.p[i] < ' ' && raw.p[i] >= 0);
	if (!special)
		return raw;

	BUF(out, raw.len * 2 + XML_ENTITY_MAX);
	if (!decode(x, raw, &out))
		xml_damaged(x, "an attribute that expands too far");
	for (size_t i = 0; i < out.len; i++)
		if (out.p[i] >= 0 && out.p[i] < ' ')
			out.p[i] = ' ';
	return arena_copy(x->arena, buf_view(&out));
}
