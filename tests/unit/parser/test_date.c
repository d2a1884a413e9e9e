/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/date.h"

/* 23 January 2023 unless the row says otherwise. */
#define DAY "2023-01-23T00:00:00Z"
#define AT_0930 "2023-01-23T09:30:00Z"
#define AT_1030 "2023-01-23T10:30:00Z"
#define AT_2230 "2023-01-23T22:30:00Z"

struct row {
	const char *text, *at;
};

static void check(const struct row *rows, size_t len, const struct date_hints *hints)
{
	for (size_t i = 0; i < len; i++) {
		char text[INSTANT_TEXT] = "no date";
		struct date d;
		if (date_parse(view_of(rows[i].text), hints, &d))
			text[instant_format(d.at, text).len] = '\0';
		cr_expect(eq(str, text, (char *)(rows[i].at ? rows[i].at : "no date")),
			  "\"%s\"", rows[i].text);
	}
}

#define CHECK(rows, hints) check(rows, sizeof rows / sizeof rows[0], hints)

Test(date, reads_rfc_822_with_the_zones_and_typos_in_use)
{
	static const struct row rows[] = {
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
	static const struct row rows[] = {
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
	static const struct row rows[] = {
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
	static const struct row rows[] = {
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

Test(date, reads_the_spellings_of_the_west)
{
	static const struct row rows[] = {
		{ "January 23, 2023", DAY },
		{ "Jan. 23, 2023", DAY },
		{ "23rd January, 2023", DAY },
		{ "the 23rd of January 2023", DAY },
		{ "Monday, January 23, 2023 at 10:30 p.m.", AT_2230 },
		{ "Jan 23, 2023 10:30 p. m.", AT_2230 },
		{ "Jan 23, 2023 10:30PM", AT_2230 },
		{ "Jan 23, 2023 12:05 am", "2023-01-23T00:05:00Z" },
		{ "Jan 23, 2023, 12 noon", "2023-01-23T12:00:00Z" },
		{ "Jan 23, 2023 5:30 AM ET", AT_1030 },
		{ "January 2023", "2023-01-01T00:00:00Z" },
		{ "Montag, 23. Januar 2023, 10:30 Uhr", AT_1030 },
		{ "Mo., 23. Jänner 2023 um 10.30 Uhr", AT_1030 },
		{ "am 23. Januar 2023 um 10 Uhr", "2023-01-23T10:00:00Z" },
		{ "23.01.2023 10:30 Uhr", AT_1030 },
		{ "23.1.2023, 10.30", AT_1030 },
		{ "01. März 2023", "2023-03-01T00:00:00Z" },
		{ "Mi, 01 Mrz 2023 10:30:00 MEZ", "2023-03-01T09:30:00Z" },
		{ "lundi 23 janvier 2023 à 10h30", AT_1030 },
		{ "23 janv. 2023 10 h 30", AT_1030 },
		{ "1er août 2023", "2023-08-01T00:00:00Z" },
		{ "mar. 3 févr. 2026", "2026-02-03T00:00:00Z" },
		{ "mar, 3 mar 2026", "2026-03-03T00:00:00Z" },
		{ "3 mars 2026", "2026-03-03T00:00:00Z" },
		{ "lunes, 23 de enero de 2023, 10:30 h", AT_1030 },
		{ "23 ene. 2023", DAY },
		{ "23 de enero del 2023 a las 10:30 p. m.", AT_2230 },
		{ "segunda-feira, 23 de janeiro de 2023 às 10h30", AT_1030 },
		{ "23 de fev. de 2023", "2023-02-23T00:00:00Z" },
		{ "lunedì 23 gennaio 2023, ore 10:30", AT_1030 },
		{ "23 gen 2023 alle 10.30", AT_1030 },
		{ "maandag 23 januari 2023 om 10:30 uur", AT_1030 },
		{ "23 mei 2023", "2023-05-23T00:00:00Z" },
		{ "måndag 23 januari 2023 kl. 10.30", AT_1030 },
		{ "23. jan. 2023 kl. 10:30", AT_1030 },
		{ "mandag den 23. januar 2023", DAY },
		{ "lørdag 21. januar 2023", "2023-01-21T00:00:00Z" },
		{ "23. tammikuuta 2023 klo 10.30", AT_1030 },
		{ "ma 23.1.2023 klo 10.30", AT_1030 },
		{ "23. janúar 2023", DAY },
	};
	CHECK(rows, NULL);
}

Test(date, reads_the_spellings_of_the_east)
{
	static const struct row rows[] = {
		{ "23 января 2023, 12:30 МСК", AT_0930 },
		{ "23 января 2023 г.", DAY },
		{ "23 января 2023 года в 10:30", AT_1030 },
		{ "Понедельник, 23 Января 2023 10:30", AT_1030 },
		{ "Пн, 23 янв 2023 12:30:00 +0300", AT_0930 },
		{ "23.01.2023, 12:30 (мск)", AT_0930 },
		{ "10:30 23.01.2023", AT_1030 },
		{ "10:30, 23 января 2023", AT_1030 },
		{ "23 мая 2023", "2023-05-23T00:00:00Z" },
		{ "23 січня 2023 р., 10:30", AT_1030 },
		{ "п'ятниця, 20 січня 2023", "2023-01-20T00:00:00Z" },
		{ "понеделник, 23 януари 2023 г., 10:30 ч.", AT_1030 },
		{ "понедељак, 23. јануар 2023.", DAY },
		{ "23 stycznia 2023 r., godz. 10:30", AT_1030 },
		{ "pon., 23 sty 2023 10:30", AT_1030 },
		{ "pondělí 23. ledna 2023 v 10:30", AT_1030 },
		{ "23. 1. 2023 10:30", AT_1030 },
		{ "Δευτέρα, 23 Ιανουαρίου 2023, 10:30 μ.μ.", AT_2230 },
		{ "Δευ, 23 Ιαν 2023 10:30:00 π.μ.", AT_1030 },
		{ "23 Μαΐου 2023", "2023-05-23T00:00:00Z" },
		{ "Πέμ, 30 Αύγ 2007 15:30:03 GMT", "2007-08-30T15:30:03Z" },
		{ "2023. január 23.", DAY },
		{ "2023. január 23., hétfő 10:30", AT_1030 },
		{ "2023. jan. 23. 10:30", AT_1030 },
		{ "2023.01.23. 10:30", AT_1030 },
		{ "23 Ocak 2023 Pazartesi 10:30", AT_1030 },
		{ "23 Ağustos 2023 saat 10.30", "2023-08-23T10:30:00Z" },
		{ "23 KASIM 2023", "2023-11-23T00:00:00Z" },
		{ "luni, 23 ianuarie 2023, 10:30", AT_1030 },
		{ "23 Januari 2023 10:30 WIB", "2023-01-23T03:30:00Z" },
		{ "الاثنين 23 يناير 2023", DAY },
		{ "٢٣ يناير ٢٠٢٣", DAY },
		{ "23 जनवरी 2023", DAY },
	};
	CHECK(rows, NULL);
}

Test(date, reads_the_spellings_of_the_far_east)
{
	static const struct row rows[] = {
		{ "2023年1月23日", DAY },
		{ "2023年1月23日(月)", DAY },
		{ "2023年01月23日 10時30分", AT_1030 },
		{ "2023年1月23日（月）午後10時30分", AT_2230 },
		{ "２０２３年１月２３日　午前１０時半", AT_1030 },
		{ "2023年1月23日 午後0時15分", "2023-01-23T12:15:00Z" },
		{ "2023/01/23 10:30", AT_1030 },
		{ "2023/1/23(月) 10:30", AT_1030 },
		{ "令和5年1月23日", DAY },
		{ "令和元年5月1日", "2019-05-01T00:00:00Z" },
		{ "平成31年4月30日", "2019-04-30T00:00:00Z" },
		{ "昭和31年10月19日", "1956-10-19T00:00:00Z" },
		{ "二〇二三年一月二十三日", DAY },
		{ "2023年1月23日 星期一 上午10:30", AT_1030 },
		{ "2023年01月23日 下午10点30分", AT_2230 },
		{ "民國112年1月23日", DAY },
		{ "2023년 1월 23일", DAY },
		{ "2023년 1월 23일 월요일 오후 10시 30분", AT_2230 },
		{ "2023.01.23 오전 10:30", AT_1030 },
		{ "2023. 1. 23. 오후 10:30:00", AT_2230 },
		{ "2023-01-23 10:30:00 KST", "2023-01-23T01:30:00Z" },
		{ "2023년1월23일(월)", DAY },
	};
	CHECK(rows, NULL);
}

Test(date, takes_day_or_month_first_as_the_feed_says)
{
	static const struct row us[] = {
		{ "03/04/2023", "2023-03-04T00:00:00Z" },
		{ "01/23/2023", DAY },
		{ "23/01/2023", DAY },
		{ "01/23/23", DAY },
		{ "01-23-2023", DAY },
		{ "03.04.2023", "2023-04-03T00:00:00Z" },
	};
	static const struct row eu[] = {
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
	static const struct row rows[] = {
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
	static const struct row rows[] = {
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
	static const struct row rows[] = {
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

Test(date, reads_calendars_and_names_with_rules_of_their_own)
{
	static const struct row rows[] = {
		{ "23 كانون الثاني 2023 10:30", AT_1030 },
		{ "23 كانون الأول 2023", "2023-12-23T00:00:00Z" },
		{ "23 تشرين الثاني 2023", "2023-11-23T00:00:00Z" },
		{ "23 آذار الثاني 2023", NULL },
		{ "23 มกราคม 2566 10:30", AT_1030 },
		{ "23 มกราคม พ.ศ. 2566", DAY },
		{ "23 มกราคม 2023", DAY },
		{ "23 tháng 1, 2023 10:30", AT_1030 },
		{ "ngày 23 tháng 1 năm 2023", DAY },
		{ "23 tháng 13, 2023", NULL },
		{ "2023 m. sausio 23 d. 10:30", AT_1030 },
		{ "2023. gada 23. janvāris 10:30", AT_1030 },
		{ "23 հունվարի 2023 10:30", AT_1030 },
		{ "2023-01-23T09Z", "2023-01-23T09:00:00Z" },
		{ "Mon, 23 Jan 2023 04:30:00 Eastern Standard Time", AT_0930 },
	};
	CHECK(rows, NULL);
}

Test(date, reads_zones_by_the_names_of_the_tz_database)
{
	static const struct row rows[] = {
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

Test(date, reads_spellings_that_say_more_than_a_word)
{
	static const struct row rows[] = {
		{ "Mon, 23 Janury 2023 09:30:00 GMT", AT_0930 },
		{ "23 Jaunary 2023 09:30", AT_0930 },
		{ "23 Febuary 2023", "2023-02-23T00:00:00Z" },
		{ "23 Ocotber 2023", "2023-10-23T00:00:00Z" },
		{ "23 Marchy 2023", "2023-03-23T00:00:00Z" },
		{ "23 Foobuary 2023", NULL },
		{ "23 ม.ค. 2566 09:30", AT_0930 },
		{ "23 มี.ค. 2566", "2023-03-23T00:00:00Z" },
		{ "23 ม.ค. 66", DAY },
		{ "R5.1.23", DAY },
		{ "H31.4.30", "2019-04-30T00:00:00Z" },
		{ "R5/1/23 18:30", "2023-01-23T18:30:00Z" },
		{ "R5.1", NULL },
		{ "Published: Mon, 23 Jan 2023 09:30:00 GMT", AT_0930 },
		{ "۲۳ ژانویه ۲۰۲۳", DAY },
	};
	CHECK(rows, NULL);
}
