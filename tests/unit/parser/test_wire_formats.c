/* SPDX-License-Identifier: Apache-2.0 */
/* What the golden records do not show of NewsML, NITF, ninjs, IPTC 7901 and ANPA 1312. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/byline.h"
#include "parser/document.h"
#include "parser/wire_frames.h"
#include "parser/wire_meta.h"

static struct arena *arena;
static struct parsed parsed;
static struct err err;

static void setup(void)
{
	arena = arena_new(16 << 20);
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(wire_formats, .init = setup, .fini = teardown);

static bool parse(const char *text)
{
	struct document d = { .body = view_of(text),
			      .fetched_at = INT64_C(1674648000000),
			      .limits = DOCUMENT_LIMITS };

	return parse_document(&d, arena, &parsed, &err);
}

static void rejects(const char *text, const char *why)
{
	cr_expect(not(parse(text)), "%s", text);
	cr_expect(eq(int, err.fate, ERR_REJECT));
	cr_expect(eq(str, err.text, (char *)why));
}

Test(wire_formats, reject_what_holds_no_story_and_say_why)
{
	rejects("<conceptItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"x\"/>",
		"a concept, knowledge or planning item holds no story");
	rejects("<newsMessage><itemSet/></newsMessage>", "no newsItem in the document");
	rejects("<nitf><head/><body/></nitf>", "no <nitf> element in the document: "
					       "an item without headline, text or files");
	rejects("<NewsML><Catalog/></NewsML>",
		"no NewsItem with a component in the document");
	rejects("{\"uri\": \"x\", \"headline\": \"cut",
		"no ninjs item in the JSON: the document ends inside an item");
	rejects("{\"body_\": 1}", "no ninjs item in the JSON");
	rejects("\x01"
		"isn0123 4 pl 1\r\n\x02\r\n\x03\x04",
		"no IPTC 7901 message with a text in it");
	rejects("\x01"
		"a0123\r\n\x02\r\n\x03\x04",
		"no ANPA 1312 message with a text in it");
}

Test(wire_formats, keep_the_complete_items_of_a_cut_document)
{
	cr_assert(parse("<newsMessage><itemSet>"
			"<newsItem "
			"guid=\"a\"><itemMeta><versionCreated>2023-01-23</versionCreated>"
			"</itemMeta><contentMeta><headline>One</headline></contentMeta></"
			"newsItem>"
			"<newsItem guid=\"b\">"),
		  "%s", err.text);
	cr_expect(eq(sz, parsed.stories_len, 1));
	cr_expect(ne(sz, parsed.lost, 0));
}

Test(wire_formats, know_the_states_of_a_story)
{
	cr_expect(eq(int, wire_status(VIEW("stat:usable")), STORY_USABLE));
	cr_expect(eq(int, wire_status(VIEW("stat:canceled")), STORY_CANCELED));
	cr_expect(eq(int, wire_status(VIEW("Cancelled")), STORY_CANCELED));
	cr_expect(eq(
	    int, wire_status(VIEW("http://cv.iptc.org/newscodes/pubstatusg2/withheld")),
	    STORY_WITHHELD));
	cr_expect(eq(int, wire_status(VIEW("")), STORY_USABLE));
	cr_expect(eq(int, wire_urgency(VIEW("4")), 4));
	cr_expect(eq(int, wire_urgency(VIEW("urg:1")), 1));
	cr_expect(eq(int, wire_urgency(VIEW("high")), 0));
}

static const char *names_of(const char *line)
{
	struct byline by;
	struct view all = VIEW("");

	if (!byline_read(view_of(line), &by))
		return "none";
	for (size_t i = 0; i < by.len; i++)
		all = arena_printf(arena, "%.*s%s%.*s", VIEW_ARG(all), i ? "|" : "",
				   VIEW_ARG(by.names[i]));
	return all.p;
}

Test(wire_formats, tell_the_people_of_a_byline_apart)
{
	static const struct {
		const char *line, *names;
	} rows[] = {
		{ "By Jane Doe", "Jane Doe" },
		{ "By Jane Doe and John Roe", "Jane Doe|John Roe" },
		{ "By JANE DOE, Associated Press Writer", "JANE DOE" },
		{ "By Jane Doe, John Roe and Mary Major, Reuters",
		  "Jane Doe|John Roe|Mary Major" },
		{ "By Jane Doe in Tokyo", "Jane Doe" },
		{ "Von Max Mustermann, dpa", "Max Mustermann" },
		{ "Par Jean DUPONT et Anne MARTIN", "Jean DUPONT|Anne MARTIN" },
		{ "Автор: Иван Петров", "Иван Петров" },
		{ "山田太郎記者", "山田太郎" },
		{ "@harbourwriter", "harbourwriter" },
		{ "Reuters", "none" },
		{ "", "none" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_expect(eq(str, (char *)names_of(rows[i].line), (char *)rows[i].names),
			  "%s", rows[i].line);
	cr_expect(not(byline_is(VIEW("By Monday the talks had ended."))));
	cr_expect(byline_is_title(VIEW("Associated Press Writer")));
	cr_expect(not(byline_is_title(VIEW("Fishermen sail"))));
}

Test(wire_formats, read_the_stamps_behind_a_message)
{
	static const struct date_hints none;
	struct date found;

	cr_assert(wire_frame_date(VIEW("230930 GMT JAN 23"), &none, &found));
	cr_expect(eq(i64, found.at, INT64_C(1674466200000)));
	cr_assert(wire_frame_date(VIEW("230930Jan 23"), &none, &found));
	cr_expect(eq(i64, found.at, INT64_C(1674466200000)));
	cr_assert(wire_frame_date(VIEW("231030 CET Jan 23\r\n"), &none, &found));
	cr_expect(eq(i64, found.at, INT64_C(1674466200000)));
	cr_assert(wire_frame_date(VIEW("AFP\r\n230930 GMT JAN 23"), &none, &found));
	cr_expect(eq(i64, found.at, INT64_C(1674466200000)));
	cr_expect(not(wire_frame_date(VIEW("320930 GMT JAN 23"), &none, &found)));
	cr_expect(not(wire_frame_date(VIEW("boats left"), &none, &found)));
}
