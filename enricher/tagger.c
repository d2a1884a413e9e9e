/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The road of a text: fold, find names, and only if there is one: find cues, drop what lies
 * in a trap, judge conditions on words, keep the longest, let those be cues too, judge
 * conditions on mentions, score.
 */
#include "enricher/tagger.h"

#include <utf8proc.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"
#include "enricher/about.h"
#include "enricher/boundary.h"
#include "enricher/context.h"
#include "enricher/fold.h"
#include "enricher/language.h"
#include "enricher/record.h"

enum { EXTENSIONS_MAX = 2, MODIFIERS_MAX = 4, ROUNDS_MAX = 3 };

struct tagger {
	const struct gazetteer *gazetteer;
	struct fold *fold;
	struct matcher_hits names, cues;
	struct context context;
	struct language *language;
};

/* One text on its way. */
struct run {
	struct tagger *t;
	struct view text, folded;
	struct arena *arena;
	struct tagger_result *ret;
	const struct about_fields *fields;
	struct tagger_candidate *traps;
	size_t traps_len;
	uint16_t spoken; /* code of the text's language; 0: it is not known */
	bool caseless;   /* the text has no capital letters */
	bool explain;    /* say of each candidate why it is none */
};

bool tagger_new(const struct gazetteer *g, struct tagger **ret, struct err *err)
{
	AUTO(tagger) t = mem_new(sizeof *t);
	t->gazetteer = g;
	t->fold = fold_new();
	t->names.max = TAGGER_NAMES_MAX;
	t->cues.max = CONTEXT_CUES_MAX;
	context_init(&t->context, g);
	if (!language_new(&t->language, err))
		return false;
	*ret = TAKE(t);
	return true;
}

void tagger_free(struct tagger *t)
{
	if (!t)
		return;
	fold_free(t->fold);
	matcher_hits_done(&t->names);
	matcher_hits_done(&t->cues);
	context_done(&t->context);
	language_free(t->language);
	free(t);
}

/* --- candidates --------------------------------------------------------------------------- */

static bool is_cjk(struct view word)
{
	return (unsigned char)word.p[0] >= 0xE3;
}

