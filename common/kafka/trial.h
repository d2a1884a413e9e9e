/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trial - a call tried in a process of its own first, which may die of it or take for ever.
 *
 * For a record that may have killed this process before: what its step does to the copy is
 * gone with it, so a call that lives is made again, for real. A death is known to be the
 * call's own: whoever kills this process leaves no verdict.
 *
 * The copy has the calling thread alone. A lock that another thread holds just then is never
 * opened in it; so one that only waits gives no verdict. Cost: a fork, 1 to 5 ms.
 */
#pragma once

#include <stdint.h>

enum trial_end {
	TRIAL_LIVED,
	TRIAL_DIED,
	TRIAL_OVERDUE, /* took more processor time than it may */
	TRIAL_NONE,    /* no verdict: there can be no process, or it only waited */
};

enum { TRIAL_WHY = 96 };

/* `cpu_ms` is rounded up to seconds. `ret_why` is how it died, else "". */
enum trial_end trial_run(void (*call)(void *), void *arg, int64_t cpu_ms,
			 char ret_why[TRIAL_WHY]);
