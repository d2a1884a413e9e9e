/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/map.h"

#include "common/base/mem.h"
#include "common/base/table.h"

struct entry {
	void *value;
	uint32_t key_len;
	char key[];
};

struct map {
	struct table *entries;
	size_t entry_bytes;
};

static struct view key_of(const void *item)
{
	const struct entry *e = item;
	return view_at(e->key, e->key_len);
}

struct map *map_new(void)
{
	struct map *m = mem_new(sizeof *m);

	m->entries = table_new(key_of);
	return m;
}

void map_free(struct map *m)
{
	void *e;

	if (!m)
		return;
	for (size_t i = 0; (e = table_each(m->entries, &i));)
		free(e);
	table_free(m->entries);
	free(m);
}

size_t map_len(const struct map *m)
{
	return table_len(m->entries);
}

size_t map_bytes(const struct map *m)
{
	return table_bytes(m->entries) + m->entry_bytes;
}

void *map_get(const struct map *m, struct view key)
{
	const struct entry *e = table_get(m->entries, key);
	return e ? e->value : NULL;
}

void *map_put(struct map *m, struct view key, void *value)
{
	MUST(value != NULL && key.len < UINT32_MAX);
	struct entry *e = table_get(m->entries, key);
	void *before = e ? e->value : NULL;

	if (!e) {
		e = mem_raw(sizeof *e + key.len);
		e->key_len = (uint32_t)key.len;
		if (key.len)
			memcpy(e->key, key.p, key.len);
		m->entry_bytes += sizeof *e + key.len;
		(void)table_put(m->entries, e);
	}
	e->value = value;
	return before;
}

void *map_remove(struct map *m, struct view key)
{
	struct entry *e = table_remove(m->entries, key);

	if (!e)
		return NULL;
	void *value = e->value;
	m->entry_bytes -= sizeof *e + e->key_len;
	free(e);
	return value;
}

bool map_each(const struct map *m, size_t *i, struct view *ret_key, void **ret_value)
{
	struct entry *e = table_each(m->entries, i);

	if (!e)
		return false;
	*ret_key = key_of(e);
	*ret_value = e->value;
	return true;
}
