/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "common/service/log_limit.h"

static struct log_limit limit; /* a fresh process for each test */

static int taken(const char *event, int64_t now_ms, int times)
{
	uint64_t swallowed = 0;
	int n = 0;

	for (int i = 0; i < times; i++)
		n += log_limit_take(&limit, event, now_ms, &swallowed);
	return n;
}

Test(log_limit, allows_a_burst_and_then_one_line_each_interval)
{
	cr_assert(eq(int, taken("a", 1000, LOG_LIMIT_BURST + 5), LOG_LIMIT_BURST));
	cr_assert(eq(int, taken("a", 1000 + LOG_LIMIT_REFILL_MS - 1, 1), 0));
	cr_assert(eq(int, taken("a", 1000 + LOG_LIMIT_REFILL_MS, 2), 1));
	cr_assert(eq(int, taken("a", 1000 + 4 * LOG_LIMIT_REFILL_MS, 9), 3));
}

Test(log_limit, tells_the_next_line_how_many_were_swallowed_once)
{
	uint64_t swallowed = 99;

	taken("a", 0, LOG_LIMIT_BURST + 7);
	cr_assert(log_limit_take(&limit, "a", LOG_LIMIT_REFILL_MS, &swallowed));
	cr_assert(eq(u64, swallowed, 7));
	cr_assert(log_limit_take(&limit, "a", 2 * LOG_LIMIT_REFILL_MS, &swallowed));
	cr_assert(eq(u64, swallowed, 0));
}

Test(log_limit, does_not_touch_the_count_of_a_line_that_is_not_written)
{
	uint64_t swallowed = 99;

	taken("a", 0, LOG_LIMIT_BURST);
	cr_assert(not(log_limit_take(&limit, "a", 0, &swallowed)));
	cr_assert(eq(u64, swallowed, 99));
}

Test(log_limit, counts_each_event_alone)
{
	taken("a", 0, LOG_LIMIT_BURST + 1);
	cr_assert(eq(int, taken("b", 0, 1), 1));
}

Test(log_limit, never_saves_up_more_than_a_burst)
{
	taken("a", 0, 1);
	cr_assert(
	    eq(int, taken("a", INT64_MAX / 2, 3 * LOG_LIMIT_BURST), LOG_LIMIT_BURST));
}

Test(log_limit, stands_a_clock_that_does_not_move_on)
{
	taken("a", 5000, LOG_LIMIT_BURST);
	cr_assert(eq(int, taken("a", 4000, 1), 0));
}

Test(log_limit, keeps_to_its_memory_when_names_are_many)
{
	char name[80];
	uint64_t swallowed;
	int written = 0;

	for (int i = 0; i < 100000; i++) {
		(void)snprintf(name, sizeof name, "event.with.a.rather.long.name.%d", i);
		written += log_limit_take(&limit, name, 0, &swallowed);
	}
	cr_assert(le(int, written, LOG_LIMIT_EVENTS + LOG_LIMIT_BURST));
	cr_assert(ge(int, written, LOG_LIMIT_EVENTS / 2));
}

Test(log_limit, takes_names_longer_than_a_bucket_holds)
{
	char name[200];

	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	cr_assert(eq(int, taken(name, 0, LOG_LIMIT_BURST + 1), LOG_LIMIT_BURST));
}
