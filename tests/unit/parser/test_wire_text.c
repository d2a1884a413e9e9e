/* SPDX-License-Identifier: Apache-2.0 */
#include "wire_case.h"

WIRE_SUITE(wire_text);

Test(wire_text, reads_date_line_author_dateline_and_paragraphs)
{
	const struct story *s = story_of(
	    " date 2023-01-23 (@harbourwriter)\n\n"
	    "TOKYO (Island Daily / Sputnik - 23rd January, 2023) The talks go on.\n\n"
	    "They began on Monday.\n");

	cr_expect(eq(str, str(s->located), "TOKYO"));
	cr_expect(has_source(s, "Island Daily"));
	cr_expect(has_source(s, "Sputnik"));
	cr_expect(eq(str, day(s->content_created), "2023-01-23"));
	cr_expect(eq(str, day(s->first_created), "2023-01-23"));
	cr_expect(eq(str, str(s->by), "harbourwriter"));
	cr_expect(eq(sz, s->people.len, 1));
	cr_expect(eq(str, str(s->people.items[0].rel), "author"));
	cr_expect(eq(sz, s->headlines.len, 0), "no headline is made up");
	cr_expect(
	    eq(str, body(s),
	       "TOKYO (Island Daily / Sputnik - 23rd January, 2023) The talks go on.\n\n"
	       "They began on Monday."));
	cr_expect(eq(int, s->ext.text_from, STORY_WIRE));
}

Test(wire_text, reads_a_russian_story)
{
	const struct story *s =
	    story_of("СРОЧНО\n"
		     "Япония выразила протест из-за учений\n\n"
		     "ТОКИО, 23 янв — РИА Новости, Иван Петров. Япония выразила\n"
		     "протест.\n\n"
		     "Об этом сообщили в министерстве.\n\n"
		     "КОНЕЦ\n");

	cr_expect(eq(str, headline(s), "Япония выразила протест из-за учений"));
	cr_expect(eq(int, s->urgency, 2));
	cr_expect(eq(str, str(s->located), "ТОКИО"));
	cr_expect(has_source(s, "РИА Новости"));
	cr_expect(eq(str, str(s->by), "Иван Петров"));
	cr_expect(eq(str, day(s->content_created), "2023-01-23"));
	cr_expect(
	    eq(str, body(s),
	       "ТОКИО, 23 янв — РИА Новости, Иван Петров. Япония выразила протест.\n\n"
	       "Об этом сообщили в министерстве."));
}

Test(wire_text, reads_a_japanese_story_and_joins_its_lines_without_spaces)
{
	const struct story *s = story_of("根室の漁船が出港\n\n"
					 "　【根室共同】北海道根室市の漁船が２３日、\n"
					 "北方四島周辺の海域に向けて出港した。\n"
					 "　港では家族が見送った。（了）\n");

	cr_expect(eq(str, headline(s), "根室の漁船が出港"));
	cr_expect(eq(str, str(s->located), "根室"));
	cr_expect(has_source(s, "共同"));
	cr_expect(eq(
	    str, body(s),
	    "【根室共同】北海道根室市の漁船が２３日、北方四島周辺の海域に向けて出港した。"
	    "\n\n港では家族が見送った。"));
}

Test(wire_text, knows_the_marks_of_a_take_and_of_the_end)
{
	const struct story *s =
	    story_of("TOKYO, Jan 23 (Kyodo) -- One.\n\nTwo.\n\n(MORE)\n");

	cr_expect(eq(str, body(s), "TOKYO, Jan 23 (Kyodo) -- One.\n\nTwo."));
	cr_expect(eq(str, str(s->ext.notes.items[0].role), "wire.more"));
	s = story_of("TOKYO, Jan 23 (Kyodo) -- One.\n\nTwo.=30=\n");
	cr_expect(eq(str, body(s), "TOKYO, Jan 23 (Kyodo) -- One.\n\nTwo."));
	s = story_of(
	    "TOKYO, Jan 23 (Kyodo) -- One.\n\n-30-\n\nCall the desk with questions.");
	cr_expect(eq(str, body(s), "TOKYO, Jan 23 (Kyodo) -- One."));
	cr_expect(eq(str, str(s->ed_note), "Call the desk with questions."));
	s = story_of("TOKYO, Jan 23 (Kyodo) -- One.\n\n© 2023 Island Daily\n");
	cr_expect(eq(str, str(s->copyright_notice), "© 2023 Island Daily"));
	cr_expect(eq(str, body(s), "TOKYO, Jan 23 (Kyodo) -- One."));
}

