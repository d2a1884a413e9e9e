/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_gauges - feeds one by one as metrics, up to a maximum.
 *
 * Shown are the first feeds of the configuration that are this instance's; how many more
 * there are is a gauge, too. Reading one feed's state takes about ten microseconds, so all
 * are read every few seconds, not for each scrape. On the stage's thread.
 */
#pragma once

#include "common/service/metrics.h"
#include "fetcher/crawl.h"

extern struct metric feed_gauges_metrics[];

enum { FEED_GAUGES_MAX = 5000 };

/* Sets all gauges from the states of the crawl's feeds, `max` of them, each by its id. */
void feed_gauges_show(struct crawl *c, size_t max, instant_ms now);
/* Other feeds are ours now: none is shown until the next call of the above. */
void feed_gauges_forget(void);
