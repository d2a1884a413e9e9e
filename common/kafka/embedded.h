/* SPDX-License-Identifier: Apache-2.0 */
/*
 * embedded - a broker inside the process, for trying and for tests: librdkafka's mock
 * cluster.
 *
 * It listens on loopback, on a port of its own choice, and serves other processes as well.
 * What it is not: it keeps 5 MiB a partition in memory and drops the oldest beyond, keeps no
 * offsets of transactions (a worker that restarts reads its input again and needs
 * --from earliest), checks no generation, ignores static membership, does not hide aborted
 * records, makes topics only here, not by the admin API, and holds an empty answer back for
 * fetch.wait.max.ms even when records come (so clients on it set that to 20 or so).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/base/auto.h"
#include "common/base/err.h"
#include "common/kafka/topics.h"

struct embedded;

/* Starts it; ERR_STOP if it cannot listen. */
NODISCARD bool embedded_open(struct embedded **ret, struct err *err);
void embedded_free(struct embedded *e); /* NULL is fine */
DEFINE_AUTO(embedded)

/* "127.0.0.1:port", as long as it lives. */
const char *embedded_brokers(const struct embedded *e);

/* Makes all topics of the table, with the settings' prefix and partitions, and these public
 * ones. Topics that are there stay. */
NODISCARD bool embedded_topics(struct embedded *e, const struct kafka_settings *settings,
			       const struct topics_public *publics, size_t publics_len,
			       struct err *err);

/* For tests that make requests fail: librdkafka's rdkafka_mock.h. */
struct rd_kafka_mock_cluster_s *embedded_cluster(struct embedded *e);
