/* SPDX-License-Identifier: Apache-2.0 */
/* Where names and cues stand: from what the matchers hit to candidates, traps and evidence. */
#include <utf8proc.h>

#include "common/base/block.h"
#include "common/base/utf8.h"
#include "enricher/boundary.h"
#include "enricher/tagger_parts.h"

enum {
	EXTENSIONS_MAX = 2,
	MODIFIERS_MAX = 4,
	CAPITALS_WITHIN = 4000, /* characters */
};

/* --- candidates --------------------------------------------------------------------------- */

static bool is_cjk(struct view word)
{
	return (unsigned char)word.p[0] >= 0xE3;
}

/* view_starts(), of words most of which differ in their first two bytes already. */
static bool starts_with(struct view text, struct view word)
{
	return text.len >= word.len && text.p[0] == word.p[0] &&
	       (word.len == 1 || text.p[1] == word.p[1]) && view_starts(text, word);
}

/* Generic nouns directly after a name: "Habomai group", 択捉島. */
static size_t extend(const struct tagging *r, size_t end)
{
	const struct gazetteer_words *nouns = &r->t->gazetteer->extend;

	for (int times = 0; times < EXTENSIONS_MAX; times++) {
		size_t spaced = end < r->folded.len && r->folded.p[end] == ' ';
		struct view rest = view_from(r->folded, end + spaced);
		size_t longest = 0;
		if (!rest.len || !nouns->begins[(unsigned char)rest.p[0]])
			break;
		for (size_t i = 0; i < nouns->len && !longest; i++) {
			struct view word = nouns->items[i];
			if (starts_with(rest, word) && (spaced || is_cjk(word)) &&
			    boundary_at(r->folded, end + spaced + word.len))
				longest = spaced + word.len;
		}
		if (!longest)
			break;
		end += longest;
	}
	return end;
}

/* Numerals and adjectives directly before a description: "four disputed islands". */
static size_t extend_back(const struct tagging *r, size_t start)
{
	const struct gazetteer_words *words = &r->t->gazetteer->modifiers;

	for (int times = 0; times < MODIFIERS_MAX; times++) {
		struct view rest = view_head(r->folded, start);
		bool spaced = rest.len && rest.p[rest.len - 1] == ' ';
		size_t longest = 0;
		rest.len -= spaced;
		if (!rest.len || !words->ends[(unsigned char)rest.p[rest.len - 1]])
			break;
		for (size_t i = 0; i < words->len && !longest; i++) {
			struct view word = words->items[i];
			if ((spaced || is_cjk(word)) && view_ends(rest, word) &&
			    boundary_at(r->folded, rest.len - word.len))
				longest = spaced + word.len;
		}
		if (!longest)
			break;
		start -= longest;
	}
	return start;
}

static bool is_upper_at(struct view text, size_t at)
{
	return utf8proc_category((utf8proc_int32_t)utf8_next(text, &at)) ==
	       UTF8PROC_CATEGORY_LU;
}

/* From the CJK symbols on nothing but full-width letters has case. */
static inline bool has_case(uint32_t c)
{
	return c < 0x3000 || c > 0xFE00;
}

/* No byte here begins a letter that may be a capital: neither of ASCII nor above, but for kana,
 * Han and Hangul. */
static bool is_caseless_block(const char *p)
{
	block x = block_load(p);
	return !block_any(block_between(x, 'A', 'Z') | block_between(x, 0xC0, 0xE2) |
			  (block)(x >= 0xEE));
}

static bool has_capitals(struct view text)
{
	for (size_t pos = 0, seen = 0; pos < text.len && seen < CAPITALS_WITHIN;) {
		if (text.len - pos >= BLOCK && CAPITALS_WITHIN - seen >= BLOCK &&
		    is_caseless_block(text.p + pos)) {
			seen += utf8_count(view_at(text.p + pos, BLOCK));
			pos += BLOCK;
			while (pos < text.len && utf8_is_tail(text.p[pos]))
				pos++;
			continue;
		}
		uint32_t c = utf8_next(text, &pos);
		if (has_case(c) &&
		    utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LU)
			return true;
		seen++;
	}
	return false;
}

/* Does a rule that asks for a capital find none there, in a text that has some elsewhere? */
static bool lacks_capital(struct tagging *r, const struct pack_rule *rule, size_t start)
{
	if (!rule->capital || is_upper_at(r->text, start))
		return false;
	if (!r->case_known)
		r->caseless = !has_capitals(r->text);
	r->case_known = true;
	return !r->caseless;
}

