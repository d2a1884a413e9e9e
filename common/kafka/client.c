/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/client.h"

#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>

#include "common/base/mem.h"
#include "common/service/log.h"

enum { REASON_BYTES = 512, TEXT_BYTES = 256, WAKE_WAIT_MS = 50 };
#define STATISTICS_EVERY_MS "5000"

static const struct {
	const char *name, *why;
} refused[] = {
	{ "transactional.id", "is worker and instance" },
	{ "group.id", "is the worker's" },
	{ "group.instance.id", "is worker and instance" },
	{ "client.id", "is worker and instance" },
	{ "enable.auto.commit", "would commit offsets before their outputs" },
	{ "enable.auto.offset.store", "would commit offsets before their outputs" },
	{ "isolation.level", "is read_committed, or aborted records would count" },
	{ "enable.idempotence", "belongs to transactions" },
	{ "acks", "is all, or acknowledged records could be lost" },
	{ "request.required.acks", "is all, or acknowledged records could be lost" },
	{ "partitioner", "is murmur2_random on every producer" },
	{ "auto.offset.reset", "would skip records in silence; see --from" },
	{ "enable.partition.eof", "is what restoring state ends by" },
	{ "partition.assignment.strategy", "is that of all instances" },
	{ "delivery.report.only.error", "is set by the loop" },
	{ "bootstrap.servers", "is the setting \"brokers\"" },
	{ "metadata.broker.list", "is the setting \"brokers\"" },
	{ "compression.type", "is the setting \"compression\"" },
	{ "compression.codec", "is the setting \"compression\"" },
	{ "message.max.bytes", "is the setting \"message_max_bytes\"" },
	{ "test.mock.num.brokers", "starts a broker; see `kurilwire try`" },
};

const char *client_refuses(const char *property)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (strcmp(property, refused[i].name) == 0)
			return refused[i].why;
	return NULL;
}

struct view client_group(const struct kafka_settings *settings, const char *worker,
			 char text[256])
{
	int n = snprintf(text, TEXT_BYTES, "%skurilwire.%s", settings->prefix, worker);

	MUST(n > 0 && n < TEXT_BYTES);
	return view_at(text, (size_t)n);
}

/* --- what a client says of itself ----------------------------------------------------- */

static void on_log(const rd_kafka_t *client, int level, const char *facility,
		   const char *text)
{
	/* A property that one kind of client does not know is no news to anybody, and a
	 * lost connection is told by on_error(). */
	bool quiet = level >= 7 || strcmp(facility, "CONFWARN") == 0 ||
		     strcmp(facility, "FAIL") == 0;
	enum log_level to = quiet        ? LOG_DEBUG
			    : level >= 5 ? LOG_INFO
			    : level == 4 ? LOG_WARN
					 : LOG_ERROR;

	/* A port that was given up (confine.h): librdkafka tells of it in words alone, and goes
	 * on as if the broker could come back. */
	if (strcmp(facility, "FAIL") == 0 && strstr(text, "Permission denied"))
		log_error("kafka.forbidden", F_STR("why", text),
			  F_STR("hint", "name the broker's port in kafka.brokers or "
					"confine.ports"));
	LOG_EVENT(to, "kafka.client", F_STR("client", rd_kafka_name(client)),
		  F_STR("facility", facility), F_STR("text", text));
}

static void on_error(rd_kafka_t *client, int code, const char *reason, void *opaque)
{
	struct client_hooks *hooks = opaque;

	if (code == RD_KAFKA_RESP_ERR__FATAL) {
		char text[REASON_BYTES];
		rd_kafka_resp_err_t cause =
		    rd_kafka_fatal_error(client, text, sizeof text);
		log_error("kafka.fatal", F_STR("error", rd_kafka_err2name(cause)),
			  F_STR("why", text));
		if (hooks->fatal)
			hooks->fatal(hooks->self, text);
		return;
	}
	log_warn("kafka.unreachable",
		 F_STR("error", rd_kafka_err2name((rd_kafka_resp_err_t)code)),
		 F_STR("why", reason));
}

static void on_delivery(rd_kafka_t *client, const rd_kafka_message_t *message,
			void *opaque)
{
	struct client_hooks *hooks = opaque;

	(void)client;
	if (message->err && hooks->refused)
		hooks->refused(hooks->self, rd_kafka_topic_name(message->rkt),
			       message->err);
}

static int on_statistics(rd_kafka_t *client, char *json, size_t len, void *opaque)
{
	struct client_hooks *hooks = opaque;

	(void)client;
	hooks->statistics(hooks->self, view_at(json, len));
	return 0; /* the JSON is librdkafka's to free */
}

