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
	struct mark m = { .start = true };

	m.counts[DISPOSITION_PUBLISHED] = 10;
	m.counts[DISPOSITION_REJECTED] = 1;
	cr_assert(text_is(mark_format(&(struct mark){ 0 }, text), "1"));
	cr_assert(text_is(mark_format(&m, text), "1 start published=10 rejected=1"));
}

Test(mark, comes_back_as_it_was_at_its_largest)
{
	char text[MARK_TEXT];
	struct mark m = { .start = true }, back;
	struct err err;

	for (size_t i = 0; i < DISPOSITION_COUNT; i++)
		m.counts[i] = UINT64_MAX - i;
	cr_assert(mark_parse(mark_format(&m, text), &back, &err));
	cr_assert(back.start);
	for (size_t i = 0; i < DISPOSITION_COUNT; i++)
		cr_assert(eq(u64, back.counts[i], UINT64_MAX - i));
}

Test(mark, takes_no_metadata_for_the_beginning)
{
	struct mark m = { .start = true };
	struct err err;

	cr_assert(mark_parse(VIEW(""), &m, &err));
	cr_assert(not(m.start));
}

Test(mark, takes_the_deaths_that_older_versions_counted_for_a_death)
{
	struct mark m = { 0 };
	struct err err;

	cr_assert(mark_parse(VIEW("1 begun=2 held=3"), &m, &err));
	cr_assert(m.start);
	cr_assert(eq(u64, m.counts[DISPOSITION_HELD], 3));
}

Test(mark, stops_at_what_it_does_not_know_and_leaves_the_output_alone)
{
	static const char *const bad[] = { "2",          "1 begun",
					   "1 begun=",   "1 begun=x",
					   "1 stolen=3", "hello",
					   "1  start",   "1 held=18446744073709551616" };
	struct mark m = { .counts = { 7 } };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		cr_assert(not(mark_parse(view_of(bad[i]), &m, &err)), "%s", bad[i]);
		cr_assert(eq(int, err.fate, ERR_STOP), "%s", bad[i]);
		cr_assert(eq(u64, m.counts[0], 7));
	}
}
