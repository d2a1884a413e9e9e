/* SPDX-License-Identifier: Apache-2.0 */
#include "date_rows.h"

Test(date, reads_rfc_822_with_the_zones_and_typos_in_use)
{
	static const struct date_row rows[] = {
		{ "Mon, 23 Jan 2023 09:30:00 GMT", AT_0930 },
		{ "Mon, 23 Jan 2023 09:30:00 +0000", AT_0930 },
		{ "Mon, 23 Jan 2023 18:30:00 +0900", AT_0930 },
		{ "Mon, 23 Jan 2023 18:30 +0900", AT_0930 },
		{ "23 Jan 2023 04:30:00 -0500", AT_0930 },
		{ "23 Jan 23 09:30:00 Z", AT_0930 },
		{ "Mon, 23 January 2023 09:30:00 UT", AT_0930 },
		{ "Monday, 23 January 2023 09:30:00 GMT", AT_0930 },
		{ "Mon,23 Jan 2023 09:30:00 GMT", AT_0930 },
		{ "Mon 23 Jan 2023 09:30:00 GMT", AT_0930 },
		{ "Sun, 23 Jan 2023 09:30:00 GMT", AT_0930 },
		{ "  Mon,  23  Jan  2023  09:30:00  GMT\n", AT_0930 },
		{ "mon, 23 jan 2023 9:30:00 gmt", AT_0930 },
		{ "Mon, 23 Jan 2023 09:30:00 EST", "2023-01-23T14:30:00Z" },
		{ "Mon, 23 Jan 2023 09:30:00 EDT", "2023-01-23T13:30:00Z" },
		{ "Mon, 23 Jan 2023 09:30:00 PST", "2023-01-23T17:30:00Z" },
		{ "Mon, 23 Jan 2023 09:30:00 JST", "2023-01-23T00:30:00Z" },
		{ "Mon, 23 Jan 2023 09:30:00 MSK", "2023-01-23T06:30:00Z" },
		{ "Mon, 23 Jan 2023 09:30:00 CET", "2023-01-23T08:30:00Z" },
		{ "Mon, 23 Jan 2023 09:30:00 IST", "2023-01-23T04:00:00Z" },
		{ "Mon, 23 Jan 2023 09:30:00 ET", "2023-01-23T14:30:00Z" },
		{ "Sun, 23 Jul 2023 09:30:00 ET", "2023-07-23T13:30:00Z" },
		{ "Sun, 12 Mar 2023 01:59:00 PT", "2023-03-12T09:59:00Z" },
		{ "Sun, 12 Mar 2023 03:00:00 PT", "2023-03-12T10:00:00Z" },
		{ "Sun, 05 Nov 2023 02:00:00 CT", "2023-11-05T08:00:00Z" },
		{ "Пнд, 23 Янв 2023 12:30:00 +0300", AT_0930 },
		{ "Thứ Ba, 23 tháng 1 năm 2023", DAY },
		{ "Mon, 23 Jan 2023 12:30:00 GMT+3", AT_0930 },
		{ "Mon, 23 Jan 2023 12:30:00 GMT+0300", AT_0930 },
		{ "Mon, 23 Jan 2023 12:30:00 UTC+03:00", AT_0930 },
		{ "Mon, 23 Jan 2023 12:30:00 +03:00", AT_0930 },
		{ "Mon, 23 Jan 2023 12:30:00 +0300 (MSK)", AT_0930 },
		{ "Mon Jan 23 2023 12:30:00 GMT+0300 (Moscow Standard Time)", AT_0930 },
		{ "Mon, 23 Jan 2023 09:30:00 0000", AT_0930 },
		{ "Mon, 23 Jan 2023 09:30:00 -0000", AT_0930 },
		{ "Mon, 23 Jan 2023 09:30:00 GMT+00:00", AT_0930 },
		{ "Mon, 23 Jan 2023 05:30:00 -4", AT_0930 },
		{ "Mon, 23 Jan 2023 05:30:00 -04", AT_0930 },
		{ "Mon, 23 Jan 2023 09:30:00", AT_0930 },
		{ "Mon, 23 Jan 2023", DAY },
		{ "23 Jan 2023", DAY },
		{ "Mon, Jan 23 2023 10:30:00 PM", AT_2230 },
		{ "Thur, 23 Sept 2021 09:30:00 GMT", "2021-09-23T09:30:00Z" },
		{ "Tues, 23 Jan. 2023 09:30:00 GMT", AT_0930 },
		{ "Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00Z" },
		{ "Mon, 23 Jan 2023 24:00:00 GMT", "2023-01-24T00:00:00Z" },
		{ "Mon, 23 Jan 123 09:30:00 GMT", AT_0930 },
		{ "Mon, 23 Jan 99 09:30:00 GMT", "1999-01-23T09:30:00Z" },
		{ "mer, 16 nov 2022 00:38:15 +0100", "2022-11-15T23:38:15Z" },
	};
	CHECK(rows, NULL);
}

