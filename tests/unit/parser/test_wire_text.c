/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/formats.h"

#define NOON_25_JAN_2023 INT64_C(1674648000000)

static struct arena *arena;
static struct parsed parsed;
static struct err err;

static void setup(void)
{
	arena = arena_new(16 << 20);
	parsed = (struct parsed){ .encoding = "" };
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(wire_text, .init = setup, .fini = teardown);

static bool parse(const char *text)
{
	struct document d = { .fetched_at = NOON_25_JAN_2023, .limits = DOCUMENT_LIMITS };

	parsed = (struct parsed){ .encoding = "" };
	return wire_text_parse(&d, view_of(text), arena, &parsed, &err);
}

/* The only story of the text. */
static struct story *story_of(const char *text)
{
	cr_assert(parse(text), "%s", err.text);
	cr_assert(eq(sz, parsed.stories_len, 1));
	return &parsed.stories[0];
}

static char *str(struct view v)
{
	return arena_string(arena, v);
}

static char *body(const struct story *s)
{
	return str(story_plain(s, FIELD_BODY));
}

static char *headline(const struct story *s)
{
	return str(story_plain(s, FIELD_HEADLINE));
}

static char *day(instant_ms t)
{
	char text[INSTANT_TEXT];

	return t == INSTANT_NONE ? "none" : str(view_head(instant_format(t, text), 10));
}

static bool has_source(const struct story *s, const char *name)
{
	for (size_t i = 0; i < s->sources.len; i++)
		if (view_eq(s->sources.items[i].name, view_of(name)) &&
		    view_eq(s->sources.items[i].role, VIEW("agency")))
			return true;
	return false;
}

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

Test(wire_text, takes_a_line_that_stands_alone_for_the_headline)
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

Test(wire_text, does_not_take_a_sentence_for_the_headline)
{
	const struct story *s =
	    story_of("The boats left at dawn.\n\n"
		     "MOSCOW, January 23. /TASS/. They will be back.\n");

	cr_expect(eq(sz, s->headlines.len, 0));
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

Test(wire_text, reads_labels)
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

Test(wire_text, reads_a_kill)
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

/* The text without what stands behind it, and when that says the story was sent. */
static void check_foot(const char *text, const char *wanted, const char *sent)
{
	const struct story *s = story_of(text);
	char at[INSTANT_TEXT];

	cr_expect(eq(str, body(s), (char *)wanted));
	cr_expect(eq(str,
		     s->first_created == INSTANT_NONE
			 ? "none"
			 : str(instant_format(s->first_created, at)),
		     (char *)sent));
}

Test(wire_text, takes_who_wrote_a_story_and_when_it_was_sent_off_its_end)
{
	static const char *const morning = "2023-01-23T10:30:00Z";

	check_foot("TOKYO, Jan 23 (AFP) - They left.\nsi/kh/dh\nAFP 231030 GMT JAN 23\n",
		   "TOKYO, Jan 23 (AFP) - They left.", morning);
	check_foot("Tokio, 23.01.2023 (PAP) - Odpłynęli. (PAP)\n\nabc/ def/\n",
		   "Tokio, 23.01.2023 (PAP) - Odpłynęli. (PAP)", "none");
	check_foot("Tóquio, 23 jan 2023 (Lusa) -- Partiram.\n\nABC // DEF\n\nLusa/Fim\n",
		   "Tóquio, 23 jan 2023 (Lusa) -- Partiram.", "none");
	check_foot("Tokyo (TT-AFP)\n\nBåtarna har gått.\n\nTT\n",
		   "Tokyo (TT-AFP)\n\nBåtarna har gått.", "none");
	check_foot("Tokio (dpa) - Sie sind weg.\ndpa ab xy yyzz n1 cd\n231030 Jan 23\n",
		   "Tokio (dpa) - Sie sind weg.", morning);
	check_foot("Tokio (APA) - Sie sind weg.\n(Schluss) abc/def\n"
		   "APA0123 2023-01-23/10:30\n\n231030 Jan 23\n",
		   "Tokio (APA) - Sie sind weg.", morning);
	check_foot("TOKYO, Jan 23 (Reuters) - They left.\n\n"
		   "((jane.doe@agency.example; +81 3 1234 5678))\n",
		   "TOKYO, Jan 23 (Reuters) - They left.", "none");
	check_foot("TOKYO, Jan 23 (Reuters) - They left.\n\n"
		   "The office answers at ferry@harbour.example.\n",
		   "TOKYO, Jan 23 (Reuters) - They left.\n\n"
		   "The office answers at ferry@harbour.example.",
		   "none");
	check_foot(
	    "(도쿄=연합뉴스) 홍길동 기자 = 배가 떠났다.\n\nhong@agency.example\n(끝)\n",
	    "(도쿄=연합뉴스) 홍길동 기자 = 배가 떠났다.", "none");
	check_foot(
	    "【東京時事】漁船が出港した。（了）\n［時事通信社］（2023/01/23-10:30）\n",
	    "【東京時事】漁船が出港した。", morning);
	check_foot("TOKYO, Jan 23 (Bernama-Kyodo) -- They left.\n\n-- BERNAMA\n",
		   "TOKYO, Jan 23 (Bernama-Kyodo) -- They left.", "none");
	check_foot("[도쿄=뉴시스] 배가 떠났다.\n\n◎공감언론 뉴시스 hong@agency.example\n",
		   "[도쿄=뉴시스] 배가 떠났다.", "none");
	check_foot("(ANSA) - TOKYO, 23 GEN - Sono partiti. (ANSA).\n     Y12-ABC\n"
		   "23-GEN-23 10:30 NNNN\n",
		   "(ANSA) - TOKYO, 23 GEN - Sono partiti. (ANSA).", morning);
	check_foot(
	    "TOKYO, Jan 23 (AFP) - AFP said so to us all\n\nReuters did not say so\n",
	    "TOKYO, Jan 23 (AFP) - AFP said so to us all\n\nReuters did not say so",
	    "none");
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

Test(wire_text, holds_a_story_back_whose_embargo_it_cannot_read)
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

Test(wire_text, keeps_the_lines_of_a_list)
{
	const struct story *s = story_of("TOKYO, Jan 23 (Kyodo) -- They took:\n\n"
					 "- two boats\n- a net\n\n1. one\n2. two\n\n"
					 "They said so\n- all of them.\n");

	cr_expect(eq(str, body(s),
		     "TOKYO, Jan 23 (Kyodo) -- They took:\n\n- two boats\n- a net\n\n"
		     "1. one\n2. two\n\nThey said so - all of them."));
}

Test(wire_text, takes_a_name_and_its_agency_for_the_author)
{
	const struct story *s =
	    story_of("Jane Doe, Reuters\nTOKYO, Jan 23 (Reuters) -- One.\n");

	cr_expect(eq(str, str(s->people.items[0].name), "Jane Doe"));
	cr_expect(eq(sz, s->headlines.len, 0));
}

Test(wire_text, finds_what_a_kill_names_behind_its_dateline)
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

Test(wire_text, keeps_a_dateline_that_stands_alone_with_its_text)
{
	const struct story *s =
	    story_of("出港\n【モスクワ＝時事】\n　漁船が出港した。\n");

	cr_expect(eq(str, body(s), "【モスクワ＝時事】漁船が出港した。"));
	s = story_of("Boats leave\n\nTOKYO, Jan 23 (Reuters) -\nThey left.\n");
	cr_expect(eq(str, body(s), "TOKYO, Jan 23 (Reuters) - They left."));
}

Test(wire_text, reads_an_embargo_in_the_words_of_offices)
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

Test(wire_text, takes_no_line_of_the_trade_for_the_headline)
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

Test(wire_text, is_withdrawn_by_a_text_that_asks_for_it)
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
