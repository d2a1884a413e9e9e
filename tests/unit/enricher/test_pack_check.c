/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/buf.h"
#include "enricher/pack_check.h"

#define SUBJECT "subjects:\n  - {id: a, name: {en: A}, forms: "

/* What is said of a pack, all of it. */
static void check(const char *pack, struct buf *ret_said)
{
	AUTO(settings_errors) errors = settings_errors_new();
	struct pattern_piece file = { VIEW("x.yaml"), view_of(pack) };
	AUTO(gazetteer) g = NULL;

	cr_assert(gazetteer_load_text(&file, 1, &g, errors), "%s", pack);
	bool ok = pack_check(g, errors);
	buf_clear(ret_said);
	settings_errors_print(errors, false, ret_said);
	cr_assert(eq(int, ok, ret_said->len == 0));
}

Test(pack_check, names_what_does_nothing_with_its_places)
{
	static const char *const cases[][3] = {
		/* Folding makes them one; another language is another form. */
		{ "id: x\n" SUBJECT "{en: [Kurils,\n 'KURILS'], de: [Kurils]}}\n",
		  "x.yaml:4:2: \"KURILS\" gives \"kurils\"",
		  "which stands at x.yaml:3:" },
		{ "id: x\n" SUBJECT "{ru: ['остров(|а)',\n 'острова']}}\n", "x.yaml:4:2",
		  "which stands at x.yaml:3:" },
		{ "id: x\nwords:\n  w: {en: [war,\n war]}\n" SUBJECT "{en: [a]},"
		  " needs: [{story: [w]}]}\n",
		  "x.yaml:4:2: \"war\"", "which stands at x.yaml:3:" },
		{ "id: x\n" SUBJECT "{en: [Urup]}}\n"
		  "  - {id: b, name: {en: B}, forms: {en: [urup]}}\n",
		  "x.yaml:4:", "which stands at x.yaml:3:" },
		{ "id: x\nextend: {en: [island,\n island]}\n" SUBJECT "{en: [a]}}\n",
		  "x.yaml:3:2", "which stands at x.yaml:2:" },
		{ "id: x\n" SUBJECT "{en: ['Kuril [Lake]']}}\n"
		  "traps:\n  - {id: lake, forms: {en: [kuril lake]}}\n",
		  "x.yaml:3:",
		  "can never match: the look-alike at x.yaml:5:29 takes it" },
		{ "id: x\nwords:\n  w: {en: ['trawlers?']}\n" SUBJECT "{en: [a]},"
		  " needs: [{story: [w]}]}\n",
		  "x.yaml:3:12: \"trawlers?\": ? stands for itself here", "\\?" },
		{ "id: x\n" SUBJECT "{ru: ['остров(а|ов)*']}}\n",
		  "x.yaml:3:", "* stands for itself here" },
		{ "id: x\nwords: {w: {en: []}}\n" SUBJECT "{en: [a]},"
		  " needs: [{story: [w]}]}\n",
		  "x.yaml:4:", "there are no forms of \"w\"" },
		{ "id: x\nwords: {w: {en: [w]}, v: {en: [v]}}\n" SUBJECT "{en: [a]},\n"
		  "  needs: [{near: [w]}],\n  unless: [{story: [v, w]}]}\n",
		  "x.yaml:5:", "\"story\" at x.yaml:6:13 exclude each other" },
		{ "id: x\nwords: {w: {en: [w]}}\n" SUBJECT "{en: [a]},\n"
		  "  needs: [{sentence: [w],\n no_around: [w]}]}\n",
		  "x.yaml:5:", "\"around\" at x.yaml:6:2 exclude each other" },
		{ "id: x\nwords: {w: {en: [w]}}\nsubjects:\n  - id: a\n    name: {en: "
		  "A}\n"
		  "    rules:\n      - id: r\n        forms: {en: [a]}\n"
		  "        unless: [{story: [w]}]\n"
		  "        ways:\n          - {id: v, needs: [{before: [w]}]}\n",
		  "x.yaml:11:", "\"story\" at x.yaml:9:19 exclude each other" },
		{ "id: x\n" SUBJECT "{en: [a]}}\ntopics:\n  - id: t\n    parts:\n"
		  "      - {id: p, points: 30}\n      - {id: q, points: -30}\n"
		  "      - {id: r, points: 5, max: 10, count: each}\n",
		  "x.yaml:5:", "40 points at most: the threshold 50 is never reached" },
	};
	BUF(said, 65536);

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		check(cases[i][0], &said);
		for (size_t k = 1; k < 3; k++)
			cr_expect(view_find(buf_view(&said), view_of(cases[i][k]), 0) !=
				      VIEW_NONE,
				  "%zu: no %s in %s", i, cases[i][k], buf_string(&said));
	}
}

Test(pack_check, is_silent_about_what_may_come_true)
{
	static const char *const packs[] = {
		/* Forms that agree in two cases; the same form under two conditions. */
		"id: x\n" SUBJECT "{ru: ['северн<ых|ых> остров<ов|ах>']}}\n",
		"id: x\nwords: {w: {en: [w]}}\n" SUBJECT
		"{en: [a]}, needs: [{story: [w]}]}\n"
		"  - {id: b, name: {en: B}, forms: {en: [a]}, unless: [{story: [w]}]}\n",
		/* Signs that are meant. */
		"id: x\n" SUBJECT "{en: ['who\\?', ' ?', 'a ++']}}\n",
		/* A look-alike with a condition, and one that is shorter than the name. */
		"id: x\nwords: {w: {en: [w]}}\n" SUBJECT "{en: [kuril lake]}}\ntraps:\n"
		"  - {id: t, forms: {en: [kuril lake]}, needs: [{story: [w]}]}\n"
		"  - {id: u, forms: {en: [lake]}}\n",
		/* Not all of the words are excluded, or not in all of the place. */
		"id: x\nwords: {w: {en: [w]}, v: {en: [v]}}\n" SUBJECT "{en: [a]},"
		" needs: [{sentence: [v, w]}], unless: [{story: [w]}]}\n",
		"id: x\nwords: {w: {en: [w]}, v: {en: [v]}}\n" SUBJECT "{en: [a]},"
		" needs: [{story: [w]}], unless: [{sentence: [w]}, {story: [w],"
		" no_story: [v]}]}\n",
		"id: x\n" SUBJECT "{en: [a]}}\ntopics:\n  - id: t\n    parts:\n"
		"      - {id: p, points: 1, count: each}\n",
	};
	BUF(said, 65536);

	for (size_t i = 0; i < sizeof packs / sizeof packs[0]; i++) {
		check(packs[i], &said);
		cr_expect(eq(sz, said.len, 0), "%zu: %s", i, buf_string(&said));
	}
}

Test(pack_check, finds_nothing_in_what_ships)
{
	AUTO(settings_errors) errors = settings_errors_new();
	AUTO(gazetteer) g = NULL;
	BUF(said, 1 << 20);

	cr_assert(gazetteer_load(TEST_SOURCE_DIR "/config/tags.d", &g, errors));
	bool ok = pack_check(g, errors);
	settings_errors_print(errors, false, &said);
	cr_assert(ok, "%s", buf_string(&said));
}
