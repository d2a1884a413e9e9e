/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage_rig - a stage on the mock cluster, for the tests of the loop: a worker whose values say
 * what becomes of them, partitions assigned by hand (the cluster's groups take seconds to
 * join), and what is in topics.
 */
#pragma once

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "common/kafka/embedded.h"
#include "common/kafka/letter.h"
#include "common/kafka/stage_own.h"

#include <librdkafka/rdkafka_mock.h>

enum { PARTITIONS = 2, TURNS_MAX = 20000, READ_MAX = 256 };

/* Request types of Kafka's protocol, by their numbers there. */
enum {
	PRODUCE = 0,
	FIND_COORDINATOR = 10,
	INIT_PRODUCER_ID = 22,
	ADD_PARTITIONS = 24,
	ADD_OFFSETS = 25,
	END_TXN = 26,
	TXN_OFFSET_COMMIT = 28
};

struct rig {
	struct embedded *broker;
	struct kafka_settings settings;
	struct stage_worker worker;
	struct stage *stage;
	/* What the worker's functions were called with. */
	int steps, aborted, committed, revoked, timers;
	enum err_fate fate; /* of values that begin with '!' */
	int failures_left;  /* then they succeed; -1: never */
	size_t emit_bytes;  /* of an output made of a value that begins with '#' */
};

static inline bool step(void *self, struct stage *s, const struct stage_record *in,
			struct err *err)
{
	struct rig *r = self;
	struct view before = VIEW("");
	char text[256];

	r->steps++;
	(void)stage_state_get(s, in->partition, in->key, &before);
	int len = snprintf(text, sizeof text, "%.*s%.*s", VIEW_ARG(before),
			   VIEW_ARG(view_head(in->value, 8)));
	stage_state_put(s, in->partition, in->key, view_at(text, (size_t)len));
	struct headers headers = in->headers;
	headers.items[headers.len++] = (struct header){ VIEW("kw-own"), VIEW("1") };
	stage_emit(s, in->partition, TOPIC_STORIES, NULL, -1, in->key, in->value,
		   &headers);
	stage_count(s, in->partition, DISPOSITION_PUBLISHED, 1);
	if (view_starts(in->value, VIEW("Kill")))
		(void)raise(SIGKILL);
	while (view_starts(in->value, VIEW("Loop")))
		continue;
	if (view_starts(in->value, VIEW("#"))) {
		char *big = calloc(1, r->emit_bytes);
		stage_emit(s, in->partition, TOPIC_STORIES, NULL, -1, in->key,
			   view_at(big, r->emit_bytes), NULL);
		free(big);
	}
	if (view_starts(in->value, VIEW("!")) && r->failures_left != 0) {
		r->failures_left -= r->failures_left > 0;
		return err_set(err, r->fate, "asked for");
	}
	return true;
}

static inline void on_aborted(void *self, struct stage *s, int32_t partition)
{
	(void)s;
	(void)partition;
	((struct rig *)self)->aborted++;
}

static inline void on_committed(void *self, struct stage *s)
{
	(void)s;
	((struct rig *)self)->committed++;
}

static inline void on_revoked(void *self, struct stage *s, int32_t partition)
{
	(void)s;
	(void)partition;
	((struct rig *)self)->revoked++;
}

static inline void rig_setup(struct rig *r)
{
	/* The mock cluster holds an empty answer back even when records come. */
	static const struct kafka_property quick = { "fetch.wait.max.ms", "10" };
	struct err err = { 0 };

	*r = (struct rig){ .failures_left = -1, .fate = ERR_REJECT };
	cr_assert(embedded_open(&r->broker, &err), "%s", err.text);
	r->settings = (struct kafka_settings){ .brokers = embedded_brokers(r->broker),
					       .prefix = "t.",
					       .instance = "one",
					       .partitions = PARTITIONS,
					       .replication = 1,
					       .compression = "lz4",
					       .from = "",
					       .message_max_bytes = 1024 * 1024,
					       .properties = &quick,
					       .properties_len = 1,
					       .retry_first_ms = 20,
					       .retry_max_ms = 40 };
	cr_assert(embedded_topics(r->broker, &r->settings, NULL, 0, &err), "%s",
		  err.text);
	r->worker = (struct stage_worker){ .name = "parser",
					   .input = TOPIC_RAW,
					   .state = TOPIC_PARSE_STATE,
					   .state_format = 2,
					   .self = r,
					   .step = step,
					   .aborted = on_aborted,
					   .committed = on_committed,
					   .revoked = on_revoked };
}

