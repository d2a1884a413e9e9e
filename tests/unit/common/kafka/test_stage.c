/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop on the mock cluster: what each fate and each error of the broker makes of a
 * record. The cluster's groups take seconds to join, so partitions are assigned by hand;
 * what it cannot show (loss, doubling, fencing) is shown on a real broker in
 * tests/integration.
 */
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
enum { PRODUCE = 0, ADD_OFFSETS = 25, END_TXN = 26, TXN_OFFSET_COMMIT = 28 };

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

static bool step(void *self, struct stage *s, const struct stage_record *in,
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
	stage_emit(s, in->partition, TOPIC_STORIES, NULL, -1, in->key, in->value,
		   &in->headers);
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

static void on_aborted(void *self, struct stage *s, int32_t partition)
{
	(void)s;
	(void)partition;
	((struct rig *)self)->aborted++;
}

static void on_committed(void *self, struct stage *s)
{
	(void)s;
	((struct rig *)self)->committed++;
}

static void on_revoked(void *self, struct stage *s, int32_t partition)
{
	(void)s;
	(void)partition;
	((struct rig *)self)->revoked++;
}

static void rig_setup(struct rig *r)
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

static void rig_done(struct rig *r)
{
	stage_free(r->stage);
	embedded_free(r->broker);
}

static void assign(struct rig *r, int err)
{
	rd_kafka_topic_partition_list_t *list =
	    rd_kafka_topic_partition_list_new(PARTITIONS);

	rd_kafka_topic_partition_list_add_range(list, r->stage->sources[0].name, 0,
						PARTITIONS - 1);
	assign_rebalance(r->stage->consumer, err, list, r->stage);
	rd_kafka_topic_partition_list_destroy(list);
}

static void rig_open(struct rig *r)
{
	struct err err = { 0 };

	cr_assert(stage_open(&r->worker, &r->settings, &r->stage, &err), "%s", err.text);
	cr_assert(stage_reach(r->stage, &err), "%s", err.text);
	assign(r, RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS);
	cr_assert(eq(int, r->stage->failed.fate, ERR_NONE), "%s", r->stage->failed.text);
}

/* Values as records of key "k" in partition 0. */
static void feed(struct rig *r, const char *const *values)
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
static void turn_until(struct rig *r, uint64_t n)
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
static int read_topic(struct rig *r, const char *name, struct seen *seen)
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

static bool state_is(struct rig *r, const char *value)
{
	struct view v;

	return stage_state_get(r->stage, 0, VIEW("k"), &v) && view_eq(v, view_of(value));
}

Test(stage, commits_outputs_state_and_offset_of_each_record)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "b", "c", NULL });
	turn_until(&r, 3);
	cr_assert(eq(int, r.steps, 3));
	cr_assert(state_is(&r, "abc"));
	const struct partition *p = stage_partition(r.stage, 0);
	cr_assert(eq(i64, p->committed, 3));
	cr_assert(eq(u64, p->mark.counts[DISPOSITION_PUBLISHED], 3));
	cr_assert(p->mark.start);
	cr_assert(gt(int, r.committed, 0));
	struct stage_stats stats;
	stage_stats(r.stage, &stats);
	cr_assert(eq(u64, stats.outputs, 3));
	cr_assert(eq(u64, stats.dispositions[DISPOSITION_PUBLISHED], 3));
	rig_done(&r);
}

Test(stage, sends_a_rejected_record_to_the_letters_untouched_and_goes_on)
{
	struct rig r;
	struct seen letters[READ_MAX];
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "!bad\tbytes", "c", NULL });
	turn_until(&r, 3);
	cr_assert(state_is(&r, "ac"));
	cr_assert(eq(int, read_topic(&r, "t.kw.dead-letter", letters), 1));
	cr_assert(eq(str, letters[0].value, "!bad\tbytes"));
	cr_assert(eq(str, letters[0].reason, "asked for"));
	cr_assert(eq(i64, letters[0].letter.offset, 1));
	/* The input's one, and all of a letter's but the one that says that it is a part. */
	cr_assert(eq(sz, letters[0].headers, LETTER_HEADERS - 1 + 1));
	const struct partition *p = stage_partition(r.stage, 0);
	cr_assert(eq(u64, p->mark.counts[DISPOSITION_REJECTED], 1));
	cr_assert(eq(u64, p->mark.counts[DISPOSITION_PUBLISHED], 2));
	rig_done(&r);
}

