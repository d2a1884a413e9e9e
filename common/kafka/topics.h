/* SPDX-License-Identifier: Apache-2.0 */
/*
 * topics - the one table of topics: names, keys, retention; and making and checking them.
 *
 * The rows are what creation, documentation and AsyncAPI are made of. Public topics have
 * one row for all; routes name them. Calls with `settings` talk to the broker and wait.
 */
#pragma once

/* What the names of topics begin with, after the prefix, that replays write to. */
#define TOPICS_SHADOW "kw.shadow"

#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/kafka/client.h"
#include "common/kafka/stage.h"

struct topic_row {
	const char *name; /* without prefix; "news.*" for TOPIC_PUBLIC */
	const char *key;  /* what the key is */
	const char *value;
	const char *written_by, *read_by;
	bool compact;         /* a compacted changelog; else deleted by age */
	int64_t retention_ms; /* of what is deleted by age */
};

enum { TOPICS_NAME_MAX = 249 }; /* Kafka's own limit */

const struct topic_row *topics_row(enum topic topic);

/* The full name, with prefix: of `public_name` for TOPIC_PUBLIC, else NULL. ERR_STOP: Kafka
 * would not take it (249 of letters, digits, '.', '_', '-'). */
NODISCARD bool topics_name(const struct kafka_settings *settings, enum topic topic,
			   const char *public_name, char ret[TOPICS_NAME_MAX + 1],
			   struct err *err);

/* A public topic with a life of its own: 0 ms keeps the row's retention, -1 for ever. */
struct topics_public {
	const char *name; /* without prefix */
	int64_t retention_ms;
	bool compact;
};

/* Called for each topic: made, or there already with as many partitions. */
typedef void topics_report(void *self, const char *name, bool made, int32_t partitions);

/* Makes all topics that are not there, and waits until they are known. `report` may be
 * NULL. ERR_RETRY: no broker answers within 10 s; ERR_STOP: a topic is refused, or is there
 * with another number of partitions (all are named). */
NODISCARD bool topics_create(const struct kafka_settings *settings,
			     const struct topics_public *publics, size_t publics_len,
			     topics_report *report, void *self, struct err *err);

/* The same without making any: `report` gets each topic, those that are not there with 0
 * partitions, those that may not even be described with -1. */
NODISCARD bool topics_look(const struct kafka_settings *settings,
			   const struct topics_public *publics, size_t publics_len,
			   topics_report *report, void *self, struct err *err);

/* Number of partitions of a topic by its full name, asked of a client; 0: there is none.
 * ERR_RETRY: no broker answers within `timeout_ms`. */
NODISCARD bool topics_partitions(struct rd_kafka_s *client, const char *name,
				 int timeout_ms, int32_t *ret, struct err *err);

/* Does a broker answer within 10 s? ERR_RETRY: none does; ERR_STOP: a setting is refused. */
NODISCARD bool topics_reach(const struct kafka_settings *settings, struct err *err);
