/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/state.h"

#include <stdint.h>

#include "common/base/mem.h"
#include "common/base/pool.h"
#include "common/base/table.h"

/* A key and its value. */
struct pair {
	uint32_t key_len, value_len;
	char bytes[];
};

/* What a key had, and what it has since; NULL for nothing, which never both are. */
struct change {
	struct pair *before, *after;
};

struct state {
	struct pool *pool; /* of the pairs */
	struct table *pairs;
	struct change *changes;
	size_t changes_len, changes_cap;
};

static struct view key_of(const void *item)
{
	const struct pair *p = item;
	return view_at(p->bytes, p->key_len);
}

static struct view value_of(const struct pair *p)
{
	return view_at(p->bytes + p->key_len, p->value_len);
}

static size_t bytes_of(const struct pair *p)
{
	return p ? sizeof *p + p->key_len + p->value_len : 0;
}

/* NULL if the value is empty. */
static struct pair *pair_new(struct state *s, struct view key, struct view value)
{
	if (value.len == 0)
		return NULL;
	MUST(key.len <= UINT32_MAX && value.len <= UINT32_MAX);
	struct pair *p = pool_take(s->pool, sizeof *p + key.len + value.len);
	p->key_len = (uint32_t)key.len;
	p->value_len = (uint32_t)value.len;
	if (key.len)
		memcpy(p->bytes, key.p, key.len);
	memcpy(p->bytes + key.len, value.p, value.len);
	return p;
}

static void pair_free(struct state *s, struct pair *p)
{
	pool_give(s->pool, p, bytes_of(p));
}

struct state *state_new(void)
{
	struct state *s = mem_new(sizeof *s);

	s->pool = pool_new();
	s->pairs = table_new(key_of);
	return s;
}

void state_free(struct state *s)
{
	if (!s)
		return;
	table_free(s->pairs);
	pool_free(s->pool);
	free(s->changes);
	free(s);
}

bool state_get(const struct state *s, struct view key, struct view *ret_value)
{
	const struct pair *p = table_get(s->pairs, key);

	if (!p)
		return false;
	*ret_value = value_of(p);
	return true;
}

/* The key has `p` from now on, or nothing if it is NULL. Returns what it had. */
static struct pair *swap(struct state *s, struct view key, struct pair *p)
{
	return p ? table_put(s->pairs, p) : table_remove(s->pairs, key);
}

void state_put(struct state *s, struct view key, struct view value)
{
	struct change c = { .after = pair_new(s, key, value) };

	c.before = swap(s, key, c.after);
	if (!c.before && !c.after)
		return;
	if (s->changes_len == s->changes_cap) {
		s->changes_cap = s->changes_cap ? s->changes_cap * 2 : 16;
		s->changes = mem_grow(s->changes, s->changes_cap, sizeof *s->changes);
	}
	s->changes[s->changes_len++] = c;
}

void state_load(struct state *s, struct view key, struct view value)
{
	MUST(s->changes_len == 0);
	pair_free(s, swap(s, key, pair_new(s, key, value)));
}

bool state_each(const struct state *s, size_t *i, struct view *ret_key,
		struct view *ret_value)
{
	const struct pair *p = table_each(s->pairs, i);

	if (!p)
		return false;
	*ret_key = key_of(p);
	*ret_value = value_of(p);
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
		struct view key = key_of(c->before ? c->before : c->after);
		struct pair *undone = swap(s, key, c->before);
		MUST(undone == c->after);
		pair_free(s, undone);
	}
}

void state_keep(struct state *s)
{
	for (size_t i = 0; i < s->changes_len; i++)
		pair_free(s, s->changes[i].before);
	s->changes_len = 0;
}

size_t state_len(const struct state *s)
{
	return table_len(s->pairs);
}

size_t state_bytes(const struct state *s)
{
	return table_bytes(s->pairs) + pool_bytes(s->pool) +
	       s->changes_cap * sizeof *s->changes;
}