Test(wire_text, reads_several_stories_of_one_file)
{
	cr_assert(parse("TOKYO, Jan 23 (Kyodo) -- One.\n###\n"
			"OSAKA, Jan 24 (Kyodo) -- Two.\n###\n"));
	cr_assert(eq(sz, parsed.stories_len, 2));
	cr_expect(eq(str, str(parsed.stories[1].located), "OSAKA"));
	cr_expect(eq(str, day(parsed.stories[1].content_created), "2023-01-24"));
	cr_expect(not(view_eq(story_alt_id(&parsed.stories[0], VIEW("guid")),
			      story_alt_id(&parsed.stories[1], VIEW("guid")))));
}

Test(wire_text, reads_a_message_of_iptc_7901_that_lost_its_control_characters)
{
	const struct story *s = story_of("isn0123 4 pl 265 isn 0456\n\n"
					 "Japan/Russia/\n"
					 "Fishermen sail again =\n\n"
					 "Tokio (dpa) - The boats left.\n");

	cr_expect(eq(str, headline(s), "Fishermen sail again"));
	cr_expect(eq(str, str(s->slugline), "Japan/Russia"));
	cr_expect(eq(int, s->urgency, 4));
	cr_expect(eq(str, body(s), "Tokio (dpa) - The boats left."));
}

Test(wire_text, gives_each_line_a_paragraph_where_each_ends_a_sentence)
{
	const struct story *s = story_of("TOKYO, Jan 23 (Kyodo) -- One went.\n"
					 "Two stayed.\n"
					 "Three came back.\n");

	cr_expect(
	    eq(str, body(s),
	       "TOKYO, Jan 23 (Kyodo) -- One went.\n\nTwo stayed.\n\nThree came back."));
}

Test(wire_text, keeps_the_lines_of_a_table)
{
	const struct story *s = story_of("TOKYO, Jan 23 (Kyodo) -- Catches:\n\n"
					 "Cod      12\n"
					 "Salmon    7\n");

	cr_expect(eq(str, body(s),
		     "TOKYO, Jan 23 (Kyodo) -- Catches:\n\nCod      12\nSalmon    7"));
}

Test(wire_text, refuses_text_that_is_no_story)
{
	cr_assert(not(parse("")));
	cr_assert(not(parse("\n \n\n")));
	cr_assert(not(parse("Not Found\n")));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(eq(str, err.text, "no wire story in the text"));
}

Test(wire_text, knows_habits_of_agencies)
{
	const struct story *s = story_of(
	    "AFP-0123 RUS-JPN-DIPLO\n\nRussia, Japan to resume talks\n\n"
	    "Moscow, Jan 23, 2023 (AFP) - Russia and Japan will resume talks.\n");
	cr_expect(eq(str, headline(s), "Russia, Japan to resume talks"));
	cr_expect(eq(str, str(s->slugline), "AFP-0123 RUS-JPN-DIPLO"));

	s = story_of(
	    "Talks resume\n\nTOKYO, Jan. 23, Kyodo - Talks will go on.\n\n==Kyodo\n");
	cr_expect(eq(str, body(s), "TOKYO, Jan. 23, Kyodo - Talks will go on."));

	s = story_of("Talks resume\n\nMoskau (APA) - Die Verhandlungen gehen weiter.\n"
		     "(Schluss) ab/cd\n");
	cr_expect(eq(str, body(s), "Moskau (APA) - Die Verhandlungen gehen weiter."));

	s = story_of("Talks resume\n(ATTN: ADDS details in paras 3-5)\n"
		     "SEOUL, Jan. 23 (Yonhap) -- Talks will go on.\n");
	cr_expect(eq(str, str(s->ed_note), "ADDS details in paras 3-5"));

	s = story_of("KILL KILL KILL\nPlease kill the story slugged RUSSIA-JAPAN.\n");
	cr_expect(eq(int, s->status, STORY_CANCELED));
}

