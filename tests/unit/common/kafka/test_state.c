/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>

#include "common/kafka/state.h"

static bool holds(const struct state *s, const char *key, const char *value)
{
	struct view v;

	if (!state_get(s, view_of(key), &v))
		return value == NULL;
	return value && view_eq(v, view_of(value));
}

Test(state, gives_back_what_was_put_until_it_is_removed)
{
	AUTO(state) s = state_new();

	state_put(s, VIEW("a"), VIEW("one"));
	state_put(s, VIEW("a"), VIEW("two"));
	cr_assert(holds(s, "a", "two"));
	cr_assert(eq(sz, state_len(s), 1));
	state_put(s, VIEW("a"), VIEW(""));
	cr_assert(holds(s, "a", NULL));
	cr_assert(zero(sz, state_len(s)));
}

Test(state, takes_changes_back_to_any_point)
{
	AUTO(state) s = state_new();

	state_load(s, VIEW("a"), VIEW("old"));
	state_load(s, VIEW("gone"), VIEW("was here"));
	state_put(s, VIEW("a"), VIEW("first"));
	size_t point = state_point(s);
	state_put(s, VIEW("a"), VIEW("second"));
	state_put(s, VIEW("b"), VIEW("new"));
	state_put(s, VIEW("gone"), VIEW(""));
	state_put(s, VIEW("gone"), VIEW("again"));
	state_undo(s, point);
	cr_assert(holds(s, "a", "first"));
	cr_assert(holds(s, "b", NULL));
	cr_assert(holds(s, "gone", "was here"));
	state_undo(s, 0);
	cr_assert(holds(s, "a", "old"));
}

Test(state, cannot_take_back_what_is_kept)
{
	AUTO(state) s = state_new();

	state_put(s, VIEW("a"), VIEW("kept"));
	state_keep(s);
	state_put(s, VIEW("a"), VIEW("dropped"));
	state_undo(s, 0);
	cr_assert(holds(s, "a", "kept"));
}

Test(state, keeps_a_borrowed_value_alive_until_the_end_of_the_transaction)
{
	AUTO(state) s = state_new();
	struct view before;

	state_load(s, VIEW("a"), VIEW("before"));
	cr_assert(state_get(s, VIEW("a"), &before));
	state_put(s, VIEW("a"), VIEW("after"));
	cr_assert(view_eq(before, VIEW("before")));
}

Test(state, shows_every_key_once_and_counts_its_bytes)
{
	AUTO(state) s = state_new();
	struct view key, value;
	size_t empty = state_bytes(s), n = 0, sum = 0;

	for (int i = 0; i < 1000; i++) {
		char text[16];
		int len = snprintf(text, sizeof text, "%d", i);
		state_load(s, view_at(text, (size_t)len), view_at(text, (size_t)len));
	}
	for (size_t i = 0; state_each(s, &i, &key, &value); n++) {
		uint64_t number;
		cr_assert(view_eq(key, value));
		cr_assert(view_to_u64(key, &number));
		sum += number;
	}
	cr_assert(eq(sz, n, 1000));
	cr_assert(eq(sz, sum, 499500));
	cr_assert(gt(sz, state_bytes(s), empty + 1000 * 7));
	for (int i = 0; i < 1000; i++) {
		char text[16];
		int len = snprintf(text, sizeof text, "%d", i);
		state_load(s, view_at(text, (size_t)len), VIEW(""));
	}
	cr_assert(zero(sz, state_len(s)));
}

Test(state, calls_restoring_into_an_open_transaction_a_bug, .signal = SIGABRT)
{
	AUTO(state) s = state_new();

	state_put(s, VIEW("a"), VIEW("open"));
	state_load(s, VIEW("b"), VIEW("late"));
}
