/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/log_limit.h"

#include <string.h>
#include <xxhash.h>

enum { FULL_MS = LOG_LIMIT_BURST * LOG_LIMIT_REFILL_MS };

/* Longer names count by their first bytes. */
static struct log_bucket *bucket_of(struct log_limit *l, const char *event,
				    int64_t now_ms)
{
	size_t len = strnlen(event, LOG_LIMIT_EVENT_NAME - 1);
	uint64_t hash = XXH3_64bits(event, len);

	/* A few probes are enough: a program has some dozens of events. */
	for (uint64_t i = 0; i < 16; i++) {
		struct log_bucket *b = &l->buckets[(hash + i) & (LOG_LIMIT_EVENTS - 1)];
		if (b->event[0] == '\0') {
			memcpy(b->event, event, len);
			b->tokens_ms = FULL_MS;
			b->last_ms = now_ms;
			return b;
		}
		if (strncmp(b->event, event, len) == 0 && b->event[len] == '\0')
			return b;
	}
	struct log_bucket *shared = &l->buckets[LOG_LIMIT_EVENTS];
	if (shared->event[0] == '\0') {
		shared->event[0] = '*';
		shared->tokens_ms = FULL_MS;
		shared->last_ms = now_ms;
	}
	return shared;
}

bool log_limit_take(struct log_limit *l, const char *event, int64_t now_ms,
		    uint64_t *ret_swallowed)
{
	struct log_bucket *b = bucket_of(l, event, now_ms);

	if (now_ms > b->last_ms) {
		int64_t gained = now_ms - b->last_ms;
		b->tokens_ms =
		    gained > FULL_MS - b->tokens_ms ? FULL_MS : b->tokens_ms + gained;
		b->last_ms = now_ms;
	}
	if (b->tokens_ms < LOG_LIMIT_REFILL_MS) {
		b->swallowed++;
		return false;
	}
	b->tokens_ms -= LOG_LIMIT_REFILL_MS;
	*ret_swallowed = b->swallowed;
	b->swallowed = 0;
	return true;
}
