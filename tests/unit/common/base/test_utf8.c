/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/utf8.h"

Test(utf8, reads_back_every_code_point_it_writes)
{
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		char bytes[UTF8_MAX];
		size_t pos = 0, n = utf8_encode(c, bytes);
		uint32_t back = utf8_next(view_at(bytes, n), &pos);
		uint32_t want = c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c;
		if (back != want || pos != n)
			cr_assert(eq(u32, back, want));
	}
}

Test(utf8, takes_the_bounds_of_each_length)
{
	char bytes[UTF8_MAX];

	cr_assert(eq(sz, utf8_encode(0x7F, bytes), 1));
	cr_assert(eq(sz, utf8_encode(0x80, bytes), 2));
	cr_assert(eq(sz, utf8_encode(0x7FF, bytes), 2));
	cr_assert(eq(sz, utf8_encode(0x800, bytes), 3));
	cr_assert(eq(sz, utf8_encode(0xFFFF, bytes), 3));
	cr_assert(eq(sz, utf8_encode(0x10000, bytes), 4));
	cr_assert(eq(sz, utf8_encode(0x10FFFF, bytes), 4));
	cr_assert(eq(sz, utf8_encode(0x110000, bytes), 3));
}

/* RFC 3629 §4: overlong forms, surrogates, above U+10FFFF, lone and missing tails. */
Test(utf8, refuses_what_rfc_3629_does)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xc0\x80",
		"\xc1\xbf",
		"\xc2",
		"\xc2\x41",
		"\xe0\x80\x80",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xe4\xb8",
		"\xe4\xb8\x41",
		"\xe4\x41\x80",
		"\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5",
		"\xff",
		"\xf0\x9f\x8c",
		"\xf0\x9f\x8c\x41",
		"\xf0\x9f\x41",
		"\xf0\x41",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		size_t pos = 0;
		cr_assert(eq(u32, utf8_next(view_of(bad[i]), &pos), UTF8_BAD),
			  "number %zu", i);
		cr_assert(eq(sz, pos, 1));
		cr_assert(not(utf8_valid(view_of(bad[i]))));
	}
}

Test(utf8, finds_the_valid_prefix_wherever_it_ends)
{
	char text[64];

	for (size_t at = 0; at < 40; at++) {
		memset(text, 'a', sizeof text);
		text[at] = '\xff';
		cr_assert(eq(sz, utf8_valid_prefix(view_at(text, 40)), at));
		cr_assert(eq(sz, utf8_valid_prefix(view_at(text, at)), at));
	}
	cr_assert(eq(sz, utf8_valid_prefix(VIEW("Курилы\xd0")), 12));
	cr_assert(utf8_valid(VIEW("12345678Курилы12345678千島")));
	cr_assert(utf8_valid(VIEW("")));
}

Test(utf8, counts_and_finds_code_points)
{
	struct view v = VIEW("aк千🌋b");

	cr_assert(eq(sz, utf8_count(v), 5));
	cr_assert(eq(sz, utf8_count(VIEW("")), 0));
	static const size_t offsets[] = { 0, 1, 3, 6, 10, 11, 11 };
	for (size_t i = 0; i < 7; i++)
		cr_assert(eq(sz, utf8_offset(v, i), offsets[i]));
}

Test(utf8, cuts_between_code_points)
{
	struct view v = VIEW("aк千🌋");
	static const size_t lens[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };

	for (size_t max = 0; max < 12; max++)
		cr_assert(eq(sz, utf8_head(v, max).len, lens[max]));
}

/* As utf8_next() has it, one code point after the other. */
static size_t prefix_by_code_points(struct view v)
{
	for (size_t pos = 0; pos < v.len;) {
		size_t at = pos;
		if (utf8_next(v, &pos) == UTF8_BAD)
			return at;
	}
	return v.len;
}

Test(utf8, finds_the_same_prefix_by_the_block_as_by_the_code_point)
{
	static const uint32_t alphabets[][4] = {
		{ 'a', ' ', '\n', 'z' },         { 0x80, 0x430, 0x7FF, ' ' },
		{ 0x800, 0xFFF, 0x1000, 0xE01 }, { 0x3042, 0xCFFF, 0xD7FF, 0xE000 },
		{ 0xFFFF, 'a', 0x416, 0x5317 },  { 0x10000, 0x10FFFF, 0x1F600, 0x3042 },
	};
	uint64_t dice = 1;

	for (int round = 0; round < 20000; round++) {
		char text[96];
		size_t len = 0;
		const uint32_t *letters = alphabets[round % 6];
		while (len < sizeof text - UTF8_MAX) {
			dice = dice * 6364136223846793005u + 1442695040888963407u;
			len += utf8_encode(letters[dice >> 62], text + len);
		}
		len -= dice >> 40 & 7;
		/* One byte in two texts of three is something else. */
		if (round % 3)
			text[(dice >> 33) % len] = (char)(dice >> 20);
		size_t want = prefix_by_code_points(view_at(text, len));
		if (utf8_valid_prefix(view_at(text, len)) != want)
			cr_assert(eq(sz, utf8_valid_prefix(view_at(text, len)), want),
				  "round %d", round);
	}
}

Test(utf8, counts_and_finds_places_in_long_text_as_a_plain_loop_does)
{
	static const char *const letters[] = { "a", "é", "漢", "𠀀", "b", "Ж" };
	char text[1024];
	size_t len = 0, at = 0, index = 0;

	for (size_t i = 0; len + UTF8_MAX < sizeof text; i++) {
		struct view letter = view_of(letters[i * i % 7 % 6]);
		memcpy(text + len, letter.p, letter.len);
		len += letter.len;
	}
	struct view v = view_at(text, len);
	for (; at < len; index++) {
		cr_expect(eq(sz, utf8_offset(v, index), at));
		cr_expect(eq(sz, utf8_count(view_head(v, at)), index));
		utf8_next(v, &at);
	}
	cr_expect(eq(sz, utf8_offset(v, index), len));
}
