/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "sink/smallest.h"

enum { MANY = 20000, FEW = 16 };

static uint32_t next_of(uint32_t *x)
{
	*x = *x * 1664525U + 1013904223U;
	return *x;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* The smallest of `all`, found by sorting them; `all` is changed. */
static size_t plainly(uint32_t *all, size_t n, size_t max, uint32_t *ret)
{
	size_t len = 0;

	qsort(all, n, sizeof *all, by_value);
	for (size_t i = 0; i < n && len < max; i++)
		if (len == 0 || ret[len - 1] != all[i])
			ret[len++] = all[i];
	return len;
}

static void compare(size_t n, size_t max, uint32_t mask)
{
	static uint32_t all[MANY];
	uint32_t x = (uint32_t)(n * 31 + max), want[SMALLEST_MAX], got[SMALLEST_MAX];
	struct smallest s;
	uint64_t marks;

	smallest_init(&s, max);
	for (size_t i = 0; i < n; i++) {
		all[i] = next_of(&x) & mask;
		smallest_add(&s, all[i], false);
	}
	size_t len = plainly(all, n, max, want);
	cr_assert(eq(sz, smallest_take(&s, got, &marks), len));
	cr_assert(zero(int, memcmp(got, want, len * sizeof *got)));
	cr_assert(eq(u64, marks, 0));
}

Test(smallest, are_those_that_sorting_all_finds)
{
	static const size_t counts[] = { 0, 1, 63, 64, 65, 1024, 1025, 5000, MANY };

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		compare(counts[i], SMALLEST_MAX, UINT32_MAX);
		compare(counts[i], FEW, UINT32_MAX);
		/* Many equal ones, and few bits. */
		compare(counts[i], SMALLEST_MAX, 0xFF);
		compare(counts[i], 1, 0xFFFF);
	}
}

Test(smallest, come_in_any_order)
{
	uint32_t got[SMALLEST_MAX];
	struct smallest s;
	uint64_t marks;

	smallest_init(&s, SMALLEST_MAX);
	for (uint32_t i = MANY; i-- > 0;)
		smallest_add(&s, i, false);
	cr_assert(eq(sz, smallest_take(&s, got, &marks), SMALLEST_MAX));
	for (uint32_t i = 0; i < SMALLEST_MAX; i++)
		cr_assert(eq(u32, got[i], i));
}

Test(smallest, keep_their_marks)
{
	uint32_t got[SMALLEST_MAX];
	struct smallest s;
	uint64_t marks;

	smallest_init(&s, SMALLEST_MAX);
	smallest_add(&s, UINT32_MAX, true);
	smallest_add(&s, 7, false);
	smallest_add(&s, 3, true);
	smallest_add(&s, 7, true);
	smallest_add(&s, 3, false);
	smallest_add(&s, 0, false);
	cr_assert(eq(sz, smallest_take(&s, got, &marks), 4));
	cr_assert(eq(u32, got[3], UINT32_MAX));
	cr_assert(eq(u64, marks, 0xE));
}