Test(date, reads_rfc_850_asctime_and_what_programs_print)
{
	static const struct date_row rows[] = {
		{ "Monday, 23-Jan-23 09:30:00 GMT", AT_0930 },
		{ "Mon, 23-Jan-2023 09:30:00 GMT", AT_0930 },
		{ "Mon Jan 23 09:30:00 2023", AT_0930 },
		{ "Wed Feb  1 09:30:00 2023", "2023-02-01T09:30:00Z" },
		{ "Mon Jan 23 09:30:00 UTC 2023", AT_0930 },
		{ "Mon Jan 23 18:30:00 JST 2023", AT_0930 },
		{ "Mon Jan 23 18:30:00 +0900 2023", AT_0930 },
		{ "2023-01-23 09:30:00 +0000 UTC", AT_0930 },
		{ "2023-01-23 18:30:00.25 +0900 JST", "2023-01-23T09:30:00.250Z" },
		{ "2023-01-23T10:30:00+01:00[Europe/Paris]", AT_0930 },
		{ "1/23/2023 10:30:00 PM", AT_2230 },
		{ "23/Jan/2023:09:30:00 +0000", AT_0930 },
		{ "Jan 23, 2023 10:30:00 PM", AT_2230 },
		{ "January 23, 2023 - 09:30 GMT", AT_0930 },
		{ "0930 GMT Mon 23 Jan 2023", AT_0930 },
	};
	CHECK(rows, NULL);
}

Test(date, reads_rfc_3339_and_iso_8601)
{
	static const struct date_row rows[] = {
		{ "2023-01-23T09:30:00Z", AT_0930 },
		{ "2023-01-23t09:30:00z", AT_0930 },
		{ "2023-01-23 09:30:00Z", AT_0930 },
		{ "2023-01-23T18:30:00+09:00", AT_0930 },
		{ "2023-01-23T18:30:00+0900", AT_0930 },
		{ "2023-01-23T18:30:00+09", AT_0930 },
		{ "2023-01-23T18:30+09:00", AT_0930 },
		{ "2023-01-23T09:30Z", AT_0930 },
		{ "2023-01-23T09:30:00", AT_0930 },
		{ "2023-01-23 09:30:00", AT_0930 },
		{ "2023-01-23 09:30", AT_0930 },
		{ "2023-01-23T09:30:00.123456789Z", "2023-01-23T09:30:00.123Z" },
		{ "2023-01-23T09:30:00,5Z", "2023-01-23T09:30:00.500Z" },
		{ "2023-01-23T09:30:00 GMT", AT_0930 },
		{ "2023-01-23T09:30:00 +0000", AT_0930 },
		{ "2023-01-23T09:30:00+00:0", AT_0930 },
		{ "2023-1-3 7:05", "2023-01-03T07:05:00Z" },
		{ "2023-01-23", DAY },
		{ "2023-01-23Z", DAY },
		{ "2023-01-23+09:00", "2023-01-22T15:00:00Z" },
		{ "2023-01-23-05:00", "2023-01-23T05:00:00Z" },
		{ "20230123+0900", "2023-01-22T15:00:00Z" },
		{ "2023-01", "2023-01-01T00:00:00Z" },
		{ "2023", "2023-01-01T00:00:00Z" },
		{ "20230123", DAY },
		{ "20230123T093000Z", AT_0930 },
		{ "20230123T0930Z", AT_0930 },
		{ "20230123T183000+0900", AT_0930 },
		{ "20230123T093000", AT_0930 },
		{ "20230123T09:30:00Z", AT_0930 },
		{ "20230123093000", AT_0930 },
		{ "202301230930", AT_0930 },
		{ "2023-W04-1", DAY },
		{ "2023W041", DAY },
		{ "2023-W04", DAY },
		{ "2023-W04-1T18:30:00+09:00", AT_0930 },
		{ "2020-W53-5", "2021-01-01T00:00:00Z" },
		{ "2023-W53-1", NULL },
		{ "2023-W00-1", NULL },
		{ "2023-W04-8", NULL },
		{ "2023-023", DAY },
		{ "2023023", DAY },
		{ "2023-023T09:30:00Z", AT_0930 },
		{ "2024-366", "2024-12-31T00:00:00Z" },
		{ "2023-366", NULL },
		{ "2023-01-23T24:00:00Z", "2023-01-24T00:00:00Z" },
		{ "2023-01-23T24:00:01Z", NULL },
		{ "2023-02-29T00:00:00Z", NULL },
		{ "2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z" },
	};
	CHECK(rows, NULL);
}

