/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The road of a text: fold, find names, and only if there is one: find cues, drop what lies
 * in a trap, judge conditions on words, keep the longest, let those be cues too, judge
 * conditions on mentions, score.
 */
#include "enricher/tagger.h"

#include "common/base/mem.h"
#include "common/base/utf8.h"
#include "enricher/record.h"
#include "enricher/tagger_parts.h"

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

/* --- results ------------------------------------------------------------------------------ */

static void list_mentions(struct tagging *r)
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

static void no_scores(struct tagging *r)
{
	const struct gazetteer *g = r->t->gazetteer;

	for (size_t i = 0; i < g->packs_len; i++) {
		const struct pack_topic *topics = g->packs[i].topics.items;
		for (size_t k = 0; k < g->packs[i].topics.len; k++)
			*ARENA_PUSH(r->arena, r->ret->scores.items, r->ret->scores.len) =
			    (struct story_score){ .topic = topics[k].id };
	}
}

static void run(struct tagging *r, struct view language)
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
	tagger_find_names(r);
	context_begin(&t->context, r->text, r->ret->language);
	tagger_find_cues(r);
	tagger_judge(r);
	list_mentions(r);
	about_score(t->gazetteer, &t->context, r->fields, r->arena, r->ret);
}

void tagger_tag_text(struct tagger *t, struct view text, struct view language,
		     struct arena *a, struct tagger_result *ret)
{
	struct about_fields fields = { .len = 1 };
	struct tagging r = { .t = t,
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
 * the headline counts for the body too; a single one where it is. */
static struct view join(const struct story *s, struct arena *a,
			struct about_fields *fields)
{
	struct view texts[TAGGER_FIELDS_MAX];
	size_t total = 0, longest = 0, at = 0;

	for (size_t i = 0; i < TAGGER_FIELDS_MAX; i++) {
		texts[i] = story_plain(s, (enum story_field)i);
		total += texts[i].len;
		if (texts[i].len > texts[longest].len)
			longest = i;
	}
	if (total == texts[longest].len) {
		fields->items[0].field = (enum story_field)longest;
		fields->items[0].end = total;
		fields->len = total > 0;
		return texts[longest];
	}
	char *p = arena_raw(a, total + 2 * TAGGER_FIELDS_MAX);
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
	struct tagging r = {
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
