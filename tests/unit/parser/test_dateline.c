/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "parser/dateline.h"

/* Wednesday, 25 January 2023, noon. */
#define REFERENCE INT64_C(1674648000000)
#define JAN_23 "2023-01-23"

struct row {
	const char *text, *place, *agencies, *author, *day, *rest;
};

static void check(const struct row *row)
{
	char found[512], want[512], text[INSTANT_TEXT] = "", agencies[128] = "";
	struct dateline d = { .day = INSTANT_NONE };

	if (!dateline_read(view_of(row->text), REFERENCE, &d)) {
		cr_expect(zero(ptr, (void *)row->rest), "\"%s\": no dateline", row->text);
		return;
	}
	for (size_t i = 0; i < d.agencies_len; i++)
		(void)snprintf(agencies + strlen(agencies),
			       sizeof agencies - strlen(agencies), "%s%.*s", i ? "|" : "",
			       VIEW_ARG(d.agencies[i]));
	if (d.day != INSTANT_NONE)
		text[instant_format(d.day, text).len - 10] = '\0';
	struct view rest = view_from(view_of(row->text), d.len);
	(void)snprintf(found, sizeof found, "%.*s; %s; %.*s; %s; %.*s", VIEW_ARG(d.place),
		       agencies, VIEW_ARG(d.author), text, VIEW_ARG(rest));
	(void)snprintf(want, sizeof want, "%s; %s; %s; %s; %s", row->place, row->agencies,
		       row->author, row->day, row->rest ? row->rest : "(no dateline)");
	cr_expect(eq(str, found, want), "\"%s\"", row->text);
}

#define CHECK(rows)                                               \
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) \
	check(&rows[i])

Test(dateline, is_read_as_agencies_write_it_in_english)
{
	static const struct row rows[] = {
		{ "TOKYO, Jan 23 (Kyodo) -- Japan said", "TOKYO", "Kyodo", "", JAN_23,
		  "Japan said" },
		{ "TOKYO, Jan. 23 (Xinhua) -- Japan said", "TOKYO", "Xinhua", "", JAN_23,
		  "Japan said" },
		{ "TOKYO (AP) — Japan said", "TOKYO", "AP", "", "", "Japan said" },
		{ "TOKYO (Reuters) - Japan said", "TOKYO", "Reuters", "", "",
		  "Japan said" },
		{ "WASHINGTON, D.C., Jan 23 (Reuters) - The", "WASHINGTON, D.C.",
		  "Reuters", "", JAN_23, "The" },
		{ "ST. PETERSBURG, Russia (AP) -- The", "ST. PETERSBURG, Russia", "AP",
		  "", "", "The" },
		{ "MOSCOW, January 23. /TASS/. Russia said", "MOSCOW", "TASS", "", JAN_23,
		  "Russia said" },
		{ "TOKYO (Daily News / Sputnik - 23rd January, 2023) Japan said", "TOKYO",
		  "Daily News|Sputnik", "", JAN_23, "Japan said" },
		{ "TOKYO, Monday (AFP) - Japan", "TOKYO", "AFP", "", "", "Japan" },
		{ "TOKYO, Dec 30 (Kyodo) - Japan", "TOKYO", "Kyodo", "", "2022-12-30",
		  "Japan" },
		{ "TOKYO, Nov 30 (Kyodo) - Japan", "TOKYO", "Kyodo", "", "", "Japan" },
		{ "TOKYO — Japan said", "TOKYO", "", "", "", "Japan said" },
		{ "Tokyo, January 23, 2023 - Japan", "Tokyo", "", "", JAN_23, "Japan" },
		{ "(New York, NY - January 23) The", "New York, NY", "", "", JAN_23,
		  "The" },
		{ "SEOUL, Jan. 23 (Yonhap) -- South", "SEOUL", "Yonhap", "", JAN_23,
		  "South" },
		{ "TOKYO, Jan. 23, Kyodo - Japan", "TOKYO", "Kyodo", "", JAN_23,
		  "Japan" },
		{ "TOKYO/MOSCOW (Reuters) - Japan", "TOKYO/MOSCOW", "Reuters", "", "",
		  "Japan" },
	};
	CHECK(rows);
}

