/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/kafka/mark.h"

static bool text_is(struct view v, const char *expected)
{
	return view_eq(v, view_of(expected));
}

Test(mark, says_only_what_is_not_zero)
{
	char text[MARK_TEXT];
	struct mark m = { .start = true, .begun = 2 };

	m.counts[DISPOSITION_PUBLISHED] = 10;
	m.counts[DISPOSITION_REJECTED] = 1;
	cr_assert(text_is(mark_format(&(struct mark){ 0 }, text), "1"));
	cr_assert(
	    text_is(mark_format(&m, text), "1 start begun=2 published=10 rejected=1"));
}

Test(mark, comes_back_as_it_was_at_its_largest)
{
	char text[MARK_TEXT];
	struct mark m = { .start = true, .begun = UINT32_MAX }, back;
	struct err err;

	for (size_t i = 0; i < DISPOSITION_COUNT; i++)
		m.counts[i] = UINT64_MAX - i;
	cr_assert(mark_parse(mark_format(&m, text), &back, &err));
	cr_assert(back.start);
	cr_assert(eq(u32, back.begun, UINT32_MAX));
	for (size_t i = 0; i < DISPOSITION_COUNT; i++)
		cr_assert(eq(u64, back.counts[i], UINT64_MAX - i));
}

Test(mark, takes_no_metadata_for_the_beginning)
{
	struct mark m = { .begun = 7 };
	struct err err;

	cr_assert(mark_parse(VIEW(""), &m, &err));
	cr_assert(zero(u32, m.begun));
	cr_assert(not(m.start));
}

Test(mark, stops_at_what_it_does_not_know_and_leaves_the_output_alone)
{
	static const char *const bad[] = { "2",
					   "1 begun",
					   "1 begun=",
					   "1 begun=x",
					   "1 stolen=3",
					   "hello",
					   "1  start",
					   "1 begun=4294967296",
					   "1 held=18446744073709551616" };
	struct mark m = { .begun = 7 };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		cr_assert(not(mark_parse(view_of(bad[i]), &m, &err)), "%s", bad[i]);
		cr_assert(eq(int, err.fate, ERR_STOP), "%s", bad[i]);
		cr_assert(eq(u32, m.begun, 7));
	}
}
