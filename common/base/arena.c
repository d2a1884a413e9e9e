/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/arena.h"

#include <stdint.h>
#include <stdio.h>

#include "common/base/mem.h"

/* Blocks that are kept from one record to the next: asking the kernel for the same memory
 * again costs more than filling it. */
enum { BLOCK_BYTES = 64 * 1024, SPARE_MAX = 16, ALIGN = _Alignof(max_align_t) };

struct block {
	struct block *next; /* older */
	size_t size, used;
	_Alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct block *newest, *first;
	struct block *spare; /* of BLOCK_BYTES each */
	size_t spare_len;
	size_t budget, used;
};

static struct block *block_new(size_t size)
{
	struct block *b = mem_raw(sizeof *b + size);
	b->next = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *arena_new(size_t budget_bytes)
{
	MUST(budget_bytes > 0);
	struct arena *a = mem_new(sizeof *a);
	a->budget = budget_bytes;
	a->first = a->newest = block_new(BLOCK_BYTES);
	return a;
}

static void free_list(struct block *b)
{
	while (b) {
		struct block *older = b->next;
		free(b);
		b = older;
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	free_list(a->newest);
	free_list(a->spare);
	free(a);
}

void arena_reset(struct arena *a)
{
	while (a->newest != a->first) {
		struct block *b = a->newest;
		a->newest = b->next;
		if (b->size == BLOCK_BYTES && a->spare_len < SPARE_MAX) {
			b->next = a->spare;
			a->spare = b;
			a->spare_len++;
		} else {
			free(b);
		}
	}
	a->first->used = 0;
	a->used = 0;
}

/* A block with room for `size` bytes, spare or new. */
static struct block *block_take(struct arena *a, size_t size)
{
	struct block *b = a->spare;

	if (size > BLOCK_BYTES || !b)
		return block_new(size > BLOCK_BYTES ? size : BLOCK_BYTES);
	a->spare = b->next;
	a->spare_len--;
	b->used = 0;
	return b;
}

bool arena_over(const struct arena *a)
{
	return a->used > a->budget;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

size_t arena_left(const struct arena *a)
{
	size_t used = arena_used(a);

	return used < a->budget ? a->budget - used : 0;
}

static void *take(struct arena *a, size_t size)
{
	MUST(size <= SIZE_MAX / 2);
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	a->used += size;
	/* One request may go over by its own size; a loop that never asks may not. */
	MUST(a->used / 2 <= a->budget || a->used - size <= a->budget);

	struct block *b = a->newest;
	if (b->size - b->used < size) {
		b = block_take(a, size);
		b->next = a->newest;
		a->newest = b;
	}
	void *p = b->data + b->used;
	b->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size), 0, size);
}

void *arena_raw(struct arena *a, size_t size)
{
	return take(a, size);
}

void *arena_array(struct arena *a, size_t count, size_t item_size)
{
	size_t size;

	MUST(!__builtin_mul_overflow(count, item_size, &size));
	return arena_alloc(a, size);
}

void *arena_grow(struct arena *a, void *items, size_t len, size_t item_size)
{
	/* Full exactly when the length is 0 or a power of two of at least 4. */
	bool full = len == 0 || (len >= 4 && (len & (len - 1)) == 0);

	if (!full)
		return items;
	void *grown = arena_array(a, len == 0 ? 4 : len * 2, item_size);
	if (len)
		memcpy(grown, items, len * item_size);
	return grown;
}

char *arena_string(struct arena *a, struct view v)
{
	char *p = take(a, v.len + 1);

	if (v.len)
		memcpy(p, v.p, v.len);
	p[v.len] = '\0';
	return p;
}

struct view arena_copy(struct arena *a, struct view v)
{
	return view_at(arena_string(a, v), v.len);
}

struct view arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	MUST(n >= 0);
	char *p = take(a, (size_t)n + 1);
	(void)vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return view_at(p, (size_t)n);
}
