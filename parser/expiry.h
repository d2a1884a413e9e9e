/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expiry - goes round kw.parse-state by time and drops what is too old, a slice at a time.
 *
 * A slice looks at EXPIRY_SLICE keys, well under a millisecond, so that no record waits for
 * it; a round begins once a day for each partition. One owner, one thread: the stage's.
 */
#pragma once

#include "common/base/auto.h"
#include "common/kafka/stage.h"

enum { EXPIRY_SLICE = 2000, EXPIRY_PAUSE_MS = 200 };

struct expiry;

struct expiry *expiry_new(void);
void expiry_free(struct expiry *e); /* NULL is fine */
DEFINE_AUTO(expiry)

/* A partition is ours, or no longer. */
void expiry_assigned(struct expiry *e, int32_t partition);
void expiry_revoked(struct expiry *e, int32_t partition);

/* The next slice. In `*ret_wait_ms` when the one behind it is due, or -1 without
 * partitions. */
void expiry_timer(struct expiry *e, struct stage *s, int64_t *ret_wait_ms);
