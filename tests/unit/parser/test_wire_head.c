/* SPDX-License-Identifier: Apache-2.0 */
/* What stands above a text: headline, labels, embargoes, and that it is withdrawn. */
#include "wire_case.h"

WIRE_SUITE(wire_head);

Test(wire_head, takes_a_line_that_stands_alone_for_the_headline)
{
	const struct story *s =
	    story_of("JAPAN-RUSSIA/ISLANDS\n"
		     "URGENT\n\n"
		     "Fishermen sail for the islands again\n"
		     "By Jane Doe and John Roe\n\n"
		     "NEMURO, Japan, Jan 23 (Kyodo) -- The boats left\n"
		     "at dawn.\n\n"
		     "   They will be back\n"
		     "by night.\n"
		     "   So they hope.\n"
		     "=Kyodo\n"
		     "(END)\n");

	cr_expect(eq(str, headline(s), "Fishermen sail for the islands again"));
	cr_expect(eq(str, str(s->slugline), "JAPAN-RUSSIA/ISLANDS"));
	cr_expect(eq(int, s->urgency, 2));
	cr_expect(eq(str, str(s->by), "Jane Doe and John Roe"));
	cr_expect(eq(sz, s->people.len, 2));
	cr_expect(eq(str, str(s->located), "NEMURO, Japan"));
	cr_expect(has_source(s, "Kyodo"));
	cr_expect(eq(str, day(s->content_created), "2023-01-23"));
	cr_expect(eq(str, body(s),
		     "NEMURO, Japan, Jan 23 (Kyodo) -- The boats left at dawn.\n\n"
		     "They will be back by night.\n\nSo they hope. =Kyodo"));
}

Test(wire_head, does_not_take_a_sentence_for_the_headline)
{
	const struct story *s =
	    story_of("The boats left at dawn.\n\n"
		     "MOSCOW, January 23. /TASS/. They will be back.\n");

	cr_expect(eq(sz, s->headlines.len, 0));
}

Test(wire_head, reads_labels)
{
	const struct story *s = story_of("Headline: Boats leave\n"
					 "Slug: boats-leave\n"
					 "Date: 23 January 2023, 09:30 GMT\n"
					 "Embargoed until 2023-01-24T00:00:00Z\n"
					 "Eds: adds detail\n"
					 "Keywords: fishing, islands\n"
					 "Source: Kyodo\n"
					 "Language: en\n"
					 "ID: kd-42\n\n"
					 "The boats left at dawn.\n");

	cr_expect(eq(str, headline(s), "Boats leave"));
	cr_expect(eq(str, str(s->slugline), "boats-leave"));
	cr_expect(eq(i64, s->first_created, INT64_C(1674466200000)));
	cr_expect(eq(str, day(s->embargoed_until), "2023-01-24"));
	cr_expect(eq(str, str(s->ed_note), "adds detail"));
	cr_expect(eq(sz, s->subjects.len, 2));
	cr_expect(has_source(s, "Kyodo"));
	cr_expect(eq(str, str(s->language), "en"));
	cr_expect(eq(str, str(story_alt_id(s, VIEW("guid"))), "kd-42"));
	cr_expect(eq(str, body(s), "The boats left at dawn."));
}

Test(wire_head, reads_a_kill)
{
	const struct story *s = story_of("MANDATORY KILL\n\nBoats leave\n\n"
					 "TOKYO, Jan 23 (Kyodo) -- Do not use.\n");

	cr_expect(eq(int, s->status, STORY_CANCELED));
	cr_expect(eq(int,
		     story_of("取り消し\n\n【東京共同】記事を取り消します。\n")->status,
		     STORY_CANCELED));
	cr_expect(eq(
	    int, story_of("Kill count rises\n\nTOKYO, Jan 23 (Kyodo) -- One.\n")->status,
	    STORY_USABLE));
}

Test(wire_head, holds_a_story_back_whose_embargo_it_cannot_read)
{
	const struct story *s =
	    story_of("(Not for release before 0001 GMT Tuesday)\n"
		     "Boats leave\n\nTOKYO, Jan 23 (Kyodo) -- One.\n");

	cr_expect(eq(int, s->status, STORY_WITHHELD));
	cr_expect(eq(str, str(s->ed_note), "(Not for release before 0001 GMT Tuesday)"));
	cr_expect(eq(str, headline(s), "Boats leave"));
	s = story_of("Embargo: none\nBoats leave\n\nTOKYO, Jan 23 (Kyodo) -- One.\n");
	cr_expect(eq(int, s->status, STORY_USABLE));
	s = story_of("Boats leave\n((((a))))\n\nTOKYO, Jan 23 (Kyodo) -- One.\n");
	cr_expect(eq(int, s->status, STORY_USABLE));
}

