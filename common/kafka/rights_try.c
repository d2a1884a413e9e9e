/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a worker has its rights: each is tried, and nothing of it stays. */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/kafka/rights.h"
#include "common/service/clock.h"

enum { WAIT_MS = 10000, POLL_MS = 50 };

struct attempt {
	const struct kafka_settings *settings;
	const char *worker;
	const struct right *rights;
	size_t len;
	bool *settled; /* of each right: told, or found good */
	rights_report *report;
	void *self;
};

static void miss(struct attempt *t, size_t i, const char *why)
{
	if (!t->settled[i])
		t->report(t->self, &t->rights[i], why);
	t->settled[i] = true;
}

/* The first right of this kind, from `i` on; `len` if there is none. */
static size_t next(const struct attempt *t, size_t i, enum right_resource resource,
		   enum right_operation operation)
{
	while (i < t->len &&
	       (t->rights[i].resource != resource || t->rights[i].operation != operation))
		i++;
	return i;
}

#define EACH(t, i, resource, operation)                            \
	(size_t i = next(t, 0, resource, operation); i < (t)->len; \
	 i = next(t, i + 1, resource, operation))

/* --- topics: can they be seen, and read --------------------------------------------------- */

static bool describe(struct attempt *t, rd_kafka_t *client, size_t i, struct err *err)
{
	const struct rd_kafka_metadata *m;
	rd_kafka_topic_t *topic = rd_kafka_topic_new(client, t->rights[i].name, NULL);
	rd_kafka_resp_err_t e = rd_kafka_metadata(client, 0, topic, &m, WAIT_MS);

	rd_kafka_topic_destroy(topic);
	if (e)
		return err_set(err, ERR_RETRY, "no broker answers at %s: %s",
			       t->settings->brokers, rd_kafka_err2str(e));
	for (int k = 0; k < m->topic_cnt; k++)
		if (m->topics[k].err)
			miss(t, i, rd_kafka_err2str(m->topics[k].err));
	rd_kafka_metadata_destroy(m);
	return true;
}

static size_t open_reads(const struct attempt *t)
{
	size_t n = 0;

	for
		EACH(t, i, RIGHT_TOPIC, RIGHT_READ)
	n += !t->settled[i];
	return n;
}

static void take(struct attempt *t, const rd_kafka_message_t *m)
{
	for
		EACH(t, i, RIGHT_TOPIC, RIGHT_READ)
		{
			if (!m->rkt ||
			    strcmp(rd_kafka_topic_name(m->rkt), t->rights[i].name) != 0)
				continue;
			if (m->err && m->err != RD_KAFKA_RESP_ERR__PARTITION_EOF)
				miss(t, i, rd_kafka_err2str(m->err));
			t->settled[i] = true;
		}
}

/* Begins to read the end of each topic; the handles are the caller's. */
static void start_reads(const struct attempt *t, rd_kafka_t *client,
			rd_kafka_queue_t *queue, rd_kafka_topic_t **handles)
{
	for
		EACH(t, i, RIGHT_TOPIC, RIGHT_READ)
		{
			if (t->settled[i])
				continue;
			handles[i] = rd_kafka_topic_new(client, t->rights[i].name, NULL);
			(void)rd_kafka_consume_start_queue(handles[i], 0,
							   RD_KAFKA_OFFSET_END, queue);
		}
}

static void end_reads(const struct attempt *t, rd_kafka_topic_t **handles)
{
	for
		EACH(t, i, RIGHT_TOPIC, RIGHT_READ)
		{
			if (!handles[i])
				continue;
			(void)rd_kafka_consume_stop(handles[i], 0);
			rd_kafka_topic_destroy(handles[i]);
		}
}

/* The end of a partition is told only when reading is allowed. */
static void read_ends(struct attempt *t, rd_kafka_t *client)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	rd_kafka_topic_t **handles = ARENA_ARRAY(a, rd_kafka_topic_t *, t->len);
	rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
	int64_t until = clock_steady_ms() + WAIT_MS;

	start_reads(t, client, queue, handles);
	while (open_reads(t) && clock_steady_ms() < until) {
		rd_kafka_message_t *m = rd_kafka_consume_queue(queue, POLL_MS);
		(void)rd_kafka_poll(client, 0);
		if (!m)
			continue;
		take(t, m);
		rd_kafka_message_destroy(m);
	}
	for
		EACH(t, i, RIGHT_TOPIC, RIGHT_READ)
	miss(t, i, "reading it is not answered");
	end_reads(t, handles);
	rd_kafka_queue_destroy(queue);
}

static bool try_reads(struct attempt *t, struct err *err)
{
	rd_kafka_t *client;
	bool ok = true;

	if (!client_open(t->settings, CLIENT_READER, NULL, NULL, &client, err))
		return false;
	for (size_t i = 0; ok && i < t->len; i++)
		if (t->rights[i].resource == RIGHT_TOPIC)
			ok = describe(t, client, i, err);
	if (ok)
		read_ends(t, client);
	client_close(client);
	return ok;
}

