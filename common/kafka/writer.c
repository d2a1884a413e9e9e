/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/writer.h"

#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <unistd.h>

#include "common/kafka/topics.h"

enum { WAIT_MS = 10000 };

static bool ended(rd_kafka_error_t *e, const char *what, struct err *err)
{
	if (!e)
		return true;
	enum err_fate fate = rd_kafka_error_is_retriable(e) ? ERR_RETRY : ERR_STOP;
	(void)err_set(err, fate, "%s: %s", what, rd_kafka_error_string(e));
	rd_kafka_error_destroy(e);
	return false;
}

static bool produce(rd_kafka_t *kafka, const char *topic,
		    const struct writer_record *records, size_t len, struct err *err)
{
	for (size_t i = 0; i < len; i++) {
		rd_kafka_resp_err_t e = rd_kafka_producev(
		    kafka, RD_KAFKA_V_TOPIC(topic),
		    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
		    RD_KAFKA_V_KEY((void *)(uintptr_t)records[i].key.p,
				   records[i].key.len),
		    RD_KAFKA_V_VALUE((void *)(uintptr_t)records[i].value.p,
				     records[i].value.len),
		    RD_KAFKA_V_END);
		if (e)
			return err_set(err, ERR_STOP, "writing to %s: %s", topic,
				       rd_kafka_err2str(e));
	}
	return true;
}

static bool write_all(rd_kafka_t *kafka, const char *topic,
		      const struct writer_record *records, size_t len, struct err *err)
{
	int32_t partitions;

	if (!topics_partitions(kafka, topic, WAIT_MS, &partitions, err))
		return false;
	if (partitions == 0)
		return err_set(err, ERR_REJECT, "there is no topic \"%s\"", topic);
	if (!ended(rd_kafka_init_transactions(kafka, WAIT_MS), "beginning a transaction",
		   err) ||
	    !ended(rd_kafka_begin_transaction(kafka), "beginning a transaction", err))
		return false;
	/* What is left open ends with the client. */
	return produce(kafka, topic, records, len, err) &&
	       ended(rd_kafka_commit_transaction(kafka, WAIT_MS),
		     "committing a transaction", err);
}

bool writer_send(const struct kafka_settings *settings, enum topic topic,
		 const struct writer_record *records, size_t len, struct err *err)
{
	struct kafka_settings own = *settings;
	char name[TOPICS_NAME_MAX + 1], instance[128];
	rd_kafka_t *kafka;

	/* Two people at once must not end each other's transactions. */
	(void)snprintf(instance, sizeof instance, "%.80s-%ld", settings->instance,
		       (long)getpid());
	own.instance = instance;
	if (!topics_name(&own, topic, NULL, name, err) ||
	    !client_open(&own, CLIENT_PRODUCER, "cli", NULL, &kafka, err))
		return false;
	bool ok = write_all(kafka, name, records, len, err);
	client_close(kafka);
	return ok;
}