static void on_rebalance(rd_kafka_t *client, rd_kafka_resp_err_t err,
			 rd_kafka_topic_partition_list_t *partitions, void *opaque)
{
	struct client_hooks *hooks = opaque;

	hooks->rebalance(client, err, partitions, hooks->self);
}

/* --- configuration -------------------------------------------------------------------- */

static bool set(rd_kafka_conf_t *conf, const char *name, const char *value,
		struct err *err)
{
	char text[REASON_BYTES];

	if (rd_kafka_conf_set(conf, name, value, text, sizeof text) == RD_KAFKA_CONF_OK)
		return true;
	return err_set(err, ERR_STOP, "kafka setting \"%s\": %s", name, text);
}

static bool set_int(rd_kafka_conf_t *conf, const char *name, int64_t value,
		    struct err *err)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%lld", (long long)value);
	return set(conf, name, text, err);
}

static bool set_table(rd_kafka_conf_t *conf, const struct kafka_property *rows,
		      struct err *err)
{
	for (; rows->name; rows++)
		if (!set(conf, rows->name, rows->value, err))
			return false;
	return true;
}

static const struct kafka_property common_rows[] = {
	{ "socket.keepalive.enable", "true" },
	{ "reconnect.backoff.ms", "100" },
	{ "reconnect.backoff.max.ms", "2000" },
	/* The first look at a topic that has just been made must not wait for 5 minutes. */
	{ "topic.metadata.refresh.interval.ms", "60000" },
	{ NULL, NULL },
};

static const struct kafka_property consumer_rows[] = {
	{ "enable.auto.commit", "false" },       { "enable.auto.offset.store", "false" },
	{ "isolation.level", "read_committed" }, { "auto.offset.reset", "error" },
	{ "enable.partition.eof", "true" },      { NULL, NULL },
};

static const struct kafka_property reader_rows[] = {
	/* The end of a partition is known by an empty answer, which the broker holds back
	 * this long. */
	{ "fetch.wait.max.ms", "20" },
	/* Memory: states of one kind compress to a tenth. The next answer is on its way while
	 * this one is taken; a larger message comes all the same. Bounded by bytes alone. */
	{ "max.partition.fetch.bytes", "1048576" },
	{ "queued.min.messages", "10000000" },
	{ "queued.max.messages.kbytes", "8192" },
	{ NULL, NULL },
};

/* Range assigns the same partitions to an instance that comes back under its static name.
 * The eager protocol: a partition is never ours on a guess. */
static const struct kafka_property group_rows[] = {
	{ "session.timeout.ms", "10000" },
	{ "heartbeat.interval.ms", "1000" },
	{ "partition.assignment.strategy", "range" },
	/* Memory: what is fetched ahead of each partition, as it is unpacked, and what one answer
	 * brings of it, packed; a larger message comes all the same. */
	{ "queued.min.messages", "100000" },
	{ "queued.max.messages.kbytes", "1024" },
	{ "max.partition.fetch.bytes", "524288" },
	{ NULL, NULL },
};

static const struct kafka_property producer_rows[] = {
	{ "transaction.timeout.ms", "15000" },
	{ "enable.idempotence", "true" },
	{ "acks", "all" },
	{ "partitioner", "murmur2_random" },
	{ "delivery.report.only.error", "true" },
	/* Batches go when they are full, and a commit sends at once what waits. A thread of
	 * librdkafka 2.0 that finds a batch which has lingered long enough beside a request
	 * that is under way asks for its answer without a pause: a quarter of all time when
	 * this was 50. */
	{ "linger.ms", "1000" },
	/* What a transaction that follows at once waits for the markers of the last one. */
	{ "retry.backoff.ms", "20" },
	{ "queue.buffering.max.messages", "1000000" },
	{ "queue.buffering.max.kbytes", "262144" },
	/* Of a consumer, but it also says what a query for watermarks sees: restoring has
	 * to know of a dead predecessor's open transaction. */
	{ "isolation.level", "read_uncommitted" },
	{ NULL, NULL },
};

static const struct kafka_property probe_rows[] = {
	{ "acks", "all" },
	{ "compression.type", "none" },
	{ "delivery.report.only.error", "true" },
	{ NULL, NULL },
};

static bool set_identity(rd_kafka_conf_t *conf, const struct kafka_settings *settings,
			 enum client_kind kind, const char *worker, struct err *err)
{
	char group[TEXT_BYTES], name[TEXT_BYTES];