/* --- writing ------------------------------------------------------------------------------ */

/* Rights are looked at before the record is. */
static void on_refused(void *self, const char *topic, int code)
{
	struct attempt *t = self;

	for
		EACH(t, i, RIGHT_TOPIC, RIGHT_WRITE)
		{
			if (strcmp(t->rights[i].name, topic) != 0)
				continue;
			if (code != RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE &&
			    code != RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP &&
			    code != RD_KAFKA_RESP_ERR_INVALID_RECORD)
				miss(t, i, rd_kafka_err2str((rd_kafka_resp_err_t)code));
			t->settled[i] = true;
		}
}

static void send_record(struct attempt *t, rd_kafka_t *client, size_t i,
			struct view value)
{
	const int64_t decade_ms = 10 * 365 * (int64_t)86400 * 1000;
	rd_kafka_resp_err_t e = rd_kafka_producev(
	    client, RD_KAFKA_V_TOPIC(t->rights[i].name),
	    RD_KAFKA_V_TIMESTAMP(clock_wall_ms() + decade_ms),
	    RD_KAFKA_V_VALUE((void *)(uintptr_t)value.p, value.len), RD_KAFKA_V_END);

	if (e)
		miss(t, i, rd_kafka_err2str(e));
}

static bool try_writes(struct attempt *t, struct arena *a, struct err *err)
{
	const struct client_hooks hooks = { .self = t, .refused = on_refused };
	size_t len = (size_t)CLIENT_PROBE_BYTES(t->settings);
	rd_kafka_t *client;

	if (!client_open(t->settings, CLIENT_PROBE, NULL, &hooks, &client, err))
		return false;
	struct view value = view_at(arena_alloc(a, len), len);
	for
		EACH(t, i, RIGHT_TOPIC, RIGHT_WRITE)
	if (!t->settled[i])
		send_record(t, client, i, value);
	(void)rd_kafka_flush(client, WAIT_MS);
	for
		EACH(t, i, RIGHT_TOPIC, RIGHT_WRITE)
	miss(t, i, "writing to it is not answered");
	client_close(client);
	return true;
}

/* --- transactions ------------------------------------------------------------------------- */

/* Offsets of the input, as they would go with its outputs. */
static void try_group(struct attempt *t, rd_kafka_t *client, size_t i)
{
	size_t input = next(t, 0, RIGHT_TOPIC, RIGHT_READ);
	rd_kafka_topic_partition_list_t *offsets = rd_kafka_topic_partition_list_new(1);
	rd_kafka_consumer_group_metadata_t *group =
	    rd_kafka_consumer_group_metadata_new(t->rights[i].name);

	rd_kafka_topic_partition_list_add(offsets, t->rights[input].name, 0)->offset = 0;
	rd_kafka_error_destroy(rd_kafka_begin_transaction(client));
	rd_kafka_error_t *e =
	    rd_kafka_send_offsets_to_transaction(client, offsets, group, WAIT_MS);
	/* A group that is at work takes offsets of its members alone: that is no lack. */
	if (e && rd_kafka_error_code(e) != RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID &&
	    rd_kafka_error_code(e) != RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION)
		miss(t, i, rd_kafka_error_string(e));
	rd_kafka_error_destroy(e);
	rd_kafka_error_destroy(rd_kafka_abort_transaction(client, WAIT_MS));
	rd_kafka_consumer_group_metadata_destroy(group);
	rd_kafka_topic_partition_list_destroy(offsets);
}

static bool try_transactions(struct attempt *t, struct err *err)
{
	struct kafka_settings own = *t->settings;
	char instance[64];
	rd_kafka_t *client;

	(void)snprintf(instance, sizeof instance, "check-%ld", (long)getpid());
	own.instance = instance;
	if (!client_open(&own, CLIENT_PRODUCER, t->worker, NULL, &client, err))
		return false;
	rd_kafka_error_t *e = rd_kafka_init_transactions(client, WAIT_MS);
	if (e)
		miss(t, next(t, 0, RIGHT_TRANSACTIONAL_ID, RIGHT_WRITE),
		     rd_kafka_error_string(e));
	else
		for
			EACH(t, i, RIGHT_GROUP, RIGHT_READ)
	try_group(t, client, i);
	rd_kafka_error_destroy(e);
	client_close(client);
	return true;
}

bool rights_try(const struct kafka_settings *settings, const char *worker,
		const struct right *rights, size_t len, rights_report *report, void *self,
		struct err *err)
{
	AUTO(arena) a = arena_new(256 * 1024 * 1024);
	struct attempt t = { .settings = settings,
			     .worker = worker,
			     .rights = rights,
			     .len = len,
			     .settled = ARENA_ARRAY(a, bool, len),
			     .report = report,
			     .self = self };

	return try_reads(&t, err) && try_writes(&t, a, err) && try_transactions(&t, err);
}
