/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client - how to reach Kafka: the settings that all clients share.
 *
 * Any librdkafka property passes through (so TLS and SASL do), but for those that the
 * exactly-once loop depends on, which are refused by name. Owns nothing.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct kafka_property {
	const char *name, *value;
};

struct kafka_settings {
	const char *brokers;      /* "host:port,host:port" */
	const char *prefix;       /* of all topic names, or "" */
	const char *instance;     /* name of this instance of the worker */
	int32_t partitions;       /* of topics that are created */
	int16_t replication;
	const char *compression;  /* of kw.* topics: "lz4", "zstd", "none" */
	const char *from;         /* --from: "", "earliest", "latest": see architecture.md */
	int64_t message_max_bytes;
	const struct kafka_property *properties;
	size_t properties_len;
};
