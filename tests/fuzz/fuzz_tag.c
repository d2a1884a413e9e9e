/* SPDX-License-Identifier: Apache-2.0 */
/* Any text: each mention's offsets cut its text out, mentions never overlap, what finds the cues
 * of one language misses none of them, and it does not matter how many bytes go at a time. */
#include <stdint.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "enricher/fold.h"
#include "enricher/tagger.h"

static const char pack[] =
    "id: x\n"
    "extend: {en: [island, islands], ja: [島]}\n"
    "modifiers: {en: [four], ja: [係争中の]}\n"
    "words: {ship: {en: [ship, 'shi~'], ja: [船], ru: ['корабл~'], de: [Schiff]},"
    " masked: {en: [war ship], ja: [船長]}}\n"
    "unless: [{before: [ship]}]\n"
    "subjects:\n"
    "  - {id: a, name: {en: A}, forms: {en: [Iturup, 'Kuril~', a-b], ja: [択捉, 四島],"
    " ru: ['Курил(ы|ах)'], ko: ['쿠릴[ ]열도']}}\n"
    "  - id: b\n"
    "    name: {en: B}\n"
    "    rules:\n"
    "      - {id: r, describes: true, forms: {en: [islands], ja: [島]},"
    " needs: [{story: [a]}], unless: [{near: [ship]}]}\n"
    "traps: [{id: t, forms: {en: [Iturup street]}}]\n"
    "topics: [{id: x, parts: [{id: p, points: 9, count: each, needs: [{around: "
    "[a]}]}]}]\n";

static const struct gazetteer *the_gazetteer(void)
{
	static struct gazetteer *g;

	if (!g) {
		AUTO(settings_errors) errors = settings_errors_new();
		struct pattern_piece file = { VIEW("x.yaml"), view_of(pack) };
		MUST(gazetteer_load_text(&file, 1, &g, errors));
	}
	return g;
}

static struct tagger *the_tagger(void)
{
	static struct tagger *t;
	struct err err;

	if (!t)
		MUST(tagger_new(the_gazetteer(), &t, &err));
	return t;
}

/* The next hit at or after `*i` that counts in the language; NULL at the end. */
static const struct matcher_hit *next_that_counts(const struct matcher_hits *hits,
						  size_t *i, uint16_t code)
{
	const struct gazetteer *g = the_gazetteer();

	while (*i < hits->len) {
		const struct matcher_hit *hit = &hits->items[(*i)++];
		const struct gazetteer_form *cue =
		    gazetteer_form_of(&g->cues, hit->literal);
		if (gazetteer_counts(cue, code) || gazetteer_is_mask(g, cue))
			return hit;
	}
	return NULL;
}

/* Cues of a language, by its own matcher and by the one of all languages. */
static void check_language(struct view folded, struct view language)
{
	uint16_t code = gazetteer_lang_code(language);
	struct matcher_hits own = { .max = 100000 }, all = { .max = 1000000 };
	size_t i = 0, k = 0;

	matcher_scan(gazetteer_cues(the_gazetteer(), code), folded, &own);
	matcher_scan(the_gazetteer()->cues.matcher, folded, &all);
	while (!own.cut && !all.cut) {
		const struct matcher_hit *a = next_that_counts(&own, &i, code);
		const struct matcher_hit *b = next_that_counts(&all, &k, code);
		MUST(!a == !b);
		if (!a)
			break;
		MUST(a->literal == b->literal && a->start == b->start &&
		     a->end == b->end);
	}
	matcher_hits_done(&own);
	matcher_hits_done(&all);
}

static size_t no_run(struct view text, size_t pos, char *out)
{
	(void)text;
	(void)pos;
	(void)out;
	return 0;
}

/* Folds by `run` and expects what `folded`, the same text folded, is and where it is from. */
static void check_fold(struct fold *folded_by, struct view folded, struct view text,
		       fold_run *run)
{
	AUTO(fold) other = fold_new();
	struct view same = fold_text_by(other, text, run);

	MUST(view_eq(same, folded));
	for (size_t i = 0; i < folded.len; i++)
		MUST(fold_start(other, i) == fold_start(folded_by, i) &&
		     fold_end(other, i + 1) == fold_end(folded_by, i + 1));
}

static void check_scan(const struct matcher *m, struct view folded)
{
	struct matcher_hits best = { .max = 1000000 }, plain = { .max = 1000000 };

	matcher_scan(m, folded, &best);
	matcher_scan_16(m, folded, &plain);
	MUST(best.len == plain.len);
	MUST(best.len == 0 ||
	     memcmp(best.items, plain.items, best.len * sizeof *best.items) == 0);
	matcher_hits_done(&best);
	matcher_hits_done(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = view_at(data, size);
	struct tagger_result r;

	/* Invalid UTF-8 never gets this far. */
	if (size > 200000 || !utf8_valid(text))
		return 0;
	AUTO(fold) fold = fold_new();
	struct view folded = fold_text(fold, text);
	check_fold(fold, folded, text, no_run);
	check_fold(fold, folded, text, fold_run_16);
	check_scan(the_gazetteer()->names.matcher, folded);
	check_scan(the_gazetteer()->cues.matcher, folded);
	check_language(folded, VIEW("en"));
	check_language(folded, VIEW("ru"));
	check_language(folded, VIEW("ja"));
	check_language(folded, VIEW("fr"));
	AUTO(arena) a = arena_new(256 * 1024 * 1024);
	tagger_tag_text(the_tagger(), text, VIEW(""), a, &r);
	size_t last = 0;
	for (size_t i = 0; i < r.mentions.len; i++) {
		const struct story_mention *m = &r.mentions.items[i];
		size_t start = utf8_offset(text, m->start),
		       end = utf8_offset(text, m->end);
		MUST(m->start < m->end && m->start >= last);
		MUST(view_eq(view_at(text.p + start, end - start), m->text));
		last = m->end;
	}
	return 0;
}
