/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <time.h>

#include "common/kafka/watchdog.h"

static void work_ms(int64_t ms)
{
	struct timespec t;
	int64_t until = -1, now;

	do {
		(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
		now = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
		until = until < 0 ? now + ms : until;
	} while (now < until);
}

Test(watchdog, ends_the_process_in_a_step_that_works_too_long, .signal = SIGABRT)
{
	struct watchdog *w = watchdog_new(50);

	watchdog_begin(w, 1, 2);
	for (;;)
		continue;
}

Test(watchdog, lets_steps_be_that_are_long_only_together)
{
	struct watchdog *w = watchdog_new(400);

	for (int i = 0; i < 12; i++) {
		watchdog_begin(w, 1, i);
		work_ms(100);
		watchdog_end(w);
	}
	work_ms(1000);
	watchdog_free(w);
}

Test(watchdog, lets_a_step_be_that_only_waits)
{
	struct watchdog *w = watchdog_new(20);

	watchdog_begin(w, 1, 2);
	(void)nanosleep(&(struct timespec){ .tv_nsec = 200000000 }, NULL);
	watchdog_end(w);
	watchdog_free(w);
}
