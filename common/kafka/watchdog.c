/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/watchdog.h"

#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/mem.h"
#include "common/service/log.h"

enum { LOOK_EVERY_MS = 1000 };

static int64_t used_ms(const struct watchdog *w)
{
	struct timespec t = { 0 };

	(void)clock_gettime(w->clock, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits for the next look. False: it is over. */
static bool look_later(struct watchdog *w, int64_t ms)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(ms / 1000);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	(void)pthread_mutex_lock(&w->lock);
	while (!w->ends && pthread_cond_timedwait(&w->ending, &w->lock, &until) == 0)
		continue;
	bool go_on = !w->ends;
	(void)pthread_mutex_unlock(&w->lock);
	return go_on;
}

static void *watch(void *arg)
{
	struct watchdog *w = arg;
	uint64_t seen = 0;
	int64_t since_ms = 0;

	while (look_later(w, w->limit_ms < LOOK_EVERY_MS ? w->limit_ms : LOOK_EVERY_MS)) {
		uint64_t steps = atomic_load_explicit(&w->steps, memory_order_acquire);
		if (steps != seen || steps % 2 == 0) {
			seen = steps;
			since_ms = used_ms(w);
		} else if (used_ms(w) - since_ms >= w->limit_ms) {
			log_error("record.overdue",
				  F_INT("partition", atomic_load(&w->partition)),
				  F_INT("offset", atomic_load(&w->offset)),
				  F_INT("limit_ms", w->limit_ms),
				  F_STR("why",
					"its step takes too long; the process ends "
					"and tries it alone when it starts again"));
			abort();
		}
	}
	return NULL;
}

struct watchdog *watchdog_new(int64_t limit_ms)
{
	struct watchdog *w = mem_new(sizeof *w);
	pthread_condattr_t monotonic;

	w->limit_ms = limit_ms;
	MUST(pthread_getcpuclockid(pthread_self(), &w->clock) == 0);
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_condattr_init(&monotonic);
	(void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&w->ending, &monotonic);
	(void)pthread_condattr_destroy(&monotonic);
	MUST(pthread_create(&w->thread, NULL, watch, w) == 0);
	return w;
}

void watchdog_free(struct watchdog *w)
{
	if (!w)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->ends = true;
	(void)pthread_cond_signal(&w->ending);
	(void)pthread_mutex_unlock(&w->lock);
	(void)pthread_join(w->thread, NULL);
	(void)pthread_mutex_destroy(&w->lock);
	(void)pthread_cond_destroy(&w->ending);
	free(w);
}
