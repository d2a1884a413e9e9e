/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "fake_stage.h"
#include "parser/memory.h"

#define URI(hex) VIEW("urn:kurilwire:story:" hex)
#define X URI("11111111111111111111111111111111")
#define Y URI("22222222222222222222222222222222")

static struct memory_key *keys_of(const char *one, const char *two, struct arena *a)
{
	const struct view views[] = { view_of(one), view_of(two) };

	return memory_keys(views, 2, a);
}

Test(memory, finds_a_story_by_any_of_its_ids_and_keeps_what_an_id_meant_first)
{
	struct stage *s = fake_stage_new();
	const struct memory m = { s, 0 };

	memory_alias(&m, keys_of("a", "b", s->arena), 2, X);
	memory_alias(&m, keys_of("b", "c", s->arena), 2, Y);
	cr_assert(
	    view_eq(memory_find(&m, keys_of("a", "none", s->arena), 2, s->arena), X));
	cr_assert(
	    view_eq(memory_find(&m, keys_of("none", "b", s->arena), 2, s->arena), X));
	cr_assert(view_eq(memory_find(&m, keys_of("c", "b", s->arena), 2, s->arena), Y));
	cr_assert(
	    eq(sz, memory_find(&m, keys_of("d", "e", s->arena), 2, s->arena).len, 0));
	fake_stage_free(s);
}

Test(memory, takes_a_shared_id_for_none_from_then_on)
{
	struct stage *s = fake_stage_new();
	const struct memory m = { s, 0 };
	struct memory_key *keys = keys_of("a", "b", s->arena);

	memory_alias(&m, keys, 1, X);
	memory_share(&m, keys, 1, 100);
	cr_assert(eq(sz, memory_find(&m, keys, 1, s->arena).len, 0));
	memory_alias(&m, keys, 2, Y);
	cr_assert(eq(sz, memory_telling(&m, keys, 2), 1));
	cr_assert(view_eq(memory_find(&m, keys, 1, s->arena), Y));
	fake_stage_free(s);
}

Test(memory, keeps_a_ledger_line_and_what_was_seen_of_a_feed)
{
	struct stage *s = fake_stage_new();
	const struct memory m = { s, 0 };
	struct ledger l = { .version = 7, .seen_day = 100, .feed = "asia" }, back;
	struct memory_feed f = { .known = true, .newest = 5, .fetched_at = 9 };
	bool known;
	struct err err;

	cr_assert(memory_story(&m, X, &back, &known, &err) && !known);
	memory_put_story(&m, X, &l);
	cr_assert(memory_story(&m, X, &back, &known, &err) && known);
	cr_assert(eq(int, back.version, 7));
	cr_assert(not(memory_get_feed(&m, VIEW("asia")).known));
	memory_put_feed(&m, VIEW("asia"), &f);
	cr_assert(eq(i64, memory_get_feed(&m, VIEW("asia")).newest, 5));
	fake_stage_free(s);
}

Test(memory, drops_old_stories_ids_without_a_story_and_old_marks_a_slice_at_a_time)
{
	struct stage *s = fake_stage_new();
	const struct memory m = { s, 0 };
	struct ledger old = { .version = 1, .seen_day = 100 },
		      young = { .version = 1, .seen_day = 180 };
	struct memory_key *keys = keys_of("a", "b", s->arena);
	size_t cursor = 0, slices = 0;

	memory_put_story(&m, X, &old);
	memory_alias(&m, &keys[0], 1, X);
	memory_put_story(&m, Y, &young);
	memory_alias(&m, &keys[1], 1, Y);
	memory_share(&m, keys_of("old", "", s->arena), 1, 100);
	memory_share(&m, keys_of("young", "", s->arena), 1, 180);
	stage_state_put(s, 0, VIEW("s:broken"), VIEW("?"));
	stage_state_put(s, 0, VIEW("f:asia"), VIEW("1 2 3"));
	for (int round = 0; round < 4; round++)
		for (cursor = 0; memory_expire(&m, &cursor, 3, 191, s->arena);)
			slices++;
	cr_assert(ge(sz, slices, 3));
	cr_assert(eq(sz, map_len(s->state), 5));
	cr_assert(eq(sz, memory_find(&m, &keys[0], 1, s->arena).len, 0));
	cr_assert(view_eq(memory_find(&m, &keys[1], 1, s->arena), Y));
	fake_stage_free(s);
}
