/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/statistics.h"

#include <stdlib.h>

#include "common/story/json_scan.h"

enum { BROKERS_MAX = 100, DEPTH_MAX = 8, ARENA_BYTES = 1024 * 1024 };

/* --- metrics --------------------------------------------------------------------------------- */

static const char *const clients[] = { "producer", "consumer", NULL };
enum { PRODUCER, CONSUMER, CLIENTS };

static const char *const transaction_states[] = { "Init",
						  "WaitPID",
						  "ReadyNotAcked",
						  "Ready",
						  "InTransaction",
						  "BeginCommit",
						  "CommittingTransaction",
						  "CommitNotAcked",
						  "BeginAbort",
						  "AbortingTransaction",
						  "AbortedNotAcked",
						  "AbortableError",
						  "FatalError",
						  NULL };

enum {
	RTT,
	WAITING,
	PRODUCE_THROTTLE,
	FETCH_THROTTLE,
	CONNECTIONS,
	TIMEOUTS,
	DISCONNECTS,
	QUEUE_MESSAGES,
	QUEUE_BYTES,
	FETCHED_MESSAGES,
	FETCHED_BYTES,
	TRANSACTION_STATE,
};

#define NAMED(metric_name, kind, text) \
	.name = "kurilwire_kafka_" metric_name, .type = METRIC_##kind, .help = (text)
#define BY_BROKER .label = "broker", .series_max = BROKERS_MAX
#define BY_CLIENT .label = "client", .values = clients

struct metric statistics_metrics[] = {
	[RTT] = { NAMED("rtt_seconds", GAUGE,
			"How long a broker took on average to answer the producer."),
		  BY_BROKER },
	[WAITING] = { NAMED("requests_waiting", GAUGE,
			    "Requests of the producer that a broker has not answered."),
		      BY_BROKER },
	[PRODUCE_THROTTLE] = { NAMED("produce_throttle_seconds", GAUGE,
				     "How long a broker holds the producer back on "
				     "average: its quota."),
			       BY_BROKER },
	[FETCH_THROTTLE] = { NAMED(
				 "fetch_throttle_seconds", GAUGE,
				 "How long a broker holds the consumer back on average: "
				 "its quota."),
			     BY_BROKER },
	[CONNECTIONS] = { NAMED("connections", GAUGE, "Brokers that are connected to."),
			  BY_CLIENT },
	[TIMEOUTS] = { NAMED("timeouts_total", COUNTER,
			     "Requests that no broker answered in time."),
		       BY_CLIENT },
	[DISCONNECTS] = { NAMED("disconnects_total", COUNTER, "Connections that broke."),
			  BY_CLIENT },
	[QUEUE_MESSAGES] = { NAMED("queue_messages", GAUGE,
				   "Messages that the brokers have not acknowledged.") },
	[QUEUE_BYTES] = { NAMED("queue_bytes", GAUGE, "Their bytes.") },
	[FETCHED_MESSAGES] = { NAMED(
	    "fetched_messages", GAUGE,
	    "Messages fetched ahead that wait for their step.") },
	[FETCHED_BYTES] = { NAMED("fetched_bytes", GAUGE, "Their bytes.") },
	[TRANSACTION_STATE] = { NAMED(
				    "transaction_state", GAUGE,
				    "1 for the state that the producer's transaction is "
				    "in, as librdkafka names it."),
				.label = "state", .values = transaction_states },
	{ .name = NULL },
};

/* --- what is read --------------------------------------------------------------------------- */

struct broker {
	double node, rtt_us, out, waiting, throttle_ms, timeouts, disconnects;
	struct view state;
};

struct part {
	struct view desired;
	double messages, bytes;
};

struct totals {
	struct view type, transaction;
	double messages, bytes;
	/* Over brokers and partitions. */
	double connections, timeouts, disconnects, fetched, fetched_bytes;
};

/* One reading. */
struct reading {
	struct arena *a;
	struct view path[DEPTH_MAX]; /* [0] is the member of the outermost object */
	size_t depth;                /* objects that are open */
	struct totals totals;
	struct broker broker;
	struct part part;
};

struct row {
	size_t depth;              /* objects that are open */
	const char *first, *third; /* names on the path to it; NULL: any */
	const char *name;
	size_t offset; /* in struct reading */
	bool is_text;
};

#define NUMBER(member) offsetof(struct reading, member), false
#define TEXT(member) offsetof(struct reading, member), true

static const struct row rows[] = {
	{ 1, NULL, NULL, "type", TEXT(totals.type) },
	{ 1, NULL, NULL, "msg_cnt", NUMBER(totals.messages) },
	{ 1, NULL, NULL, "msg_size", NUMBER(totals.bytes) },
	{ 2, "eos", NULL, "txn_state", TEXT(totals.transaction) },
	{ 3, "brokers", NULL, "nodeid", NUMBER(broker.node) },
	{ 3, "brokers", NULL, "state", TEXT(broker.state) },
	{ 3, "brokers", NULL, "outbuf_cnt", NUMBER(broker.out) },
	{ 3, "brokers", NULL, "waitresp_cnt", NUMBER(broker.waiting) },
	{ 3, "brokers", NULL, "req_timeouts", NUMBER(broker.timeouts) },
	{ 3, "brokers", NULL, "disconnects", NUMBER(broker.disconnects) },
	{ 4, "brokers", "rtt", "avg", NUMBER(broker.rtt_us) },
	{ 4, "brokers", "throttle", "avg", NUMBER(broker.throttle_ms) },
	{ 5, "topics", "partitions", "desired", TEXT(part.desired) },
	{ 5, "topics", "partitions", "fetchq_cnt", NUMBER(part.messages) },
	{ 5, "topics", "partitions", "fetchq_size", NUMBER(part.bytes) },
};