static enum story_field field_at(const struct tagging *r, size_t start, size_t *ret_end)
{
	for (size_t i = 0; i < r->fields->len; i++)
		if (start < r->fields->items[i].end) {
			*ret_end = r->fields->items[i].end;
			return r->fields->items[i].field;
		}
	*ret_end = r->text.len;
	return FIELD_BODY;
}

static void add_candidate(struct tagging *r, const struct matcher_hit *hit)
{
	const struct gazetteer_form *form =
	    gazetteer_form_of(&r->t->gazetteer->names, hit->literal);
	size_t end = hit->end, begin = hit->start, field_end;
	size_t start = fold_start(r->t->fold, begin);

	if (lacks_capital(r, form->rule, start))
		return;
	if (form->rule->extend)
		end = extend(r, end);
	if (form->rule->describes)
		begin = extend_back(r, begin);

	struct tagger_candidate c = { .form = form };
	c.start = fold_start(r->t->fold, begin);
	c.end = fold_end(r->t->fold, end);
	c.field = field_at(r, c.start, &field_end);
	if (c.end > field_end)
		return;
	c.rule = form->name;
	*ARENA_PUSH(r->arena, r->ret->items, r->ret->len) = c;
}

int tagger_by_position(const void *a, const void *b)
{
	const struct tagger_candidate *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1;
	/* Packs, subjects and rules in the order they are written. */
	return x->form < y->form ? -1 : x->form > y->form;
}

/* As names are found; only what extends before a name may change that. */
static bool is_in_order(const struct tagger_result *r)
{
	for (size_t i = 1; i < r->len; i++)
		if (tagger_by_position(&r->items[i - 1], &r->items[i]) > 0)
			return false;
	return true;
}

void tagger_find_names(struct tagging *r)
{
	struct tagger_result *ret = r->ret;

	for (size_t i = 0; i < r->t->names.len; i++)
		add_candidate(r, &r->t->names.items[i]);
	if (!is_in_order(ret))
		qsort(ret->items, ret->len, sizeof *ret->items, tagger_by_position);
}

/* --- cues --------------------------------------------------------------------------------- */

struct mask {
	size_t start, end;
};

static bool is_masked(const struct mask *masks, size_t len, const struct matcher_hit *hit)
{
	for (size_t i = 0; i < len; i++)
		if (masks[i].start <= hit->start && masks[i].end >= hit->end &&
		    masks[i].end - masks[i].start > hit->end - hit->start)
			return true;
	return false;
}

static void add_cue(struct tagging *r, const struct gazetteer_form *form,
		    const struct matcher_hit *hit)
{
	bool is_trap = form->rule && !form->subject;

	if (!is_trap && !gazetteer_counts(form, r->spoken))
		return;
	size_t start = fold_start(r->t->fold, hit->start);
	size_t end = fold_end(r->t->fold, hit->end);
	if (is_trap) {
		if (r->traps_len == TAGGER_NAMES_MAX)
			return;
		*ARENA_PUSH(r->arena, r->traps, r->traps_len) =
		    (struct tagger_candidate){ .form = form, .start = start, .end = end };
		return;
	}
	if (form->rule && lacks_capital(r, form->rule, start))
		return;
	for (size_t i = 0; i < form->refs_len; i++)
		context_add(&r->t->context, form->refs[i], start, end);
}

/* A mask comes before what it hides: hits are in order, of those that start at one place the
 * longest first. */
void tagger_find_cues(struct tagging *r)
{
	struct tagger *t = r->t;
	const struct gazetteer *g = t->gazetteer;
	enum { MASKS_MAX = 64 };
	struct mask masks[MASKS_MAX];
	size_t masks_len = 0;

	matcher_scan(gazetteer_cues(g, r->spoken), r->folded, &t->cues);
	for (size_t i = 0; i < t->cues.len; i++) {
		const struct matcher_hit *hit = &t->cues.items[i];
		const struct gazetteer_form *form =
		    gazetteer_form_of(&g->cues, hit->literal);
		if (is_masked(masks, masks_len, hit))
			continue;
		if (gazetteer_is_mask(g, form) && masks_len < MASKS_MAX)
			masks[masks_len++] = (struct mask){ hit->start, hit->end };
		add_cue(r, form, hit);
	}
	context_ready(&t->context);
}
