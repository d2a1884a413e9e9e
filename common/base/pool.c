/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/pool.h"

#include <sanitizer/asan_interface.h>
#include <stdlib.h>

#include "common/base/mem.h"

enum {
	STEP = 16, /* from one size to the next */
	SIZES = POOL_PIECE_MAX / STEP,
	BLOCK_MIN = 4096,
	BLOCK_MAX = 256 * 1024,
	SHARE = 4, /* a block is so much of what its size has already */
};

/* At the start of what the heap gave: a block of small pieces, or a large piece. */
struct block {
	struct block *next, *before;
	size_t bytes;
};

#define HEADER ((sizeof(struct block) + STEP - 1) / STEP * STEP)

struct piece {
	struct piece *next;
};

struct size {
	struct piece *given; /* back */
	char *at, *end;      /* what is left of the last block */
	size_t bytes;
};

struct pool {
	struct size sizes[SIZES];
	struct block *blocks;
	size_t bytes;
};

struct pool *pool_new(void)
{
	return mem_new(sizeof(struct pool));
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	while (p->blocks) {
		struct block *next = p->blocks->next;
		ASAN_UNPOISON_MEMORY_REGION(p->blocks, p->blocks->bytes);
		free(p->blocks);
		p->blocks = next;
	}
	free(p);
}

size_t pool_bytes(const struct pool *p)
{
	return sizeof *p + p->bytes;
}

/* Returns what lies behind the header. */
static void *add_block(struct pool *p, size_t bytes)
{
	struct block *b = mem_raw(bytes);

	*b = (struct block){ .next = p->blocks, .bytes = bytes };
	if (b->next)
		b->next->before = b;
	p->blocks = b;
	p->bytes += bytes;
	return (char *)b + HEADER;
}

static void drop_block(struct pool *p, void *behind)
{
	struct block *b = (struct block *)((char *)behind - HEADER);

	*(b->before ? &b->before->next : &p->blocks) = b->next;
	if (b->next)
		b->next->before = b->before;
	p->bytes -= b->bytes;
	free(b);
}

static void refill(struct pool *p, struct size *s)
{
	size_t bytes = s->bytes / SHARE / BLOCK_MIN * BLOCK_MIN;

	bytes = bytes < BLOCK_MIN ? BLOCK_MIN : bytes > BLOCK_MAX ? BLOCK_MAX : bytes;
	s->bytes += bytes;
	s->at = add_block(p, bytes);
	s->end = s->at + bytes - HEADER;
	ASAN_POISON_MEMORY_REGION(s->at, bytes - HEADER);
}

static struct size *size_of(struct pool *p, size_t size)
{
	return &p->sizes[size ? (size - 1) / STEP : 0];
}

void *pool_take(struct pool *p, size_t size)
{
	if (size > POOL_PIECE_MAX)
		return add_block(p, HEADER + size);
	struct size *s = size_of(p, size);
	size_t whole = (size_t)(s - p->sizes + 1) * STEP;
	struct piece *piece = s->given;
	if (piece) {
		ASAN_UNPOISON_MEMORY_REGION(piece, whole);
		s->given = piece->next;
		return piece;
	}
	if (!s->at || (size_t)(s->end - s->at) < whole)
		refill(p, s);
	piece = (struct piece *)s->at;
	s->at += whole;
	ASAN_UNPOISON_MEMORY_REGION(piece, whole);
	return piece;
}

void pool_give(struct pool *p, void *piece, size_t size)
{
	if (!piece)
		return;
	if (size > POOL_PIECE_MAX) {
		drop_block(p, piece);
		return;
	}
	struct size *s = size_of(p, size);
	struct piece *given = piece;
	given->next = s->given;
	s->given = given;
	ASAN_POISON_MEMORY_REGION(piece, (size_t)(s - p->sizes + 1) * STEP);
}
