/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/hash_index.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common/base/mem.h"

enum {
	PROBES_MAX = 96, /* a hash that finds no place so near is left out */
	COMMON = 32,     /* numbers of one hash that are kept */
	WORD_BITS = 32,
	LARGE_PAGE = 2 * 1024 * 1024,
};

#define FREE 0U
#define GONE UINT32_MAX /* a place that was freed; probes go on behind it */

struct hash_index {
	uint32_t *words;
	size_t len;
	unsigned number_bits; /* above them is the tag */
};

/* Those of the numbers, which are counted from 1, so that no word is FREE, and of one more, so
 * that none is GONE. */
static unsigned bits_of(size_t max)
{
	unsigned bits = 1;

	while ((max + 1) >> bits)
		bits++;
	return bits;
}

struct hash_index *hash_index_new(size_t max)
{
	struct hash_index *x = mem_new(sizeof *x);

	x->number_bits = bits_of(max);
	MUST(x->number_bits < WORD_BITS);
	return x;
}

void hash_index_free(struct hash_index *x)
{
	if (!x)
		return;
	free(x->words);
	free(x);
}

/* Of large pages where the kernel has them: a look-up is one visit anywhere in the table, and
 * else finding the page takes longer than the visit. */
static void *table_new(size_t size)
{
	size_t whole = (size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;

	if (size < LARGE_PAGE)
		return mem_raw(size);
	void *table = aligned_alloc(LARGE_PAGE, whole);
	MUST(table != NULL);
	(void)madvise(table, whole, MADV_HUGEPAGE);
	return table;
}

void hash_index_resize(struct hash_index *x, size_t len)
{
	free(x->words);
	x->len = len / 3 * 4 + PROBES_MAX;
	x->words = table_new(x->len * sizeof *x->words);
	hash_index_clear(x);
}

void hash_index_clear(struct hash_index *x)
{
	if (x->len)
		memset(x->words, 0, x->len * sizeof *x->words);
}

size_t hash_index_bytes(const struct hash_index *x)
{
	return sizeof *x + x->len * sizeof *x->words;
}

/* --- the places where a hash may lie, one after the other --------------------------------- */

struct hash_probe hash_index_find(const struct hash_index *x, uint32_t hash)
{
	/* The smallest hashes all begin with zeros. */
	uint32_t spread = hash * 2654435761U;
	uint32_t tag_mask = UINT32_MAX << x->number_bits;

	return (struct hash_probe){
		.words = x->words,
		.at = (size_t)((uint64_t)spread * x->len >> WORD_BITS),
		.len = x->len,
		.tag = hash * 0x85ebca6bU & tag_mask,
		.tag_mask = tag_mask,
		.left = x->len ? PROBES_MAX : 0,
	};
}

static uint32_t *next_place(struct hash_probe *p)
{
	uint32_t *at = &p->words[p->at];

	if (p->left-- <= 0)
		return NULL;
	p->at = p->at + 1 < p->len ? p->at + 1 : 0;
	return at;
}

static bool is_tagged(const struct hash_probe *p, uint32_t word)
{
	return (word & p->tag_mask) == p->tag && word != GONE && word != FREE;
}

static uint32_t word_of(const struct hash_probe *p, uint32_t number)
{
	return (number + 1) | p->tag;
}

bool hash_probe_next(struct hash_probe *p, uint32_t *ret_number)
{
	for (uint32_t *at; (at = next_place(p)) != NULL && *at != FREE;)
		if (is_tagged(p, *at)) {
			*ret_number = (*at & ~p->tag_mask) - 1;
			return true;
		}
	return false;
}

void hash_index_expect(const struct hash_index *x, uint32_t hash)
{
	if (x->len)
		__builtin_prefetch(&x->words[hash_index_find(x, hash).at]);
}

/* --- changing ----------------------------------------------------------------------------- */

void hash_index_add(struct hash_index *x, uint32_t hash, uint32_t number)
{
	struct hash_probe p = hash_index_find(x, hash);
	uint32_t *free_at = NULL;
	int same = 0;

	for (uint32_t *at; (at = next_place(&p)) != NULL;) {
		same += is_tagged(&p, *at);
		if (!free_at && *at == GONE)
			free_at = at;
		if (*at != FREE)
			continue;
		free_at = free_at ? free_at : at;
		break;
	}
	if (free_at && same < COMMON)
		*free_at = word_of(&p, number);
}

void hash_index_drop(struct hash_index *x, uint32_t hash, uint32_t number)
{
	struct hash_probe p = hash_index_find(x, hash);

	for (uint32_t *at; (at = next_place(&p)) != NULL && *at != FREE;)
		if (*at == word_of(&p, number)) {
			*at = GONE;
			return;
		}
}
