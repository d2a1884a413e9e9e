/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/worker.h"

#include <malloc.h>

#include "common/kafka/statistics.h"

bool worker_kafka(struct config *c, const struct options *o, struct kafka_settings *ret,
		  struct settings_errors *e)
{
	struct kafka_section section;

	if (!config_section(c, "kafka", kafka_settings_rows, &section, e) ||
	    !kafka_settings_of(&section, c->arena, ret, e))
		return false;
	if (o->instance[0])
		ret->instance = o->instance;
	ret->from = o->from;
	return true;
}

enum { KAFKA_PORT = 9092 };

void worker_needs(const struct kafka_settings *k, struct confine_rules *r)
{
	confine_connect_list(r, view_of(k->brokers), KAFKA_PORT);
	for (size_t i = 0; i < k->properties_len; i++)
		if (k->properties[i].value[0] == '/')
			confine_read(r, view_of(k->properties[i].value));
}

/* --- metrics --------------------------------------------------------------------------- */

static const char *const dispositions[] = {
	[DISPOSITION_PUBLISHED] = "published",
	[DISPOSITION_UNCHANGED] = "unchanged",
	[DISPOSITION_DUPLICATE] = "duplicate",
	[DISPOSITION_FILTERED] = "filtered",
	[DISPOSITION_HELD] = "held",
	[DISPOSITION_REJECTED] = "rejected",
	[DISPOSITION_COUNT] = NULL,
};

enum {
	METRIC_RECORDS,
	METRIC_OUTPUTS,
	METRIC_LETTERS,
	METRIC_RETRIES,
	METRIC_COMMITS,
	METRIC_ABORTS,
	METRIC_RESTORED,
	METRIC_STATE_KEYS,
	METRIC_STATE_BYTES,
	METRIC_LAG,
	METRIC_COMMITTED,
	METRIC_POSITION,
	METRIC_RESTORE_SECONDS,
	METRIC_ASSIGNED,
	METRIC_PAUSED,
	METRIC_CONNECTED,
	METRIC_REBALANCES,
	METRIC_DISPOSITIONS,
	METRIC_TRANSACTION,
	METRIC_AGE,
	METRIC_PARTITION_LAG,
	METRICS_LEN,
};

#define COUNTER(metric_name, text)                                              \
	{                                                                       \
		.name = "kurilwire_stage_" metric_name, .type = METRIC_COUNTER, \
		.help = (text)                                                  \
	}
#define GAUGE(metric_name, text)                                              \
	{                                                                     \
		.name = "kurilwire_stage_" metric_name, .type = METRIC_GAUGE, \
		.help = (text)                                                \
	}

enum { PARTITIONS_MAX = 2000, PARTITION_BYTES = 300 };

static const double transaction_seconds[] = { 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
					      1,    2.5,   5,    10,  0 };
static const double age_seconds[] = { 0.05, 0.1, 0.25, 0.5, 1,    2.5,
				      5,    10,  60,   600, 3600, 0 };

struct metric worker_metrics[METRICS_LEN + 1] = {
	[METRIC_RECORDS] =
	    COUNTER("records_total", "Input records whose fate is committed."),
	[METRIC_OUTPUTS] = COUNTER(
	    "outputs_total", "Records handed to Kafka, changes of state not counted."),
	[METRIC_LETTERS] = COUNTER("letters_total", "Dead letters written."),
	[METRIC_RETRIES] = COUNTER("retries_total", "Records put off to be tried again."),
	[METRIC_COMMITS] = COUNTER("commits_total", "Transactions committed."),
	[METRIC_ABORTS] = COUNTER("aborts_total", "Transactions aborted."),
	[METRIC_RESTORED] =
	    COUNTER("restored_total", "Records of state that were read back."),
	[METRIC_STATE_KEYS] = GAUGE("state_keys", "Keys in the state of this instance."),
	[METRIC_STATE_BYTES] = GAUGE("state_bytes", "Memory that they take."),
	[METRIC_LAG] =
	    GAUGE("lag_records", "Records not yet read, as of the last fetch."),
	[METRIC_COMMITTED] = GAUGE("committed_timestamp_seconds",
				   "When the last transaction was committed, Unix time."),
	[METRIC_POSITION] = GAUGE("position_timestamp_seconds",
				  "Time stamp of the last committed record, Unix time."),
	[METRIC_RESTORE_SECONDS] =
	    GAUGE("restore_seconds", "How long the last restoring of state took."),
	[METRIC_ASSIGNED] = GAUGE("partitions_assigned", "Partitions of this instance."),
	[METRIC_PAUSED] = GAUGE("partitions_paused",
				"Partitions that wait before a record is retried."),
	[METRIC_CONNECTED] = GAUGE("connected", "1 while the topics are found."),
	[METRIC_REBALANCES] =
	    COUNTER("rebalances_total", "Rebalances that brought partitions."),
	[METRIC_DISPOSITIONS] = { .name = "kurilwire_stage_entries",
				  .type = METRIC_GAUGE,
				  .help = "What became of all entries of the assigned "
					  "partitions since their beginning.",
				  .label = "disposition",
				  .values = dispositions },
	[METRIC_TRANSACTION] = { .name = "kurilwire_stage_transaction_seconds",
				 .type = METRIC_HISTOGRAM,
				 .help = "How long committed transactions were open.",
				 .buckets = transaction_seconds },
	[METRIC_AGE] = { .name = "kurilwire_stage_age_seconds",
			 .type = METRIC_HISTOGRAM,
			 .help = "Age of the last record of a transaction at its commit, "
				 "since it was written; the sum over all workers is the "
				 "time from fetch to publication.",
			 .buckets = age_seconds },
	[METRIC_PARTITION_LAG] = { .name = "kurilwire_stage_partition_lag_records",
				   .type = METRIC_GAUGE,
				   .help = "Records of a partition of this instance that "
					   "are not read yet, as of the last fetch.",
				   .label = "partition",
				   .series_max = PARTITIONS_MAX },
};

