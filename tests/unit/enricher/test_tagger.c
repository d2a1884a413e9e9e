/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "enricher/tagger.h"

static struct gazetteer *gazetteer;
static struct tagger *tagger;
static struct arena *arena;

static void load_all(const struct pattern_piece *files, size_t len)
{
	AUTO(settings_errors) errors = settings_errors_new();
	struct err err;
	BUF(text, 65536);

	if (!gazetteer_load_text(files, len, &gazetteer, errors)) {
		settings_errors_print(errors, false, &text);
		cr_fatal("%s", buf_string(&text));
	}
	cr_assert(tagger_new(gazetteer, &tagger, &err), "%s", err.text);
	arena = arena_new(512 * 1024 * 1024);
}

static void load(const char *pack)
{
	struct pattern_piece file = { VIEW("test.yaml"), view_of(pack) };

	load_all(&file, 1);
}

static void teardown(void)
{
	tagger_free(tagger);
	gazetteer_free(gazetteer);
	arena_free(arena);
}

TestSuite(tagger, .fini = teardown);

#define ISLAND                                                                        \
	"id: isles\n"                                                                 \
	"extend: {en: [island, islands], ja: [島]}\n"                                \
	"modifiers: {en: [four, disputed]}\n"                                         \
	"words:\n"                                                                    \
	"  ship: {en: [trawler]}\n"                                                   \
	"  claim: {en: ['claim~']}\n"                                                 \
	"  other: {en: [Atlantis]}\n"                                                 \
	"unless: [{before: [ship]}]\n"                                                \
	"subjects:\n"                                                                 \
	"  - id: iturup\n"                                                            \
	"    name: {en: Iturup, ja: 択捉島}\n"                                     \
	"    point: 45.03 147.62\n"                                                   \
	"    wikidata: Q1\n"                                                          \
	"    forms: {en: ['Iturup'], ja: ['択捉'], ru: ['Итуруп(|а|е)']}\n" \
	"  - id: group\n"                                                             \
	"    name: {en: the islands}\n"                                               \
	"    rules:\n"                                                                \
	"      - id: description\n"                                                   \
	"        describes: true\n"                                                   \
	"        forms: {en: ['disputed islands', 'four islands']}\n"                 \
	"        needs: [{story: [iturup]}]\n"                                        \
	"        unless: [{sentence: [other]}]\n"                                     \
	"traps:\n"                                                                    \
	"  - id: street\n"                                                            \
	"    forms: {en: ['Iturup Street']}\n"                                        \
	"topics:\n"                                                                   \
	"  - id: isles\n"                                                             \
	"    threshold: 50\n"                                                         \
	"    parts:\n"                                                                \
	"      - {id: lead, points: 40, where: lead}\n"                               \
	"      - {id: headline, points: 30, where: headline}\n"                       \
	"      - {id: more, points: 5, max: 8, count: more}\n"                        \
	"      - {id: claim, points: 10, needs: [{sentence: [claim]}]}\n"

/* "text@start-end text@start-end" */
static const char *tag_in(const char *language, const char *text, struct buf *out)
{
	struct tagger_result r;

	tagger_tag_text(tagger, view_of(text), view_of(language), arena, &r);
	buf_clear(out);
	for (size_t i = 0; i < r.mentions.len; i++)
		buf_printf(out, "%s%.*s@%zu-%zu", i ? " " : "",
			   VIEW_ARG(r.mentions.items[i].text), r.mentions.items[i].start,
			   r.mentions.items[i].end);
	return buf_string(out);
}

static void expect_in(const char *language, const char *text, const char *mentions)
{
	BUF(out, 65536);
	cr_assert(eq(str, (char *)tag_in(language, text, &out), (char *)mentions),
		  "of \"%s\"", text);
}

static void expect(const char *text, const char *mentions)
{
	expect_in("en", text, mentions);
}

Test(tagger, counts_in_code_points_of_the_text_as_given)
{
	load(ISLAND);
	expect("На Итурупе — шторм", "Итурупе@3-10");
	expect("日本の択捉島で", "択捉島@3-6");
	expect("é ITU\xC2\xADRUP!", "ITU\xC2\xADRUP@2-9");
	expect("😀 Iturup", "Iturup@2-8");
}

Test(tagger, knows_where_a_word_ends_in_each_script)
{
	load(ISLAND);
	expect("Iturups", "");
	expect("xIturup", "");
	expect("Iturup's", "Iturup@0-6");
	expect("Итурупский", "");
	expect("北択捉人", "択捉@1-3");
}

