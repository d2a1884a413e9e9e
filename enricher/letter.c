/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/letter.h"

#include <utf8proc.h>

#include "common/base/utf8.h"

uint32_t letter_plain(uint32_t c)
{
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x2043 || c == 0x2E3A)
		return '-';
	if ((c >= 0x2018 && c <= 0x201B) || c == 0x2032 || c == 0x02BC || c == '`' ||
	    c == 0xB4 || c == 0x2039 || c == 0x203A)
		return '\'';
	if ((c >= 0x201C && c <= 0x201F) || c == 0x2033 || c == 0xAB || c == 0xBB)
		return '"';
	if (c == 0xAD || c == 0x034F || c == 0x061C || c == 0x180E || c == 0xFEFF ||
	    (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	    (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) ||
	    (c >= 0xE0000 && c <= 0xE0FFF))
		return LETTER_DELETE;
	if (c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
	    c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0x85)
		return LETTER_SPACE;
	if (c == 0x451 || c == 0x401)
		return 0x435;
	return c;
}

bool letter_is_mark(uint32_t c)
{
	utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)c);
	return cat == UTF8PROC_CATEGORY_MN || cat == UTF8PROC_CATEGORY_ME;
}

static bool loses_marks(uint32_t c)
{
	return c < 0x400 || (c >= 0x1E00 && c < 0x2000);
}

size_t letter_fold(struct view letter, char *bytes, size_t room)
{
	utf8proc_int32_t wide[64];
	utf8proc_ssize_t n = utf8proc_decompose(
	    (const utf8proc_uint8_t *)letter.p, (utf8proc_ssize_t)letter.len, wide, 64,
	    UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_DECOMPOSE);
	if (n <= 0 || n > 64)
		return 0;
	/* й and ї are letters of their own: compose what is not Latin or Greek. */
	if (!loses_marks((uint32_t)wide[0])) {
		n = utf8proc_normalize_utf32(wide, n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
		if (n <= 0)
			return 0;
	}
	size_t len = 0;
	for (utf8proc_ssize_t i = 0; i < n; i++) {
		uint32_t c = letter_plain((uint32_t)wide[i]);
		if (c == LETTER_DELETE || letter_is_mark(c))
			continue;
		if (c == LETTER_SPACE)
			c = ' ';
		if (len + UTF8_MAX > room)
			break;
		len += utf8_encode(c, bytes + len);
	}
	return len;
}
