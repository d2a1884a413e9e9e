/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "fetcher/schedule.h"

Test(schedule, gives_what_is_due_the_longest_waiting_first)
{
	AUTO(schedule) s = schedule_new();
	uint32_t thing = UINT32_MAX;

	cr_assert(not(schedule_take(s, 1000, &thing)));
	cr_assert(eq(i64, schedule_next(s), INSTANT_NONE));
	schedule_put(s, 7, 300);
	schedule_put(s, 2, 100);
	schedule_put(s, 5, 100);
	cr_assert(eq(i64, schedule_next(s), 100));
	cr_assert(not(schedule_take(s, 99, &thing)));
	cr_assert(eq(u32, thing, UINT32_MAX), "untouched when nothing is due");
	cr_assert(schedule_take(s, 100, &thing));
	cr_assert(eq(u32, thing, 2));
	cr_assert(schedule_take(s, 100, &thing));
	cr_assert(eq(u32, thing, 5));
	cr_assert(not(schedule_take(s, 299, &thing)));
	cr_assert(schedule_take(s, 300, &thing));
	cr_assert(eq(u32, thing, 7));
}

Test(schedule, moves_a_thing_that_is_put_again_and_forgets_one_that_is_removed)
{
	AUTO(schedule) s = schedule_new();
	uint32_t thing;

	schedule_put(s, 0, 500);
	schedule_put(s, 1, 600);
	schedule_put(s, 1, 400);
	schedule_put(s, 2, 100);
	schedule_remove(s, 2);
	schedule_remove(s, 2);
	schedule_remove(s, 99);
	cr_assert(eq(sz, schedule_len(s), 2));
	cr_assert(eq(i64, schedule_at(s, 1), 400));
	cr_assert(eq(i64, schedule_at(s, 2), INSTANT_NONE));
	cr_assert(eq(i64, schedule_at(s, 99), INSTANT_NONE));
	cr_assert(schedule_take(s, 1000, &thing));
	cr_assert(eq(u32, thing, 1));
}

Test(schedule, keeps_its_order_through_any_sequence)
{
	enum { THINGS = 500, STEPS = 20000 };
	AUTO(schedule) s = schedule_new();
	static instant_ms due[THINGS]; /* 0: not in */
	uint64_t dice = 1;

	for (int step = 0; step < STEPS; step++) {
		dice = dice * 6364136223846793005u + 1442695040888963407u;
		uint32_t thing = (uint32_t)(dice >> 33) % THINGS;
		instant_ms at = 1 + (instant_ms)((dice >> 20) % 1000);
		switch ((dice >> 60) % 4) {
		case 0:
			schedule_remove(s, thing);
			due[thing] = 0;
			break;
		case 1: {
			instant_ms least = INSTANT_NONE;
			uint32_t first = 0, got;
			for (uint32_t i = 0; i < THINGS; i++)
				if (due[i] && (least == INSTANT_NONE || due[i] < least)) {
					least = due[i];
					first = i;
				}
			cr_assert(eq(i64, schedule_next(s), least));
			if (least == INSTANT_NONE)
				break;
			cr_assert(schedule_take(s, least, &got));
			cr_assert(eq(u32, got, first));
			due[got] = 0;
			break;
		}
		default:
			schedule_put(s, thing, at);
			due[thing] = at;
		}
	}
}

Test(schedule, calls_a_number_without_end_a_bug, .signal = SIGABRT)
{
	AUTO(schedule) s = schedule_new();
	schedule_put(s, SCHEDULE_THINGS_MAX, 0);
}
