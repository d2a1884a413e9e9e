/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>

#include "common/service/metrics.h"

enum { RECORDS, FATES, FEEDS, SECONDS, WAITS };

static const char *const fates[] = { "done", "retry", NULL };
static const double bounds[] = { 0.1, 1, 2.5, 0 };
static struct metric rows[] = {
	[RECORDS] = { .name = "t_records_total",
		      .type = METRIC_COUNTER,
		      .help = "Records." },
	[FATES] = { .name = "t_fates_total",
		    .type = METRIC_COUNTER,
		    .help = "Fates.",
		    .label = "fate",
		    .values = fates },
	[FEEDS] = { .name = "t_feed_entries",
		    .type = METRIC_GAUGE,
		    .help = "Entries.",
		    .label = "feed",
		    .series_max = 2 },
	[SECONDS] = { .name = "t_seconds",
		      .type = METRIC_HISTOGRAM,
		      .help = "Seconds.",
		      .buckets = bounds },
	[WAITS] = { .name = "t_waits",
		    .type = METRIC_HISTOGRAM,
		    .help = "Waits.",
		    .label = "fate",
		    .values = fates,
		    .buckets = bounds },
	{ .name = NULL },
};

static char *render(void)
{
	static struct buf out = { .max = 1 << 20 };

	buf_clear(&out);
	metrics_render(&out);
	return out.len ? (char *)buf_string(&out) : (char *)"";
}

#define HAS(text) cr_assert(strstr(render(), text) != NULL, "%s", render())
#define HAS_NOT(text) cr_assert(strstr(render(), text) == NULL, "%s", render())

static void setup(void)
{
	metrics_register(rows);
}

TestSuite(metrics, .init = setup, .fini = metrics_done);

Test(metrics, are_text_as_prometheus_reads_it)
{
	metric_add(&rows[RECORDS], 0, 3);
	metric_add(&rows[RECORDS], 0, 1);
	metric_add(&rows[FATES], 1, 0.5);
	cr_assert(eq(str, strtok(strstr(render(), "# HELP t_rec"), "!"), render()));
	HAS("# HELP t_records_total Records.\n# TYPE t_records_total counter\n"
	    "t_records_total 4\n");
	HAS("# TYPE t_fates_total counter\nt_fates_total{fate=\"done\"} 0\n"
	    "t_fates_total{fate=\"retry\"} 0.5\n");
	HAS("# HELP t_feed_entries Entries.\n# TYPE t_feed_entries gauge\n# HELP");
	cr_assert(eq(dbl, metric_value(&rows[RECORDS], 0), 4));
}

Test(metrics, count_what_is_observed_into_buckets_that_add_up)
{
	metric_observe(&rows[SECONDS], 0, 0.1); /* a bound belongs to its bucket */
	metric_observe(&rows[SECONDS], 0, 0.5);
	metric_observe(&rows[SECONDS], 0, 2);
	metric_observe(&rows[SECONDS], 0, 100);
	metric_observe(&rows[WAITS], 1, 1);
	HAS("# TYPE t_seconds histogram\nt_seconds_bucket{le=\"0.1\"} 1\n"
	    "t_seconds_bucket{le=\"1\"} 2\nt_seconds_bucket{le=\"2.5\"} 3\n"
	    "t_seconds_bucket{le=\"+Inf\"} 4\nt_seconds_sum 102.59999999999999\n"
	    "t_seconds_count 4\n");
	HAS("t_waits_bucket{fate=\"retry\",le=\"1\"} 1\n");
	HAS("t_waits_count{fate=\"done\"} 0\n");
	cr_assert(eq(dbl, metric_value(&rows[SECONDS], 0), 4));
}

Test(metrics, bound_the_values_of_a_label)
{
	size_t a = metric_series(&rows[FEEDS], VIEW("a\"\\\n"));
	size_t b = metric_series(&rows[FEEDS], VIEW("b"));
	size_t c = metric_series(&rows[FEEDS], VIEW("c"));
	size_t d = metric_series(&rows[FEEDS], VIEW("d"));

	cr_assert(eq(sz, metric_series(&rows[FEEDS], VIEW("b")), b));
	cr_assert(ne(sz, a, b));
	cr_assert(eq(sz, c, d));
	metric_set(&rows[FEEDS], a, 1);
	metric_set(&rows[FEEDS], c, INFINITY);
	HAS("t_feed_entries{feed=\"a\\\"\\\\\\n\"} 1\nt_feed_entries{feed=\"b\"} 0\n"
	    "t_feed_entries{feed=\"other\"} +Inf\n#");

	metric_forget(&rows[FEEDS]);
	HAS_NOT("feed=");
	cr_assert(eq(sz, metric_series(&rows[FEEDS], VIEW("c")), 0));
	HAS("t_feed_entries{feed=\"c\"} 0\n#");
}