Test(dateline, is_read_as_agencies_write_it_in_europe)
{
	static const struct row rows[] = {
		{ "МОСКВА, 23 янв - РИА Новости. Япония", "МОСКВА", "РИА Новости", "",
		  JAN_23, "Япония" },
		{ "ТОКИО, 23 янв — РИА Новости, Иван Петров. Япония", "ТОКИО",
		  "РИА Новости", "Иван Петров", JAN_23, "Япония" },
		{ "ТОКИО, 23 января. /ТАСС/. Япония", "ТОКИО", "ТАСС", "", JAN_23,
		  "Япония" },
		{ "Москва. 23 января. INTERFAX.RU - Япония", "Москва", "INTERFAX.RU", "",
		  JAN_23, "Япония" },
		{ "Южно-Сахалинск, 23 января 2023 г. - Япония", "Южно-Сахалинск", "", "",
		  JAN_23, "Япония" },
		{ "Tokio (dpa) - Japan hat", "Tokio", "dpa", "", "", "Japan hat" },
		{ "Wien (APA) - Der", "Wien", "APA", "", "", "Der" },
		{ "Tokyo, 23 jan 2023 (AFP) - Le", "Tokyo", "AFP", "", JAN_23, "Le" },
		{ "Tokio, 23 ene (EFE).- El", "Tokio", "EFE", "", JAN_23, "El" },
		{ "(ANSA) - TOKYO, 23 GEN - Il", "TOKYO", "ANSA", "", JAN_23, "Il" },
		{ "Oslo (NTB): Japan", "Oslo", "NTB", "", "", "Japan" },
		{ "Tokyo (TT-AFP)", "Tokyo", "TT|AFP", "", "", "" },
		{ "ТОКИО, 23 января. /Корр. ТАСС Иван Петров/. Япония", "ТОКИО", "ТАСС",
		  "Иван Петров", JAN_23, "Япония" },
		{ "ВЛАДИВОСТОК, 23 янв - ПРАЙМ. Курс", "ВЛАДИВОСТОК", "ПРАЙМ", "", JAN_23,
		  "Курс" },
	};
	CHECK(rows);
}

Test(dateline, is_read_as_agencies_write_it_in_the_far_east)
{
	static const struct row rows[] = {
		{ "【東京=共同】岸田首相は", "東京", "共同", "", "", "岸田首相は" },
		{ "【モスクワ＝山田太郎】ロシア", "モスクワ", "", "山田太郎", "",
		  "ロシア" },
		{ "【ソウル聯合ニュース】韓国", "ソウル", "聯合ニュース", "", "",
		  "韓国" },
		{ "［モスクワ　２３日　ロイター］ - ロシア", "モスクワ", "ロイター", "",
		  JAN_23, "ロシア" },
		{ "[東京 23日 ロイター] - 岸田", "東京", "ロイター", "", JAN_23, "岸田" },
		{ "【モスクワ時事】ロシア", "モスクワ", "時事", "", "", "ロシア" },
		{ "（モスクワ共同）ロシア", "モスクワ", "共同", "", "", "ロシア" },
		{ "(서울=연합뉴스) 한국", "서울", "연합뉴스", "", "", "한국" },
		{ "(도쿄=연합뉴스) 홍길동 특파원 = 일본", "도쿄", "연합뉴스", "홍길동",
		  "", "일본" },
		{ "新华社东京1月23日电（记者张三）日本", "东京", "新华社", "张三", JAN_23,
		  "日本" },
		{ "新华社东京1月23日电 日本", "东京", "新华社", "", JAN_23, "日本" },
		{ "（中央社東京23日電）日本", "東京", "中央社", "", JAN_23, "日本" },
	};
	CHECK(rows);
}

