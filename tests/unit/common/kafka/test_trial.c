/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/kafka/trial.h"
#include "common/service/log.h"
#include "common/service/metrics.h"
#include "forks.h"

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

/* --- locks that others hold just then ---------------------------------------------------- */

enum { TRIALS = 300, TEXT_MAX = 64 * 1024 };

static struct metric rows[] = {
	{ .name = "test_steps_total",
	  .help = "Steps by subject.",
	  .label = "subject",
	  .series_max = 4 },
	{ .name = NULL },
};

static void *read_and_log(void *arg)
{
	atomic_bool *ended = arg;

	while (!atomic_load(ended)) {
		BUF(text, TEXT_MAX);
		metrics_render(&text);
		log_info("read", F_INT("bytes", text.len));
	}
	return NULL;
}

static void log_and_count(void *arg)
{
	(void)arg;
	log_info("step", F_INT("n", 1));
	metric_add(&rows[0], metric_series(&rows[0], VIEW("iturup")), 1);
}

Test(trial, logs_and_counts_whoever_did_when_it_began, .disabled = NO_FORKS)
{
	char why[TRIAL_WHY];
	atomic_bool ended = false;
	pthread_t other;

	cr_assert(ge(int, dup2(open("/dev/null", O_WRONLY), STDERR_FILENO), 0));
	log_setup(LOG_INFO, LOG_LOGFMT, "", "");
	metrics_register(rows);
	cr_assert(zero(int, pthread_create(&other, NULL, read_and_log, &ended)));
	for (int i = 0; i < TRIALS; i++)
		cr_assert(
		    eq(int, trial_run(log_and_count, NULL, 1000, why), TRIAL_LIVED));
	atomic_store(&ended, true);
	cr_assert(zero(int, pthread_join(other, NULL)));
	metrics_done();
}