Test(date, reads_unix_times_where_nothing_else_can_be_meant)
{
	static const struct date_row rows[] = {
		{ "1674466200", AT_0930 },
		{ "1674466200000", AT_0930 },
		{ "1674466200.25", "2023-01-23T09:30:00.250Z" },
		{ "946684800", "2000-01-01T00:00:00Z" },
		{ "2023012309", NULL }, /* an hour of that day, or a second of 2034 */
		{ "16744662000", NULL },
		{ "12345", NULL },
		{ "-1674466200", NULL },
	};
	CHECK(rows, NULL);
}

Test(date, takes_day_or_month_first_as_the_feed_says)
{
	static const struct date_row us[] = {
		{ "03/04/2023", "2023-03-04T00:00:00Z" },
		{ "01/23/2023", DAY },
		{ "23/01/2023", DAY },
		{ "01/23/23", DAY },
		{ "01-23-2023", DAY },
		{ "03.04.2023", "2023-04-03T00:00:00Z" },
	};
	static const struct date_row eu[] = {
		{ "03/04/2023", "2023-04-03T00:00:00Z" },
		{ "01/23/2023", DAY },
		{ "03-04-2023 10:30", "2023-04-03T10:30:00Z" },
		{ "23/01/23", DAY },
		{ "13/13/2023", NULL },
		{ "23-01-24", NULL }, /* which of them is the year? */
	};
	CHECK(us, (&(struct date_hints){ .day_first = false }));
	CHECK(eu, (&(struct date_hints){ .day_first = true }));
}

Test(date, uses_the_hints_for_what_a_date_does_not_name)
{
	static const struct date_row rows[] = {
		{ "2023-01-23 18:30", AT_0930 },      { "2023-01-23T09:30:00Z", AT_0930 },
		{ "23 января, 18:30", AT_0930 },      { "1月23日 18:30", AT_0930 },
		{ "Jan 23", "2023-01-22T15:00:00Z" }, { "23.01. 18:30", AT_0930 },
	};
	static const struct date_hints tokyo = { .utc_offset_minutes = 540,
						 .year = 2023 };
	static const struct date_hints beijing = { .utc_offset_minutes = 480 };
	struct date d;

	CHECK(rows, &tokyo);
	cr_assert(date_parse(VIEW("2023-01-23"), &tokyo, &d));
	cr_assert(not(d.has_time));
	cr_assert(not(d.has_zone));
	cr_assert(date_parse(VIEW("2023-01-23 18:30"), &tokyo, &d));
	cr_assert(d.has_time);
	cr_assert(not(d.has_zone));
	cr_assert(date_parse(VIEW("2023-01-23T18:30Z"), &tokyo, &d));
	cr_assert(d.has_zone);
	cr_assert(date_parse(VIEW("Mon Jan 23 17:30:00 CST 2023"), &beijing, &d));
	cr_assert(eq(i64, d.at, INT64_C(1674466200000)), "China's CST");
}

Test(date, does_not_make_up_a_date)
{
	static const struct date_row rows[] = {
		{ "", NULL },
		{ "now", NULL },
		{ "today", NULL },
		{ "yesterday 10:30", NULL },
		{ "2 hours ago", NULL },
		{ "il y a 3 heures", NULL },
		{ "vor 3 Stunden", NULL },
		{ "3時間前", NULL },
		{ "час назад", NULL },
		{ "10:30", NULL },
		{ "Monday", NULL },
		{ "January", NULL },
		{ "23 January", NULL },
		{ "1月23日", NULL },
		{ "23 10:30", NULL },
		{ "Jan 2023 Feb", NULL },
		{ "30 February 2023", NULL },
		{ "32 January 2023", NULL },
		{ "32 January 23", NULL },
		{ "2023-13-01", NULL },
		{ "2023-01-00", NULL },
		{ "0000-00-00 00:00:00", NULL },
		{ "0001-01-01T00:00:00Z", NULL },
		{ "-0001-11-30T00:00:00+00:00", NULL },
		{ "23 Jan 2023 25:00", NULL },
		{ "23 Jan 2023 10:60", NULL },
		{ "23 Jan 2023 10:30 to 11:30", NULL },
		{ "23 Jan 2023 10:30 - 11:30", NULL },
		{ "Version 1.2.2023", NULL },
		{ "2023-01-23 and more", NULL },
		{ "\xff\xfe", NULL },
		{ "23 Jan 2023\xff", NULL },
		{ "99999999999999999999", NULL },
		{ "1 2 3 4 5 6 7 8 9 10 11 12 13", NULL },
	};
	CHECK(rows, NULL);
}