Test(metrics, show_numbers_that_are_none)
{
	metric_set(&rows[RECORDS], 0, NAN);
	HAS("t_records_total NaN\n");
	metric_set(&rows[RECORDS], 0, -INFINITY);
	HAS("t_records_total -Inf\n");
}

static void *count(void *unused)
{
	for (int i = 0; i < 20000; i++) {
		metric_add(&rows[RECORDS], 0, 1);
		metric_observe(&rows[SECONDS], 0, 1);
	}
	return unused;
}

Test(metrics, lose_no_count_between_threads)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, count, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	cr_assert(eq(dbl, metric_value(&rows[RECORDS], 0), 80000));
	cr_assert(eq(dbl, metric_value(&rows[SECONDS], 0), 80000));
}

static int refreshed;

static void refresh(void *self)
{
	refreshed++;
	metric_set(&rows[RECORDS], 0, *(double *)self);
}

Test(metrics, ask_hooks_before_each_rendering)
{
	static double seven = 7;

	metrics_hook(refresh, &seven);
	HAS("t_records_total 7\n");
	cr_assert(ge(int, refreshed, 1));
}

Test(metrics, tell_of_the_process)
{
	metrics_register_process("1.2.3");
	HAS("\nkurilwire_build_info{version=\"1.2.3\"} 1\n");
	HAS("\nprocess_cpu_seconds_total ");
	HAS("\nprocess_max_fds ");
	HAS_NOT("\nprocess_resident_memory_bytes 0\n");
	HAS_NOT("\nprocess_open_fds 0\n");
	HAS_NOT("\nprocess_start_time_seconds 0\n");
}

Test(metrics_unregistered, count_nothing)
{
	metric_add(&rows[RECORDS], 0, 1);
	metric_set(&rows[FEEDS], metric_series(&rows[FEEDS], VIEW("a")), 1);
	metric_observe(&rows[SECONDS], 0, 1);
	metric_forget(&rows[FEEDS]);
	cr_assert(eq(dbl, metric_value(&rows[RECORDS], 0), 0));
	cr_assert(eq(str, render(), ""));
}

static void register_one(struct metric row)
{
	static struct metric one[2];

	one[0] = row;
	metrics_register(one);
}

#define A_BUG(name, ...)                                                    \
	Test(metrics_bugs, name, .signal = SIGABRT)                         \
	{                                                                   \
		register_one((struct metric){ .help = "H.", __VA_ARGS__ }); \
	}

A_BUG(a_counter_is_called_total, .name = "x", .type = METRIC_COUNTER)
A_BUG(a_gauge_is_not, .name = "x_total", .type = METRIC_GAUGE)
A_BUG(a_name_has_no_spaces, .name = "x y", .type = METRIC_GAUGE)
A_BUG(a_name_is_there, .name = "", .label = "x y", .type = METRIC_GAUGE)
A_BUG(a_label_is_a_name, .name = "x", .label = "a-b", .series_max = 1,
      .type = METRIC_GAUGE)
A_BUG(a_label_is_bounded, .name = "x", .label = "a", .type = METRIC_GAUGE)
A_BUG(a_histogram_has_buckets, .name = "x", .type = METRIC_HISTOGRAM)

Test(metrics_bugs, a_name_stands_once, .signal = SIGABRT)
{
	metrics_register(rows);
	register_one(
	    (struct metric){ .name = "t_seconds", .help = "H.", .type = METRIC_GAUGE });
}

Test(metrics_bugs, a_row_has_help, .signal = SIGABRT)
{
	register_one((struct metric){ .name = "x", .type = METRIC_GAUGE });
}

Test(metrics_bugs, a_series_is_one_of_them, .signal = SIGABRT)
{
	metrics_register(rows);
	metric_add(&rows[FATES], 2, 1);
}
