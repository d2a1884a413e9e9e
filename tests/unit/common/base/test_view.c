/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/view.h"

static const struct view nothing = { NULL, 0 };

Test(view, takes_null_for_the_empty_view)
{
	cr_assert(view_eq(nothing, VIEW("")));
	cr_assert(view_eq(view_of(NULL), VIEW("")));
	cr_assert(view_starts(nothing, VIEW("")));
	cr_assert(view_ends(VIEW("a"), nothing));
	cr_assert(eq(int, view_cmp(nothing, VIEW("")), 0));
	cr_assert(eq(sz, view_trim(nothing).len, 0));
	cr_assert(eq(sz, view_find(nothing, VIEW("a"), 0), VIEW_NONE));
	cr_assert(eq(sz, view_find_byte(nothing, 'a', 0), VIEW_NONE));
	cr_assert(eq(ptr, (void *)view_from(nothing, 3).p, NULL));
}

Test(view, compares)
{
	cr_assert(view_eq(VIEW("a\0b"), view_at("a\0b", 3)));
	cr_assert(not(view_eq(VIEW("a\0b"), VIEW("a\0c"))));
	cr_assert(not(view_eq(VIEW("ab"), VIEW("abc"))));
	cr_assert(lt(int, view_cmp(VIEW("ab"), VIEW("abc")), 0));
	cr_assert(gt(int, view_cmp(VIEW("b"), VIEW("abc")), 0));
	cr_assert(gt(int, view_cmp(VIEW("\xd0"), VIEW("a")), 0));
	cr_assert(view_starts(VIEW("abc"), VIEW("ab")));
	cr_assert(not(view_starts(VIEW("a"), VIEW("ab"))));
	cr_assert(view_ends(VIEW("abc"), VIEW("bc")));
	cr_assert(not(view_ends(VIEW("c"), VIEW("bc"))));
	cr_assert(not(view_ends(VIEW("abd"), VIEW("bc"))));
}

Test(view, folds_ascii_letters_alone)
{
	cr_assert(view_eq_nocase(VIEW("Content-Type"), VIEW("content-TYPE")));
	cr_assert(not(view_eq_nocase(VIEW("[a"), VIEW("{a"))));
	cr_assert(not(view_eq_nocase(VIEW("@"), VIEW("`"))));
	cr_assert(not(view_eq_nocase(VIEW("К"), VIEW("к"))));
	cr_assert(not(view_eq_nocase(VIEW("a"), VIEW("ab"))));
	cr_assert(view_starts_nocase(VIEW("HTTPS://x"), VIEW("https://")));
	cr_assert(not(view_starts_nocase(VIEW("HT"), VIEW("http"))));
	cr_assert(view_ends_nocase(VIEW("a.JPG"), VIEW(".jpg")));
	cr_assert(not(view_ends_nocase(VIEW("pg"), VIEW("jpg"))));
	cr_assert(eq(int, byte_lower('Z'), 'z'));
	cr_assert(eq(int, byte_lower('['), '['));
}

