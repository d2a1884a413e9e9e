/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/escape.h"

#include "common/base/utf8.h"

bool escape_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0xFEFF;
}

static void add(struct buf *out, struct view v, bool quoted)
{
	for (size_t pos = 0; pos < v.len;) {
		size_t at = pos;
		uint32_t c = utf8_next(v, &pos);
		if (c == UTF8_BAD)
			buf_add_utf8(out, 0xFFFD);
		else if (quoted && (c == '"' || c == '\\'))
			buf_printf(out, "\\%c", (char)c);
		else if (c == '\n')
			buf_add(out, VIEW("\\n"));
		else if (c == '\t')
			buf_add(out, VIEW("\\t"));
		else if (escape_unsafe(c))
			buf_printf(out, "\\u%04x", (unsigned)c);
		else
			buf_add(out, view_at(v.p + at, pos - at));
	}
}

void escape_add(struct buf *out, struct view v)
{
	add(out, v, true);
}

void escape_visible(struct buf *out, struct view v)
{
	add(out, v, false);
}

void escape_spaced(struct buf *out, struct view v)
{
	for (size_t pos = 0; pos < v.len;) {
		uint32_t c = utf8_next(v, &pos);
		buf_add_utf8(out, c == UTF8_BAD ? 0xFFFD : escape_unsafe(c) ? ' ' : c);
	}
}

void escape_json(struct buf *out, struct view v)
{
	buf_add_byte(out, '"');
	escape_add(out, v);
	buf_add_byte(out, '"');
}
