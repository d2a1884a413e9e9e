/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/boundary.h"

#include <utf8proc.h>

#include "common/base/utf8.h"

enum boundary_script boundary_script_of(uint32_t c)
{
	if (c < 0x80)
		return byte_is_alpha((char)c)   ? SCRIPT_ALPHABET
		       : byte_is_digit((char)c) ? SCRIPT_DIGIT
						: SCRIPT_NONE;
	if (c >= 0x400 && c < 0x482)
		return SCRIPT_ALPHABET;
	if ((c >= 0x30A1 && c <= 0x30FA) || c == 0x30FC)
		return SCRIPT_KATAKANA;
	if ((c >= 0x3005 && c <= 0x3007) || (c >= 0x3041 && c <= 0x309F) ||
	    (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3400 && c <= 0x9FFF) ||
	    (c >= 0xAC00 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFAFF) ||
	    (c >= 0x20000 && c <= 0x3FFFF))
		return SCRIPT_JOINED;
	utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)c);
	if (cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_ME)
		return SCRIPT_ALPHABET;
	return cat == UTF8PROC_CATEGORY_ND ? SCRIPT_DIGIT : SCRIPT_NONE;
}

uint32_t boundary_before(struct view text, size_t at)
{
	if (at == 0)
		return 0;
	size_t start = at;
	do
		start--;
	while (start > 0 && ((unsigned char)text.p[start] & 0xC0) == 0x80);
	return utf8_next(text, &start);
}

uint32_t boundary_after(struct view text, size_t at)
{
	return at < text.len ? utf8_next(text, &at) : 0;
}

/* Does a word of script `a` end beside a character of script `b`? */
static bool is_word_edge(enum boundary_script a, enum boundary_script b)
{
	if (a == SCRIPT_DIGIT)
		return b != SCRIPT_DIGIT && b != SCRIPT_ALPHABET;
	if (a == SCRIPT_KATAKANA)
		return b != SCRIPT_KATAKANA;
	return a != SCRIPT_ALPHABET || (b != SCRIPT_ALPHABET && b != SCRIPT_DIGIT);
}

unsigned boundary_edges(uint32_t own, uint32_t next)
{
	enum boundary_script a = boundary_script_of(own), b = boundary_script_of(next);

	if (a == SCRIPT_NONE || b == SCRIPT_NONE)
		return BOUNDARY_ALL;
	return 1U << EDGE_OPEN | (unsigned)is_word_edge(a, b) << EDGE_SCRIPT;
}

bool boundary_at(struct view text, size_t at)
{
	unsigned edges =
	    boundary_edges(boundary_before(text, at), boundary_after(text, at));

	return (edges >> EDGE_SCRIPT & 1) != 0;
}
