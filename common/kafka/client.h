/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client - how to reach Kafka: the settings that all clients share, and clients of them.
 *
 * Any librdkafka property passes through (so TLS and SASL do), but for those that the
 * exactly-once loop depends on, which are refused by name. Clients write librdkafka's own
 * lines to the log. A client is librdkafka's rd_kafka_t; who includes rdkafka.h is a part
 * of common/kafka.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/service/settings.h"

struct rd_kafka_s;
struct rd_kafka_topic_partition_list_s;

struct kafka_property {
	const char *name, *value;
};

struct kafka_settings {
	const char *brokers;  /* "host:port,host:port" */
	const char *prefix;   /* of all topic names and of groups, or "" */
	const char *instance; /* name of this instance of the worker */
	int32_t partitions;   /* of topics that are created */
	int16_t replication;
	const char *compression; /* of kw.* topics: "lz4", "zstd", "none" */
	const char *from; /* --from: "", "earliest", "latest": see architecture.md */
	int64_t message_max_bytes;
	const struct kafka_property *properties;
	size_t properties_len;
	/* Bounds of a transaction; 0 is the default. */
	int64_t batch_records, batch_bytes, batch_ms;
	/* How long a record's partition waits after a RETRY, doubled each time up to the
	 * maximum; 0 is the default. */
	int64_t retry_first_ms, retry_max_ms;
	int64_t step_ms; /* processor time that one record may take; 0 is the default */
};

/* The `kafka:` section of kurilwire.yaml as settings.h loads it. */
struct kafka_section {
	struct view brokers, prefix, instance;
	int64_t partitions, replication, message_max_bytes;
	int compression; /* index into the choices: lz4, zstd, none */
	int64_t batch_records, batch_bytes, batch_ms, retry_first_ms, retry_max_ms,
	    step_ms;
	struct setting_pairs properties;
	struct kafka_marks {
		struct setting_mark brokers, prefix, instance;
	} marks;
};

extern const struct setting kafka_settings_rows[];

/* Settings of a loaded section; strings go into the arena. A property that is refused is
 * complained about in `e` and false returned. */
NODISCARD bool kafka_settings_of(const struct kafka_section *section, struct arena *a,
				 struct kafka_settings *ret, struct settings_errors *e);

/* A copy whose strings all lie in `a`. */
struct kafka_settings kafka_settings_copy(const struct kafka_settings *k,
					  struct arena *a);

/* Why a property may not be set from outside, as the end of a sentence, or NULL if it may. */
const char *client_refuses(const char *property);

enum client_kind {
	CLIENT_CONSUMER, /* of a worker's group, read_committed */
	CLIENT_PRODUCER, /* transactional; offsets that it queries are read_uncommitted */
	CLIENT_READER,   /* read_committed without a group: state and lookers-on */
	CLIENT_ADMIN,    /* creates topics, asks for metadata */
	CLIENT_PROBE,    /* writes, outside of transactions, what no broker takes */
};

/* More than a topic takes that `kurilwire topics` has made. */
#define CLIENT_PROBE_BYTES(settings) ((settings)->message_max_bytes + 256 * 1024)

/* What a client calls back with; all may be NULL. */
struct client_hooks {
	void *self;
	void (*rebalance)(struct rd_kafka_s *client, int err,
			  struct rd_kafka_topic_partition_list_s *partitions, void *self);
	/* A message could not be delivered: the topic's name and librdkafka's code. */
	void (*refused)(void *self, const char *topic, int code);
	/* What librdkafka tells of itself, JSON, every few seconds. */
	void (*statistics)(void *self, struct view json);
	/* The client is of no use any more. */
	void (*fatal)(void *self, const char *why);
};

/* Connects in the background. ERR_STOP names the setting that is refused. `worker` may be
 * NULL but for CLIENT_CONSUMER and CLIENT_PRODUCER. `hooks` may be NULL and is copied. Ends with
 * client_close(). */
NODISCARD bool client_open(const struct kafka_settings *settings, enum client_kind kind,
			   const char *worker, const struct client_hooks *hooks,
			   struct rd_kafka_s **ret, struct err *err);
/* NULL is fine. A consumer has been closed before. */
void client_close(struct rd_kafka_s *client);

/* A client whose queue of fetched records was full looks at it again after a second, unless
 * something else wakes its thread: a question to the broker that leads the partition does.
 * For when the queue has been emptied; takes 50 ms at most. */
void client_wake(struct rd_kafka_s *client, const char *topic, int32_t partition);

/* "<prefix>kurilwire.<worker>" */
struct view client_group(const struct kafka_settings *settings, const char *worker,
			 char text[256]);
