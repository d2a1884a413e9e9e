/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stories lie in one array in the order in which they came, so a position is also an age.
 * Clusters are union-find trees over it, with a ring through each one's members. A hash of
 * very many stories, an outlet's boilerplate, says nothing and is not indexed again.
 */
#include "sink/cluster.h"

#include <stdlib.h>

#include "common/base/mem.h"
#include "sink/hash_index.h"

enum {
	FIRST_ROOM = 1024,
	GROWTH = 4, /* growing puts all hashes into a new table */
	SOURCES_MAX = 64,
};

#define NONE UINT32_MAX

struct place {
	int64_t number;
	const char *text;  /* packed and lent; NULL for a moment only */
	instant_ms latest; /* of a root: when the last of its members came */
	struct cluster_id id;
	uint32_t text_len;
	uint32_t parent, ring;
	uint32_t size; /* of a root: members */
	uint32_t source;
	uint32_t founder; /* it belonged to no cluster when it came */
};

struct clusters {
	size_t max;
	struct place *items;
	size_t len, room;
	struct hash_index *index; /* positions by the hashes of their texts */
};

struct clusters *clusters_new(size_t stories_max)
{
	struct clusters *c = mem_new(sizeof *c);

	MUST(stories_max > 0 && stories_max <= CLUSTER_STORIES_MAX);
	c->max = stories_max;
	c->index = hash_index_new(stories_max);
	return c;
}

void clusters_free(struct clusters *c)
{
	if (!c)
		return;
	free(c->items);
	hash_index_free(c->index);
	free(c);
}

size_t clusters_len(const struct clusters *c)
{
	return c->len;
}

bool clusters_full(const struct clusters *c)
{
	return c->len >= c->max;
}

size_t clusters_bytes(const struct clusters *c)
{
	return sizeof *c + c->room * sizeof *c->items + hash_index_bytes(c->index);
}

/* FNV-1a. */
uint32_t cluster_source(struct view name)
{
	uint32_t h = 2166136261U;

	for (size_t i = 0; i < name.len; i++)
		h = (h ^ (unsigned char)byte_lower(name.p[i])) * 16777619U;
	if (name.len == 0)
		return 0;
	return h ? h : 1;
}

/* --- index -------------------------------------------------------------------------------- */

static size_t indexed(const struct shingles *text)
{
	return text->len < CLUSTER_INDEXED ? text->len : CLUSTER_INDEXED;
}

static void index_text(struct clusters *c, uint32_t story, const struct shingles *text)
{
	for (size_t i = 0; i < indexed(text); i++)
		hash_index_add(c->index, text->hashes[i], story);
}

static void text_of(const struct place *s, struct shingles *ret)
{
	shingles_unpack(view_at(s->text, s->text_len), ret);
}

static void unindex_text(struct clusters *c, uint32_t story)
{
	struct shingles text;

	text_of(&c->items[story], &text);
	for (size_t i = 0; i < indexed(&text); i++)
		hash_index_drop(c->index, text.hashes[i], story);
}

static void index_all(struct clusters *c)
{
	struct shingles text;

	for (uint32_t i = 0; i < c->len; i++) {
		text_of(&c->items[i], &text);
		index_text(c, i, &text);
	}
}

static void make_room(struct clusters *c)
{
	if (c->len < c->room)
		return;
	c->room = c->room ? c->room * GROWTH : FIRST_ROOM;
	if (c->room > c->max)
		c->room = c->max;
	c->items = mem_grow(c->items, c->room, sizeof *c->items);
	hash_index_resize(c->index, c->room * CLUSTER_INDEXED);
	index_all(c);
}

/* --- clusters ----------------------------------------------------------------------------- */

