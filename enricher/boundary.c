/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/boundary.h"

#include <utf8proc.h>

#include "common/base/utf8.h"

/* Words of Han, hiragana and hangul run into each other; those of katakana do not. */
enum script {
	SCRIPT_NONE,
	SCRIPT_ALPHABET,
	SCRIPT_DIGIT,
	SCRIPT_JOINED,
	SCRIPT_KATAKANA
};

static enum script script_of(uint32_t c)
{
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

/* Of the character that starts there; of most the first byte tells. */
static enum script script_at(struct view text, size_t at)
{
	unsigned char first = (unsigned char)text.p[at];

	if (first < 0x80)
		return byte_is_alpha((char)first)   ? SCRIPT_ALPHABET
		       : byte_is_digit((char)first) ? SCRIPT_DIGIT
						    : SCRIPT_NONE;
	if (first == 0xD0 || first == 0xD1)
		return SCRIPT_ALPHABET; /* U+0400 to U+047F */
	if ((first >= 0xE4 && first <= 0xE9) || first == 0xEB || first == 0xEC)
		return SCRIPT_JOINED; /* U+4000 to U+9FFF, U+B000 to U+CFFF */
	return script_of(utf8_next(text, &at));
}

static enum script script_before(struct view text, size_t at)
{
	if (at == 0)
		return SCRIPT_NONE;
	do
		at--;
	while (at > 0 && utf8_is_tail(text.p[at]));
	return script_at(text, at);
}

static enum script script_after(struct view text, size_t at)
{
	return at < text.len ? script_at(text, at) : SCRIPT_NONE;
}

/* Does a word of one script end beside a character of the other? */
static bool is_word_edge(enum script own, enum script next)
{
	if (own == SCRIPT_DIGIT)
		return next != SCRIPT_DIGIT && next != SCRIPT_ALPHABET;
	if (own == SCRIPT_KATAKANA)
		return next != SCRIPT_KATAKANA;
	return own != SCRIPT_ALPHABET ||
	       (next != SCRIPT_ALPHABET && next != SCRIPT_DIGIT);
}

static unsigned edges(enum script own, enum script next)
{
	if (own == SCRIPT_NONE || next == SCRIPT_NONE)
		return BOUNDARY_ALL;
	return 1U << EDGE_OPEN | (unsigned)is_word_edge(own, next) << EDGE_SCRIPT;
}

unsigned boundary_of_start(struct view text, size_t at)
{
	enum script before = script_before(text, at);

	return before == SCRIPT_NONE ? BOUNDARY_ALL
				     : edges(script_after(text, at), before);
}

unsigned boundary_of_end(struct view text, size_t at)
{
	enum script after = script_after(text, at);

	return after == SCRIPT_NONE ? BOUNDARY_ALL
				    : edges(script_before(text, at), after);
}

bool boundary_at(struct view text, size_t at)
{
	return (boundary_of_end(text, at) >> EDGE_SCRIPT & 1) != 0;
}
