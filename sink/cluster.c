/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stories lie in one array in the order in which they came, so a position is also an age.
 * Clusters are union-find trees over it, with a ring through each one's members. The index
 * is a table of chains of places, place = story * CLUSTER_INDEXED + number of the hash, so that
 * it holds no hash twice. Old stories are taken out now and then, all at once, which costs
 * less than keeping the chains ready for it.
 */
#include "sink/cluster.h"

#include <stdlib.h>

#include "common/base/mem.h"

enum {
	SWEEPS = 16, /* in a window */
	FIRST_ROOM = 1024,
	CHAINS = 8, /* of hashes, for each story there is room for; a power of two */
};

#define NONE UINT32_MAX

struct story_place {
	char uri[CLUSTER_URI_MAX + 1];
	struct shingles text;
	uint32_t next[CLUSTER_INDEXED]; /* in the chain of each indexed hash */
	uint32_t next_uri;              /* in the chain of the uri's hash */
	uint32_t parent, ring;
	uint32_t size;     /* of a root: members */
	uint32_t source;   /* hash; 0: none */
	uint32_t asked;    /* number of the last look-up that came by */
	bool founder;      /* it belonged to no cluster when it came */
	instant_ms latest; /* of a root: when the last member came */
};

struct clusters {
	int64_t window_ms;
	size_t max;
	struct story_place *items;
	size_t len, room;
	uint32_t *chains, *uri_chains;
	size_t chains_len; /* of both; a power of two */
	uint32_t question;
	instant_ms next_sweep;
};

struct clusters *clusters_new(int64_t window_ms, size_t stories_max)
{
	struct clusters *c = mem_new(sizeof *c);

	MUST(window_ms > 0 && stories_max > 0 && stories_max <= CLUSTER_STORIES_MAX);
	c->window_ms = window_ms;
	c->max = stories_max;
	c->next_sweep = INSTANT_NONE;
	return c;
}

void clusters_free(struct clusters *c)
{
	if (!c)
		return;
	free(c->items);
	free(c->chains);
	free(c->uri_chains);
	free(c);
}

size_t clusters_len(const struct clusters *c)
{
	return c->len;
}

size_t clusters_bytes(const struct clusters *c)
{
	return sizeof *c + c->room * sizeof *c->items +
	       c->chains_len * (CHAINS + 1) * sizeof(uint32_t);
}

/* --- index -------------------------------------------------------------------------------- */

/* FNV-1a. */
static uint32_t hash_text(struct view v)
{
	uint32_t h = 2166136261U;

	for (size_t i = 0; i < v.len; i++)
		h = (h ^ (unsigned char)v.p[i]) * 16777619U;
	return h ? h : 1;
}

static uint32_t *chain_of(struct clusters *c, uint32_t hash)
{
	/* The smallest hashes all begin with zeros. */
	return &c->chains[(hash * 2654435761U >> 3) & (c->chains_len * CHAINS - 1)];
}

static uint32_t *uri_chain_of(struct clusters *c, struct view uri)
{
	return &c->uri_chains[hash_text(uri) & (c->chains_len - 1)];
}

static size_t indexed(const struct story_place *s)
{
	return s->text.len < CLUSTER_INDEXED ? s->text.len : CLUSTER_INDEXED;
}

static uint32_t *next_place(struct clusters *c, uint32_t place)
{
	return &c->items[place / CLUSTER_INDEXED].next[place % CLUSTER_INDEXED];
}

static void index_text(struct clusters *c, uint32_t story)
{
	struct story_place *s = &c->items[story];

	for (uint32_t i = 0; i < indexed(s); i++) {
		uint32_t *head = chain_of(c, s->text.hashes[i]);
		s->next[i] = *head;
		*head = story * CLUSTER_INDEXED + i;
	}
}

static void unindex_text(struct clusters *c, uint32_t story)
{
	struct story_place *s = &c->items[story];

	for (uint32_t i = 0; i < indexed(s); i++) {
		uint32_t place = story * CLUSTER_INDEXED + i;
		uint32_t *at = chain_of(c, s->text.hashes[i]);
		while (*at != place)
			at = next_place(c, *at);
		*at = s->next[i];
	}
}

static void index_uri(struct clusters *c, uint32_t story)
{
	uint32_t *head = uri_chain_of(c, view_of(c->items[story].uri));

	c->items[story].next_uri = *head;
	*head = story;
}

static void index_all(struct clusters *c)
{
	size_t bytes = c->chains_len * sizeof(uint32_t);

	memset(c->chains, 0xFF, bytes * CHAINS);
	memset(c->uri_chains, 0xFF, bytes);
	for (uint32_t i = 0; i < c->len; i++) {
		index_text(c, i);
		index_uri(c, i);
	}
}

static void make_room(struct clusters *c)
{
	if (c->len < c->room)
		return;
	c->room = c->room ? c->room * 2 : FIRST_ROOM;
	if (c->room > c->max)
		c->room = c->max;
	c->items = mem_grow(c->items, c->room, sizeof *c->items);
	if (c->chains_len >= c->room)
		return;
	c->chains_len = c->chains_len ? c->chains_len * 2 : FIRST_ROOM;
	c->chains = mem_grow(c->chains, c->chains_len * CHAINS, sizeof *c->chains);
	c->uri_chains = mem_grow(c->uri_chains, c->chains_len, sizeof *c->uri_chains);
	index_all(c);
}

