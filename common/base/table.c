/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/table.h"

#include <sys/random.h>
#include <xxhash.h>

#include "common/base/mem.h"

enum { FIRST_SLOTS = 16 };

struct slot {
	void *item; /* NULL: free */
	uint32_t hash;
};

struct table {
	struct slot *slots;
	table_key_fn *key_of;
	size_t len, mask;
	uint64_t seed;
};

struct table *table_new(table_key_fn *key_of)
{
	struct table *t = mem_new(sizeof *t);

	t->slots = mem_new(FIRST_SLOTS * sizeof *t->slots);
	t->mask = FIRST_SLOTS - 1;
	t->key_of = key_of;
	if (getrandom(&t->seed, sizeof t->seed, GRND_NONBLOCK) != (ssize_t)sizeof t->seed)
		t->seed = (uint64_t)(uintptr_t)t;
	return t;
}

void table_free(struct table *t)
{
	if (!t)
		return;
	free(t->slots);
	free(t);
}

size_t table_len(const struct table *t)
{
	return t->len;
}

size_t table_bytes(const struct table *t)
{
	return (t->mask + 1) * sizeof *t->slots;
}

/* The slot of the key, or the free one where it would go. */
static struct slot *find(const struct table *t, struct view key, uint32_t hash)
{
	for (size_t i = hash & t->mask;; i = (i + 1) & t->mask) {
		struct slot *s = &t->slots[i];
		if (!s->item || (s->hash == hash && view_eq(t->key_of(s->item), key)))
			return s;
	}
}

static uint32_t hash_of(const struct table *t, struct view key)
{
	return (uint32_t)XXH3_64bits_withSeed(key.p ? key.p : "", key.len, t->seed);
}

static void grow(struct table *t)
{
	struct slot *old = t->slots;
	size_t old_slots = t->mask + 1;

	t->mask = old_slots * 2 - 1;
	MUST(t->mask <= UINT32_MAX);
	t->slots = mem_new((t->mask + 1) * sizeof *t->slots);
	for (size_t i = 0; i < old_slots; i++) {
		if (!old[i].item)
			continue;
		size_t to = old[i].hash & t->mask;
		while (t->slots[to].item)
			to = (to + 1) & t->mask;
		t->slots[to] = old[i];
	}
	free(old);
}

void *table_get(const struct table *t, struct view key)
{
	return find(t, key, hash_of(t, key))->item;
}

void *table_put(struct table *t, void *item)
{
	MUST(item != NULL);
	if ((t->len + 1) * 5 > (t->mask + 1) * 4)
		grow(t);

	struct view key = t->key_of(item);
	uint32_t hash = hash_of(t, key);
	struct slot *s = find(t, key, hash);
	void *before = s->item;
	t->len += before == NULL;
	*s = (struct slot){ .item = item, .hash = hash };
	return before;
}

/* Moves later items of the same run into the hole, so that no probe stops short. */
static void close_hole(struct table *t, size_t hole)
{
	for (size_t i = (hole + 1) & t->mask; t->slots[i].item; i = (i + 1) & t->mask) {
		size_t home = t->slots[i].hash & t->mask;
		if (((i - home) & t->mask) < ((i - hole) & t->mask))
			continue;
		t->slots[hole] = t->slots[i];
		hole = i;
	}
	t->slots[hole] = (struct slot){ 0 };
}

void *table_remove(struct table *t, struct view key)
{
	struct slot *s = find(t, key, hash_of(t, key));
	void *item = s->item;

	if (!item)
		return NULL;
	t->len--;
	close_hole(t, (size_t)(s - t->slots));
	return item;
}

void *table_each(const struct table *t, size_t *i)
{
	while (*i <= t->mask) {
		void *item = t->slots[(*i)++].item;
		if (item)
			return item;
	}
	return NULL;
}
