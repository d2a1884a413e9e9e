/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drop_worker - the drop folders of one fetcher instance, on the stage.
 *
 * Their records lie in one partition of kw.fetch-state, told by the instance's name, whoever
 * owns that partition: they are written in transactions for a partition that is ours, and
 * read back with a reader. A mark of our own, written first, shows when everything that a
 * predecessor of that name committed has been read: its transaction was ended before ours
 * could begin. Until then no file is taken.
 */
#pragma once

#include "common/kafka/client.h"
#include "common/kafka/stage.h"
#include "common/service/feeds.h"
#include "common/service/metrics.h"
#include "fetcher/drop.h"

struct drop_worker;

/* Borrows all for its life. NULL: no folder is this instance's. */
struct drop_worker *drop_worker_new(const struct kafka_settings *kafka,
				    const struct feeds *feeds);
void drop_worker_free(struct drop_worker *w); /* NULL is fine */
DEFINE_AUTO(drop_worker)

/* As the stage's functions; `partition` is one that is ours. Takes files; returns in how many
 * ms it wants to be called again, at most DROP_SCAN_MS. */
int64_t drop_worker_timer(struct drop_worker *w, struct stage *s, int32_t partition);
/* Instead of it while no partition is ours: no file is taken, which is told after a minute. */
void drop_worker_without_partition(struct drop_worker *w, instant_ms now);
void drop_worker_committed(struct drop_worker *w);
/* Of the partition that the last timer was for, or revoked: begins anew with its mark. */
void drop_worker_aborted(struct drop_worker *w, int32_t partition);

/* Counts drop_event_names. */
extern struct metric drop_worker_metrics[];
