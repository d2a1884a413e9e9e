/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watchdog - ends the process when one record's step takes more processor time than it may.
 *
 * Nothing is committed then, and the next start tries that record alone (trial.h). It counts
 * the time of the thread that it watches, so that a busy or stopped machine ends nothing. A
 * thread that looks once a second; marking a step costs three stores.
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/auto.h"

struct watchdog {
	pthread_t thread;
	clockid_t clock; /* of the thread that is watched */
	int64_t limit_ms;
	atomic_uint_fast64_t steps; /* begun and ended: odd in a step */
	atomic_int partition;       /* of the record in hand, and its offset */
	atomic_int_fast64_t offset;
	pthread_mutex_t lock;
	pthread_cond_t ending;
	bool ends;
};

/* Watches the calling thread until watchdog_free(), which NULL is fine for. */
struct watchdog *watchdog_new(int64_t limit_ms);
void watchdog_free(struct watchdog *w);

/* Around each step; NULL is fine. */
static inline void watchdog_begin(struct watchdog *w, int partition, int64_t offset)
{
	if (!w)
		return;
	atomic_store_explicit(&w->partition, partition, memory_order_relaxed);
	atomic_store_explicit(&w->offset, offset, memory_order_relaxed);
	atomic_fetch_add_explicit(&w->steps, 1, memory_order_release);
}

static inline void watchdog_end(struct watchdog *w)
{
	if (w)
		atomic_fetch_add_explicit(&w->steps, 1, memory_order_release);
}
