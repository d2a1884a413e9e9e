/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/kafka/trial.h"

static int touched;

static void touch(void *arg)
{
	(void)arg;
	touched = 1;
}

static void crash(void *arg)
{
	(void)raise(*(int *)arg);
}

static void leave(void *arg)
{
	_exit(*(int *)arg);
}

static void spin(void *arg)
{
	(void)arg;
	for (;;)
		continue;
}

Test(trial, leaves_nothing_behind_of_a_call_that_lives)
{
	char why[TRIAL_WHY];

	cr_assert(eq(int, trial_run(touch, NULL, 1000, why), TRIAL_LIVED));
	cr_assert(zero(int, touched));
	cr_assert(eq(str, why, ""));
}

Test(trial, says_of_which_signal_or_code_a_call_died)
{
	char why[TRIAL_WHY];

	/* Not SIGSEGV, which a sanitizer turns into an exit code. */
	cr_assert(eq(int, trial_run(crash, &(int){ SIGABRT }, 1000, why), TRIAL_DIED));
	cr_assert(eq(str, why, "Aborted"));
	cr_assert(eq(int, trial_run(crash, &(int){ SIGKILL }, 1000, why), TRIAL_DIED));
	cr_assert(eq(str, why, "Killed"));
	cr_assert(eq(int, trial_run(leave, &(int){ 3 }, 1000, why), TRIAL_DIED));
	cr_assert(eq(str, why, "exit code 3"));
}

Test(trial, cuts_off_a_call_that_works_for_ever)
{
	char why[TRIAL_WHY];

	cr_assert(eq(int, trial_run(spin, NULL, 1000, why), TRIAL_OVERDUE));
}

Test(trial, gives_no_verdict_on_a_call_that_only_waits)
{
	char why[TRIAL_WHY];

	cr_assert(eq(int, trial_run(crash, &(int){ SIGALRM }, 1000, why), TRIAL_NONE));
}
