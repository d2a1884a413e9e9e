/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "cli/age.h"

static const int64_t now = INT64_C(1767225600000); /* 2026-01-01T00:00:00Z */
static const int64_t hour = 3600000;

static int64_t since(const char *text)
{
	int64_t ms;

	return since_parse(text, now, &ms) ? ms : -1;
}

Test(age, is_a_number_and_a_unit)
{
	int64_t ms;

	cr_assert(age_parse("2h", &ms));
	cr_assert(eq(i64, ms, 2 * hour));
	cr_assert(age_parse("7d", &ms));
	cr_assert(eq(i64, ms, 168 * hour));
	cr_assert(not(age_parse("2", &ms)));
	cr_assert(not(age_parse("h", &ms)));
	cr_assert(not(age_parse("2 weeks", &ms)));
}

Test(age, or_a_date_says_since_when)
{
	cr_assert(eq(i64, since("2h"), now - 2 * hour));
	cr_assert(eq(i64, since("2026-01-01"), now));
	cr_assert(eq(i64, since("2025-12-31T23:00:00Z"), now - hour));
	cr_assert(eq(i64, since("2026-01-01T09:00:00+09:00"), now));
}

Test(age, is_nothing_else)
{
	static const char *const wrong[] = { "",
					     "yesterday",
					     "2026",
					     "2026-13-01",
					     "2026-01-01T",
					     "01.01.2026",
					     "2026-01-01-and-so-on-for-ever-and-ever" };

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		cr_assert(eq(i64, since(wrong[i]), -1), "%s", wrong[i]);
}