/* --- clusters ----------------------------------------------------------------------------- */

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
	struct story_place *old = &c->items[a < b ? a : b],
			   *young = &c->items[a < b ? b : a];
	uint32_t ring = old->ring;
	young->parent = a < b ? a : b;
	old->size += young->size;
	old->ring = young->ring;
	young->ring = ring;
	if (young->latest > old->latest)
		old->latest = young->latest;
}

static void join_copies(struct clusters *c, uint32_t story)
{
	const struct story_place *s = &c->items[story];

	c->question++;
	for (uint32_t i = 0; i < indexed(s); i++)
		for (uint32_t place = *chain_of(c, s->text.hashes[i]); place != NONE;
		     place = *next_place(c, place)) {
			struct story_place *o = &c->items[place / CLUSTER_INDEXED];
			if (o->asked == c->question || o == s ||
			    o->text.hashes[place % CLUSTER_INDEXED] != s->text.hashes[i])
				continue;
			o->asked = c->question;
			if (shingles_same(&s->text, &o->text))
				join(c, story, place / CLUSTER_INDEXED);
		}
}

static bool is_known_source(struct clusters *c, uint32_t story, uint32_t root)
{
	for (uint32_t i = root; i != story; i = c->items[i].ring)
		if (c->items[i].source == c->items[story].source)
			return true;
	return false;
}

static void put_id(struct clusters *c, uint32_t story, struct cluster *ret)
{
	size_t at = ret->ids_len;
	struct view uri = view_of(c->items[story].uri);

	if (at == CLUSTER_IDS_MAX)
		return;
	ret->ids_len++;
	/* The uri lies in its story, so addresses are ordered as the stories came. */
	for (; at > 1 && ret->ids[at - 1].p > uri.p; at--)
		ret->ids[at] = ret->ids[at - 1];
	ret->ids[at] = uri;
}

static void describe(struct clusters *c, uint32_t story, struct cluster *ret)
{
	uint32_t root = root_of(c, story), i = root;
	int left = CLUSTER_COUNTED;

	*ret = (struct cluster){ .first = root == story, .size = c->items[root].size };
	do {
		const struct story_place *s = &c->items[i];
		ret->sources += s->source && !is_known_source(c, i, root);
		if (s->founder)
			put_id(c, i, ret);
		i = s->ring;
	} while (i != root && --left > 0);
	if (ret->sources == 0)
		ret->sources = 1;
}

/* --- time --------------------------------------------------------------------------------- */

/* Takes out the clusters that nothing came of since `before`. */
static void sweep(struct clusters *c, instant_ms before)
{
	uint32_t *moved = mem_grow(NULL, c->len + 1, sizeof *moved);
	uint32_t len = 0;

	for (uint32_t i = 0; i < c->len; i++)
		moved[i] = c->items[root_of(c, i)].latest < before ? NONE : len++;
	/* A tree is taken out or kept as a whole, so what is kept points to what is kept. */
	for (uint32_t i = 0; i < c->len; i++) {
		if (moved[i] == NONE)
			continue;
		struct story_place *s = &c->items[moved[i]];
		if (moved[i] != i)
			*s = c->items[i];
		s->parent = moved[s->parent];
		s->ring = moved[s->ring];
	}
	free(moved);
	c->len = len;
	index_all(c);
}

static void keep_window(struct clusters *c, instant_ms now)
{
	if (c->len > 0 && now >= c->next_sweep) {
		sweep(c, now - c->window_ms);
		c->next_sweep = now + c->window_ms / SWEEPS;
	} else if (c->len == 0)
		c->next_sweep = now + c->window_ms / SWEEPS;
	for (int64_t shorter = c->window_ms / 2; c->len == c->max; shorter /= 2)
		sweep(c, shorter ? now - shorter : INT64_MAX);
}

/* --- adding ------------------------------------------------------------------------------- */

static uint32_t find(struct clusters *c, struct view uri)
{
	if (c->chains_len == 0)
		return NONE;
	uint32_t at = *uri_chain_of(c, uri);
	while (at != NONE && !view_eq(view_of(c->items[at].uri), uri))
		at = c->items[at].next_uri;
	return at;
}

static uint32_t append(struct clusters *c, struct view uri)
{
	make_room(c);
	uint32_t at = (uint32_t)c->len++;
	struct story_place *s = &c->items[at];
	*s = (struct story_place){ .parent = at, .ring = at, .size = 1 };
	memcpy(s->uri, uri.p, uri.len);
	index_uri(c, at);
	return at;
}

bool clusters_add(struct clusters *c, struct view uri, const struct shingles *text,
		  struct view source, instant_ms now, struct cluster *ret)
{
	if (uri.len == 0 || uri.len > CLUSTER_URI_MAX ||
	    view_find_byte(uri, '\0', 0) != VIEW_NONE)
		return false;
	keep_window(c, now);
	uint32_t at = find(c, uri);
	bool known = at != NONE;
	if (known)
		unindex_text(c, at);
	else
		at = append(c, uri);
	struct story_place *s = &c->items[at];
	s->text = *text;
	if (source.len || !known)
		s->source = source.len ? hash_text(source) : 0;
	c->items[root_of(c, at)].latest = now;
	join_copies(c, at);
	index_text(c, at);
	if (!known)
		s->founder = c->items[at].parent == at && s->ring == at;
	describe(c, at, ret);
	return true;
}