static inline void rig_done(struct rig *r)
{
	stage_free(r->stage);
	embedded_free(r->broker);
}

static inline void assign(struct rig *r, int err)
{
	rd_kafka_topic_partition_list_t *list =
	    rd_kafka_topic_partition_list_new(PARTITIONS);

	rd_kafka_topic_partition_list_add_range(list, r->stage->sources[0].name, 0,
						PARTITIONS - 1);
	assign_rebalance(r->stage->consumer, err, list, r->stage);
	rd_kafka_topic_partition_list_destroy(list);
}

static inline void rig_open(struct rig *r)
{
	struct err err = { 0 };

	cr_assert(stage_open(&r->worker, &r->settings, &r->stage, &err), "%s", err.text);
	cr_assert(stage_reach(r->stage, &err), "%s", err.text);
	assign(r, RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS);
	cr_assert(eq(int, r->stage->failed.fate, ERR_NONE), "%s", r->stage->failed.text);
}

/* Values as records of key "k" in partition 0. */
static inline void feed(struct rig *r, const char *const *values)
{
	rd_kafka_t *p;
	struct err err = { 0 };

	cr_assert(client_open(&r->settings, CLIENT_ADMIN, NULL, NULL, &p, &err));
	for (; *values; values++)
		cr_assert(zero(
		    int,
		    rd_kafka_producev(
			p, RD_KAFKA_V_TOPIC("t.kw.raw"), RD_KAFKA_V_PARTITION(0),
			RD_KAFKA_V_KEY("k", 1), RD_KAFKA_V_HEADER("kw-feed", "f", 1),
			RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
			RD_KAFKA_V_VALUE((void *)(uintptr_t)*values, strlen(*values)),
			RD_KAFKA_V_END)));
	cr_assert(zero(int, rd_kafka_flush(p, 10000)));
	client_close(p);
}

/* Turns the loop until `n` records are committed. */
static inline void turn_until(struct rig *r, uint64_t n)
{
	for (int i = 0; i < TURNS_MAX && r->stage->stats.records < n; i++) {
		stage_turn(r->stage);
		if (r->stage->failed.fate != ERR_NONE)
			return;
	}
	cr_assert(eq(u64, r->stage->stats.records, n));
}

struct seen {
	char value[32];
	struct letter letter;
	char reason[128];
	size_t headers;
};

/* Everything in a topic's partition 0, aborted or not: the mock cluster hides nothing. */
static inline int read_topic(struct rig *r, const char *name, struct seen *seen)
{
	rd_kafka_t *c;
	struct err err = { 0 };
	int n = 0;
	bool end = false;

	cr_assert(client_open(&r->settings, CLIENT_READER, NULL, NULL, &c, &err));
	rd_kafka_topic_t *t = rd_kafka_topic_new(c, name, NULL);
	cr_assert(zero(int, rd_kafka_consume_start(t, 0, RD_KAFKA_OFFSET_BEGINNING)));
	while (!end && n < READ_MAX) {
		rd_kafka_message_t *m = rd_kafka_consume(t, 0, 5000);
		cr_assert(m != NULL);
		end = m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
		if (!end) {
			struct headers h = { 0 };
			rd_kafka_headers_t *from;
			const char *key;
			const void *v;
			size_t len;
			seen[n] = (struct seen){ 0 };
			(void)snprintf(seen[n].value, sizeof seen[n].value, "%.*s",
				       (int)(m->len < 31 ? m->len : 31),
				       (char *)m->payload);
			if (!rd_kafka_message_headers(m, &from))
				while (
				    !rd_kafka_header_get_all(from, h.len, &key, &v, &len))
					h.items[h.len++] =
					    (struct header){ view_of(key),
							     view_at(v, len) };
			seen[n].headers = h.len;
			if (letter_of_headers(&h, &seen[n].letter))
				(void)snprintf(seen[n].reason, sizeof seen[n].reason,
					       "%.*s", VIEW_ARG(seen[n].letter.reason));
			n++;
		}
		rd_kafka_message_destroy(m);
	}
	(void)rd_kafka_consume_stop(t, 0);
	rd_kafka_topic_destroy(t);
	client_close(c);
	return n;
}

static inline bool state_is(struct rig *r, const char *value)
{
	struct view v;

	return stage_state_get(r->stage, 0, VIEW("k"), &v) && view_eq(v, view_of(value));
}
