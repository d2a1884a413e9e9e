/* SPDX-License-Identifier: Apache-2.0 */
/*
 * latency - how long stories took from their fetch to the commit that published them.
 *
 * Noted while a transaction is open, and observed when it stands: what an abort undoes does
 * not count. A story that an embargo held and one that is published again (a revision) say
 * nothing of how quick the road is and are passed over. On the stage's thread; eight bytes
 * for each record of the open transaction.
 */
#pragma once

#include "common/base/auto.h"
#include "common/base/instant.h"
#include "common/service/metrics.h"
#include "common/story/headers.h"

struct latency;

extern struct metric latency_metrics[]; /* one histogram, in seconds */

struct latency *latency_new(void);
void latency_free(struct latency *l); /* NULL is fine */
DEFINE_AUTO(latency)

/* A record with these headers goes to a public topic. */
void latency_note(struct latency *l, const struct headers *h);
/* All that was noted is published now, or is not. */
void latency_committed(struct latency *l, instant_ms now);
void latency_aborted(struct latency *l);
