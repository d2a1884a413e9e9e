/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/record.h"

enum { RELEVANCE_HEADLINE = 40, RELEVANCE_LEAD = 25, RELEVANCE_EACH = 12 };
enum { CONFIDENCE_PLAIN = 98, CONFIDENCE_CONDITION = 90 };

/* --- what an earlier run left -------------------------------------------------------------- */

static bool is_ours(const struct story_concept *c)
{
	return view_eq(c->creator, VIEW(RECORD_CREATOR)) ||
	       view_starts(c->uri, VIEW(GAZETTEER_SUBJECT_PREFIX));
}

static void drop_ours(struct story_concepts *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->len; i++)
		if (!is_ours(&list->items[i]))
			list->items[kept++] = list->items[i];
	list->len = kept;
}

/* --- subjects ------------------------------------------------------------------------------- */

static struct view name_in(const struct pack_subject *s, struct view language)
{
	struct view best = s->names.len ? s->names.items[0].value : s->id;
	size_t best_len = 0;
	uint16_t code = gazetteer_lang_code(language),
		 english = gazetteer_lang_code(VIEW("en"));

	for (size_t i = 0; i < s->names.len; i++) {
		struct view lang = s->names.items[i].name;
		uint16_t its = gazetteer_lang_code(lang);
		if (its == code && view_starts(language, lang) && lang.len > best_len) {
			best = s->names.items[i].value;
			best_len = lang.len;
		} else if (best_len == 0 && its == english && lang.len == 2) {
			best = s->names.items[i].value;
		}
	}
	return best;
}

static bool is_about(const struct tagger_result *r, struct view pack)
{
	for (size_t i = 0; i < r->scores.len; i++)
		if (view_eq(r->scores.items[i].topic, pack))
			return r->scores.items[i].about;
	return false;
}

/* What the mentions of one subject say of it. */
struct weight {
	uint32_t times;
	bool headline, first, conditional;
	bool listed; /* among the story's subjects */
};

/* By the subjects' refs. */
static struct weight *weigh(const struct gazetteer *g, const struct tagger_result *r,
			    struct arena *a)
{
	struct weight *weights = ARENA_ARRAY(a, struct weight, g->refs_len);

	for (size_t i = 0; i < r->len; i++) {
		const struct tagger_candidate *c = &r->items[i];
		if (c->state != TAGGED)
			continue;
		struct weight *w = &weights[c->form->subject->ref];
		w->times++;
		w->headline |= c->field == FIELD_HEADLINE;
		w->first |=
		    c->field == FIELD_DESCRIPTION || c->start < RECORD_EARLY_BYTES;
		w->conditional |= c->evidence.len > 0;
	}
	return weights;
}

static int relevance(const struct weight *w)
{
	size_t points = (size_t)w->times * RELEVANCE_EACH;

	points += w->headline ? RELEVANCE_HEADLINE : 0;
	points += w->first ? RELEVANCE_LEAD : 0;
	return points > 100 ? 100 : (int)points;
}

static void add_same_as(const struct pack_subject *s, struct story *story,
			struct arena *a)
{
	struct story_ids *list = &story->ext.same_as;

	if (s->wikidata_uri.len)
		*ARENA_PUSH(a, list->items, list->len) =
		    (struct story_id){ s->uri, s->wikidata_uri };
	if (s->geonames_uri.len)
		*ARENA_PUSH(a, list->items, list->len) =
		    (struct story_id){ s->uri, s->geonames_uri };
}

static void add_place(const struct pack_subject *s, struct view rel, struct story *story,
		      struct arena *a)
{
	struct story_concept *place =
	    story_add_place(story, a, name_in(s, story->language), rel);
	if (!place)
		return;
	place->uri = s->uri;
	place->literal = s->id;
	place->has_point = s->has_point;
	place->latitude = s->latitude;
	place->longitude = s->longitude;
}

static void add_subject(const struct tagger_result *r, const struct tagger_candidate *c,
			const struct weight *w, struct story *story, struct arena *a)
{
	const struct pack_subject *s = c->form->subject;
	bool prominent = w->headline || w->first || w->times > 1;
	struct view rel = prominent && is_about(r, c->form->pack->id) ? VIEW("about")
								      : VIEW("mentions");
	struct story_concept *subject = story_add_subject(
	    story, a, name_in(s, story->language), s->uri, VIEW(RECORD_CREATOR));

	if (subject) {
		subject->literal = s->id;
		subject->rel = rel;
		subject->relevance = relevance(w);
		subject->confidence =
		    w->conditional ? CONFIDENCE_CONDITION : CONFIDENCE_PLAIN;
	}
	if (s->kind == KIND_PLACE)
		add_place(s, rel, story, a);
	add_same_as(s, story, a);
}

/* Each once, in the order of their first mentions. */
static void add_subjects(const struct gazetteer *g, const struct tagger_result *r,
			 struct story *story, struct arena *a)
{
	struct weight *weights = weigh(g, r, a);

	for (size_t i = 0; i < r->len; i++) {
		const struct tagger_candidate *c = &r->items[i];
		if (c->state != TAGGED || weights[c->form->subject->ref].listed)
			continue;
		weights[c->form->subject->ref].listed = true;
		add_subject(r, c, &weights[c->form->subject->ref], story, a);
	}
}

/* --- actors --------------------------------------------------------------------------------- */

static void add_actor(const struct pack_subject *s, struct story *story, struct arena *a)
{
	struct view name = name_in(s, story->language);
	struct story_concept *actor = NULL;

	if (s->kind == KIND_PERSON)
		actor = story_add_person(story, a, name, VIEW("mentions"));
	else if (s->kind == KIND_ORGANISATION)
		actor = story_add_organisation(story, a, name, VIEW("mentions"));
	if (!actor)
		return;
	actor->uri = s->uri;
	actor->literal = s->id;
	add_same_as(s, story, a);
}

static void add_actors(const struct gazetteer *g, const struct context *c,
		       struct story *story, struct arena *a)
{
	for (size_t i = 0; i < g->packs_len; i++) {
		const struct pack_subject *s = g->packs[i].subjects.items;
		for (size_t k = 0; g->packs[i].context && k < g->packs[i].subjects.len;
		     k++)
			if (context_has(c, s[k].ref))
				add_actor(&s[k], story, a);
	}
}

void record_fill(const struct gazetteer *g, const struct context *c,
		 const struct tagger_result *result, struct story *s, struct arena *a)
{
	drop_ours(&s->subjects);
	drop_ours(&s->places);
	drop_ours(&s->people);
	drop_ours(&s->organisations);
	if (!s->language.len)
		s->language = arena_copy(a, result->language);
	s->ext.mentions = result->mentions;
	s->ext.scores = result->scores;
	s->ext.same_as = (struct story_ids){ 0 };
	s->ext.tagger = g->tagger;
	if (result->mentions.len == 0)
		return;
	add_subjects(g, result, s, a);
	add_actors(g, c, s, a);
}
