/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker for the tests of the stage: copies kw.raw to kw.stories with a count for each key
 * from its state, so that loss, doubling and stale state show in its output.
 *
 *   copy_worker BROKERS PREFIX INSTANCE PARTITIONS [option …]
 *     from=earliest|latest   what --from says
 *     batch=N                most records in a transaction
 *     slow=MS                a step takes this long
 *     timer=MS               each partition ticks that often, onto kw.enriched
 *     NAME=VALUE             a property of librdkafka
 *
 * Values that begin with "kill" end the process in the step, "reject" and "stop" have that
 * fate, "retry" is tried again until the file named after it exists.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/base/must.h"
#include "common/kafka/client.h"
#include "common/kafka/stage.h"
#include "common/service/log.h"

enum { PROPERTIES_MAX = 8 };

struct copier {
	struct stage *stage;
	long slow_ms, timer_ms;
	int32_t partitions;
};

static struct stage *running;

static void on_signal(int signal)
{
	(void)signal;
	stage_stop(running);
}

static long count_up(struct stage *s, int32_t partition, struct view key)
{
	char text[32];
	struct view before;
	long n = 0;

	if (stage_state_get(s, partition, key, &before)) {
		(void)snprintf(text, sizeof text, "%.*s", VIEW_ARG(before));
		n = strtol(text, NULL, 10);
	}
	int len = snprintf(text, sizeof text, "%ld", ++n);
	stage_state_put(s, partition, key, view_at(text, (size_t)len));
	return n;
}

static void take_time(long ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	if (ms > 0)
		(void)nanosleep(&t, NULL);
}

static bool awaits_file(struct view name)
{
	char path[256];

	(void)snprintf(path, sizeof path, "%.*s", VIEW_ARG(name));
	return access(path, F_OK) != 0;
}

static bool step(void *self, struct stage *s, const struct stage_record *in,
		 struct err *err)
{
	const struct copier *c = self;
	char text[4096];

	take_time(c->slow_ms);
	long n = count_up(s, in->partition, in->key);
	int len =
	    snprintf(text, sizeof text, "%.*s %ld",
		     (int)(in->value.len < 4000 ? in->value.len : 4000), in->value.p, n);
	stage_emit(s, in->partition, TOPIC_STORIES, NULL, -1, in->key,
		   view_at(text, (size_t)len), &in->headers);
	stage_count(s, in->partition, DISPOSITION_PUBLISHED, 1);
	if (view_starts(in->value, VIEW("kill")))
		(void)raise(SIGKILL);
	if (view_starts(in->value, VIEW("reject")))
		return err_set(err, ERR_REJECT, "asked to be rejected");
	if (view_starts(in->value, VIEW("stop")))
		return err_set(err, ERR_STOP, "asked to stop");
	if (view_starts(in->value, VIEW("retry ")) &&
	    awaits_file(view_from(in->value, 6)))
		return err_set(err, ERR_RETRY, "asked to wait");
	return true;
}

static bool timer(void *self, struct stage *s, int64_t *ret_wait_ms, struct err *err)
{
	const struct copier *c = self;
	char text[64];

	(void)err;
	for (int32_t p = 0; p < c->partitions; p++) {
		if (!stage_owns(s, p))
			continue;
		int len = snprintf(text, sizeof text, "tick %d %ld", (int)p,
				   count_up(s, p, VIEW("tick")));
		stage_emit(s, p, TOPIC_ENRICHED, NULL, p, VIEW("tick"),
			   view_at(text, (size_t)len), NULL);
	}
	*ret_wait_ms = c->timer_ms;
	return true;
}

static struct kafka_property property_of(char *text)
{
	char *eq = strchr(text, '=');

	*eq = '\0';
	return (struct kafka_property){ text, eq + 1 };
}

int main(int argc, char **argv)
{
	struct copier c = { 0 };
	struct err err = { 0 };

	if (argc < 5) {
		fprintf(stderr,
			"usage: copy_worker BROKERS PREFIX INSTANCE PARTITIONS …\n");
		return 78;
	}
	c.partitions = (int32_t)strtol(argv[4], NULL, 10);
	struct kafka_settings k = { .brokers = argv[1],
				    .prefix = argv[2],
				    .instance = argv[3],
				    .partitions = c.partitions,
				    .replication = 1,
				    .compression = "lz4",
				    .from = "",
				    .message_max_bytes = 5 * 1024 * 1024,
				    .retry_first_ms = 100,
				    .retry_max_ms = 500 };
	struct kafka_property properties[PROPERTIES_MAX];
	size_t properties_len = 0;
	for (int i = 5; i < argc; i++) {
		if (strncmp(argv[i], "from=", 5) == 0)
			k.from = argv[i] + 5;
		else if (strncmp(argv[i], "slow=", 5) == 0)
			c.slow_ms = strtol(argv[i] + 5, NULL, 10);
		else if (strncmp(argv[i], "timer=", 6) == 0)
			c.timer_ms = strtol(argv[i] + 6, NULL, 10);
		else if (strncmp(argv[i], "batch=", 6) == 0)
			k.batch_records = strtol(argv[i] + 6, NULL, 10);
		else if (strchr(argv[i], '=') && properties_len < PROPERTIES_MAX)
			properties[properties_len++] = property_of(argv[i]);
	}
	k.properties = properties;
	k.properties_len = properties_len;
	log_setup(LOG_DEBUG, LOG_LOGFMT, "copy", argv[3]);
	const struct stage_worker worker = { .name = "copy",
					     .input = TOPIC_RAW,
					     .state = TOPIC_PARSE_STATE,
					     .state_format = 1,
					     .self = &c,
					     .step = step,
					     .timer = c.timer_ms ? timer : NULL };
	if (!stage_open(&worker, &k, &c.stage, &err)) {
		log_error("worker.stopped", F_ERR(&err));
		return 1;
	}
	running = c.stage;
	(void)signal(SIGTERM, on_signal);
	(void)signal(SIGINT, on_signal);
	log_info("service.starting", F_STR("instance", argv[3]));
	bool ok = stage_run(c.stage, &err);
	struct stage_stats stats;
	stage_stats(c.stage, &stats);
	log_info("worker.ended", F_INT("records", stats.records),
		 F_INT("commits", stats.commits), F_INT("aborts", stats.aborts),
		 F_INT("outputs", stats.outputs));
	stage_free(c.stage);
	if (!ok)
		log_error("worker.stopped", F_ERR(&err));
	return ok ? 0 : 1;
}