Test(tagger, takes_generic_nouns_and_numerals_into_the_mention)
{
	load(ISLAND);
	expect("on Iturup island.", "Iturup island@3-16");
	expect("Iturup, four disputed islands", "Iturup@0-6 four disputed islands@8-29");
}

Test(tagger, asks_the_conditions_of_the_pack)
{
	load(ISLAND);
	expect("The four islands of Atlantis.", "");
	expect("The four islands.", "");
	expect("Iturup is big. The four islands are small.",
	       "Iturup@0-6 four islands@19-31");
	expect("Iturup is big. The four islands of Atlantis are small.", "Iturup@0-6");
	expect("Iturup. On 28. April the four islands saw the king of Atlantis.",
	       "Iturup@0-6");
	expect("The trawler Iturup sank.", "");
	expect("He lives in Iturup Street.", "");
}

Test(tagger, lets_no_hint_take_the_place_of_a_mention)
{
	load("id: isles\n"
	     "subjects:\n"
	     "  - id: four\n"
	     "    name: {en: the four}\n"
	     "    forms: {en: [four isles]}\n"
	     "    rules:\n"
	     "      - {id: told, hint: true, forms: {en: [isles off Japan]}}\n");
	expect("The four isles off Japan.", "four isles@4-14");
	expect("The isles off Japan.", "");
}

Test(tagger, takes_no_part_of_a_name_that_a_ship_has)
{
	load("id: isles\n"
	     "words: {ship: {en: [trawler]}}\n"
	     "unless: [{before: [ship]}]\n"
	     "subjects:\n"
	     "  - id: kurils\n"
	     "    name: {en: Kurils}\n"
	     "    forms: {en: ['[Isles of ]Kuril']}\n");
	expect("The Isles of Kuril.", "Isles of Kuril@4-18");
	expect("The trawler \"Isles of Kuril\" and Kuril itself.", "Kuril@33-38");
}

Test(tagger, counts_the_words_that_a_condition_wants_two_of)
{
	load("id: isles\n"
	     "words: {sea: {en: [sea, ocean]}, hill: {en: [hill]}}\n"
	     "subjects:\n"
	     "  - {id: urup, name: {en: Urup}, forms: {en: [Urup]},\n"
	     "     needs: [{two_sentence: [sea, hill]}]}\n");
	expect("Urup, a hill and the sea.", "Urup@0-4");
	expect("Urup, the sea and the ocean.", "");
	expect("Urup and a hill. The sea.", "");
}

Test(tagger, finds_an_actor_whose_name_is_the_same_in_two_languages)
{
	static const char actors[] = "id: actors\ncontext: true\nsubjects:\n"
				     "  - {id: lavrov, name: {en: Lavrov},\n"
				     "     forms: {ru: [Лавров], uk: [Лавров]}}\n";
	static const char isles[] =
	    "id: isles\nsubjects:\n"
	    "  - {id: urup, name: {en: Urup},\n"
	    "     forms: {en: [Уруп]}, needs: [{story: [lavrov]}]}\n";
	struct pattern_piece files[] = { { VIEW("actors.yaml"), view_of(actors) },
					 { VIEW("isles.yaml"), view_of(isles) } };

	load_all(files, 2);
	expect_in("uk", "Лавров: Уруп", "Уруп@8-12");
	expect_in("ru", "Лавров: Уруп", "Уруп@8-12");
	expect_in("ja", "Лавров: Уруп", "");
}

Test(tagger, explains_what_passed_and_what_did_not)
{
	struct tagger_result r;

	load(ISLAND);
	tagger_tag_text(tagger, VIEW("The trawler Iturup sank."), VIEW("en"), arena, &r);
	cr_assert(eq(sz, r.len, 1));
	cr_assert(eq(int, r.items[0].state, MISSED));
	cr_assert(view_eq(r.items[0].evidence, VIEW("unless before ship \"trawler\"")));

	tagger_tag_text(tagger, VIEW("Iturup, four islands"), VIEW("en"), arena, &r);
	cr_assert(eq(int, r.items[1].state, TAGGED));
	cr_assert(view_eq(r.items[1].rule, VIEW("group.description")));
	cr_assert(view_eq(r.items[1].evidence, VIEW("story iturup \"Iturup\"")));
}

Test(tagger, scores_by_named_parts)
{
	struct tagger_result r;

	load(ISLAND);
	tagger_tag_text(tagger, VIEW("Iturup, Iturup, Iturup and Iturup: a claim"),
			VIEW("en"), arena, &r);
	cr_assert(eq(sz, r.scores.len, 1));
	cr_assert(eq(int, r.scores.items[0].value, 58),
		  "lead 40, more 8 at most, claim 10");
	cr_assert(r.scores.items[0].about);
	cr_assert(eq(sz, r.scores.items[0].parts_len, 3));

	tagger_tag_text(tagger, VIEW("Nothing of that sort."), VIEW("en"), arena, &r);
	cr_assert(eq(int, r.scores.items[0].value, 0));
	cr_assert(not(r.scores.items[0].about));
}

