/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/expiry.h"

#include "common/base/arena.h"
#include "common/base/mem.h"
#include "parser/memory.h"

#define MS_PER_DAY INT64_C(86400000)
enum { ARENA_BYTES = 4 * 1024 * 1024 };

struct round {
	int32_t partition;
	size_t cursor;
	int64_t due_ms; /* wall clock of the next slice */
};

struct expiry {
	struct arena *arena; /* of one slice */
	struct round *rounds;
	size_t len, cap;
};

struct expiry *expiry_new(void)
{
	struct expiry *e = mem_new(sizeof *e);

	e->arena = arena_new(ARENA_BYTES);
	return e;
}

void expiry_free(struct expiry *e)
{
	if (!e)
		return;
	arena_free(e->arena);
	free(e->rounds);
	free(e);
}

void expiry_assigned(struct expiry *e, int32_t partition)
{
	expiry_revoked(e, partition);
	if (e->len == e->cap) {
		e->cap = e->cap ? e->cap * 2 : 8;
		e->rounds = mem_grow(e->rounds, e->cap, sizeof *e->rounds);
	}
	e->rounds[e->len++] = (struct round){ .partition = partition };
}

void expiry_revoked(struct expiry *e, int32_t partition)
{
	for (size_t i = 0; i < e->len; i++)
		if (e->rounds[i].partition == partition)
			e->rounds[i] = e->rounds[--e->len];
}

static struct round *next_due(struct expiry *e)
{
	struct round *next = NULL;

	for (size_t i = 0; i < e->len; i++)
		if (!next || e->rounds[i].due_ms < next->due_ms)
			next = &e->rounds[i];
	return next;
}

static void slice(struct expiry *e, struct round *r, struct stage *s, int64_t now)
{
	const struct memory m = { s, r->partition };

	arena_reset(e->arena);
	if (memory_expire(&m, &r->cursor, EXPIRY_SLICE, now / MS_PER_DAY, e->arena)) {
		r->due_ms = now + EXPIRY_PAUSE_MS;
		return;
	}
	r->cursor = 0;
	r->due_ms = now + MS_PER_DAY;
}

void expiry_timer(struct expiry *e, struct stage *s, int64_t *ret_wait_ms)
{
	int64_t now = stage_now_ms(s);
	struct round *r = next_due(e);

	if (r && r->due_ms <= now) {
		slice(e, r, s, now);
		r = next_due(e);
	}
	*ret_wait_ms = !r ? -1 : r->due_ms <= now ? EXPIRY_PAUSE_MS : r->due_ms - now;
}
