/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "common/base/instant.h"

static void expect(const char *text, const char *utc)
{
	char written[INSTANT_TEXT];
	instant_ms t = INSTANT_NONE;

	cr_assert(instant_parse(view_of(text), &t), "%s", text);
	struct view got = instant_format(t, written);
	cr_assert(view_eq(got, view_of(utc)), "%s became %.*s", text, VIEW_ARG(got));
}

static void refuse(const char *text)
{
	instant_ms t = 4711;

	cr_assert(not(instant_parse(view_of(text), &t)), "%s", text);
	cr_assert(eq(i64, t, 4711));
}

Test(instant, counts_milliseconds_since_1970)
{
	instant_ms t;

	cr_assert(instant_parse(VIEW("1970-01-01T00:00:00Z"), &t));
	cr_assert(eq(i64, t, 0));
	cr_assert(instant_parse(VIEW("2023-01-23T09:30:00.250Z"), &t));
	cr_assert(eq(i64, t, 1674466200250));
	cr_assert(instant_parse(VIEW("1969-12-31T23:59:59.999Z"), &t));
	cr_assert(eq(i64, t, -1));
	cr_assert(instant_parse(VIEW("0001-01-01T00:00:00Z"), &t));
	cr_assert(eq(i64, t, -62135596800000));
	cr_assert(instant_parse(VIEW("9999-12-31T23:59:59Z"), &t));
	cr_assert(eq(i64, t, 253402300799000));
}

Test(instant, reads_the_forms_of_rfc_3339)
{
	expect("2023-01-23T09:30:00Z", "2023-01-23T09:30:00Z");
	expect("2023-01-23t09:30:00z", "2023-01-23T09:30:00Z");
	expect("2023-01-23 09:30:00Z", "2023-01-23T09:30:00Z");
	expect("2023-01-23T09:30:00+09:00", "2023-01-23T00:30:00Z");
	expect("2023-01-23T00:30:00-03:30", "2023-01-23T04:00:00Z");
	expect("2023-01-23T09:30:00.1Z", "2023-01-23T09:30:00.100Z");
	expect("2023-01-23T09:30:00.1239999Z", "2023-01-23T09:30:00.123Z");
	expect("2024-02-29T00:00:00+23:59", "2024-02-28T00:01:00Z");
	expect("2000-02-29T12:00:00Z", "2000-02-29T12:00:00Z");
	expect("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z");
}

Test(instant, refuses_everything_else)
{
	refuse("");
	refuse("2023-01-23");
	refuse("2023-01-23T09:30Z");
	refuse("2023-01-23T09:30:00");
	refuse("2023-01-23T09:30:00Z ");
	refuse("2023-01-23T09:30:00.Z");
	refuse("2023-01-23T09:30:00+0900");
	refuse("2023-01-23T09:30:00+24:00");
	refuse("2023-01-23T09:30:00+09:60");
	refuse("2023-1-23T09:30:00Z");
	refuse("+023-01-23T09:30:00Z");
	refuse("2023-00-23T09:30:00Z");
	refuse("2023-13-23T09:30:00Z");
	refuse("2023-01-00T09:30:00Z");
	refuse("2023-01-32T09:30:00Z");
	refuse("2023-02-29T09:30:00Z");
	refuse("1900-02-29T09:30:00Z");
	refuse("2023-01-23T24:00:00Z");
	refuse("2023-01-23T09:60:00Z");
	refuse("2023-01-23T09:30:61Z");
	refuse("0000-01-23T09:30:00Z");
	refuse("0001-01-01T00:00:00+00:01");
	refuse("9999-12-31T23:59:59-00:01");
}

Test(instant, knows_each_day_of_four_hundred_years)
{
	int64_t day = civil_days(1900, 1, 1);

	cr_assert(eq(i64, civil_days(1970, 1, 1), 0));
	for (int i = 0; i < 146097; i++, day++) {
		struct civil c = civil_of(day * 86400000 + 1);
		cr_assert(civil_valid(&c));
		cr_assert(eq(i64, civil_days(c.year, c.month, c.day), day));
		cr_assert(eq(i64, civil_to_instant(&c), day * 86400000 + 1));
	}
	cr_assert(eq(i64, civil_days(2300, 1, 1), day));
}

Test(instant, knows_dates_before_the_first_year)
{
	cr_assert(eq(i64, civil_days(0, 3, 1), -719468));
	cr_assert(eq(i64, civil_days(-400, 3, 1), -719468 - 146097));
	cr_assert(eq(int, civil_of(INT64_C(-719469) * 86400000).year, 0));
	cr_assert(eq(int, civil_of((INT64_C(-719468) - 146097) * 86400000).year, -400));
}

Test(instant, calls_a_year_that_cannot_be_written_a_bug, .signal = SIGABRT)
{
	char text[INSTANT_TEXT];
	instant_format(INT64_C(253402300800000), text);
}
