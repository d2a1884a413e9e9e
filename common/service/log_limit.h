/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_limit - how many lines of one event are written: a bucket of tokens for each name.
 *
 * An event may write LOG_LIMIT_BURST lines at once and then one each LOG_LIMIT_REFILL_MS.
 * What it may not is counted and handed to its next line. Names beyond LOG_LIMIT_EVENTS
 * share one bucket, so that memory is fixed. Pure but for the caller's struct; time is an
 * argument.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
	LOG_LIMIT_BURST = 50,
	LOG_LIMIT_REFILL_MS = 1000,
	LOG_LIMIT_EVENTS = 512, /* a power of two */
	LOG_LIMIT_EVENT_NAME = 48,
};

struct log_limit {
	struct log_bucket {
		char event[LOG_LIMIT_EVENT_NAME]; /* "": free */
		int64_t tokens_ms;                /* saved-up time */
		int64_t last_ms;
		uint64_t swallowed;
	} buckets[LOG_LIMIT_EVENTS + 1]; /* the last is shared */
};

/* May a line of `event` be written at `now_ms` (a steady clock)? If so `*ret_swallowed` is
 * how many were not since the last one. A zeroed struct is a fresh limit. */
bool log_limit_take(struct log_limit *l, const char *event, int64_t now_ms,
		    uint64_t *ret_swallowed);
