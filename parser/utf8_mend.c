/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/utf8_mend.h"

#include "common/base/utf8.h"
#include "parser/charset_names.h"

enum { PAIR_BYTES = 6, REPLACEMENT = 0xFFFD };

static unsigned byte_at(struct view v, size_t pos)
{
	return (unsigned char)v.p[pos];
}

size_t utf8_mend_pair(struct view v, size_t pos)
{
	if (v.len - pos < PAIR_BYTES || byte_at(v, pos) != 0xED ||
	    byte_at(v, pos + 3) != 0xED)
		return 0;
	bool high = byte_at(v, pos + 1) >= 0xA0 && byte_at(v, pos + 1) <= 0xAF;
	bool low = byte_at(v, pos + 4) >= 0xB0 && byte_at(v, pos + 4) <= 0xBF;
	bool tails =
	    (byte_at(v, pos + 2) & 0xC0) == 0x80 && (byte_at(v, pos + 5) & 0xC0) == 0x80;
	return high && low && tails ? PAIR_BYTES : 0;
}

static uint32_t pair_meaning(struct view v, size_t pos)
{
	uint32_t high = (byte_at(v, pos + 1) & 0x0F) << 6 | (byte_at(v, pos + 2) & 0x3F);
	uint32_t low = (byte_at(v, pos + 4) & 0x0F) << 6 | (byte_at(v, pos + 5) & 0x3F);

	return 0x10000 + (high << 10 | low);
}

static bool is_ascii(struct view v, size_t pos)
{
	return pos >= v.len || byte_at(v, pos) < 0x80;
}

bool utf8_mend_pasted(struct view v, size_t pos)
{
	unsigned c = byte_at(v, pos);

	return (c == 0x85 || (c >= 0x91 && c <= 0x97)) &&
	       (pos == 0 || is_ascii(v, pos - 1)) && is_ascii(v, pos + 1);
}

bool utf8_mend(struct view v, struct buf *out, size_t *ret_replaced)
{
	for (size_t pos = 0, pair; pos < v.len;) {
		size_t run = utf8_valid_prefix(view_from(v, pos));
		buf_add(out, view_at(v.p + pos, run));
		pos += run;
		if (pos == v.len)
			break;
		if ((pair = utf8_mend_pair(v, pos)) > 0) {
			buf_add_utf8(out, pair_meaning(v, pos));
			pos += pair;
		} else if (utf8_mend_pasted(v, pos)) {
			buf_add_utf8(out, charset_windows_1252((unsigned char)v.p[pos]));
			pos++;
		} else {
			buf_add_utf8(out, REPLACEMENT);
			++*ret_replaced;
			for (pos++; pos < v.len && (byte_at(v, pos) & 0xC0) == 0x80;)
				pos++;
		}
	}
	return !out->over;
}
