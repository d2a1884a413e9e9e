/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/map.h"

#include <sys/random.h>
#include <xxhash.h>

#include "common/base/mem.h"

enum { FIRST_SLOTS = 16 };

/* Small, for maps of hundreds of thousands. */
struct slot {
	char *key;
	void *value; /* NULL: free */
	uint32_t key_len;
	uint32_t hash;
};

struct map {
	struct slot *slots;
	size_t len, mask, key_bytes;
	uint64_t seed;
};

struct map *map_new(void)
{
	struct map *m = mem_new(sizeof *m);

	m->slots = mem_new(FIRST_SLOTS * sizeof *m->slots);
	m->mask = FIRST_SLOTS - 1;
	if (getrandom(&m->seed, sizeof m->seed, GRND_NONBLOCK) != (ssize_t)sizeof m->seed)
		m->seed = (uint64_t)(uintptr_t)m;
	return m;
}

void map_free(struct map *m)
{
	if (!m)
		return;
	for (size_t i = 0; i <= m->mask; i++)
		free(m->slots[i].key);
	free(m->slots);
	free(m);
}

size_t map_len(const struct map *m)
{
	return m->len;
}

size_t map_bytes(const struct map *m)
{
	return (m->mask + 1) * sizeof *m->slots + m->key_bytes;
}

/* The slot of the key, or the free one where it would go. */
static struct slot *find(const struct map *m, struct view key, uint32_t hash)
{
	for (size_t i = hash & m->mask;; i = (i + 1) & m->mask) {
		struct slot *s = &m->slots[i];
		if (!s->value)
			return s;
		if (s->hash == hash && view_eq(view_at(s->key, s->key_len), key))
			return s;
	}
}

static uint32_t hash_of(const struct map *m, struct view key)
{
	return (uint32_t)XXH3_64bits_withSeed(key.p ? key.p : "", key.len, m->seed);
}

static void grow(struct map *m)
{
	struct slot *old = m->slots;
	size_t old_slots = m->mask + 1;

	m->mask = old_slots * 2 - 1;
	MUST(m->mask <= UINT32_MAX);
	m->slots = mem_new((m->mask + 1) * sizeof *m->slots);
	for (size_t i = 0; i < old_slots; i++)
		if (old[i].value)
			*find(m, view_at(old[i].key, old[i].key_len), old[i].hash) =
			    old[i];
	free(old);
}

void *map_get(const struct map *m, struct view key)
{
	return find(m, key, hash_of(m, key))->value;
}

void *map_put(struct map *m, struct view key, void *value)
{
	MUST(value != NULL && key.len < UINT32_MAX);
	if ((m->len + 1) * 5 > (m->mask + 1) * 4)
		grow(m);

	uint32_t hash = hash_of(m, key);
	struct slot *s = find(m, key, hash);
	void *before = s->value;
	if (!before) {
		s->key = mem_raw(key.len + 1);
		if (key.len)
			memcpy(s->key, key.p, key.len);
		s->key_len = (uint32_t)key.len;
		s->hash = hash;
		m->len++;
		m->key_bytes += key.len + 1;
	}
	s->value = value;
	return before;
}

/* Moves later entries of the same run into the hole, so that no probe stops short. */
static void close_hole(struct map *m, size_t hole)
{
	for (size_t i = (hole + 1) & m->mask; m->slots[i].value; i = (i + 1) & m->mask) {
		size_t home = m->slots[i].hash & m->mask;
		if (((i - home) & m->mask) < ((i - hole) & m->mask))
			continue;
		m->slots[hole] = m->slots[i];
		hole = i;
	}
	m->slots[hole] = (struct slot){ 0 };
}

void *map_remove(struct map *m, struct view key)
{
	struct slot *s = find(m, key, hash_of(m, key));
	void *value = s->value;

	if (!value)
		return NULL;
	free(s->key);
	m->len--;
	m->key_bytes -= key.len + 1;
	close_hole(m, (size_t)(s - m->slots));
	return value;
}

bool map_each(const struct map *m, size_t *i, struct view *ret_key, void **ret_value)
{
	for (; *i <= m->mask; ++*i) {
		struct slot *s = &m->slots[*i];
		if (!s->value)
			continue;
		*ret_key = view_at(s->key, s->key_len);
		*ret_value = s->value;
		++*i;
		return true;
	}
	return false;
}
