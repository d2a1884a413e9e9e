/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/about.h"

#include "common/base/utf8.h"

struct judging {
	const struct context *context;
	/* What counts for the pack: its mentions and hints. */
	const struct tagger_candidate **items;
	size_t len;
	size_t first_end, lead_end; /* of the first sentence, of the lead: bytes */
};

static bool counts(const struct tagger_candidate *c, const struct pack *p)
{
	return (c->state == TAGGED || c->state == TAGGED_HINT) && c->form->pack == p;
}

static bool stands(const struct judging *j, const struct tagger_candidate *c, int where)
{
	if (where == WHERE_HEADLINE)
		return c->field == FIELD_HEADLINE;
	if (where == WHERE_LATER)
		return c->start >= j->first_end;
	return where == WHERE_ANY || c->field == FIELD_HEADLINE || c->start < j->lead_end;
}

static bool holds(const struct judging *j, const struct pack_part *part,
		  const struct tagger_candidate *c)
{
	const struct pack_way *ways = part->ways.items;

	if (!context_passes(j->context, &part->when, c->start, c->end))
		return false;
	for (size_t i = 0; i < part->ways.len; i++)
		if (context_passes(j->context, &ways[i], c->start, c->end))
			return true;
	return part->ways.len == 0;
}

/* How many times its points a part is worth. Looks no further than the answer needs. */
static int64_t part_times(const struct judging *j, const struct pack_part *part)
{
	int64_t hits = 0;

	for (size_t i = 0; i < j->len; i++) {
		const struct tagger_candidate *c = j->items[i];
		bool hit = stands(j, c, part->where) && holds(j, part, c);
		if (!hit && part->count == COUNT_ALL)
			return 0;
		hits += hit;
		if (hit && part->count == COUNT_ONCE)
			break;
	}
	if (part->count == COUNT_EACH)
		return hits;
	if (part->count == COUNT_MORE)
		return hits > 1 ? hits - 1 : 0;
	return hits > 0;
}

static int64_t part_points(const struct judging *j, const struct pack_part *part)
{
	int64_t points = part_times(j, part) * part->points;

	if (part->max > 0 && points > part->max)
		points = part->max;
	if (part->max < 0 && points < part->max)
		points = part->max;
	return points;
}

static void score_topic(const struct judging *j, const struct pack_topic *t,
			struct arena *a, struct tagger_result *ret)
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
	struct judging j = { .context = c, .lead_end = lead_end(c, fields) };

	j.items = arena_alloc(a, (ret->len + 1) * sizeof *j.items);
	context_sentence(c, 0, &j.first_end);
	for (size_t i = 0; i < g->packs_len; i++) {
		const struct pack_topic *topics = g->packs[i].topics.items;
		j.len = 0;
		for (size_t k = 0; k < ret->len; k++)
			if (counts(&ret->items[k], &g->packs[i]))
				j.items[j.len++] = &ret->items[k];
		for (size_t k = 0; k < g->packs[i].topics.len; k++)
			score_topic(&j, &topics[k], a, ret);
	}
}