Test(dateline, is_read_with_the_words_for_by_wire)
{
	static const struct row rows[] = {
		{ "（中央社東京23日專電）日本", "東京", "中央社", "", JAN_23, "日本" },
		{ "（中央社東京23日電）日本", "東京", "中央社", "", JAN_23, "日本" },
	};
	CHECK(rows);
}

Test(dateline, is_read_as_press_releases_and_the_agencies_of_the_middle_write_it)
{
	static const struct row rows[] = {
		{ "TOKYO, Jan. 23, 2023 /PRNewswire/ -- A ferry", "TOKYO", "PRNewswire",
		  "", JAN_23, "A ferry" },
		{ "TOKYO, Japan, Jan. 23, 2023 (GLOBE NEWSWIRE) -- A", "TOKYO, Japan",
		  "GLOBE NEWSWIRE", "", JAN_23, "A" },
		{ "CORRECTED: TOKYO, Jan. 23 (Kyodo) -- A", "TOKYO", "Kyodo", "", JAN_23,
		  "A" },
		{ "【訂正】【東京共同】漁船", "東京", "共同", "", "", "漁船" },
		{ "АСТАНА. КАЗИНФОРМ – Паром", "АСТАНА", "КАЗИНФОРМ", "", "", "Паром" },
		{ "TOKYO--(BUSINESS WIRE)--A ferry", "TOKYO", "BUSINESS WIRE", "", "",
		  "A ferry" },
		{ "Tokio 23. ledna (ČTK) - Trajekt", "Tokio", "ČTK", "", JAN_23,
		  "Trajekt" },
		{ "Tokió, 2023. január 23., hétfő (MTI) - A komp", "Tokió", "MTI", "",
		  JAN_23, "A komp" },
		{ "23 января, Минск /Корр. БЕЛТА/. Паром", "Минск", "БЕЛТА", "", JAN_23,
		  "Паром" },
		{ "КИЇВ. 23 січня (Інтерфакс-Україна) - Пором", "КИЇВ",
		  "Інтерфакс-Україна", "", JAN_23, "Пором" },
		{ "23 мая, в пятницу /весной/. Паром", "", "", "", "", NULL },
		{ "23.01. Tokio (PAP) - Prom", "Tokio", "PAP", "", JAN_23, "Prom" },
		{ "（中央社東京23日綜合外電報導）日本", "東京", "中央社", "", JAN_23,
		  "日本" },
		{ "（中央社記者張三東京23日電）日本", "", "中央社", "", JAN_23, "日本" },
		{ "16 Uhr. Die Fähre (sie ist neu) - fährt", "", "", "", "", NULL },
		{ "Route 23 (the old one) - is closed", "", "", "", "", NULL },
	};
	CHECK(rows);
}

Test(dateline, is_not_found_in_plain_sentences)
{
	static const char *const sentences[] = {
		"",
		"Tokyo (population 13 million) is the capital.",
		"Tokyo, Kyoto and Osaka are cities.",
		"NATO — the alliance — met.",
		"Japan said on Monday that talks would go on.",
		"\"Despite the difficult situation,\" he said.",
		"In 1956, the Soviet Union and Japan signed a declaration.",
		"【速報】ロシア",
		"(This story was updated.) Japan",
		"Москва и Токио договорились.",
		"Kishida - who spoke on Monday - left.",
		"（写真は国後島）",
		"Japan/Russia/ Fishermen sail again",
	};
	struct dateline d;

	for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
		cr_expect(not(dateline_read(view_of(sentences[i]), REFERENCE, &d)), "%s",
			  sentences[i]);
}

Test(dateline, leaves_the_day_open_when_there_is_nothing_to_tell_it_by)
{
	struct dateline d;

	cr_assert(
	    dateline_read(VIEW("TOKYO, Jan 23 (Kyodo) -- Japan"), INSTANT_NONE, &d));
	cr_assert(eq(i64, d.day, INSTANT_NONE));
	cr_assert(dateline_read(VIEW("[東京 23日 ロイター] - 岸田"), INSTANT_NONE, &d));
	cr_assert(eq(i64, d.day, INSTANT_NONE));
}