Test(stage, tries_a_record_again_later_and_keeps_the_order)
{
	struct rig r;
	rig_setup(&r);
	r.fate = ERR_RETRY;
	r.failures_left = 3;
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "!b", "c", NULL });
	turn_until(&r, 3);
	cr_assert(eq(int, r.steps, 6));
	cr_assert(state_is(&r, "a!bc"));
	cr_assert(eq(u64, r.stage->stats.retries, 3));
	cr_assert(zero(i32, r.stage->stats.paused));
	rig_done(&r);
}

Test(stage, commits_what_came_before_a_stop_and_nothing_of_it)
{
	struct rig r;
	rig_setup(&r);
	r.fate = ERR_STOP;
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "!b", NULL });
	turn_until(&r, 3);
	cr_assert(eq(int, r.stage->failed.fate, ERR_STOP));
	cr_assert(strstr(r.stage->failed.text, "t.kw.raw [0] offset 1") != NULL, "%s",
		  r.stage->failed.text);
	assign_end(r.stage);
	cr_assert(eq(i64, stage_partition(r.stage, 0)->committed, 1));
	cr_assert(eq(int, r.revoked, PARTITIONS));
	rig_done(&r);
}

Test(stage, rejects_a_record_whose_output_is_larger_than_any_message)
{
	struct rig r;
	struct seen letters[READ_MAX];
	rig_setup(&r);
	r.emit_bytes = 1024 * 1024 + 1;
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "#b", "c", NULL });
	turn_until(&r, 3);
	cr_assert(state_is(&r, "ac"));
	cr_assert(eq(int, read_topic(&r, "t.kw.dead-letter", letters), 1));
	cr_assert(eq(str, letters[0].value, "#b"));
	cr_assert(strstr(letters[0].reason, "is the limit") != NULL, "%s",
		  letters[0].reason);
	rig_done(&r);
}

Test(stage, finds_the_record_whose_output_the_broker_refuses_and_rejects_it_alone)
{
	struct rig r;
	struct seen letters[READ_MAX];
	rig_setup(&r);
	rig_open(&r);
	/* The marks of the start have to be out of the way of the errors. */
	stage_turn(r.stage);
	feed(&r, (const char *const[]){ "a", NULL });
	rd_kafka_mock_push_request_errors(embedded_cluster(r.broker), PRODUCE, 1,
					  RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
	turn_until(&r, 1);
	cr_assert(eq(int, r.aborted, 1));
	cr_assert(eq(int, read_topic(&r, "t.kw.dead-letter", letters), 1));
	cr_assert(eq(str, letters[0].value, "a"));
	rig_done(&r);
}

Test(stage, stops_when_it_may_not_write_to_a_topic)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	stage_turn(r.stage);
	feed(&r, (const char *const[]){ "a", NULL });
	rd_kafka_mock_push_request_errors(embedded_cluster(r.broker), PRODUCE, 1,
					  RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
	turn_until(&r, 1);
	cr_assert(eq(int, r.stage->failed.fate, ERR_STOP));
	rig_done(&r);
}

Test(stage, ends_when_its_consumer_is_of_no_use_any_more)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	stage_turn(r.stage);
	(void)rd_kafka_test_fatal_error(r.stage->consumer,
					RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, "test");
	for (int i = 0; i < TURNS_MAX && r.stage->failed.fate == ERR_NONE; i++)
		stage_turn(r.stage);
	cr_assert(eq(int, r.stage->failed.fate, ERR_STOP));
	rig_done(&r);
}

struct fault {
	const char *what;
	int16_t request;
	rd_kafka_resp_err_t code;
	bool aborts;
	bool stops;
};

static const struct fault faults[] = {
	{ "offsets: coordinator moved", TXN_OFFSET_COMMIT,
	  RD_KAFKA_RESP_ERR_NOT_COORDINATOR, false, false },
	{ "offsets: coordinator loads", TXN_OFFSET_COMMIT,
	  RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, false, false },
	{ "offsets: a zombie's generation", TXN_OFFSET_COMMIT,
	  RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, true, false },
	{ "offsets: a member that is out", TXN_OFFSET_COMMIT,
	  RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, true, false },
	{ "offsets: another of the same name", TXN_OFFSET_COMMIT,
	  RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, true, false },
	{ "add offsets: another transaction ends", ADD_OFFSETS,
	  RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, false, false },
	{ "end: coordinator away", END_TXN, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
	  false, false },
	{ "produce: leader moved", PRODUCE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
	  false, false },
	{ "produce: invalid message", PRODUCE, RD_KAFKA_RESP_ERR_INVALID_MSG, true,
	  false },
	{ "produce: a clock that is wrong", PRODUCE, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP,
	  true, false },
	{ "end: fenced by a newer producer", END_TXN, RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
	  false, true },
};

