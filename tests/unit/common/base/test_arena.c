/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdint.h>

#include "common/base/arena.h"

Test(arena, gives_zeroed_memory_aligned_for_any_type)
{
	AUTO(arena) a = arena_new(1 << 20);

	for (size_t size = 1; size < 200; size++) {
		unsigned char *p = arena_alloc(a, size);
		cr_assert(eq(sz, (uintptr_t)p % _Alignof(max_align_t), 0));
		for (size_t i = 0; i < size; i++)
			cr_assert(p[i] == 0);
		memset(p, 0xFF, size); /* dirt that the next must not see */
	}
	arena_reset(a);
	const unsigned char *again = arena_alloc(a, 1000);
	for (size_t i = 0; i < 1000; i++)
		cr_assert(again[i] == 0);
}

Test(arena, keeps_what_it_gave_out_apart)
{
	AUTO(arena) a = arena_new(16 << 20);
	char *first = arena_alloc(a, 40000), *second = arena_alloc(a, 40000);
	char *large = arena_alloc(a, 1 << 20), *last = arena_alloc(a, 10);

	memset(first, 1, 40000);
	memset(second, 2, 40000);
	memset(large, 3, 1 << 20);
	memset(last, 4, 10);
	cr_assert(eq(int, first[0] + first[39999], 2));
	cr_assert(eq(int, second[0] + second[39999], 4));
	cr_assert(eq(int, large[0] + large[(1 << 20) - 1], 6));
}

Test(arena, serves_what_is_over_its_budget_and_says_so)
{
	AUTO(arena) a = arena_new(1024);

	arena_alloc(a, 1024);
	cr_assert(not(arena_over(a)));
	cr_assert(eq(sz, arena_used(a), 1024));
	cr_assert(zero(sz, arena_left(a)));
	cr_assert(ne(ptr, arena_alloc(a, 1), NULL));
	cr_assert(arena_over(a));
	arena_reset(a);
	cr_assert(not(arena_over(a)));
	cr_assert(zero(sz, arena_used(a)));
}

Test(arena, lets_one_request_go_over_by_its_own_size)
{
	AUTO(arena) a = arena_new(1024);

	cr_assert(ne(ptr, arena_alloc(a, 1 << 20), NULL));
	cr_assert(arena_over(a));
}

Test(arena, calls_a_loop_that_never_asks_a_bug, .signal = SIGABRT)
{
	AUTO(arena) a = arena_new(1024);

	for (int i = 0; i < 3; i++)
		arena_alloc(a, 1024);
}

Test(arena, calls_a_budget_of_nothing_a_bug, .signal = SIGABRT)
{
	arena_free(arena_new(0));
}

Test(arena, calls_a_size_beyond_half_of_memory_a_bug, .signal = SIGABRT)
{
	AUTO(arena) a = arena_new(1024);
	arena_alloc(a, SIZE_MAX / 2 + 1);
}

Test(arena, calls_a_product_that_overflows_a_bug, .signal = SIGABRT)
{
	AUTO(arena) a = arena_new(1024);
	arena_array(a, SIZE_MAX / 4, 8);
}

Test(arena, grows_lists_and_zeroes_each_new_item)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct pair {
		int a, b;
	} *pairs = NULL;
	size_t len = 0;

	for (int i = 0; i < 1000; i++) {
		struct pair *p = ARENA_PUSH(a, pairs, len);
		cr_assert(zero(int, p->a));
		cr_assert(zero(int, p->b));
		p->a = p->b = i + 1;
	}
	cr_assert(eq(sz, len, 1000));
	for (int i = 0; i < 1000; i++)
		cr_assert(eq(int, pairs[i].a, i + 1));
}

Test(arena, copies_text_with_a_nul_behind_it)
{
	AUTO(arena) a = arena_new(1 << 20);
	char text[] = "abc";
	struct view v = arena_copy(a, view_at(text, 2));

	text[0] = 'x';
	cr_assert(eq(sz, v.len, 2));
	cr_assert(eq(str, (char *)v.p, "ab"));
	cr_assert(eq(str, arena_string(a, (struct view){ NULL, 0 }), ""));
	v = arena_printf(a, "%s-%d", "n", 7);
	cr_assert(eq(str, (char *)v.p, "n-7"));
	cr_assert(eq(sz, v.len, 3));
}

Test(arena, frees_nothing_without_complaint)
{
	arena_free(NULL);
}
