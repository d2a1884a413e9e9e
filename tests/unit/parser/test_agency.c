/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/agency.h"

static const struct view nothing = { NULL, 0 };

Test(agency, is_known_by_its_whole_name)
{
	cr_assert(agency_known(VIEW("Kyodo News")));
	cr_assert(agency_known(VIEW("kyodo news")));
	cr_assert(agency_known(VIEW("時事通信社")));
	cr_assert(not(agency_known(VIEW("Kyodo New"))));
	cr_assert(not(agency_known(VIEW("Kyodo Newspapers"))));
	cr_assert(not(agency_known(nothing)));
}

Test(agency, stands_at_the_start_up_to_the_end_of_a_word)
{
	cr_assert(
	    eq(sz, agency_prefix(VIEW("Kyodo News, Jan. 23")), sizeof "Kyodo News" - 1));
	cr_assert(eq(sz, agency_prefix(VIEW("TASS")), 4));
	cr_assert(eq(sz, agency_prefix(VIEW("TASSO")), 0));
	cr_assert(eq(sz, agency_prefix(VIEW("APA0123")), 0));
	cr_assert(eq(sz, agency_prefix(VIEW("時事通信東京")), sizeof "時事通信" - 1));
	cr_assert(eq(sz, agency_prefix(nothing), 0));
}

Test(agency, stands_at_the_end_where_no_spaces_part_words)
{
	cr_assert(
	    eq(sz, agency_suffix(VIEW("ソウル聯合ニュース")), sizeof "聯合ニュース" - 1));
	cr_assert(eq(sz, agency_suffix(VIEW("MOSCOWTASS")), 0));
	cr_assert(eq(sz, agency_suffix(nothing), 0));
}

Test(agency, gives_the_letters_before_a_number)
{
	cr_assert(eq(sz, agency_letters(VIEW("APA0123 2024-06-05/10:30")), 3));
	cr_assert(eq(sz, agency_letters(VIEW("AFP\r\n230930 GMT JAN 23")), 3));
	cr_assert(eq(sz, agency_letters(VIEW("AFP")), 3));
	cr_assert(eq(sz, agency_letters(VIEW("TASSO 0123")), 0));
	cr_assert(eq(sz, agency_letters(VIEW("0123 AFP")), 0));
	cr_assert(eq(sz, agency_letters(nothing), 0));
}