/* Feeds two more records into the fault. */
static void meet(struct rig *r, const struct fault *f)
{
	int64_t before = stage_partition(r->stage, 0)->committed;

	r->aborted = 0;
	feed(r, (const char *const[]){ "a", "b", NULL });
	rd_kafka_mock_push_request_errors(embedded_cluster(r->broker), f->request, 1,
					  f->code);
	turn_until(r, (uint64_t)before + 2);
	if (f->stops) {
		cr_assert(eq(int, r->stage->failed.fate, ERR_STOP), "%s", f->what);
	} else {
		cr_assert(eq(int, r->stage->failed.fate, ERR_NONE), "%s: %s", f->what,
			  r->stage->failed.text);
		cr_assert(eq(i64, stage_partition(r->stage, 0)->committed, before + 2),
			  "%s", f->what);
	}
	cr_assert(eq(int, r->aborted > 0, f->aborts || f->stops), "%s", f->what);
}

Test(stage, does_what_each_error_of_the_broker_asks_for, .timeout = 100)
{
	struct rig r;
	struct view v;
	rig_setup(&r);
	rig_open(&r);
	stage_turn(r.stage);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		meet(&r, &faults[i]);
	cr_assert(zero(u64, r.stage->stats.letters));
	/* Two records for each fault that was survived. */
	cr_assert(stage_state_get(r.stage, 0, VIEW("k"), &v));
	cr_assert(eq(sz, v.len, 2 * (sizeof faults / sizeof *faults - 1)));
	rig_done(&r);
}

static bool tick(void *self, struct stage *s, int64_t *ret_wait_ms, struct err *err)
{
	struct rig *r = self;

	stage_emit(s, 1, TOPIC_ENRICHED, NULL, 0, VIEW("t"), VIEW("tick"), NULL);
	*ret_wait_ms = 5;
	if (r->timers++ == 0)
		return err_set(err, ERR_RETRY, "not yet");
	return true;
}

Test(stage, fences_what_a_timer_emits_by_the_offset_of_its_partition)
{
	struct rig r;
	struct seen seen[READ_MAX];
	rig_setup(&r);
	r.worker.timer = tick;
	rig_open(&r);
	for (int i = 0; i < TURNS_MAX && r.stage->stats.outputs < 2; i++)
		stage_turn(r.stage);
	cr_assert(eq(u64, r.stage->stats.outputs, 2));
	cr_assert(eq(int, r.timers, 3));
	cr_assert(eq(int, read_topic(&r, "t.kw.enriched", seen), 2));
	rig_done(&r);
}

Test(stage, calls_an_output_for_a_foreign_partition_a_bug, .signal = SIGABRT)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	assign(&r, RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS);
	scope_begin(r.stage);
	stage_emit(r.stage, 0, TOPIC_STORIES, NULL, -1, VIEW("k"), VIEW("v"), NULL);
}

Test(stage, restores_what_it_wrote_when_a_partition_comes_back)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", "b", NULL });
	turn_until(&r, 2);
	stage_free(r.stage);
	/* The mock cluster keeps no offsets, so it has to be told where to begin. */
	r.settings.from = "latest";
	rig_open(&r);
	cr_assert(state_is(&r, "ab"));
	cr_assert(eq(i64, stage_partition(r.stage, 0)->position, 2));
	rig_done(&r);
}

Test(stage, does_not_begin_again_by_itself_where_it_has_lived_before)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", NULL });
	turn_until(&r, 1);
	stage_free(r.stage);
	struct err err = { 0 };
	cr_assert(stage_open(&r.worker, &r.settings, &r.stage, &err));
	cr_assert(stage_reach(r.stage, &err));
	assign(&r, RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS);
	cr_assert(eq(int, r.stage->failed.fate, ERR_STOP));
	cr_assert(strstr(r.stage->failed.text, "--from") != NULL, "%s",
		  r.stage->failed.text);
	rig_done(&r);
}

