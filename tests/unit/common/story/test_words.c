/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "common/base/buf.h"
#include "common/story/words.h"

static size_t count(const char *text)
{
	return words_count(view_of(text));
}

Test(words, are_letters_and_digits_in_a_row)
{
	cr_assert(eq(sz, count(""), 0));
	cr_assert(eq(sz, count("  one, two;three 4th\n"), 4));
	cr_assert(eq(sz, count("Южные Курилы — «острова»"), 3));
	cr_assert(eq(sz, count("é à ü"), 3));
}

Test(words, hold_one_mark_at_a_time)
{
	cr_assert(eq(sz, count("don't 3.5 1,000 a_b"), 4));
	cr_assert(eq(sz, count("don\xe2\x80\x99t"), 1));
	cr_assert(eq(sz, count("a..b 'a' x."), 4));
}

Test(words, are_single_ideographs_and_hiragana)
{
	cr_assert(eq(sz, count("北方領土"), 4));
	cr_assert(eq(sz, count("テスト"), 1));
	cr_assert(eq(sz, count("の島。"), 2));
}

/* Sixteen bytes are counted at once where they can be: the same text, moved on byte by byte,
 * falls into other sixteens. */
Test(words, are_counted_alike_wherever_they_stand)
{
	static const char *const pieces[] = { "a", "b.c", "d..e", "'", "слово", "я",
					      " ", ".",   "«",    "»", "é",     "島",
					      "0", "-",   "f'",   "ά", "_" };
	enum { PIECES = sizeof(pieces) / sizeof(*pieces) };
	unsigned seed = 1;

	for (int round = 0; round < 300; round++) {
		BUF(text, 4096);
		for (int i = 0; i < 60; i++) {
			seed = seed * 1103515245 + 12345;
			buf_add(&text, view_of(pieces[(seed >> 16) % PIECES]));
		}
		size_t alone = words_count(buf_view(&text));
		for (int spaces = 0; spaces < 32; spaces++) {
			BUF(moved, 4096);
			for (int i = 0; i < spaces; i++)
				buf_add_byte(&moved, ' ');
			buf_add(&moved, buf_view(&text));
			cr_assert(eq(sz, words_count(buf_view(&moved)), alone));
		}
	}
}
