/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts of 1 to 5 MB that were made to cost as much as they can. Work is counted in what it leaves: the
 * candidates, and the memory that a story's arena gave; an algorithm that looks at each place again
 * for each other place does not come to an end here.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "enricher/tagger.h"

enum {
	MB = 1024 * 1024,
	TEXT_BYTES_MAX = 5 * MB,
	ARENA_BYTES_MAX = 256 * MB,
	/* Candidates and traps, each list in pieces of twice the size as it grows. */
	WORK_BYTES_MAX = 2 * 4 * TAGGER_NAMES_MAX * (int)sizeof(struct tagger_candidate),
};

static const char pack[] =
    "id: isles\n"
    "extend: {en: [island, islands], ja: [島]}\n"
    "modifiers: {en: [four, disputed]}\n"
    "words:\n"
    "  ship: {en: [trawler]}\n"
    "  claim: {en: ['claim~']}\n"
    "  masked: {en: [no claim]}\n"
    "unless: [{before: [ship]}]\n"
    "subjects:\n"
    "  - id: iturup\n"
    "    name: {en: Iturup}\n"
    "    forms: {en: ['Iturup'], ja: ['択捉'], ru: ['Итуруп(|а|е)']}\n"
    "  - id: group\n"
    "    name: {en: the islands}\n"
    "    rules:\n"
    "      - {id: the, describes: true, forms: {en: [islands]}, needs: [{near: [claim]},"
    " {earlier: [iturup]}], unless: [{sentence: [ship]}]}\n"
    "traps: [{id: street, forms: {en: [Iturup street]}}]\n"
    "topics: [{id: isles, parts: [{id: all, points: 1, count: each, max: 50, needs: "
    "[{around: [claim]}]}, {id: lead, points: 9, where: lead}]}]\n";

static struct gazetteer *gazetteer;
static struct tagger *tagger;
static struct arena *arena;

static void setup(void)
{
	AUTO(settings_errors) errors = settings_errors_new();
	struct pattern_piece file = { VIEW("isles.yaml"), view_of(pack) };
	struct err err;

	cr_assert(gazetteer_load_text(&file, 1, &gazetteer, errors));
	cr_assert(tagger_new(gazetteer, &tagger, &err), "%s", err.text);
	arena = arena_new(ARENA_BYTES_MAX);
}

static void teardown(void)
{
	tagger_free(tagger);
	gazetteer_free(gazetteer);
	arena_free(arena);
}

TestSuite(hostile, .init = setup, .fini = teardown);

/* Each mention's place cuts its text out, and none overlaps the one before. */
static void expect_places(const struct tagger_result *r, struct view text)
{
	size_t at = 0, chars = 0;

	for (size_t i = 0; i < r->mentions.len; i++) {
		const struct story_mention *m = &r->mentions.items[i];
		cr_assert(m->start >= chars && m->end > m->start);
		at += utf8_offset(view_from(text, at), m->start - chars);
		chars = m->start;
		size_t len = utf8_offset(view_from(text, at), m->end - m->start);
		cr_assert(view_eq(view_at(text.p + at, len), m->text));
	}
}

/* `head`, then `unit` as often as there is room in so many bytes, then `tail`. */
static void tag(const char *head, const char *unit, const char *tail, size_t bytes,
		struct buf *text, struct tagger_result *ret)
{
	size_t len = strlen(unit);

	buf_clear(text);
	buf_add(text, view_of(head));
	while (text->len + len + strlen(tail) <= bytes)
		buf_add(text, view_of(unit));
	buf_add(text, view_of(tail));
	cr_assert(utf8_valid(buf_view(text)));
	arena_reset(arena);
	tagger_tag_text(tagger, buf_view(text), VIEW("en"), arena, ret);
	expect_places(ret, buf_view(text));
	cr_expect(ret->len <= TAGGER_NAMES_MAX);
	cr_expect(arena_used(arena) <= WORK_BYTES_MAX, "%zu", arena_used(arena));
}

Test(hostile, text_around_a_name_that_goes_on_without_end)
{
	static const char *const units[] = {
		"\n",       " ",         "\n ",    "\r\n",   ".",      ". ",
		".\n",      "。",        "。\n",   ") ",     "\"",     "a",
		"a.",       "1.",        "ア",     "択",     "\u0301", "゙",
		"\u200b",   "\u202e",    "\u2066", "\u00ad", "\ufeff", "-\n",
		"#",        "#a",        "#_",     "\u3000", "㍿",     "ﷺ",
		"𝕴",        "А",         "Aа",     "claim",  "claim ", "no claim ",
		"trawler ", "disputed ",
	};
	struct tagger_result r;
	BUF(text, TEXT_BYTES_MAX + 64);

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		tag("Iturup claims. ", units[i], "", MB, &text, &r);
		cr_expect(eq(sz, r.mentions.len, 1), "\"%s\"", units[i]);
		tag("", units[i], "\n\nOn Iturup", MB, &text, &r);
		cr_expect(eq(sz, r.mentions.len, 1), "\"%s\"", units[i]);
	}
}

Test(hostile, names_without_end_are_cut_at_the_limit)
{
	static const char *const units[] = {
		"Iturup ",
		"択捉",
		"Iturup\n",
		"#Iturup",
		"Iturup, island. ",
		"I\u202et\u2066u\u200br\u00adu\u0301p\ufeff ",
		"Итyрyпе ",
		"Ｉｔｕｒｕｐ　",
		"trawler Iturup or Iturup ",
		"Iturup claims four disputed islands. ",
	};
	struct tagger_result r;
	BUF(text, TEXT_BYTES_MAX + 64);

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		tag("", units[i], "", TEXT_BYTES_MAX, &text, &r);
		cr_expect(eq(sz, r.mentions.len, STORY_LIST_MAX), "%s", units[i]);
		bool all = TEXT_BYTES_MAX / strlen(units[i]) < TAGGER_NAMES_MAX / 2;
		cr_expect(r.cut != all, "%s", units[i]);
	}
}

Test(hostile, a_look_alike_everywhere_leaves_no_mention)
{
	struct tagger_result r;
	BUF(text, TEXT_BYTES_MAX + 64);

	tag("", "Iturup street, ", "", TEXT_BYTES_MAX, &text, &r);
	cr_expect(eq(sz, r.mentions.len, 0));
	cr_expect(eq(sz, r.len, TAGGER_NAMES_MAX));
	tag("", "trawler Iturup, ", "", TEXT_BYTES_MAX, &text, &r);
	cr_expect(eq(sz, r.mentions.len, 0));
}

Test(hostile, many_doubtful_names_before_as_many_sure_ones_fill_a_record)
{
	struct story s;
	BUF(text, TEXT_BYTES_MAX + 64);

	while (text.len < TEXT_BYTES_MAX / 4)
		buf_add(&text, VIEW("trawler Iturup. "));
	while (text.len < TEXT_BYTES_MAX / 2)
		buf_add(&text, VIEW("of Iturup. "));
	story_init(&s);
	story_add_body(&s, arena, VIEW("text/plain"), buf_view(&text));
	s.language = VIEW("en");
	tagger_tag_story(tagger, &s, arena);
	cr_expect(eq(sz, s.ext.mentions.len, STORY_LIST_MAX));
	cr_assert(eq(sz, s.subjects.len, 1));
	cr_expect(eq(int, s.subjects.items[0].relevance, 100));
}
