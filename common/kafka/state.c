/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/state.h"

#include <stdint.h>

#include "common/base/map.h"
#include "common/base/mem.h"

struct value {
	uint32_t len;
	char bytes[];
};

/* What a key had before a change; `before` is NULL if it had none. */
struct change {
	char *key;
	size_t key_len;
	struct value *before;
};

struct state {
	struct map *map;
	struct change *changes;
	size_t changes_len, changes_cap, value_bytes;
};

struct state *state_new(void)
{
	struct state *s = mem_new(sizeof *s);

	s->map = map_new();
	return s;
}

void state_free(struct state *s)
{
	struct view key;
	void *value;

	if (!s)
		return;
	state_keep(s);
	for (size_t i = 0; map_each(s->map, &i, &key, &value);)
		free(value);
	map_free(s->map);
	free(s->changes);
	free(s);
}

bool state_get(const struct state *s, struct view key, struct view *ret_value)
{
	const struct value *v = map_get(s->map, key);

	if (!v)
		return false;
	*ret_value = view_at(v->bytes, v->len);
	return true;
}

/* Puts `v`, or removes the key if it is NULL, and returns what was there. */
static struct value *swap(struct state *s, struct view key, struct value *v)
{
	struct value *before = v ? map_put(s->map, key, v) : map_remove(s->map, key);

	s->value_bytes += v ? sizeof *v + v->len : 0;
	s->value_bytes -= before ? sizeof *before + before->len : 0;
	return before;
}

static struct value *value_of(struct view bytes)
{
	if (bytes.len == 0)
		return NULL;
	MUST(bytes.len <= UINT32_MAX);
	struct value *v = mem_raw(sizeof *v + bytes.len);
	v->len = (uint32_t)bytes.len;
	memcpy(v->bytes, bytes.p, bytes.len);
	return v;
}

void state_put(struct state *s, struct view key, struct view value)
{
	if (s->changes_len == s->changes_cap) {
		s->changes_cap = s->changes_cap ? s->changes_cap * 2 : 16;
		s->changes = mem_grow(s->changes, s->changes_cap, sizeof *s->changes);
	}
	struct change *c = &s->changes[s->changes_len++];
	c->key = mem_raw(key.len + 1);
	c->key_len = key.len;
	if (key.len)
		memcpy(c->key, key.p, key.len);
	c->before = swap(s, view_at(c->key, c->key_len), value_of(value));
}

void state_load(struct state *s, struct view key, struct view value)
{
	MUST(s->changes_len == 0);
	free(swap(s, key, value_of(value)));
}

bool state_each(const struct state *s, size_t *i, struct view *ret_key,
		struct view *ret_value)
{
	void *value;

	if (!map_each(s->map, i, ret_key, &value))
		return false;
	const struct value *v = value;
	*ret_value = view_at(v->bytes, v->len);
	return true;
}

size_t state_point(const struct state *s)
{
	return s->changes_len;
}

void state_undo(struct state *s, size_t point)
{
	MUST(point <= s->changes_len);
	while (s->changes_len > point) {
		struct change *c = &s->changes[--s->changes_len];
		free(swap(s, view_at(c->key, c->key_len), c->before));
		free(c->key);
	}
}

void state_keep(struct state *s)
{
	for (size_t i = 0; i < s->changes_len; i++) {
		free(s->changes[i].before);
		free(s->changes[i].key);
	}
	s->changes_len = 0;
}

size_t state_len(const struct state *s)
{
	return map_len(s->map);
}

size_t state_bytes(const struct state *s)
{
	return map_bytes(s->map) + s->value_bytes + s->changes_cap * sizeof *s->changes;
}
