/* SPDX-License-Identifier: Apache-2.0 */
/* cpu - the CPU seconds used so far, user and system, for programs that measure. */
#pragma once

#include <sys/resource.h>
#include <time.h>

/* Of all threads. */
static inline double cpu_seconds(void)
{
	struct rusage r;

	(void)getrusage(RUSAGE_SELF, &r);
	return (double)r.ru_utime.tv_sec + (double)r.ru_stime.tv_sec +
	       (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

/* Of the thread that asks. */
static inline double cpu_thread_seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
