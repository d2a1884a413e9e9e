/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/clock.h"

#include <time.h>

#include "common/base/must.h"

static struct timespec read_clock(clockid_t which)
{
	struct timespec t;

	MUST(clock_gettime(which, &t) == 0);
	return t;
}

static int64_t in_ms(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

instant_ms clock_wall_ms(void)
{
	return in_ms(read_clock(CLOCK_REALTIME));
}

int64_t clock_steady_ms(void)
{
	return in_ms(read_clock(CLOCK_MONOTONIC));
}

double clock_steady_seconds(void)
{
	struct timespec t = read_clock(CLOCK_MONOTONIC);

	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
