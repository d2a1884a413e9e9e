/* SPDX-License-Identifier: Apache-2.0 */
/*
 * statistics - what matters of what librdkafka tells of itself, as metrics.
 *
 * The client gives JSON every few seconds (librdkafka's STATISTICS.md); most of it is of use to
 * its authors alone. Shown is what an operator acts on: brokers that are slow or hold us
 * back, queues that grow, the state of the transaction. How far a partition is behind is
 * not: librdkafka counts from offsets that were committed without transactions. On the
 * stage's thread; about 30 microseconds for the JSON of ten partitions.
 */
#pragma once

#include "common/base/view.h"
#include "common/service/metrics.h"

extern struct metric statistics_metrics[];

/* The JSON of a producer or consumer, which says which it is. What is not JSON, or not as
 * expected, is passed over: a later librdkafka may say other things. */
void statistics_show(struct view json);
