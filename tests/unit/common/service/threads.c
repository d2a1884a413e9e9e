/* SPDX-License-Identifier: Apache-2.0 */
/* What several threads share, used by several threads: a plain program, since Criterion does
 * not start under ThreadSanitizer. */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "common/base/must.h"
#include "common/service/health.h"
#include "common/service/log.h"
#include "common/service/metrics.h"

enum { THREADS = 4, TURNS = 2000 };
enum { COUNTER, FEED, SECONDS };

static const double bounds[] = { 1, 10, 0 };
static struct metric rows[] = {
	[COUNTER] = { .name = "t_total", .type = METRIC_COUNTER, .help = "T." },
	[FEED] = { .name = "t_feed",
		   .type = METRIC_GAUGE,
		   .help = "F.",
		   .label = "feed",
		   .series_max = 3 },
	[SECONDS] = { .name = "t_seconds",
		      .type = METRIC_HISTOGRAM,
		      .help = "S.",
		      .buckets = bounds },
	{ .name = NULL },
};

static void *work(void *self)
{
	struct health *health = self;
	BUF(out, 1 << 20);

	for (int i = 0; i < TURNS; i++) {
		metric_add(&rows[COUNTER], 0, 1);
		metric_observe(&rows[SECONDS], 0, i % 20);
		const char *name = i % 3 ? "a" : i % 2 ? "b" : "c";
		metric_set(&rows[FEED], metric_series(&rows[FEED], view_of(name)), i);
		health_part(health, "kafka", i % 2 ? "no broker answers" : NULL);
		health_beat(health, i);
		(void)health_alive(health, i);
		log_info("test.turn", F_INT("turn", i));
		if (i % 100)
			continue;
		metrics_render(&out);
		health_json(health, i, &out);
		buf_clear(&out);
	}
	return NULL;
}

int main(void)
{
	pthread_t threads[THREADS];
	int null = open("/dev/null", O_WRONLY);
	AUTO(health) health = health_new("test", "a", "1.0", 0);

	MUST(null >= 0 && dup2(null, STDERR_FILENO) >= 0);
	log_setup(LOG_DEBUG, LOG_JSON, "test", "a");
	metrics_register(rows);
	for (int i = 0; i < THREADS; i++)
		MUST(pthread_create(&threads[i], NULL, work, health) == 0);
	for (int i = 0; i < THREADS; i++)
		MUST(pthread_join(threads[i], NULL) == 0);
	bool all = metric_value(&rows[COUNTER], 0) == THREADS * TURNS &&
		   metric_value(&rows[SECONDS], 0) == THREADS * TURNS;
	metrics_done();
	close(null);
	return all ? 0 : 1;
}