Test(wire_text, reads_the_wires_of_ansa_and_efe)
{
	const struct story *s = story_of("ZCZC3456/SX4\nXEF\n18765\nS0B QBXB\n"
					 "++ Barche in mare ++\n"
					 "   (ANSA) - TOKYO, 23 GEN - Le barche.\n"
					 "   (ANSA).\n\n     ABC\n"
					 "23-GEN-23 10:00 NNNN\n");
	cr_expect(eq(str, headline(s), "Barche in mare"));
	cr_expect(eq(str, body(s), "(ANSA) - TOKYO, 23 GEN - Le barche."));
	cr_expect(eq(i64, s->first_created, INT64_C(1674468000000)));
	cr_expect(zero(sz, s->slugline.len));

	s = story_of("RUS JAPON\nLos barcos salen\n\n"
		     "Tokio, 23 ene (EFE).- Salieron hoy. EFE\nab/cde\n");
	cr_expect(eq(str, str(s->slugline), "RUS JAPON"));
	cr_expect(eq(str, headline(s), "Los barcos salen"));
	cr_expect(eq(str, body(s), "Tokio, 23 ene (EFE).- Salieron hoy. EFE"));

	s = story_of("Boats leave\nURGENT\nTOKYO, Jan 23 Kyodo - They left.\n");
	cr_expect(eq(str, headline(s), "Boats leave"));
	cr_expect(eq(int, s->urgency, 2));
	cr_expect(eq(str, str(s->located), "TOKYO"));
}

Test(wire_text, keeps_what_is_for_editors_out_of_the_text)
{
	const struct story *s = story_of("Tokio (dpa) - Sie sind weg.\n\n"
					 "# dpa-Notizblock\n\n## Orte\n- Hafen\n"
					 "dpa ab xy yyzz n1 cd\n231030 Jan 23\n");

	cr_expect(eq(str, body(s), "Tokio (dpa) - Sie sind weg."));
	cr_expect(eq(str, str(s->ed_note), "## Orte - Hafen"));
	cr_expect(eq(str, day(s->first_created), "2023-01-23"));

	s = story_of("UPDATE 2-Boats leave\n* Adds quotes\nBy Jane Doe\n"
		     "TOKYO, Jan 23 (Reuters) - They left.\n");
	cr_expect(eq(str, headline(s), "UPDATE 2-Boats leave"));
	cr_expect(eq(str, str(story_plain(s, FIELD_DESCRIPTION)), "* Adds quotes"));

	s = story_of(
	    "RUSIA JAPÓN\nLos barcos salen\n\nTokio, 23 ene (EFE).- Salieron.\n");
	cr_expect(eq(str, str(s->slugline), "RUSIA JAPÓN"));
	s = story_of("◎漁船が出港\n　【東京時事】漁船が出港した。\n");
	cr_expect(eq(str, headline(s), "漁船が出港"));
}

Test(wire_text, keeps_the_lines_of_a_list)
{
	const struct story *s = story_of("TOKYO, Jan 23 (Kyodo) -- They took:\n\n"
					 "- two boats\n- a net\n\n1. one\n2. two\n\n"
					 "They said so\n- all of them.\n");

	cr_expect(eq(str, body(s),
		     "TOKYO, Jan 23 (Kyodo) -- They took:\n\n- two boats\n- a net\n\n"
		     "1. one\n2. two\n\nThey said so - all of them."));
}

Test(wire_text, keeps_a_dateline_that_stands_alone_with_its_text)
{
	const struct story *s =
	    story_of("出港\n【モスクワ＝時事】\n　漁船が出港した。\n");

	cr_expect(eq(str, body(s), "【モスクワ＝時事】漁船が出港した。"));
	s = story_of("Boats leave\n\nTOKYO, Jan 23 (Reuters) -\nThey left.\n");
	cr_expect(eq(str, body(s), "TOKYO, Jan 23 (Reuters) - They left."));
}

Test(wire_text, begins_a_story_where_a_word_of_the_trade_stands_before_the_dateline)
{
	cr_assert(parse("TOKYO, Jan 23 (Kyodo) -- One.\n(END)\n\n"
			"CORRECTED: MOSCOW, Jan 23 (Kyodo) -- Two.\n(END)\n"),
		  "%s", err.text);
	cr_assert(eq(sz, parsed.stories_len, 2));
	cr_expect(eq(str, str(parsed.stories[1].located), "MOSCOW"));
}

Test(wire_text, tells_korean_reporters_apart)
{
	const struct story *s =
	    story_of("(도쿄=연합뉴스) 김민수 특파원 이영희 기자 = 배가 떠났다.\n");

	cr_assert(eq(sz, s->people.len, 2));
	cr_expect(eq(str, str(s->people.items[0].name), "김민수"));
	cr_expect(eq(str, str(s->people.items[1].name), "이영희"));
}

Test(wire_text, tells_chinese_reporters_apart)
{
	const struct story *s =
	    story_of("新华社东京1月23日电（记者张小三 李四四）渔船出海。\n");

	cr_assert(eq(sz, s->people.len, 2));
	cr_expect(eq(str, str(s->people.items[1].name), "李四四"));
	s = story_of("新华社东京1月23日电（记者张小三 刘 洋）渔船出海。\n");
	cr_expect(eq(sz, s->people.len, 1));
}
