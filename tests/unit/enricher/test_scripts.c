/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/utf8.h"
#include "enricher/scripts.h"

static struct scripts counted_plainly(struct view text)
{
	struct scripts s = { 0 };

	for (size_t pos = 0; pos < text.len;) {
		uint32_t c = utf8_next(text, &pos);
		s.latin += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			   (c >= 0xC0 && c <= 0x24F);
		s.cyrillic += c >= 0x400 && c <= 0x4FF;
		s.kana += c >= 0x3041 && c <= 0x30FF;
		s.han += c >= 0x3400 && c <= 0x9FFF;
		s.hangul += c >= 0xAC00 && c <= 0xD7A3;
	}
	return s;
}

static void expect_equal(struct scripts fast, struct scripts plain)
{
	cr_expect(eq(sz, fast.latin, plain.latin));
	cr_expect(eq(sz, fast.cyrillic, plain.cyrillic));
	cr_expect(eq(sz, fast.kana, plain.kana));
	cr_expect(eq(sz, fast.han, plain.han));
	cr_expect(eq(sz, fast.hangul, plain.hangul));
}

static void expect_same(struct view text)
{
	expect_equal(scripts_count(text), counted_plainly(text));
	expect_equal(scripts_count_16(text), counted_plainly(text));
}

Test(scripts, counts_every_character_there_is_as_a_plain_loop_does)
{
	char text[SCRIPTS_TEXT_MAX];

	for (uint32_t c = 1; c <= 0x10FFFF;) {
		size_t len = 0;
		for (; c <= 0x10FFFF && len + UTF8_MAX <= sizeof text; c++)
			len += utf8_encode(c, text + len);
		expect_same(view_at(text, len));
	}
}

Test(scripts, counts_each_letter_at_each_place_of_a_short_text)
{
	static const char *const letters[] = {
		"a", "É", "Ж", "ゔ", "漢", "한", "힣", "𠀀"
	};
	char text[64];

	for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
		for (size_t before = 0; before < 40; before++) {
			struct view letter = view_of(letters[i]);
			memset(text, '.', before);
			memcpy(text + before, letter.p, letter.len);
			expect_same(view_at(text, before + letter.len));
		}
	expect_same(VIEW(""));
}

Test(scripts, counts_a_text_that_is_all_of_one_letter)
{
	char text[SCRIPTS_TEXT_MAX];

	memset(text, 'x', sizeof text);
	cr_expect(eq(sz, scripts_count(view_at(text, sizeof text)).latin, sizeof text));
}

Test(scripts, tells_the_letters_of_russian_and_ukrainian_apart)
{
	struct scripts_cyrillic c = scripts_count_cyrillic(
	    VIEW("Это объезд; ЁЖ, ЪЫЭ, ёж. Їжак і ґанок, ЄІҐ, є. абв"));

	cr_expect(eq(sz, c.russian, 7));
	cr_expect(eq(sz, c.ukrainian, 7));
	c = scripts_count_cyrillic(VIEW("the small islands, Курилы, і"));
	cr_expect(eq(sz, c.russian, 1));
	cr_expect(eq(sz, c.ukrainian, 1));
}