Test(date, takes_a_zone_with_a_name_that_nobody_knows_for_none)
{
	const struct date_hints tokyo = { .utc_offset_minutes = 540 };
	struct date d;

	cr_assert(date_parse(VIEW("Mon, 23 Jan 2023 09:30:00 XYZT"), NULL, &d));
	cr_expect(eq(i64, d.at, INT64_C(1674466200000)));
	cr_expect(not(d.has_zone));
	cr_assert(date_parse(VIEW("2023-01-23 18:30:00 XYZ"), &tokyo, &d));
	cr_expect(eq(i64, d.at, INT64_C(1674466200000)));
	cr_expect(not(date_parse(VIEW("23 Jan 2023 TODAY"), NULL, &d)));
	cr_expect(not(date_parse(VIEW("23 Jan 2023 09:30 WEATHER"), NULL, &d)));
}

Test(date, reads_an_offset_that_lost_its_plus_in_an_address)
{
	static const struct date_row rows[] = {
		{ "Mon, 23 Jan 2023 09:30:00 0900", "2023-01-23T00:30:00Z" },
		{ "2023-01-23T09:30:00 09:00", "2023-01-23T00:30:00Z" },
		{ "2023-01-23T09:30:00 0000", "2023-01-23T09:30:00Z" },
		{ "Mon Jan 23 09:30:00 2023", "2023-01-23T09:30:00Z" },
		{ "2023-01-23T09:30:00 1900", NULL },
	};
	CHECK(rows, NULL);
}

Test(date, takes_what_a_dash_ties_to_a_day_with_bars_for_the_time)
{
	const struct date_hints tokyo = { .utc_offset_minutes = 540 };
	struct date d;

	cr_assert(date_parse(VIEW("2023/01/23-18:30"), &tokyo, &d));
	cr_expect(d.has_time);
	cr_expect(eq(i64, d.at, INT64_C(1674466200000)));
	cr_assert(date_parse(VIEW("2023-01-23-09:00"), &tokyo, &d));
	cr_expect(eq(i64, d.at, INT64_C(1674464400000)));
}

Test(date, is_not_what_programs_write_for_none_nor_a_year_of_another_calendar)
{
	static const char *const texts[] = {
		"Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z", "1970-01-01",
		"0001-01-01T00:00:00Z",          "1403/11/03",           "1445-07-11",
	};
	struct date d;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		cr_expect(not(date_parse(view_of(texts[i]), NULL, &d)), "%s", texts[i]);
	cr_expect(date_parse(VIEW("1970-01-01T00:00:01Z"), NULL, &d));
}

Test(date, leaves_the_result_alone_when_it_fails)
{
	struct date d = { .at = 42, .has_time = true };

	cr_assert(not(date_parse(VIEW("soon"), NULL, &d)));
	cr_assert(eq(i64, d.at, 42));
	cr_assert(d.has_time);
}

Test(date, reads_zones_by_the_names_of_the_tz_database)
{
	static const struct date_row rows[] = {
		{ "Mon, 23 Jan 2023 04:30:00 EST5EDT", AT_0930 },
		{ "Sun, 23 Jul 2023 05:30:00 EST5EDT", "2023-07-23T09:30:00Z" },
		{ "2023-01-23 04:30:00 America/New_York", AT_0930 },
		{ "2023-01-23T18:30:00[Asia/Tokyo]", AT_0930 },
		{ "2023-01-23T18:30:00[!Asia/Tokyo][u-ca=japanese]", AT_0930 },
		{ "2023-01-23T12:30:00+03:00[Asia/Tokyo]", AT_0930 },
		{ "2023-01-23 12:30 europe/moscow", AT_0930 },
		{ "2023-01-23 12:30 Etc/GMT-3", AT_0930 },
		{ "2023-01-23 06:30 Etc/GMT+3", AT_0930 },
		{ "2023-07-23 11:30 Europe/Berlin", "2023-07-23T09:30:00Z" },
		{ "2023-03-26 01:59 Europe/Berlin", "2023-03-26T00:59:00Z" },
		{ "2023-03-26 03:00 Europe/Berlin", "2023-03-26T01:00:00Z" },
		{ "2023-10-29 03:00 Europe/Berlin", "2023-10-29T02:00:00Z" },
		{ "2023-01-23 20:30 Australia/Sydney", AT_0930 },
		{ "2023-07-23 19:30 Australia/Sydney", "2023-07-23T09:30:00Z" },
		{ "2023-01-23 22:30 Pacific/Auckland", AT_0930 },
		{ "2023-01-23 09:30 Nowhere/City", NULL },
		{ "2023-01-23 09:30 Etc/GMT-15", NULL },
	};
	CHECK(rows, NULL);
}