	(void)client_group(settings, worker, group);
	int n = snprintf(name, sizeof name, "%s.%s", worker, settings->instance);
	if (n < 0 || n >= (int)sizeof name)
		return err_set(err, ERR_STOP,
			       "the instance's name is longer than %d bytes", TEXT_BYTES);
	if (!set(conf, "client.id", name, err))
		return false;
	if (kind == CLIENT_CONSUMER)
		return set(conf, "group.id", group, err) &&
		       set(conf, "group.instance.id", name, err);
	if (kind == CLIENT_PRODUCER) {
		char id[TEXT_BYTES * 2];
		(void)snprintf(id, sizeof id, "%s.%s", group, settings->instance);
		return set(conf, "transactional.id", id, err);
	}
	return true;
}

static bool set_kind(rd_kafka_conf_t *conf, const struct kafka_settings *settings,
		     enum client_kind kind, struct err *err)
{
	switch (kind) {
	case CLIENT_CONSUMER:
		return set_table(conf, consumer_rows, err) &&
		       set_table(conf, group_rows, err);
	case CLIENT_PRODUCER:
		return set_table(conf, producer_rows, err) &&
		       set(conf, "compression.type", settings->compression, err) &&
		       set_int(conf, "message.max.bytes", settings->message_max_bytes,
			       err);
	case CLIENT_READER:
		return set_table(conf, consumer_rows, err) &&
		       set_table(conf, reader_rows, err);
	case CLIENT_PROBE:
		return set_table(conf, probe_rows, err) &&
		       set_int(conf, "message.max.bytes",
			       CLIENT_PROBE_BYTES(settings) * 2, err);
	case CLIENT_ADMIN:
		return true;
	}
	return true;
}

static bool set_all(rd_kafka_conf_t *conf, const struct kafka_settings *settings,
		    enum client_kind kind, const char *worker, bool tells,
		    struct err *err)
{
	if (!set_table(conf, common_rows, err) ||
	    (tells && !set(conf, "statistics.interval.ms", STATISTICS_EVERY_MS, err)) ||
	    !set(conf, "bootstrap.servers", settings->brokers, err) ||
	    !set_kind(conf, settings, kind, err))
		return false;
	for (size_t i = 0; i < settings->properties_len; i++) {
		const struct kafka_property *p = &settings->properties[i];
		const char *why = client_refuses(p->name);
		if (why)
			return err_set(err, ERR_STOP,
				       "kafka property \"%s\" cannot be set: it %s",
				       p->name, why);
		if (!set(conf, p->name, p->value, err))
			return false;
	}
	return !worker || set_identity(conf, settings, kind, worker, err);
}

bool client_open(const struct kafka_settings *settings, enum client_kind kind,
		 const char *worker, const struct client_hooks *hooks,
		 struct rd_kafka_s **ret, struct err *err)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	struct client_hooks *own = mem_new(sizeof *own);
	char text[REASON_BYTES];

	MUST(worker || (kind != CLIENT_CONSUMER && kind != CLIENT_PRODUCER));
	if (hooks)
		*own = *hooks;
	rd_kafka_conf_set_opaque(conf, own);
	rd_kafka_conf_set_log_cb(conf, on_log);
	rd_kafka_conf_set_error_cb(conf, on_error);
	if (kind == CLIENT_PRODUCER || kind == CLIENT_PROBE)
		rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
	if (own->statistics)
		rd_kafka_conf_set_stats_cb(conf, on_statistics);
	if (own->rebalance)
		rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);

	rd_kafka_t *client = NULL;
	bool consumes = kind == CLIENT_CONSUMER || kind == CLIENT_READER;
	if (set_all(conf, settings, kind, worker, own->statistics != NULL, err)) {
		client = rd_kafka_new(consumes ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER,
				      conf, text, sizeof text);
		if (!client)
			(void)err_set(err, ERR_STOP, "kafka client: %s", text);
	}
	if (!client) {
		rd_kafka_conf_destroy(conf);
		free(own);
		return false;
	}
	*ret = client;
	return true;
}

void client_close(struct rd_kafka_s *client)
{
	if (!client)
		return;
	struct client_hooks *own = rd_kafka_opaque(client);
	rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
	free(own);
}

void client_wake(struct rd_kafka_s *client, const char *topic, int32_t partition)
{
	int64_t low, high;

	(void)rd_kafka_query_watermark_offsets(client, topic, partition, &low, &high,
					       WAKE_WAIT_MS);
}
