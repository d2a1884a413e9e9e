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