Test(tagger, fills_the_record_of_a_story_and_replaces_an_earlier_run)
{
	struct story s;

	load(ISLAND);
	story_init(&s);
	story_add_headline(&s, arena, VIEW("text/plain"), VIEW("Iturup claimed"));
	story_add_body(&s, arena, VIEW("text/plain"), VIEW("Nobody lives there. 択捉島"));
	s.language = VIEW("en");
	tagger_tag_story(tagger, &s, arena);
	tagger_tag_story(tagger, &s, arena);

	cr_assert(eq(sz, s.ext.mentions.len, 2));
	cr_assert(eq(int, s.ext.mentions.items[1].field, FIELD_BODY));
	cr_assert(eq(sz, s.ext.mentions.items[1].start, 20));
	cr_assert(eq(sz, s.ext.mentions.items[1].end, 23));
	cr_assert(eq(sz, s.subjects.len, 1));
	cr_assert(view_eq(s.subjects.items[0].uri, VIEW("urn:kurilwire:subject:iturup")));
	cr_assert(view_eq(s.subjects.items[0].rel, VIEW("about")));
	cr_assert(eq(sz, s.places.len, 1));
	cr_assert(s.places.items[0].has_point);
	cr_assert(eq(sz, s.ext.same_as.len, 1));
	cr_assert(view_eq(s.ext.same_as.items[0].value,
			  VIEW("https://www.wikidata.org/entity/Q1")));
}

Test(tagger, stays_bounded_where_a_form_matches_everywhere)
{
	struct tagger_result r;
	BUF(text, 8 << 20);

	load("id: x\nsubjects:\n  - {id: a, name: {en: A}, forms: {ja: ['択']},"
	     " needs: [{sentence: [x]}, {near: [b]}]}\n"
	     "  - {id: b, name: {en: B}, forms: {ja: ['捉']}}\n");
	while (text.len < 5 << 20)
		buf_add(&text, VIEW("択捉"));
	tagger_tag_text(tagger, buf_view(&text), VIEW("ja"), arena, &r);
	cr_assert(r.cut);
	cr_assert(eq(sz, r.len, TAGGER_NAMES_MAX));
	cr_assert(eq(sz, r.mentions.len, STORY_LIST_MAX));
}

Test(tagger, names_the_mistakes_of_a_pack_with_their_place)
{
	static const char *const cases[][2] = {
		{ "id: x\nsubjects:\n  - {id: a, name: {en: A}, forms: {en: ['a(b']}}\n",
		  "has a ( without its )" },
		{ "id: x\nsubjects:\n  - {id: a, name: {en: A}, forms: {en: [a]},"
		  " needs: [{sentence: [nix]}]}\n",
		  "no words, subject or pack is called \"nix\"" },
		{ "id: x\nsubjects:\n  - {id: a, name: {en: A}, part_of: nix}\n",
		  "is part of \"nix\", which is no subject" },
		{ "id: x\nsubjects:\n  - {id: a, name: {en: A}, forms: {en: [a]},"
		  " needs: [{sentense: [a]}]}\n",
		  "did you mean \"sentence\"?" },
		{ "id: x\nsubjects:\n  - {id: a, name: {en: A}, forms: {en: "
		  "[\"\\u200b\"]}}\n",
		  "can never match" },
		{ "id: x\nsubjects:\n  - {id: a, name: {en: A}, forms: {en: [a]},"
		  " needs: [{sentence: []}]}\n",
		  "names no words: the condition can never hold" },
		{ "id: x\nwords: {w: {en: [w]}}\nsubjects:\n  - {id: a, name: {en: A},"
		  " forms: {en: [a]}, needs: [{two_sentence: [w]}]}\n",
		  "names one word: the condition can never hold" },
	};
	BUF(text, 65536);

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		AUTO(settings_errors) errors = settings_errors_new();
		struct pattern_piece file = { VIEW("x.yaml"), view_of(cases[i][0]) };
		struct gazetteer *none = NULL;
		cr_assert(not(gazetteer_load_text(&file, 1, &none, errors)), "%zu", i);
		buf_clear(&text);
		settings_errors_print(errors, false, &text);
		cr_assert(view_find(buf_view(&text), view_of(cases[i][1]), 0) !=
			      VIEW_NONE,
			  "%s", buf_string(&text));
	}
}
