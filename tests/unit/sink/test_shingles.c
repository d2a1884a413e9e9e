/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "sink/shingles.h"

#define LONG                                                                             \
	"The ferry to Iturup and Kunashir sails again on Friday after seven weeks in "   \
	"dock, the port said. It carries 90 passengers and calls at both islands twice " \
	"a week. Tickets had been sold out within an hour, said a clerk of the port. "   \
	"Villagers had waited for medicine and fresh fruit since the first storms."
#define MORE " Read more about the islands on our pages every morning."
#define JA                                                                                                                      \
	"根室市の漁協は二日、燃料が値上がりしたため択捉島の昆布漁を来年まで延期すると発" \
	"表した。"                                                                                                          \
	"組合員のうち四十人が反対しており、市は話し合いを続けるとしている。"

static int shared(const char *a, const char *b)
{
	struct shingles x, y;

	shingles_of(view_of(a), &x);
	shingles_of(view_of(b), &y);
	cr_assert(eq(int, shingles_shared(&x, &y), shingles_shared(&y, &x)));
	cr_assert(eq(int, shingles_same(&x, &y), shingles_same(&y, &x)));
	return shingles_same(&x, &y) ? 1000 + shingles_shared(&x, &y)
				     : shingles_shared(&x, &y);
}

Test(shingles, of_a_text_and_its_copy_are_the_same)
{
	cr_assert(eq(int, shared(LONG, LONG), 1100));
	cr_assert(eq(int, shared(JA, JA), 1100));
}

Test(shingles, do_not_see_case_punctuation_or_what_is_added)
{
	cr_assert(eq(int,
		     shared("Ab, cd! Ef gh ij. Kl mn op qr st uv wx yz aa bb cc dd",
			    "AB CD EF GH IJ KL MN OP QR ST UV WX YZ AA BB CC DD"),
		     1100));
	cr_assert(ge(int, shared(LONG, "NEMURO (Agency) - " LONG MORE), 1090));
	cr_assert(ge(int, shared(JA, "【通信】" JA "無断転載を禁じます。"), 1090));
}

Test(shingles, of_the_beginning_of_a_text_lie_in_the_whole)
{
	char cut[180];

	memcpy(cut, LONG, sizeof cut - 1);
	cut[sizeof cut - 1] = '\0';
	cr_assert(ge(int, shared(LONG, cut), 1090));
}

Test(shingles, of_other_words_on_the_same_event_are_not_the_same)
{
	cr_assert(
	    lt(int,
	       shared(LONG, "After seven weeks of repairs passengers can again travel "
			    "by sea to Kunashir and Iturup from Friday. Ninety people "
			    "fit on board. Demand was so high that no ticket was left "
			    "an hour after sales began."),
	       20));
}

Test(shingles, of_one_formula_with_other_numbers_are_not_the_same)
{
	const char *monday =
	    "The Nikkei average ended at 38,120.55 and the Topix index at 2,711.40 on "
	    "the "
	    "first section of the exchange. The dollar was quoted at 151.20 yen late in "
	    "the afternoon. Rising issues outnumbered falling ones on the main section.";
	const char *tuesday =
	    "The Nikkei average ended at 37,904.01 and the Topix index at 2,698.12 on "
	    "the "
	    "first section of the exchange. The dollar was quoted at 150.75 yen late in "
	    "the afternoon. Rising issues outnumbered falling ones on the main section.";

	cr_assert(lt(int, shared(monday, tuesday), 1000));
	cr_assert(eq(int, shared(monday, monday), 1100));
}

Test(shingles, are_the_same_when_they_were_packed)
{
	struct shingles a, b;
	char packed[SHINGLES_PACKED];

	shingles_of(view_of(LONG " 1 2 3 4.5"), &a);
	size_t len = shingles_pack(&a, packed);
	shingles_unpack(view_at(packed, len), &b);
	cr_assert(a.len == b.len && a.numbers_len == b.numbers_len && a.lead == b.lead);
	cr_assert(zero(int, memcmp(a.hashes, b.hashes, a.len * sizeof *a.hashes)));
	cr_assert(
	    zero(int, memcmp(a.numbers, b.numbers, a.numbers_len * sizeof *a.numbers)));
	for (size_t cut = 0; cut < len; cut++) {
		shingles_unpack(view_at(packed, cut), &b);
		cr_assert(b.len == 0 && b.numbers_len == 0 && b.lead == 0);
	}
}

Test(shingles, of_notices_that_share_all_but_their_beginning_are_not_the_same)
{
	static const char tail[] = " " LONG MORE;
	char a[2048], b[2048];

	(void)snprintf(a, sizeof a,
		       "Road works begin tomorrow on the coast road between two villages "
		       "in the south and take until spring.%s",
		       tail);
	(void)snprintf(
	    b, sizeof b,
	    "Choirs from all over the region sing at the harbour this weekend, "
	    "and everybody is welcome for free.%s",
	    tail);
	cr_assert(lt(int, shared(a, b), 1000));
	cr_assert(ge(int, shared(a, LONG), 1000));
}

Test(shingles, of_a_few_words_say_nothing)
{
	struct shingles s;

	cr_assert(
	    eq(int, shared("Ferry returns to Iturup", "Ferry returns to Iturup"), 0));
	cr_assert(eq(int, shared("", ""), 0));
	shingles_of(VIEW(" ... "), &s);
	cr_assert(eq(u8, s.len, 0));
}

Test(shingles, of_a_very_long_text_are_a_sample_that_still_tells)
{
	static char whole[64 * 1024], other[64 * 1024];
	size_t n = 0, m = 0;
	uint32_t x = 1;

	for (int i = 0; i < 6000; i++) {
		x = x * 1664525U + 1013904223U;
		n += (size_t)snprintf(whole + n, sizeof whole - n, "w%u ", x >> 20);
		if (i < 600)
			m = n;
	}
	memcpy(other, whole, m);
	cr_assert(ge(int, shared(whole, other), 1090));
}
