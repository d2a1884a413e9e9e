/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdint.h>
#include <string.h>

#include "common/base/pool.h"

enum { PIECES = 2000 };

/* Sizes from 0 to somewhat over what is large, each other ones. */
static size_t size_of(size_t i)
{
	return i * 37 % (POOL_PIECE_MAX + 200);
}

static bool is_all(const unsigned char *p, size_t len, unsigned char byte)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != byte)
			return false;
	return true;
}

Test(pool, pieces_of_all_sizes_lie_apart_and_are_aligned)
{
	AUTO(pool) p = pool_new();
	static unsigned char *pieces[PIECES];

	for (size_t i = 0; i < PIECES; i++) {
		pieces[i] = pool_take(p, size_of(i));
		cr_assert(eq(u64, (uintptr_t)pieces[i] % 16, 0));
		memset(pieces[i], (int)(i % 251), size_of(i));
	}
	for (size_t i = 0; i < PIECES; i++)
		cr_assert(is_all(pieces[i], size_of(i), (unsigned char)(i % 251)));
}

Test(pool, what_was_given_back_is_taken_again)
{
	AUTO(pool) p = pool_new();
	static void *pieces[PIECES];

	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < PIECES; i++)
			pieces[i] = pool_take(p, size_of(i));
		size_t bytes = pool_bytes(p);
		for (size_t i = 0; i < PIECES; i++)
			pool_give(p, pieces[(i * 7) % PIECES], size_of((i * 7) % PIECES));
		for (size_t i = 0; i < PIECES; i++)
			pieces[i] = pool_take(p, size_of(i));
		cr_assert(eq(sz, pool_bytes(p), bytes));
		for (size_t i = 0; i < PIECES; i++)
			pool_give(p, pieces[i], size_of(i));
	}
	pool_give(p, NULL, 5);
}

Test(pool,
     large_pieces_go_back_to_the_heap_and_small_ones_cost_little_more_than_themselves)
{
	AUTO(pool) p = pool_new();
	size_t empty = pool_bytes(p);
	void *large = pool_take(p, 100000), *another = pool_take(p, 200000);

	cr_assert(ge(sz, pool_bytes(p), empty + 300000));
	pool_give(p, large, 100000);
	pool_give(p, another, 200000);
	cr_assert(eq(sz, pool_bytes(p), empty));
	for (size_t i = 0; i < 10000; i++)
		(void)pool_take(p, 144);
	cr_assert(le(sz, pool_bytes(p), 10000 * 144 * 5 / 4 + 8192));
}