/* Generic nouns directly after a name: "Habomai group", 択捉島. */
static size_t extend(const struct run *r, size_t end)
{
	const struct gazetteer_words *nouns = &r->t->gazetteer->extend;

	for (int times = 0; times < EXTENSIONS_MAX; times++) {
		struct view rest = view_from(r->folded, end);
		bool spaced = rest.len && rest.p[0] == ' ';
		char first = rest.len > spaced ? rest.p[spaced] : '\0';
		size_t longest = 0;
		for (size_t i = 0; i < nouns->len && !longest; i++) {
			struct view word = nouns->items[i];
			if (word.p[0] == first && (spaced || is_cjk(word)) &&
			    view_starts(view_from(rest, spaced), word) &&
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
static size_t extend_back(const struct run *r, size_t start)
{
	const struct gazetteer_words *words = &r->t->gazetteer->modifiers;

	for (int times = 0; times < MODIFIERS_MAX; times++) {
		struct view rest = view_head(r->folded, start);
		bool spaced = rest.len && rest.p[rest.len - 1] == ' ';
		size_t longest = 0;
		rest.len -= spaced;
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

static bool has_capitals(struct view text)
{
	size_t seen = 0;
	for (size_t pos = 0; pos < text.len && seen < 4000; seen++) {
		uint32_t c = utf8_next(text, &pos);
		/* From the CJK symbols on nothing but full-width letters has case. */
		if ((c < 0x3000 || c > 0xFE00) &&
		    utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_LU)
			return true;
	}
	return false;
}

static enum story_field field_at(const struct run *r, size_t start, size_t *ret_end)
{
	for (size_t i = 0; i < r->fields->len; i++)
		if (start < r->fields->items[i].end) {
			*ret_end = r->fields->items[i].end;
			return r->fields->items[i].field;
		}
	*ret_end = r->text.len;
	return FIELD_BODY;
}

static void add_candidate(struct run *r, const struct matcher_hit *hit)
{
	const struct gazetteer_form *form = &r->t->gazetteer->names.items[hit->literal];
	size_t end = hit->end, begin = hit->start, field_end;
	size_t start = fold_start(r->t->fold, begin);

	if (form->rule->capital && !r->caseless && !is_upper_at(r->text, start))
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

static int by_position(const void *a, const void *b)
{
	const struct tagger_candidate *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1;
	/* Packs, subjects and rules in the order they are written. */
	return x->form < y->form ? -1 : x->form > y->form;
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

/* Words count in texts of their language, English ones (names, numbers) in all. */
static bool speaks(const struct run *r, const struct gazetteer_form *form)
{
	return r->spoken == 0 || form->lang_code == 0 || form->lang_code == r->spoken;
}

static void add_cue(struct run *r, const struct matcher_hit *hit)
{
	const struct gazetteer_form *form = &r->t->gazetteer->cues.items[hit->literal];
	bool is_trap = form->rule && !form->subject;

	if (!is_trap && !speaks(r, form))
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
	if (form->rule && form->rule->capital && !r->caseless &&
	    !is_upper_at(r->text, start))
		return;
	for (size_t i = 0; i < form->refs_len; i++)
		context_add(&r->t->context, form->refs[i], start, end);
}

static void find_cues(struct run *r)
{
	struct tagger *t = r->t;
	const struct gazetteer *g = t->gazetteer;
	enum { MASKS_MAX = 64 };
	struct mask masks[MASKS_MAX];
	size_t masks_len = 0;

	matcher_scan(g->cues.matcher, r->folded, &t->cues);
	for (size_t i = 0; i < t->cues.len && masks_len < MASKS_MAX; i++) {
		const struct gazetteer_form *form =
		    &g->cues.items[t->cues.items[i].literal];
		if (form->refs_len && form->refs[0] == g->mask_ref)
			masks[masks_len++] =
			    (struct mask){ t->cues.items[i].start, t->cues.items[i].end };
	}
	for (size_t i = 0; i < t->cues.len; i++)
		if (!is_masked(masks, masks_len, &t->cues.items[i]))
			add_cue(r, &t->cues.items[i]);
	context_ready(&t->context);
}

/* --- judging ------------------------------------------------------------------------------ */

static struct view keep(struct run *r, const struct buf *b)
{
	return b->len ? arena_copy(r->arena, buf_view(b)) : VIEW("");
}

static bool first_of_sentence(const struct run *r, size_t start)
{
	size_t end, first = context_sentence(&r->t->context, start, &end);

	while (first < start) {
		uint32_t c = utf8_next(r->text, &first);
		utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)c);
		if (cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_NO)
			return false;
	}
	return true;
}

/* The way by which a candidate passes its rule, NULL for none; the rule's own way when it
 * has no others. */
static const struct pack_way *way_of(const struct run *r,
				     const struct tagger_candidate *c)
{
	const struct pack_rule *rule = c->form->rule;
	const struct pack_way *ways = rule->ways.items;
	const struct context *context = &r->t->context;

	if (c->form->subject &&
	    !context_passes(context, &c->form->pack->common, c->start, c->end, NULL))
		return NULL;
	if (!context_passes(context, &rule->base, c->start, c->end, NULL))
		return NULL;
	for (size_t i = 0; i < rule->ways.len; i++)
		if (context_passes(context, &ways[i], c->start, c->end, NULL))
			return &ways[i];
	return rule->ways.len ? NULL : &rule->base;
}

/* All conditions of a rule at a place; sets the candidate's state. */
static bool judge(struct run *r, struct tagger_candidate *c)
{
	const struct pack_rule *rule = c->form->rule;

	c->way = rule->inside && first_of_sentence(r, c->start) ? NULL : way_of(r, c);
	c->state = !c->way ? MISSED : rule->hint ? TAGGED_HINT : TAGGED;
	return c->way != NULL;
}

/* Why it passed: what its way found. */
static void explain_passed(struct run *r, struct tagger_candidate *c)
{
	BUF(evidence, CONTEXT_EVIDENCE_MAX);

	if (c->way != &c->form->rule->base)
		c->rule = arena_printf(r->arena, "%.*s/%.*s", VIEW_ARG(c->rule),
				       VIEW_ARG(c->way->id));
	if (c->way->needs.len == 0)
		return;
	context_passes(&r->t->context, c->way, c->start, c->end, &evidence);
	c->evidence = keep(r, &evidence);
}

/* Why it did not: the condition that was not met, of each way that was tried. */
static void explain_missed(struct run *r, struct tagger_candidate *c)
{
	const struct pack_rule *rule = c->form->rule;
	const struct pack_way *ways = rule->ways.items;
	const struct context *context = &r->t->context;
	BUF(evidence, CONTEXT_EVIDENCE_MAX);

	if (rule->inside && first_of_sentence(r, c->start)) {
		c->evidence = VIEW("begins a sentence");
		return;
	}
	if (context_passes(context, &c->form->pack->common, c->start, c->end,
			   &evidence) &&
	    context_passes(context, &rule->base, c->start, c->end, &evidence))
		for (size_t i = 0; i < rule->ways.len; i++) {
			BUF(own, CONTEXT_EVIDENCE_MAX);
			context_passes(context, &ways[i], c->start, c->end, &own);
			buf_printf(&evidence, "%s%.*s: %.*s", evidence.len ? "; " : "",
				   VIEW_ARG(ways[i].id), VIEW_ARG(buf_view(&own)));
		}
	c->evidence = keep(r, &evidence);
}

static void explain(struct run *r)
{
	for (size_t i = 0; i < r->ret->len; i++) {
		struct tagger_candidate *c = &r->ret->items[i];
		if (c->state == TAGGED || c->state == TAGGED_HINT)
			explain_passed(r, c);
		else if (c->state == MISSED && r->explain)
			explain_missed(r, c);
	}
}

static bool conditions_on_mentions(const struct pack_conditions *all)
{
	for (size_t i = 0; i < all->len; i++)
		if (all->items[i].on_mentions)
			return true;
	return false;
}

static bool waits_for_mentions(const struct pack_rule *rule)
{
	const struct pack_way *ways = rule->ways.items;

	if (conditions_on_mentions(&rule->base.needs) ||
	    conditions_on_mentions(&rule->base.unless))
		return true;
	for (size_t i = 0; i < rule->ways.len; i++)
		if (conditions_on_mentions(&ways[i].needs) ||
		    conditions_on_mentions(&ways[i].unless))
			return true;
	return false;
}

static bool overlaps(const struct tagger_candidate *a, const struct tagger_candidate *b)
{
	return a->start < b->end && b->start < a->end;
}

static bool is_shorter(const struct tagger_candidate *a, const struct tagger_candidate *b)
{
	return a->end - a->start < b->end - b->start;
}

/* Traps are sorted and no longer than PATTERN_FORM_BYTES_MAX plus what folding leaves out,
 * so that a look back over a bounded number of them is enough. */
static void mark_trapped(struct run *r)
{
	enum { LOOK_BACK = 32 };
	size_t first = 0, kept = 0;

	for (size_t i = 0; i < r->traps_len; i++) {
		struct tagger_candidate *trap = &r->traps[i];
		trap->rule = trap->form->rule->id;
		if (judge(r, trap))
			r->traps[kept++] = *trap;
	}
	r->traps_len = kept;
	if (kept)
		qsort(r->traps, kept, sizeof *r->traps, by_position);
	for (size_t i = 0; i < r->ret->len; i++) {
		struct tagger_candidate *c = &r->ret->items[i];
		while (first < kept && r->traps[first].start < c->end)
			first++;
		for (size_t k = first; k > 0 && first - k < LOOK_BACK; k--) {
			const struct tagger_candidate *trap = &r->traps[k - 1];
			bool holds_trap = c->start <= trap->start &&
					  c->end >= trap->end && is_shorter(trap, c);
			if (trap->form->pack != c->form->pack || !overlaps(trap, c) ||
			    holds_trap)
				continue;
			c->state = MISSED_TRAP;
			if (r->explain)
				c->evidence = arena_printf(r->arena, "trap %.*s \"%.*s\"",
							   VIEW_ARG(trap->form->rule->id),
							   (int)(trap->end - trap->start),
							   r->text.p + trap->start);
			break;
		}
	}
}

static bool is_tagged(const struct tagger_candidate *c)
{
	return c->state == TAGGED || c->state == TAGGED_HINT;
}

static void lose(struct run *r, struct tagger_candidate *loser,
		 const struct tagger_candidate *winner)
{
	loser->state = MISSED_LONGER;
	if (!r->explain)
		return;
	loser->evidence =
	    arena_printf(r->arena, "inside \"%.*s\"", (int)(winner->end - winner->start),
			 r->text.p + winner->start);
}

/* A mention beats what only counts for the scores, and otherwise the longer the shorter. */
static bool is_beaten(const struct tagger_candidate *a, const struct tagger_candidate *b)
{
	return a->state == b->state ? is_shorter(a, b) : a->state == TAGGED_HINT;
}

/* Of overlapping mentions the longest stays, of equally long ones the first. */
static void keep_longest(struct run *r)
{
	struct tagger_candidate *last = NULL;

	for (size_t i = 0; i < r->ret->len; i++) {
		struct tagger_candidate *c = &r->ret->items[i];
		if (!is_tagged(c))
			continue;
		if (!last || !overlaps(last, c)) {
			last = c;
		} else if (is_beaten(last, c)) {
			lose(r, last, c);
			last = c;
		} else {
			lose(r, c, last);
		}
	}
}

static void mentions_are_cues(struct run *r)
{
	for (size_t i = 0; i < r->ret->len; i++) {
		struct tagger_candidate *c = &r->ret->items[i];
		if (c->state != TAGGED || c->is_cue)
			continue;
		c->is_cue = true;
		for (size_t k = 0; k < c->form->refs_len; k++)
			context_add(&r->t->context, c->form->refs[k], c->start, c->end);
	}
	context_ready(&r->t->context);
}

static bool is_open(const struct tagger_candidate *c, bool waiting)
{
	return (c->state == UNDECIDED || (waiting && c->state == MISSED)) &&
	       waits_for_mentions(c->form->rule) == waiting;
}

/* Judges those that do or do not wait for mentions; were there new ones? */
static bool judge_some(struct run *r, bool waiting)
{
	bool gained = false;

	for (size_t i = 0; i < r->ret->len; i++)
		if (is_open(&r->ret->items[i], waiting))
			gained |= judge(r, &r->ret->items[i]);
	if (gained) {
		keep_longest(r);
		mentions_are_cues(r);
	}
	return gained;
}

/* A mention may be the evidence for the next one. */
static void judge_all(struct run *r)
{
	judge_some(r, false);
	for (int rounds = 0; rounds < ROUNDS_MAX; rounds++)
		if (!judge_some(r, true))
			break;
}

/* --- results ------------------------------------------------------------------------------ */

static void list_mentions(struct run *r)
{
	struct story_mentions *list = &r->ret->mentions;
	size_t chars = 0, bytes = 0, field_start = 0;

	for (size_t i = 0; i < r->ret->len && list->len < STORY_LIST_MAX; i++) {
		const struct tagger_candidate *c = &r->ret->items[i];
		if (c->state != TAGGED)
			continue;
		size_t start = 0;
		for (size_t k = 0; k < r->fields->len; k++)
			if (c->start >= r->fields->items[k].start)
				start = r->fields->items[k].start;
		if (start != field_start || i == 0) {
			field_start = bytes = start;
			chars = 0;
		}
		chars += utf8_count(view_at(r->text.p + bytes, c->start - bytes));
		struct view text = view_at(r->text.p + c->start, c->end - c->start);
		struct story_mention *m = ARENA_PUSH(r->arena, list->items, list->len);
		*m = (struct story_mention){
			.subject = c->form->subject->id,
			.tag = c->form->pack->id,
			.text = text,
			.field = c->field,
			.start = chars,
			.end = chars + utf8_count(text),
			.rule = c->rule,
			.evidence = c->evidence,
		};
		bytes = c->end;
		chars = m->end;
	}
}

static void no_scores(struct run *r)
{
	const struct gazetteer *g = r->t->gazetteer;

	for (size_t i = 0; i < g->packs_len; i++) {
		const struct pack_topic *topics = g->packs[i].topics.items;
		for (size_t k = 0; k < g->packs[i].topics.len; k++)
			*ARENA_PUSH(r->arena, r->ret->scores.items, r->ret->scores.len) =
			    (struct story_score){ .topic = topics[k].id };
	}
}

static void run(struct run *r, struct view language)
{
	struct tagger *t = r->t;

	r->folded = fold_text(t->fold, r->text);
	matcher_scan(t->gazetteer->names.matcher, r->folded, &t->names);
	r->ret->cut = t->names.cut;
	r->ret->language = language;
	if (t->names.len == 0) {
		no_scores(r);
		return;
	}
	if (!language.len)
		r->ret->language = language_of(t->language, r->text);
	r->spoken = gazetteer_lang_code(r->ret->language);
	r->caseless = !has_capitals(r->text);
	for (size_t i = 0; i < t->names.len; i++)
		add_candidate(r, &t->names.items[i]);
	if (r->ret->len)
		qsort(r->ret->items, r->ret->len, sizeof *r->ret->items, by_position);
	context_begin(&t->context, r->text, r->ret->language);
	find_cues(r);
	mark_trapped(r);
	judge_all(r);
	explain(r);
	list_mentions(r);
	about_score(t->gazetteer, &t->context, r->fields, r->arena, r->ret);
}

void tagger_tag_text(struct tagger *t, struct view text, struct view language,
		     struct arena *a, struct tagger_result *ret)
{
	struct about_fields fields = { .len = 1 };
	struct run r = { .t = t,
			 .text = text,
			 .arena = a,
			 .ret = ret,
			 .fields = &fields,
			 .explain = true };

	*ret = (struct tagger_result){ 0 };
	fields.items[0].field = FIELD_BODY;
	fields.items[0].end = text.len;
	run(&r, language);
}

/* The texts of a story one after the other, a blank line between, so that what stands in
 * the headline counts for the body too. */
static struct view join(const struct story *s, struct arena *a,
			struct about_fields *fields)
{
	struct view texts[TAGGER_FIELDS_MAX];
	size_t total = 0, at = 0;

	for (size_t i = 0; i < TAGGER_FIELDS_MAX; i++) {
		texts[i] = story_plain(s, (enum story_field)i);
		total += texts[i].len + 2;
	}
	char *p = arena_alloc(a, total);
	for (size_t i = 0; i < TAGGER_FIELDS_MAX; i++) {
		if (texts[i].len == 0)
			continue;
		if (at) {
			memcpy(p + at, "\n\n", 2);
			at += 2;
		}
		memcpy(p + at, texts[i].p, texts[i].len);
		fields->items[fields->len].field = (enum story_field)i;
		fields->items[fields->len].start = at;
		at += texts[i].len;
		fields->items[fields->len++].end = at;
	}
	return view_at(p, at);
}

static struct view search(struct tagger *t, const struct story *s, bool explained,
			  struct arena *a, struct tagger_result *ret)
{
	struct about_fields fields = { 0 };
	struct run r = {
		.t = t, .arena = a, .ret = ret, .fields = &fields, .explain = explained
	};

	*ret = (struct tagger_result){ 0 };
	r.text = join(s, a, &fields);
	run(&r, s->language);
	return r.text;
}

void tagger_tag_story(struct tagger *t, struct story *s, struct arena *a)
{
	struct tagger_result result;

	search(t, s, false, a, &result);
	record_fill(t->gazetteer, &t->context, &result, s, a);
}

struct view tagger_explain_story(struct tagger *t, const struct story *s, struct arena *a,
				 struct tagger_result *ret)
{
	return search(t, s, true, a, ret);
}