Test(wire_head, takes_a_name_and_its_agency_for_the_author)
{
	const struct story *s =
	    story_of("Jane Doe, Reuters\nTOKYO, Jan 23 (Reuters) -- One.\n");

	cr_expect(eq(str, str(s->people.items[0].name), "Jane Doe"));
	cr_expect(eq(sz, s->headlines.len, 0));
}

Test(wire_head, finds_what_a_kill_names_behind_its_dateline)
{
	const struct story *s =
	    story_of("MANDATORY KILL\nTOKYO, Jan 23 (Kyodo) -- Please kill the story "
		     "headlined \"Boats leave\". It is wrong.\n");
	bool named = false;

	cr_expect(eq(int, s->status, STORY_CANCELED));
	for (size_t i = 0; i < s->ext.notes.len; i++)
		named |= view_eq(s->ext.notes.items[i].role, VIEW("kill.name")) &&
			 view_eq(s->ext.notes.items[i].value, VIEW("Boats leave"));
	cr_expect(named);
}

Test(wire_head, reads_an_embargo_in_the_words_of_offices)
{
	static const char *const lines[] = {
		"EMBARGO: Not for publication before 18:00 GMT, Friday 27 January 2023\n",
		"STRICTLY EMBARGOED UNTIL 18:00 GMT ON FRIDAY 27 JANUARY 2023\n",
		"Under embargo until 27 Jan 2023 18:00 GMT\n",
	};

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		const struct story *s = story_of(
		    arena_printf(arena,
				 "%s\nBoats leave\n\nTOKYO, Jan 23 (Kyodo) -- One.\n",
				 lines[i])
			.p);
		cr_expect(eq(i64, s->embargoed_until, INT64_C(1674842400000)), "%s",
			  lines[i]);
		cr_expect(eq(str, headline(s), "Boats leave"));
	}
}

Test(wire_head, takes_no_line_of_the_trade_for_the_headline)
{
	const struct story *s =
	    story_of("FOR IMMEDIATE RELEASE\n\nContact: Jane Doe\n\nBoats leave\n\n"
		     "TOKYO, Jan. 23, 2023 /PRNewswire/ -- They left.\n");
	cr_expect(eq(str, headline(s), "Boats leave"));
	cr_expect(eq(str, str(s->ed_note), "FOR IMMEDIATE RELEASE\nJane Doe"));

	s = story_of("共同通信\n漁船が出港\n\n【東京】漁船は２３日、出港した。\n");
	cr_expect(eq(str, headline(s), "漁船が出港"));
	cr_expect(has_source(s, "共同通信"));

	s = story_of("★漁船が出港\n　【東京時事】漁船が出港した。\n");
	cr_expect(eq(str, headline(s), "漁船が出港"));

	s = story_of("УНІАН, 23 січня 2023, 10:30\n\nЧовни пішли\n\n"
		     "Токіо (УНІАН). Вони пішли.\n");
	cr_expect(eq(str, headline(s), "Човни пішли"));
	cr_expect(eq(i64, s->first_created, INT64_C(1674469800000)));

	s = story_of("Kyodo News - Jan 23, 2023 - 10:30\n"
		     "TOKYO (Kyodo) - They left, all of them.\n");
	cr_expect(eq(i64, s->first_created, INT64_C(1674469800000)));

	s = story_of("（2023年1月23日10時30分  北新聞）\n漁船が出港\n"
		     "　【東京＝山田太郎】漁船が出港した。\n");
	cr_expect(eq(str, headline(s), "漁船が出港"));
	cr_expect(eq(str, day(s->first_created), "2023-01-23"));

	s = story_of("CORRECTED-Boats leave\n\n(Corrects number to 20, not 2)\n\n"
		     "TOKYO, Jan 23 (Reuters) - 20 left.\n");
	cr_expect(eq(str, str(s->ed_note), "(Corrects number to 20, not 2)"));
	cr_expect(zero(sz, s->descriptions.len));
}

Test(wire_head, is_withdrawn_by_a_text_that_asks_for_it)
{
	static const char *const texts[] = {
		"TOKYO, Jan 23 (Kyodo) -- Editors, please kill the story slugged "
		"BOATS.\n",
		"МОСКВА, 23 янв - РИА Новости. Просьба аннулировать сообщение \"Лодки "
		"ушли\".\n",
		"АННУЛИРОВАТЬ: Лодки ушли\n\nСообщение ошибочно.\n",
		"撤稿通知：请撤销《渔船出海》一稿。\n",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		cr_expect(eq(int, story_of(texts[i])->status, STORY_CANCELED), "%s",
			  texts[i]);
	cr_expect(eq(
	    int,
	    story_of("TOKYO, Jan 23 (Kyodo) -- The editors did not kill it.\n")->status,
	    STORY_USABLE));
}
