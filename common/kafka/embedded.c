/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/embedded.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "common/base/mem.h"

struct embedded {
	rd_kafka_t *host; /* a client that only runs the cluster's thread */
	rd_kafka_mock_cluster_t *cluster;
};

static void on_log(const rd_kafka_t *client, int level, const char *facility,
		   const char *text)
{
	/* Its host has no broker to talk to, and says so. */
	(void)client;
	(void)level;
	(void)facility;
	(void)text;
}

bool embedded_open(struct embedded **ret, struct err *err)
{
	char text[256];
	AUTO(embedded) e = mem_new(sizeof *e);
	rd_kafka_conf_t *conf = rd_kafka_conf_new();

	rd_kafka_conf_set_log_cb(conf, on_log);
	e->host = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
	if (!e->host) {
		rd_kafka_conf_destroy(conf);
		return err_set(err, ERR_STOP, "embedded broker: %s", text);
	}
	e->cluster = rd_kafka_mock_cluster_new(e->host, 1);
	if (!e->cluster)
		return err_set(err, ERR_STOP,
			       "embedded broker: cannot listen on loopback");
	*ret = TAKE(e);
	return true;
}

void embedded_free(struct embedded *e)
{
	if (!e)
		return;
	if (e->cluster)
		rd_kafka_mock_cluster_destroy(e->cluster);
	if (e->host)
		rd_kafka_destroy(e->host);
	free(e);
}

const char *embedded_brokers(const struct embedded *e)
{
	return rd_kafka_mock_cluster_bootstraps(e->cluster);
}

struct rd_kafka_mock_cluster_s *embedded_cluster(struct embedded *e)
{
	return e->cluster;
}

static bool create(struct embedded *e, const struct kafka_settings *settings,
		   enum topic topic, const char *public_name, struct err *err)
{
	char name[TOPICS_NAME_MAX + 1];

	if (!topics_name(settings, topic, public_name, name, err))
		return false;
	rd_kafka_resp_err_t r =
	    rd_kafka_mock_topic_create(e->cluster, name, settings->partitions, 1);
	if (r && r != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
		return err_set(err, ERR_STOP, "topic %s: %s", name, rd_kafka_err2str(r));
	return true;
}

bool embedded_topics(struct embedded *e, const struct kafka_settings *settings,
		     const struct topics_public *publics, size_t publics_len,
		     struct err *err)
{
	for (enum topic t = 0; t < TOPIC_PUBLIC; t++)
		if (!create(e, settings, t, NULL, err))
			return false;
	for (size_t i = 0; i < publics_len; i++)
		if (!create(e, settings, TOPIC_PUBLIC, publics[i].name, err))
			return false;
	return true;
}
