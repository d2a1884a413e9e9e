/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/about.h"

#include "common/base/utf8.h"

struct judging {
	const struct context *context;
	const struct about_fields *fields;
	const struct tagger_result *result;
	const struct pack *pack;
	size_t lead_end; /* bytes of the searched text */
};

static bool counts(const struct judging *j, const struct tagger_candidate *c)
{
	return (c->state == TAGGED || c->state == TAGGED_HINT) &&
	       c->form->pack == j->pack;
}

static bool stands(const struct judging *j, const struct tagger_candidate *c, int where)
{
	if (where == WHERE_HEADLINE)
		return c->field == FIELD_HEADLINE;
	if (where == WHERE_LATER) {
		size_t first_end;
		context_sentence(j->context, 0, &first_end);
		return c->start >= first_end;
	}
	return where == WHERE_ANY || c->field == FIELD_HEADLINE || c->start < j->lead_end;
}

static bool holds(const struct judging *j, const struct pack_part *part,
		  const struct tagger_candidate *c)
{
	const struct pack_way *ways = part->ways.items;

	if (!context_passes(j->context, &part->when, c->start, c->end, NULL))
		return false;
	for (size_t i = 0; i < part->ways.len; i++)
		if (context_passes(j->context, &ways[i], c->start, c->end, NULL))
			return true;
	return part->ways.len == 0;
}

static int64_t part_points(const struct judging *j, const struct pack_part *part)
{
	int64_t hits = 0, others = 0;

	for (size_t i = 0; i < j->result->len; i++) {
		const struct tagger_candidate *c = &j->result->items[i];
		if (!counts(j, c))
			continue;
		if (stands(j, c, part->where) && holds(j, part, c))
			hits++;
		else
			others++;
	}
	int64_t times = hits > 0;
	if (part->count == COUNT_ALL && others)
		return 0;
	if (part->count == COUNT_EACH)
		times = hits;
	if (part->count == COUNT_MORE)
		times = hits > 1 ? hits - 1 : 0;
	int64_t points = times * part->points;
	if (part->max > 0 && points > part->max)
		points = part->max;
	if (part->max < 0 && points < part->max)
		points = part->max;
	return points;
}

static void score_topic(struct judging *j, const struct pack_topic *t, struct arena *a,
			struct tagger_result *ret)
{
	struct story_score *score = ARENA_PUSH(a, ret->scores.items, ret->scores.len);
	const struct pack_part *parts = t->parts.items;
	int64_t sum = 0;

	score->topic = t->id;
	for (size_t i = 0; i < t->parts.len; i++) {
		int64_t points = part_points(j, &parts[i]);
		if (points == 0)
			continue;
		*ARENA_PUSH(a, score->parts, score->parts_len) =
		    (struct story_score_part){ parts[i].id, (int)points };
		sum += points;
	}
	score->value = (int)(sum < 0 ? 0 : sum > 100 ? 100 : sum);
	score->about = score->value >= t->threshold;
}

/* Headline and description lead, and so does the beginning of the body. */
static size_t lead_end(const struct context *c, const struct about_fields *fields)
{
	size_t end = 0;
	for (size_t i = 0; i < fields->len; i++) {
		struct view rest = view_from(c->text, fields->items[i].start);
		end = fields->items[i].end;
		if (fields->items[i].field == FIELD_BODY)
			end =
			    fields->items[i].start + utf8_offset(rest, ABOUT_LEAD_CHARS);
	}
	return end;
}

void about_score(const struct gazetteer *g, const struct context *c,
		 const struct about_fields *fields, struct arena *a,
		 struct tagger_result *ret)
{
	struct judging j = { c, fields, ret, NULL, lead_end(c, fields) };

	for (size_t i = 0; i < g->packs_len; i++) {
		const struct pack_topic *topics = g->packs[i].topics.items;
		j.pack = &g->packs[i];
		for (size_t k = 0; k < g->packs[i].topics.len; k++)
			score_topic(&j, &topics[k], a, ret);
	}
}
