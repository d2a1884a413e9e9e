/* SPDX-License-Identifier: Apache-2.0 */
/* Which candidates are mentions, and why the others are none. */
#include <utf8proc.h>

#include "common/base/utf8.h"
#include "enricher/tagger_parts.h"

enum { ROUNDS_MAX = 3 };

/* --- judging ------------------------------------------------------------------------------ */

static struct view keep(struct tagging *r, const struct buf *b)
{
	return b->len ? arena_copy(r->arena, buf_view(b)) : VIEW("");
}

static bool first_of_sentence(const struct tagging *r, size_t start)
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

/* What no mention of its pack may meet: the name is a ship's, or a restaurant's. */
static bool is_refused(const struct tagging *r, const struct tagger_candidate *c)
{
	return c->form->subject &&
	       !context_passes(&r->t->context, &c->form->pack->common, c->start, c->end);
}

/* The way by which a candidate passes its rule, NULL for none; the rule's own way when it
 * has no others. */
static const struct pack_way *way_of(const struct tagging *r,
				     const struct tagger_candidate *c)
{
	const struct pack_rule *rule = c->form->rule;
	const struct pack_way *ways = rule->ways.items;
	const struct context *context = &r->t->context;

	if (is_refused(r, c))
		return NULL;
	if (!context_passes(context, &rule->base, c->start, c->end))
		return NULL;
	for (size_t i = 0; i < rule->ways.len; i++)
		if (context_passes(context, &ways[i], c->start, c->end))
			return &ways[i];
	return rule->ways.len ? NULL : &rule->base;
}

/* All conditions of a rule at a place; sets the candidate's state. */
static bool judge(struct tagging *r, struct tagger_candidate *c)
{
	const struct pack_rule *rule = c->form->rule;

	c->way = rule->inside && first_of_sentence(r, c->start) ? NULL : way_of(r, c);
	c->state = !c->way ? MISSED : rule->hint ? TAGGED_HINT : TAGGED;
	return c->way != NULL;
}

/* Why it passed: what its way found. */
static void explain_passed(struct tagging *r, struct tagger_candidate *c)
{
	BUF(evidence, CONTEXT_EVIDENCE_MAX);

	c->rule = c->way->name;
	if (c->way->needs.len == 0)
		return;
	context_evidence(&r->t->context, c->way, c->start, c->end, &evidence);
	c->evidence = keep(r, &evidence);
}

/* Why it did not: the condition that was not met, of each way that was tried. */
static void explain_missed(struct tagging *r, struct tagger_candidate *c)
{
	const struct pack_rule *rule = c->form->rule;
	const struct pack_way *ways = rule->ways.items;
	const struct context *context = &r->t->context;
	BUF(evidence, CONTEXT_EVIDENCE_MAX);

	if (rule->inside && first_of_sentence(r, c->start)) {
		c->evidence = VIEW("begins a sentence");
		return;
	}
	if (context_explains(context, &c->form->pack->common, c->start, c->end,
			     &evidence) &&
	    context_explains(context, &rule->base, c->start, c->end, &evidence))
		for (size_t i = 0; i < rule->ways.len; i++) {
			BUF(own, CONTEXT_EVIDENCE_MAX);
			context_explains(context, &ways[i], c->start, c->end, &own);
			buf_printf(&evidence, "%s%.*s: %.*s", evidence.len ? "; " : "",
				   VIEW_ARG(ways[i].id), VIEW_ARG(buf_view(&own)));
		}
	c->evidence = keep(r, &evidence);
}

static void explain(struct tagging *r)
{
	for (size_t i = 0; i < r->ret->len; i++) {
		struct tagger_candidate *c = &r->ret->items[i];
		if (c->state == TAGGED || c->state == TAGGED_HINT)
			explain_passed(r, c);
		else if (c->state == MISSED && r->explain)
			explain_missed(r, c);
	}
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
static void mark_trapped(struct tagging *r)
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
		qsort(r->traps, kept, sizeof *r->traps, tagger_by_position);
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

static void lose(struct tagging *r, struct tagger_candidate *loser,
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
static void keep_longest(struct tagging *r)
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

/* If the "Kuril Islands" are a ship, so are the Kurils in its name. */
static void refuse_parts(struct tagging *r)
{
	const struct tagger_candidate *whole = NULL;

	for (size_t i = 0; i < r->ret->len; i++) {
		struct tagger_candidate *c = &r->ret->items[i];
		if (c->state != UNDECIDED)
			continue;
		if (whole && c->end <= whole->end && is_shorter(c, whole) &&
		    c->form->pack == whole->form->pack)
			lose(r, c, whole);
		else if (is_refused(r, c))
			whole = c;
	}
}

static void mentions_are_cues(struct tagging *r)
{
	bool more = false;

	for (size_t i = 0; i < r->ret->len; i++) {
		struct tagger_candidate *c = &r->ret->items[i];
		if (c->state != TAGGED || c->is_cue)
			continue;
		c->is_cue = more = true;
		for (size_t k = 0; k < c->form->refs_len; k++)
			context_add(&r->t->context, c->form->refs[k], c->start, c->end);
	}
	if (more)
		context_ready(&r->t->context);
}

static bool is_open(const struct tagger_candidate *c, bool waiting)
{
	return (c->state == UNDECIDED || (waiting && c->state == MISSED)) &&
	       c->form->rule->waits == waiting;
}

/* Judges those that do or do not wait for mentions; were there new ones? */
static bool judge_some(struct tagging *r, bool waiting)
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
static void judge_all(struct tagging *r)
{
	judge_some(r, false);
	for (int rounds = 0; rounds < ROUNDS_MAX; rounds++)
		if (!judge_some(r, true))
			break;
}

void tagger_judge(struct tagging *r)
{
	mark_trapped(r);
	refuse_parts(r);
	judge_all(r);
	explain(r);
}
