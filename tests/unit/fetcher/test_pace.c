/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/pace.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#define MINUTE ((int64_t)60 * 1000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
/* Sunday, 12 November 2023, midnight UTC. */
#define SUNDAY (INT64_C(1699747200000))

static const struct plan_bounds fixed = { 5 * MINUTE, 5 * MINUTE, 5 * MINUTE };
static const struct plan_bounds adaptive = { 8 * MINUTE, 2 * MINUTE, HOUR };
static struct arena *arena;
static struct feed_state state;

static void begin(void)
{
	arena = arena_new(64 << 20);
	feed_state_init(&state);
	state.interval_ms = 8 * MINUTE;
}

static void end(void)
{
	arena_free(arena);
}

TestSuite(pace, .init = begin, .fini = end);

/* Three weeks of six entries an hour from 6 to 18 o'clock, every day. */
static void by_day_only(void)
{
	struct habit_document d = { .entries = 10, .fresh = 6, .text_bytes = 9000 };

	for (instant_ms now = SUNDAY - 21 * DAY; now < SUNDAY; now += HOUR)
		if (now % DAY >= 6 * HOUR && now % DAY < 18 * HOUR)
			habit_report(&state.habit, &d, false, now, arena);
		else
			habit_passed(&state.habit, now, arena);
}

Test(pace, a_fixed_interval_is_moved_by_nothing)
{
	by_day_only();
	state.interval_ms = 5 * MINUTE;
	state.ttl_minutes = 60;
	state.skip_hours = (1 << 24) - 1;
	for (uint64_t dice = 0; dice < 100; dice++) {
		cr_assert(not(pace_next(&state, &fixed, HOUR, SUNDAY, dice)));
		cr_assert(eq(i64, state.next_at, SUNDAY + 5 * MINUTE));
	}
}

Test(pace, a_known_rhythm_makes_it_quick_when_much_is_expected)
{
	by_day_only();
	state.interval_ms = HOUR;
	(void)pace_next(&state, &adaptive, -1, SUNDAY + 9 * HOUR, 0);
	cr_assert(ge(i64, state.next_at, SUNDAY + 9 * HOUR + 4 * MINUTE));
	cr_assert(le(i64, state.next_at, SUNDAY + 9 * HOUR + 10 * MINUTE));
	cr_assert(view_eq(state.reason, VIEW("rhythm")));
	(void)pace_next(&state, &adaptive, -1, SUNDAY + 5 * HOUR + 50 * MINUTE, 0);
	cr_assert(le(i64, state.next_at, SUNDAY + 6 * HOUR + 10 * MINUTE),
		  "it is there when the day begins");
}

Test(pace, a_known_rhythm_makes_it_slow_at_once_when_nothing_is_expected)
{
	int polls = 0;

	by_day_only();
	state.interval_ms = 2 * MINUTE;
	for (instant_ms now = SUNDAY + 19 * HOUR; now < SUNDAY + 30 * HOUR;
	     now = state.next_at, polls++) {
		pace_quiet(&state, &adaptive, now);
		(void)pace_next(&state, &adaptive, -1, now, 0);
	}
	cr_assert(le(int, polls, 17), "%d polls in eleven hours of night", polls);
}

Test(pace, without_a_rhythm_it_slows_down_step_by_step)
{
	for (int i = 0; i < 5; i++) {
		int64_t before = state.interval_ms;
		pace_quiet(&state, &adaptive, SUNDAY);
		cr_assert(gt(i64, state.interval_ms, before));
		cr_assert(le(i64, state.interval_ms, before + before / 8));
	}
	pace_busy(&state, &adaptive);
	pace_busy(&state, &adaptive);
	pace_busy(&state, &adaptive);
	cr_assert(eq(i64, state.interval_ms, 2 * MINUTE));
}

Test(pace, feeds_that_were_polled_together_part)
{
	instant_ms first = 0, last = 0;

	for (uint64_t dice = 0; dice < 1000000; dice += 999) {
		(void)pace_next(&state, &adaptive, -1, SUNDAY, dice);
		first = first == 0 || state.next_at < first ? state.next_at : first;
		last = state.next_at > last ? state.next_at : last;
	}
	cr_assert(ge(i64, last - first, 15 * 1000));
	cr_assert(le(i64, last, SUNDAY + 8 * MINUTE));
}

Test(pace, what_the_feed_asks_for_counts_within_the_bounds)
{
	state.ttl_minutes = 30;
	cr_assert(pace_next(&state, &adaptive, -1, SUNDAY, 0));
	cr_assert(eq(i64, state.next_at, SUNDAY + 30 * MINUTE));
	state.ttl_minutes = 60 * 24 * 365;
	(void)pace_next(&state, &adaptive, -1, SUNDAY, 0);
	cr_assert(eq(i64, state.next_at, SUNDAY + HOUR));
	state.ttl_minutes = 0;
	state.period_minutes = 20;
	(void)pace_next(&state, &adaptive, -1, SUNDAY, 0);
	cr_assert(eq(i64, state.next_at, SUNDAY + 20 * MINUTE));
}

Test(pace, dice_make_no_poll_sooner_than_the_feed_asks_for)
{
	state.ttl_minutes = 8;
	for (uint64_t dice = 0; dice < 1000000; dice += 999) {
		state.interval_ms = 8 * MINUTE + 10 * 1000;
		(void)pace_next(&state, &adaptive, -1, SUNDAY, dice);
		cr_assert(ge(i64, state.next_at, SUNDAY + 8 * MINUTE));
		cr_assert(le(i64, state.next_at, SUNDAY + 8 * MINUTE + 10 * 1000));
	}
}

Test(pace, how_often_a_feed_says_it_changes_counts_until_it_is_known_better)
{
	by_day_only();
	state.period_minutes = 60;
	(void)pace_next(&state, &adaptive, -1, SUNDAY + 9 * HOUR, 0);
	cr_assert(le(i64, state.next_at, SUNDAY + 9 * HOUR + 10 * MINUTE));
}

Test(pace, hours_and_days_to_skip_are_polled_as_seldom_as_may_be)
{
	/* Not on Saturdays (bit 6), and not from 2 to 4 o'clock. */
	state.skip_days = 1 << 6;
	state.skip_hours = 1 << 2 | 1 << 3;
	cr_assert(pace_skipped(&state, SUNDAY - HOUR));
	cr_assert(not(pace_skipped(&state, SUNDAY)));
	cr_assert(pace_skipped(&state, SUNDAY + 3 * HOUR + 59 * MINUTE));
	cr_assert(pace_next(&state, &adaptive, -1, SUNDAY + 115 * MINUTE, 0));
	cr_assert(eq(i64, state.next_at, SUNDAY + 175 * MINUTE), "an hour at most");
	cr_assert(view_eq(state.reason, VIEW("skip hours")));
	cr_assert(pace_next(&state, &adaptive, -1, SUNDAY - 20 * MINUTE, 0));
	cr_assert(eq(i64, state.next_at, SUNDAY), "and at once when they are over");
}