static bool at(const struct reading *r, const struct row *row)
{
	return r->depth == row->depth &&
	       view_eq(r->path[r->depth - 1], view_of(row->name)) &&
	       (!row->first || view_eq(r->path[0], view_of(row->first))) &&
	       (!row->third || view_eq(r->path[2], view_of(row->third)));
}

static bool on_scalar(void *self, enum json_token token, struct view v)
{
	struct reading *r = self;

	if (r->depth == 0)
		return false;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!at(r, &rows[i]))
			continue;
		void *to = (char *)r + rows[i].offset;
		if (rows[i].is_text)
			*(struct view *)to = v;
		else if (token == JSON_NUMBER)
			*(double *)to = strtod(arena_string(r->a, v), NULL);
	}
	return true;
}

static bool on_key(void *self, struct view name)
{
	struct reading *r = self;

	r->path[r->depth - 1] = name;
	return true;
}

static bool on_open(void *self, char bracket)
{
	struct reading *r = self;

	if (r->depth == DEPTH_MAX)
		return false;
	r->path[r->depth++] = (struct view){ NULL, 0 };
	if (bracket == '{' && r->depth == 3)
		r->broker = (struct broker){ .node = -1 };
	if (bracket == '{' && r->depth == 5)
		r->part = (struct part){ .messages = 0 };
	return true;
}

static size_t client_of(const struct reading *r)
{
	return view_eq(r->totals.type, VIEW("consumer")) ? CONSUMER : PRODUCER;
}

static void end_broker(struct reading *r)
{
	const struct broker *b = &r->broker;
	struct metric *m = statistics_metrics;
	size_t client = client_of(r);

	r->totals.timeouts += b->timeouts;
	r->totals.disconnects += b->disconnects;
	/* What is asked before a broker has said who it is, and the group's and transaction's
	 * coordinators, which are brokers once more, have no number. */
	if (b->node < 0)
		return;
	r->totals.connections += view_eq(b->state, VIEW("UP"));
	struct view name = arena_printf(r->a, "%.0f", b->node);
	size_t throttle = client == PRODUCER ? PRODUCE_THROTTLE : FETCH_THROTTLE;
	metric_set(&m[throttle], metric_series(&m[throttle], name),
		   b->throttle_ms / 1000);
	/* A consumer's requests wait at the broker until there is something to read. */
	if (client == CONSUMER)
		return;
	metric_set(&m[RTT], metric_series(&m[RTT], name), b->rtt_us / 1e6);
	metric_set(&m[WAITING], metric_series(&m[WAITING], name), b->out + b->waiting);
}

static void end_partition(struct reading *r)
{
	const struct part *p = &r->part;

	if (!view_eq(p->desired, VIEW("true")))
		return;
	r->totals.fetched += p->messages;
	r->totals.fetched_bytes += p->bytes;
}

static bool on_close(void *self, char bracket)
{
	struct reading *r = self;

	if (bracket == '}' && r->depth == 3 && view_eq(r->path[0], VIEW("brokers")))
		end_broker(r);
	if (bracket == '}' && r->depth == 5 && view_eq(r->path[0], VIEW("topics")))
		end_partition(r);
	r->depth--;
	return true;
}

/* --- what is shown -------------------------------------------------------------------------- */

static void show_producer(const struct totals *t)
{
	struct metric *m = statistics_metrics;

	metric_set(&m[QUEUE_MESSAGES], 0, t->messages);
	metric_set(&m[QUEUE_BYTES], 0, t->bytes);
	for (size_t i = 0; transaction_states[i]; i++)
		metric_set(&m[TRANSACTION_STATE], i,
			   view_eq(t->transaction, view_of(transaction_states[i])));
}

static void show_consumer(const struct totals *t)
{
	struct metric *m = statistics_metrics;

	metric_set(&m[FETCHED_MESSAGES], 0, t->fetched);
	metric_set(&m[FETCHED_BYTES], 0, t->fetched_bytes);
}

void statistics_show(struct view json)
{
	static const struct json_calls calls = {
		.scalar = on_scalar, .key = on_key, .open = on_open, .close = on_close
	};
	AUTO(arena) a = arena_new(json.len + ARENA_BYTES);
	struct reading r = { .a = a };
	struct metric *m = statistics_metrics;
	const char *why;

	if (!json_scan(json, a, &calls, &r, &why) || r.totals.type.len == 0)
		return;
	size_t client = client_of(&r);
	metric_set(&m[CONNECTIONS], client, r.totals.connections);
	metric_set(&m[TIMEOUTS], client, r.totals.timeouts);
	metric_set(&m[DISCONNECTS], client, r.totals.disconnects);
	if (client == PRODUCER)
		show_producer(&r.totals);
	else
		show_consumer(&r.totals);
}
