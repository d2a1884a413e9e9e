/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "sink/hash_index.h"

enum { MAX = 200000, LEN = 3000 };

/* How often a number is found under a hash. */
static int times(const struct hash_index *x, uint32_t hash, uint32_t wanted)
{
	struct hash_probe p = hash_index_find(x, hash);
	int n = 0;

	for (uint32_t number; hash_probe_next(&p, &number);)
		n += number == wanted;
	return n;
}

/* Small ones, as the smallest hashes of a text are. */
static uint32_t hash_of(uint32_t i)
{
	return i * 48271U % 100003U;
}

static struct hash_index *filled(void)
{
	struct hash_index *x = hash_index_new(MAX);

	hash_index_resize(x, LEN);
	for (uint32_t i = 0; i < LEN; i++)
		hash_index_add(x, hash_of(i), MAX - 1 - i);
	return x;
}

Test(hash_index, finds_the_number_of_each_hash_up_to_the_largest)
{
	AUTO(hash_index) x = filled();

	for (uint32_t i = 0; i < LEN; i++) {
		hash_index_expect(x, hash_of(i));
		cr_assert(eq(int, times(x, hash_of(i), MAX - 1 - i), 1), "%u", i);
	}
}

Test(hash_index, what_was_dropped_is_gone_and_the_rest_is_still_found)
{
	AUTO(hash_index) x = filled();

	for (uint32_t i = 0; i < LEN; i += 2)
		hash_index_drop(x, hash_of(i), MAX - 1 - i);
	for (uint32_t i = 0; i < LEN; i++)
		cr_assert(eq(int, times(x, hash_of(i), MAX - 1 - i), (int)(i % 2)), "%u",
			  i);
	for (uint32_t i = 0; i < LEN; i += 2)
		hash_index_add(x, hash_of(i), i);
	for (uint32_t i = 0; i < LEN; i += 2)
		cr_assert(eq(int, times(x, hash_of(i), i), 1), "%u", i);
}

Test(hash_index, hardly_tells_of_another_hash)
{
	AUTO(hash_index) x = filled();
	int others = 0;
	uint32_t number;

	for (uint32_t i = LEN; i < 10 * LEN; i++)
		for (struct hash_probe p = hash_index_find(x, hash_of(i));
		     hash_probe_next(&p, &number);)
			others++;
	cr_assert(lt(int, others, 9 * LEN / 100));
}

Test(hash_index, a_hash_of_very_many_takes_no_more_and_a_table_without_room_holds_nothing)
{
	AUTO(hash_index) x = hash_index_new(MAX);
	int found = 0;

	cr_assert(eq(int, times(x, 7, 0), 0));
	hash_index_expect(x, 7);
	hash_index_resize(x, LEN);
	size_t bytes = hash_index_bytes(x);
	for (uint32_t i = 0; i < 200; i++)
		hash_index_add(x, 7, i);
	for (uint32_t i = 0; i < 200; i++)
		found += times(x, 7, i);
	cr_assert(eq(int, found, 32));
	hash_index_clear(x);
	cr_assert(eq(int, times(x, 7, 0), 0));
	cr_assert(eq(sz, hash_index_bytes(x), bytes));
}
