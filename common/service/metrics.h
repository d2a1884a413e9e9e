/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics - counters, gauges and histograms, by tables, in Prometheus' text format.
 *
 * A module has a table of rows that hold their own prose; whoever starts the program
 * registers it, and from then on its rows count. A row that nobody registered counts
 * nothing, so that cores and tests need no set-up. One label at most: its values stand in
 * the row, or come while running (metric_series) up to a maximum, after which all go to
 * "other". Values are atomic; a count costs about ten nanoseconds, any thread may.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/base/view.h"

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

struct metric_values; /* metrics.c */

struct metric {
	const char *name; /* whole: "kurilwire_stage_records_total"; base units */
	enum metric_type type;
	const char *help;
	const char *label; /* NULL: one series */
	const char *const
	    *values;           /* of the label, NULL-terminated; series in this order */
	size_t series_max;     /* of a label without `values` */
	const double *buckets; /* of a histogram: upper bounds, ascending, 0 ends them */
	struct metric_values *held; /* by metrics_register() */
};

/* Rows up to one without a name. A bad row (a counter not called _total, no help, a name
 * twice) is a bug. Before other threads. */
void metrics_register(struct metric *rows);
/* Forgets all tables and hooks, at the end. */
void metrics_done(void);

/* `series` is 0 without a label, else the index of the label's value. */
void metric_add(struct metric *m, size_t series, double n);
void metric_set(struct metric *m, size_t series, double value);
void metric_observe(struct metric *m, size_t series, double value);

/* The series of a value that comes while running; the last one, "other", when there are
 * series_max already. */
size_t metric_series(struct metric *m, struct view value);
/* Forgets all series of such a label: what was configured has changed. */
void metric_forget(struct metric *m);

/* Value of a series; of a histogram, how many were observed. */
double metric_value(const struct metric *m, size_t series);

/* Called before each rendering, to set gauges that are cheap to ask for. */
void metrics_hook(void (*refresh)(void *self), void *self);

/* Appends all registered tables (text/plain; version=0.0.4). */
void metrics_render(struct buf *out);

/* process_cpu_seconds_total and the like, as Prometheus names them, and
 * kurilwire_build_info. */
void metrics_register_process(const char *version);
