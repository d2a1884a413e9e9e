/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/habit.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#define HOUR ((int64_t)60 * 60 * 1000)
#define DAY (24 * HOUR)
#define START (INT64_C(1700006400000) / HOUR * HOUR)

static struct arena *arena;
static struct habit habit;

static void set_up(void)
{
	arena = arena_new(64 * 1024 * 1024);
	habit_init(&habit);
}

static void tear_down(void)
{
	arena_free(arena);
}

TestSuite(habit, .init = set_up, .fini = tear_down);

static struct habit_document document(int64_t fresh)
{
	return (struct habit_document){ .entries = 10,
					.fresh = fresh,
					.text_bytes = 9000,
					.language = VIEW("en/Latn") };
}

/* A feed that brings three entries an hour from 6 to 18 on working days, for so many days. */
static instant_ms office(instant_ms from, int days)
{
	instant_ms now = from;

	for (; now < from + days * DAY; now += HOUR) {
		int64_t day = now / DAY % 7, hour = now / HOUR % 24;
		struct habit_document d = document(3);
		/* 1 January 1970 was a Thursday. */
		if (day != 2 && day != 3 && hour >= 6 && hour < 18)
			habit_report(&habit, &d, now == from, now, arena);
		else
			habit_passed(&habit, now, arena);
		cr_assert(eq(sz, habit.condition.len, 0), "%.*s at day %d, hour %d",
			  VIEW_ARG(habit.condition), (int)((now - from) / DAY),
			  (int)hour);
	}
	return now;
}

Test(habit, a_quiet_night_and_weekend_are_no_silence_and_a_quiet_morning_is)
{
	instant_ms now = office(START, 28);

	while (habit.condition.len == 0) {
		habit_passed(&habit, now, arena);
		now += HOUR;
		cr_assert(lt(i64, now, START + 32 * DAY), "nobody noticed");
	}
	int64_t hour = now / HOUR % 24;
	cr_assert(view_eq(habit.condition, VIEW("silent")));
	cr_assert(ge(i64, hour, 9), "too early: %d", (int)hour);
	cr_assert(le(i64, hour, 14), "too late: %d", (int)hour);

	struct habit_document d = document(1);
	habit_report(&habit, &d, false, now, arena);
	cr_assert(eq(sz, habit.condition.len, 0));
}

Test(habit, a_feed_without_a_rhythm_is_never_silent)
{
	struct habit_document d = document(10);

	habit_report(&habit, &d, true, START, arena);
	for (instant_ms now = START; now < START + 30 * DAY; now += HOUR) {
		habit_passed(&habit, now, arena);
		cr_assert(eq(sz, habit.condition.len, 0));
	}
}

Test(habit, expects_what_the_hour_usually_brings)
{
	instant_ms now = office(START, 35);
	instant_ms busy = now;

	while (busy / DAY % 7 != 5 || busy / HOUR % 24 != 10)
		busy += HOUR;
	cr_assert(ge(i64, habit_expected_milli(&habit, busy), 2000));
	cr_assert(le(i64, habit_expected_milli(&habit, busy), 4000));
	cr_assert(eq(i64, habit_expected_milli(&habit, busy + 12 * HOUR), 0));
}

Test(habit, names_shrunken_texts_and_takes_them_for_usual_in_the_end)
{
	struct habit_document d = document(1);
	int reports = 0;

	for (int i = 0; i < 10; i++)
		habit_report(&habit, &d, i == 0, START + i * HOUR, arena);
	cr_assert(eq(sz, habit.condition.len, 0));
	d.text_bytes = 1500;
	habit_report(&habit, &d, false, START + 11 * HOUR, arena);
	cr_assert(view_eq(habit.condition, VIEW("shrunk")));
	for (; habit.condition.len > 0; reports++) {
		habit_report(&habit, &d, false, START + 11 * HOUR, arena);
		cr_assert(lt(int, reports, 2000));
	}
	cr_assert(gt(int, reports, 50));
}

Test(habit, names_another_language_after_three_documents)
{
	struct habit_document d = document(1);

	for (int i = 0; i < 5; i++)
		habit_report(&habit, &d, i == 0, START, arena);
	d.language = VIEW("ru/Cyrl");
	habit_report(&habit, &d, false, START, arena);
	habit_report(&habit, &d, false, START, arena);
	cr_assert(eq(sz, habit.condition.len, 0), "two may be chance");
	habit_report(&habit, &d, false, START, arena);
	cr_assert(view_eq(habit.condition, VIEW("language")));
	d.language = VIEW("en/Latn");
	habit_report(&habit, &d, false, START, arena);
	cr_assert(eq(sz, habit.condition.len, 0));
}

Test(habit, names_lost_dates_beside_other_drift)
{
	struct habit_document d = document(1);

	for (int i = 0; i < 5; i++)
		habit_report(&habit, &d, i == 0, START, arena);
	d.undated = 8;
	d.text_bytes = 100;
	habit_report(&habit, &d, false, START, arena);
	cr_assert(view_eq(habit.condition, VIEW("shrunk, undated")));
	d.entries = 1;
	d.undated = 0;
	habit_report(&habit, &d, false, START, arena);
	cr_assert(view_eq(habit.condition, VIEW("shrunk, undated")),
		  "one entry says nothing of the rest");
}

Test(habit, takes_any_rhythm_from_the_state)
{
	habit.rhythm = VIEW("junk");
	cr_assert(eq(i64, habit_expected_milli(&habit, START), 0));
	char bytes[HABIT_HOURS];
	for (int i = 0; i < HABIT_HOURS; i++)
		bytes[i] = (char)(i * 7);
	habit.rhythm = view_at(bytes, sizeof bytes);
	habit.hour = START / HOUR - 5000;
	habit.fresh_at = 0;
	habit_passed(&habit, START, arena);
	for (int i = 0; i < HABIT_HOURS; i++)
		cr_assert(le(i64, habit_expected_milli(&habit, START + i * HOUR), 5250));
}