/* Partitions that are ours no longer lose their series, and the others get theirs again. */
static void show_lag(const struct stage *s, const struct stage_stats *t)
{
	struct metric *m = &worker_metrics[METRIC_PARTITION_LAG];
	char name[PARTITION_BYTES];
	const char *topic;
	int32_t id;

	if ((double)t->rebalances != metric_value(&worker_metrics[METRIC_REBALANCES], 0))
		metric_forget(m);
	for (int32_t i = 0; i < t->partitions; i++) {
		int64_t lag = stage_lag(s, i, &topic, &id);
		if (lag < 0)
			continue;
		(void)snprintf(name, sizeof name, "%s/%d", topic, id);
		metric_set(m, metric_series(m, view_of(name)), (double)lag);
	}
}

static void show(struct stage *s)
{
	struct stage_stats t;

	stage_stats(s, &t);
	show_lag(s, &t);
	const double values[METRIC_DISPOSITIONS] = {
		[METRIC_RECORDS] = (double)t.records,
		[METRIC_OUTPUTS] = (double)t.outputs,
		[METRIC_LETTERS] = (double)t.letters,
		[METRIC_RETRIES] = (double)t.retries,
		[METRIC_COMMITS] = (double)t.commits,
		[METRIC_ABORTS] = (double)t.aborts,
		[METRIC_RESTORED] = (double)t.restored,
		[METRIC_STATE_KEYS] = (double)t.state_keys,
		[METRIC_STATE_BYTES] = (double)t.state_bytes,
		[METRIC_LAG] = (double)t.lag,
		[METRIC_COMMITTED] = (double)t.committed_ms / 1000,
		[METRIC_POSITION] = (double)t.position_ms / 1000,
		[METRIC_RESTORE_SECONDS] = (double)t.restore_ms / 1000,
		[METRIC_ASSIGNED] = t.assigned,
		[METRIC_PAUSED] = t.paused,
		[METRIC_CONNECTED] = t.connected,
		[METRIC_REBALANCES] = (double)t.rebalances,
	};
	for (size_t i = 0; i < METRIC_DISPOSITIONS; i++)
		metric_set(&worker_metrics[i], 0, values[i]);
	for (size_t i = 0; i < DISPOSITION_COUNT; i++)
		metric_set(&worker_metrics[METRIC_DISPOSITIONS], i,
			   (double)t.dispositions[i]);
}

/* --- running --------------------------------------------------------------------------- */

struct run {
	struct service *service;
	struct stage *stage;
	const struct worker_hooks *hooks;
};

static void on_alive(void *self, bool connected)
{
	const struct run *r = self;

	service_beat(r->service);
	if (!connected)
		return;
	service_ready(r->service);
	show(r->stage);
	if (service_reload(r->service) && r->hooks && r->hooks->reloaded)
		r->hooks->reloaded(r->hooks->self, service_own(r->service));
	if (r->hooks && r->hooks->tick)
		r->hooks->tick(r->hooks->self);
}

static void on_took(void *self, int64_t open_ms, int64_t age_ms)
{
	(void)self;
	metric_observe(&worker_metrics[METRIC_TRANSACTION], 0, (double)open_ms / 1000);
	if (age_ms >= 0)
		metric_observe(&worker_metrics[METRIC_AGE], 0, (double)age_ms / 1000);
}

static void on_statistics(void *self, struct view json)
{
	(void)self;
	statistics_show(json);
}

static void on_stop(void *self)
{
	stage_stop(self);
}

/* Records come and go all the time: giving the memory of each batch back to the system and
 * asking for it again takes three times as many page faults. Two arenas, since one thread
 * frees what another one asked for. */
static void keep_memory(void)
{
	(void)mallopt(M_ARENA_MAX, 2);
	(void)mallopt(M_MMAP_THRESHOLD, 8 * 1024 * 1024);
	(void)mallopt(M_TRIM_THRESHOLD, 32 * 1024 * 1024);
	(void)mallopt(M_TOP_PAD, 1024 * 1024);
}

bool worker_run(struct service *s, struct stage_worker *w,
		const struct kafka_settings *settings, const struct worker_hooks *hooks,
		struct err *err)
{
	/* They outlive the configuration, which reloads take away. */
	AUTO(arena) a = arena_new(1024 * 1024);
	struct kafka_settings k = kafka_settings_copy(settings, a);
	struct run r = { .service = s, .hooks = hooks };
	AUTO(stage) stage = NULL;

	if (!k.instance[0])
		k.instance = service_instance(s);
	keep_memory();
	w->alive = on_alive;
	w->took = on_took;
	w->statistics = on_statistics;
	w->alive_self = &r;
	if (!stage_open(w, &k, &stage, err))
		return false;
	r.stage = stage;
	service_on_stop(s, on_stop, stage);
	bool ok = stage_run(stage, err);
	service_on_stop(s, NULL, NULL);
	return ok;
}