static uint32_t position_of(const struct clusters *c, int64_t number)
{
	size_t low = 0, high = c->len;

	/* Mostly the latest is asked for, or the one that comes after it. */
	if (high > 0 && c->items[high - 1].number <= number)
		low = high - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (c->items[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->len && c->items[low].number == number ? (uint32_t)low : NONE;
}

static uint32_t root_of(struct clusters *c, uint32_t story)
{
	while (c->items[story].parent != story) {
		uint32_t *parent = &c->items[story].parent;
		*parent = c->items[*parent].parent;
		story = *parent;
	}
	return story;
}

/* The older root stays: it is the cluster's first story. */
static void join(struct clusters *c, uint32_t a, uint32_t b)
{
	a = root_of(c, a);
	b = root_of(c, b);
	if (a == b)
		return;
	struct place *old = &c->items[a < b ? a : b], *young = &c->items[a < b ? b : a];
	uint32_t ring = old->ring;
	young->parent = a < b ? a : b;
	old->size += young->size;
	old->ring = young->ring;
	young->ring = ring;
	if (young->latest > old->latest)
		old->latest = young->latest;
}

static void join_copies(struct clusters *c, uint32_t at, const struct shingles *text,
			struct cluster_story *story)
{
	struct shingles other;

	for (size_t i = 0; i < indexed(text); i++) {
		struct hash_probe p = hash_index_find(c->index, text->hashes[i]);
		for (uint32_t o; hash_probe_next(&p, &o);) {
			if (root_of(c, o) == root_of(c, at) ||
			    story->joins_len == CLUSTER_JOINS_MAX)
				continue;
			text_of(&c->items[o], &other);
			if (!shingles_same(text, &other))
				continue;
			story->joins[story->joins_len++] = c->items[root_of(c, o)].number;
			join(c, at, o);
		}
	}
}

static uint32_t append(struct clusters *c, const struct cluster_story *story)
{
	MUST(!clusters_full(c));
	MUST(c->len == 0 || c->items[c->len - 1].number < story->number);
	make_room(c);
	uint32_t at = (uint32_t)c->len++;
	c->items[at] = (struct place){ .number = story->number,
				       .id = story->id,
				       .source = story->source,
				       .founder = story->founder,
				       .latest = story->latest,
				       .parent = at,
				       .ring = at,
				       .size = 1 };
	return at;
}

void clusters_expect(struct clusters *c, const struct shingles *text)
{
	for (size_t i = 0; i < indexed(text); i++)
		hash_index_expect(c->index, text->hashes[i]);
}

void clusters_add(struct clusters *c, struct cluster_story *story,
		  const struct shingles *text)
{
	uint32_t at = position_of(c, story->number);
	bool known = at != NONE;

	if (known) {
		unindex_text(c, at);
		c->items[at].source = story->source;
	} else
		at = append(c, story);
	join_copies(c, at, text, story);
	index_text(c, at, text);
	if (!known)
		c->items[at].founder = story->founder = story->joins_len == 0;
	struct place *root = &c->items[root_of(c, at)];
	if (root->latest < story->latest)
		root->latest = story->latest;
}

void clusters_lend(struct clusters *c, int64_t number, struct view packed)
{
	uint32_t at = position_of(c, number);

	MUST(at != NONE);
	c->items[at].text = packed.p;
	c->items[at].text_len = (uint32_t)packed.len;
}

void clusters_restore(struct clusters *c, const struct cluster_story *story,
		      struct view packed)
{
	struct shingles text;
	uint32_t at = append(c, story);

	clusters_lend(c, story->number, packed);
	shingles_unpack(packed, &text);
	index_text(c, at, &text);
	for (size_t i = 0; i < story->joins_len; i++) {
		uint32_t other = position_of(c, story->joins[i]);
		if (other != NONE)
			join(c, at, other);
	}
}

/* --- telling ------------------------------------------------------------------------------ */

/* Agencies that were named so far. */
struct sources {
	uint32_t items[SOURCES_MAX];
	size_t len;
};

static void add_source(struct sources *s, uint32_t source)
{
	if (!source || s->len == SOURCES_MAX)
		return;
	for (size_t i = 0; i < s->len; i++)
		if (s->items[i] == source)
			return;
	s->items[s->len++] = source;
}

/* Kept in the order in which they came; the root is there first. */
static void add_id(uint32_t story, uint32_t *founders, size_t *len)
{
	size_t at = *len;

	if (at == CLUSTER_IDS_MAX)
		return;
	++*len;
	for (; at > 0 && founders[at - 1] > story; at--)
		founders[at] = founders[at - 1];
	founders[at] = story;
}

bool clusters_describe(struct clusters *c, int64_t number, struct cluster *ret)
{
	uint32_t story = position_of(c, number), founders[CLUSTER_IDS_MAX] = { 0 };
	struct sources sources = { .len = 0 };
	int left = CLUSTER_COUNTED;

	if (story == NONE)
		return false;
	uint32_t root = root_of(c, story), i = root;
	*ret = (struct cluster){ .first = root == story, .size = c->items[root].size };
	do {
		const struct place *s = &c->items[i];
		add_source(&sources, s->source);
		if (s->founder)
			add_id(i, founders, &ret->ids_len);
		i = s->ring;
	} while (i != root && --left > 0);
	for (size_t k = 0; k < ret->ids_len; k++)
		ret->ids[k] = c->items[founders[k]].id;
	ret->sources = sources.len ? sources.len : 1;
	return true;
}

bool clusters_repeats(struct clusters *c, int64_t number)
{
	uint32_t story = position_of(c, number);
	int left = CLUSTER_COUNTED;
	struct shingles text, other;

	if (story == NONE)
		return false;
	text_of(&c->items[story], &text);
	for (uint32_t i = c->items[story].ring; i != story && --left > 0;
	     i = c->items[i].ring) {
		text_of(&c->items[i], &other);
		if (shingles_equal(&text, &other))
			return true;
	}
	return false;
}

/* --- time --------------------------------------------------------------------------------- */

instant_ms clusters_oldest(struct clusters *c)
{
	instant_ms oldest = INSTANT_NONE;

	for (uint32_t i = 0; i < c->len; i++)
		if (c->items[i].parent == i &&
		    (oldest == INSTANT_NONE || c->items[i].latest < oldest))
			oldest = c->items[i].latest;
	return oldest;
}

/* A tree is taken out or kept as a whole, so what is kept points to what is kept. */
static void keep_moved(struct clusters *c, const uint32_t *moved)
{
	for (uint32_t i = 0; i < c->len; i++) {
		if (moved[i] == NONE)
			continue;
		struct place *s = &c->items[moved[i]];
		if (moved[i] != i)
			*s = c->items[i];
		s->parent = moved[s->parent];
		s->ring = moved[s->ring];
	}
}

size_t clusters_take_old(struct clusters *c, instant_ms before, size_t max,
			 void (*gone)(void *self, const struct cluster_id *id),
			 void *self)
{
	uint32_t *moved = mem_grow(NULL, c->len + 1, sizeof *moved);
	uint32_t kept = 0;
	size_t taken = 0;

	/* A root comes before its members, and what becomes of it holds for them. */
	for (uint32_t i = 0; i < c->len; i++) {
		uint32_t root = root_of(c, i);
		bool out = root == i ? c->items[i].latest < before && taken < max
				     : moved[root] == NONE;
		moved[i] = out ? NONE : kept++;
		if (out && root == i)
			taken += c->items[i].size;
		if (out)
			gone(self, &c->items[i].id);
	}
	if (taken) {
		keep_moved(c, moved);
		c->len = kept;
		hash_index_clear(c->index);
		index_all(c);
	}
	free(moved);
	return taken;
}