Test(stage, stops_at_state_of_a_format_that_it_does_not_know)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	feed(&r, (const char *const[]){ "a", NULL });
	turn_until(&r, 1);
	stage_free(r.stage);
	r.worker.state_format = 4;
	r.settings.from = "latest";
	struct err err = { 0 };
	cr_assert(stage_open(&r.worker, &r.settings, &r.stage, &err));
	cr_assert(stage_reach(r.stage, &err));
	assign(&r, RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS);
	cr_assert(eq(int, r.stage->failed.fate, ERR_STOP));
	cr_assert(strstr(r.stage->failed.text, "format 2") != NULL, "%s",
		  r.stage->failed.text);
	rig_done(&r);
}

Test(stage, notes_that_it_has_a_partition_until_it_gives_it_up)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	stage_turn(r.stage);
	struct partition *p = stage_partition(r.stage, 0);
	cr_assert(p->mark.start);
	cr_assert(zero(u32, p->careful));
	feed(&r, (const char *const[]){ "a", NULL });
	turn_until(&r, 1);
	cr_assert(p->mark.start);
	assign(&r, RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS);
	cr_assert(not(p->mark.start));
	rig_done(&r);
}

/* What follows as if an instance had died here. */
static void after_a_death(struct rig *r, const char *const *values, uint64_t n)
{
	rig_open(r);
	stage_turn(r->stage);
	stage_partition(r->stage, 0)->careful = 5;
	feed(r, values);
	turn_until(r, n);
}

Test(stage, rejects_a_record_that_dies_alone_after_a_death_and_no_other)
{
	struct rig r;
	struct seen letters[READ_MAX];
	rig_setup(&r);
	after_a_death(&r, (const char *const[]){ "a", "Kill", "b", NULL }, 3);
	cr_assert(eq(int, r.steps, 2));
	cr_assert(state_is(&r, "ab"));
	cr_assert(eq(int, read_topic(&r, "t.kw.dead-letter", letters), 1));
	cr_assert(eq(str, letters[0].value, "Kill"));
	cr_assert(strstr(letters[0].reason, "died 3 times") != NULL, "%s",
		  letters[0].reason);
	rig_done(&r);
}

Test(stage, rejects_a_record_that_takes_for_ever_after_it_ended_a_process)
{
	struct rig r;
	struct seen letters[READ_MAX];
	rig_setup(&r);
	r.settings.step_ms = 1000;
	after_a_death(&r, (const char *const[]){ "Loop", "b", NULL }, 2);
	cr_assert(eq(int, read_topic(&r, "t.kw.dead-letter", letters), 1));
	cr_assert(eq(str, letters[0].value, "Loop"));
	cr_assert(strstr(letters[0].reason, "more than 1 s") != NULL, "%s",
		  letters[0].reason);
	rig_done(&r);
}

Test(stage, keeps_transactions_small_for_as_many_records_as_a_dead_one_had_in_hand)
{
	struct rig r;
	rig_setup(&r);
	rig_open(&r);
	stage_turn(r.stage);
	r.stage->limit = 2;
	r.stage->wary = 3;
	feed(&r, (const char *const[]){ "a", "b", "c", "d", NULL });
	turn_until(&r, 4);
	cr_assert(eq(sz, r.stage->limit, 2));
	cr_assert(zero(sz, r.stage->wary));
	feed(&r, (const char *const[]){ "e", "f", NULL });
	turn_until(&r, 6);
	cr_assert(eq(sz, r.stage->limit, 4));
	rig_done(&r);
}

Test(stage, says_which_topic_is_missing)
{
	struct rig r;
	struct err err = { 0 };
	rig_setup(&r);
	r.settings.prefix = "other.";
	cr_assert(stage_open(&r.worker, &r.settings, &r.stage, &err));
	cr_assert(not(stage_run(r.stage, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	cr_assert(strstr(err.text, "other.kw.") != NULL, "%s", err.text);
	rig_done(&r);
}

Test(stage, says_when_a_topic_has_another_number_of_partitions)
{
	struct rig r;
	struct err err = { 0 };
	rig_setup(&r);
	r.settings.partitions = PARTITIONS + 1;
	cr_assert(stage_open(&r.worker, &r.settings, &r.stage, &err));
	cr_assert(not(stage_run(r.stage, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	cr_assert(strstr(err.text, "has 2 partitions") != NULL, "%s", err.text);
	rig_done(&r);
}