Test(view, knows_bytes)
{
	for (int c = 0; c < 256; c++) {
		cr_assert(
		    eq(int, byte_is_space((char)c), c == ' ' || (c >= 9 && c <= 13)));
		cr_assert(eq(int, byte_is_digit((char)c), c >= '0' && c <= '9'));
		cr_assert(eq(int, byte_is_alpha((char)c),
			     (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')));
	}
}

Test(view, cuts_within_its_bounds)
{
	struct view v = VIEW("abc");

	cr_assert(view_eq(view_from(v, 1), VIEW("bc")));
	cr_assert(view_eq(view_from(v, 3), VIEW("")));
	cr_assert(view_eq(view_from(v, 99), VIEW("")));
	cr_assert(view_eq(view_head(v, 2), VIEW("ab")));
	cr_assert(view_eq(view_head(v, 99), v));
	cr_assert(view_eq(view_trim(VIEW(" \t\r\n a b \v\f")), VIEW("a b")));
	cr_assert(view_eq(view_trim(VIEW("  ")), VIEW("")));
}

Test(view, finds_from_a_place_on)
{
	struct view v = VIEW("abcABC");

	cr_assert(eq(sz, view_find(v, VIEW("bc"), 0), 1));
	cr_assert(eq(sz, view_find(v, VIEW("bc"), 2), VIEW_NONE));
	cr_assert(eq(sz, view_find(v, VIEW("BC"), 4), 4));
	cr_assert(eq(sz, view_find(v, VIEW(""), 6), 6));
	cr_assert(eq(sz, view_find(v, VIEW(""), 7), VIEW_NONE));
	cr_assert(eq(sz, view_find(v, VIEW("abcABCD"), 0), VIEW_NONE));
	cr_assert(eq(sz, view_find_nocase(v, VIEW("bC"), 2), 4));
	cr_assert(eq(sz, view_find_nocase(v, VIEW("bC"), 5), VIEW_NONE));
	cr_assert(eq(sz, view_find_nocase(v, VIEW("x"), 0), VIEW_NONE));
	cr_assert(eq(sz, view_find_byte(v, 'A', 0), 3));
	cr_assert(eq(sz, view_find_byte(v, 'a', 1), VIEW_NONE));
	cr_assert(eq(sz, view_find_byte(v, 'a', 99), VIEW_NONE));
}

Test(view, hands_out_every_piece_once_empty_ones_too)
{
	struct view rest = VIEW("a,,b,"), piece;
	static const char *const pieces[] = { "a", "", "b", "" };

	for (int i = 0; i < 4; i++) {
		cr_assert(view_next(&rest, ',', &piece));
		cr_assert(view_eq(piece, view_of(pieces[i])));
	}
	cr_assert(not(view_next(&rest, ',', &piece)));
	rest = VIEW("");
	cr_assert(view_next(&rest, ',', &piece));
	cr_assert(zero(sz, piece.len));
	cr_assert(not(view_next(&rest, ',', &piece)));
}

Test(view, reads_numbers_to_their_limits)
{
	uint64_t u = 7;
	int64_t i = 7;

	cr_assert(view_to_u64(VIEW("18446744073709551615"), &u));
	cr_assert(eq(u64, u, UINT64_MAX));
	cr_assert(view_to_u64(VIEW("007"), &u));
	cr_assert(eq(u64, u, 7));
	cr_assert(view_to_i64(VIEW("-9223372036854775807"), &i));
	cr_assert(eq(i64, i, -INT64_MAX));
	cr_assert(view_to_i64(VIEW("+9223372036854775807"), &i));
	cr_assert(eq(i64, i, INT64_MAX));
}

Test(view, refuses_what_is_no_number_and_leaves_the_result_alone)
{
	static const char *const bad[] = { "",    "-",   "+",   "1 ", " 1",
					   "1.0", "0x1", "1e3", "--1" };
	uint64_t u = 7;
	int64_t i = 7;

	for (size_t n = 0; n < sizeof bad / sizeof *bad; n++) {
		cr_assert(not(view_to_u64(view_of(bad[n]), &u)), "%s", bad[n]);
		cr_assert(not(view_to_i64(view_of(bad[n]), &i)), "%s", bad[n]);
	}
	cr_assert(not(view_to_u64(VIEW("18446744073709551616"), &u)));
	cr_assert(not(view_to_u64(VIEW("99999999999999999999"), &u)));
	cr_assert(not(view_to_u64(VIEW("-1"), &u)));
	cr_assert(not(view_to_i64(VIEW("9223372036854775808"), &i)));
	cr_assert(eq(u64, u, 7));
	cr_assert(eq(i64, i, 7));
}

Test(view, is_one_of_a_list_or_not)
{
	static const struct view names[] = { VIEW_INIT("Iturup"), VIEW_INIT("Kunashir") };

	cr_assert(view_is_in(VIEW("Kunashir"), names, 2));
	cr_assert(not(view_is_in(VIEW("Kunashir"), names, 1)));
	cr_assert(not(view_is_in(VIEW("kunashir"), names, 2)));
	cr_assert(view_is_in_nocase(VIEW("kunashir"), names, 2));
	cr_assert(not(view_is_in_nocase(VIEW("Kuna"), names, 2)));
}

Test(view, finds_the_longest_of_a_list_that_a_text_begins_with_or_ends_in)
{
	static const struct view marks[] = { VIEW_INIT("*"), VIEW_INIT("*x*"),
					     VIEW_INIT("x*"), VIEW_INIT("") };

	cr_assert(eq(sz, view_prefix_in(VIEW("*x* Talks"), marks, 4), 3));
	cr_assert(eq(sz, view_prefix_in(VIEW("*x* Talks"), marks, 1), 1));
	cr_assert(eq(sz, view_prefix_in(VIEW("*X* Talks"), marks, 4), 1));
	cr_assert(eq(sz, view_prefix_in_nocase(VIEW("*X* Talks"), marks, 4), 3));
	cr_assert(eq(sz, view_prefix_in(VIEW("Talks *"), marks, 4), 0));
	cr_assert(eq(sz, view_prefix_in(nothing, marks, 4), 0));
	cr_assert(eq(sz, view_suffix_in(VIEW("Talks x*"), marks, 4), 2));
	cr_assert(eq(sz, view_suffix_in(VIEW("Talks X*"), marks, 4), 1));
	cr_assert(eq(sz, view_suffix_in_nocase(VIEW("Talks X*"), marks, 4), 2));
	cr_assert(eq(sz, view_suffix_in_nocase(VIEW("* Talks"), marks, 4), 0));
	cr_assert(eq(sz, view_suffix_in(nothing, marks, 4), 0));
}

Test(view, loses_white_space_and_marks_at_both_ends)
{
	static const struct view marks[] = { VIEW_INIT("("), VIEW_INIT(")"),
					     VIEW_INIT("\xe2\x80\x94") };

	cr_assert(view_eq(view_strip(VIEW(" ( \xe2\x80\x94 more (1) ) "), marks, 3),
			  VIEW("more (1")));
	cr_assert(view_eq(view_strip(VIEW("more"), marks, 3), VIEW("more")));
	cr_assert(
	    view_eq(view_strip(VIEW("\x80\x94 more"), marks, 3), VIEW("\x80\x94 more")));
	cr_assert(eq(sz, view_strip(VIEW(" ()( "), marks, 3).len, 0));
	cr_assert(eq(sz, view_strip(nothing, marks, 3).len, 0));
}
