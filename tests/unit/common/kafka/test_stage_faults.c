/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fault by fault: each request of a transaction, each error that Kafka documents for it, in a
 * transaction that goes well otherwise and in the abort of another: what becomes of the
 * records, and which calls the client is given. What librdkafka sorts out by itself, the loop
 * must not notice.
 */
#include "stage_rig.h"

enum outcome {
	GOES_ON, /* the same transaction is committed in the end */
	ABORTS,  /* it is aborted, and its records are committed in the next one */
	STOPS,   /* the worker ends with an error, nothing of it committed */
};

static const char *const outcomes[] = { "goes on", "aborts", "stops" };

struct fault {
	int16_t request;
	rd_kafka_resp_err_t code;
	enum outcome outcome;
};

#define E(name) RD_KAFKA_RESP_ERR_##name

/* A producer that a request other than the last calls fenced is told so again by the abort, on
 * a real broker, and ends; the cluster here lets the abort pass. */
static const struct fault faults[] = {
	{ ADD_PARTITIONS, E(COORDINATOR_LOAD_IN_PROGRESS), GOES_ON },
	{ ADD_PARTITIONS, E(COORDINATOR_NOT_AVAILABLE), GOES_ON },
	{ ADD_PARTITIONS, E(NOT_COORDINATOR), GOES_ON },
	{ ADD_PARTITIONS, E(CONCURRENT_TRANSACTIONS), GOES_ON },
	{ ADD_PARTITIONS, E(UNKNOWN_TOPIC_OR_PART), GOES_ON },
	{ ADD_PARTITIONS, E(OPERATION_NOT_ATTEMPTED), ABORTS },
	{ ADD_PARTITIONS, E(TOPIC_AUTHORIZATION_FAILED), STOPS },
	{ ADD_PARTITIONS, E(TRANSACTIONAL_ID_AUTHORIZATION_FAILED), STOPS },
	{ ADD_PARTITIONS, E(INVALID_PRODUCER_EPOCH), STOPS },
	{ ADD_PARTITIONS, E(PRODUCER_FENCED), STOPS },
	{ ADD_PARTITIONS, E(INVALID_PRODUCER_ID_MAPPING), ABORTS },
	{ ADD_PARTITIONS, E(INVALID_TXN_STATE), STOPS },

	{ PRODUCE, E(NOT_LEADER_FOR_PARTITION), GOES_ON },
	{ PRODUCE, E(LEADER_NOT_AVAILABLE), GOES_ON },
	{ PRODUCE, E(REQUEST_TIMED_OUT), GOES_ON },
	{ PRODUCE, E(NOT_ENOUGH_REPLICAS), GOES_ON },
	{ PRODUCE, E(NOT_ENOUGH_REPLICAS_AFTER_APPEND), GOES_ON },
	{ PRODUCE, E(KAFKA_STORAGE_ERROR), GOES_ON },
	{ PRODUCE, E(INVALID_MSG), ABORTS },
	{ PRODUCE, E(INVALID_RECORD), ABORTS },
	{ PRODUCE, E(MSG_SIZE_TOO_LARGE), ABORTS },
	{ PRODUCE, E(INVALID_TIMESTAMP), ABORTS },
	{ PRODUCE, E(UNKNOWN_PRODUCER_ID), ABORTS },
	{ PRODUCE, E(OUT_OF_ORDER_SEQUENCE_NUMBER), STOPS },
	{ PRODUCE, E(TOPIC_AUTHORIZATION_FAILED), STOPS },
	{ PRODUCE, E(CLUSTER_AUTHORIZATION_FAILED), STOPS },
	{ PRODUCE, E(INVALID_PRODUCER_EPOCH), STOPS },
	{ PRODUCE, E(PRODUCER_FENCED), ABORTS },

	{ ADD_OFFSETS, E(COORDINATOR_LOAD_IN_PROGRESS), GOES_ON },
	{ ADD_OFFSETS, E(COORDINATOR_NOT_AVAILABLE), GOES_ON },
	{ ADD_OFFSETS, E(NOT_COORDINATOR), GOES_ON },
	{ ADD_OFFSETS, E(CONCURRENT_TRANSACTIONS), GOES_ON },
	{ ADD_OFFSETS, E(GROUP_AUTHORIZATION_FAILED), STOPS },
	{ ADD_OFFSETS, E(TRANSACTIONAL_ID_AUTHORIZATION_FAILED), STOPS },
	{ ADD_OFFSETS, E(INVALID_PRODUCER_EPOCH), STOPS },
	{ ADD_OFFSETS, E(PRODUCER_FENCED), ABORTS },
	{ ADD_OFFSETS, E(INVALID_PRODUCER_ID_MAPPING), ABORTS },
	{ ADD_OFFSETS, E(INVALID_TXN_STATE), STOPS },

	{ TXN_OFFSET_COMMIT, E(COORDINATOR_LOAD_IN_PROGRESS), GOES_ON },
	{ TXN_OFFSET_COMMIT, E(COORDINATOR_NOT_AVAILABLE), GOES_ON },
	{ TXN_OFFSET_COMMIT, E(NOT_COORDINATOR), GOES_ON },
	{ TXN_OFFSET_COMMIT, E(REQUEST_TIMED_OUT), GOES_ON },
	{ TXN_OFFSET_COMMIT, E(UNKNOWN_TOPIC_OR_PART), GOES_ON },
	{ TXN_OFFSET_COMMIT, E(ILLEGAL_GENERATION), ABORTS },
	{ TXN_OFFSET_COMMIT, E(UNKNOWN_MEMBER_ID), ABORTS },
	{ TXN_OFFSET_COMMIT, E(FENCED_INSTANCE_ID), ABORTS },
	{ TXN_OFFSET_COMMIT, E(GROUP_AUTHORIZATION_FAILED), STOPS },
	{ TXN_OFFSET_COMMIT, E(OFFSET_METADATA_TOO_LARGE), ABORTS },
	{ TXN_OFFSET_COMMIT, E(TRANSACTIONAL_ID_AUTHORIZATION_FAILED), STOPS },
	{ TXN_OFFSET_COMMIT, E(INVALID_PRODUCER_EPOCH), STOPS },
	{ TXN_OFFSET_COMMIT, E(PRODUCER_FENCED), ABORTS },

	{ END_TXN, E(COORDINATOR_LOAD_IN_PROGRESS), GOES_ON },
	{ END_TXN, E(COORDINATOR_NOT_AVAILABLE), GOES_ON },
	{ END_TXN, E(NOT_COORDINATOR), GOES_ON },
	{ END_TXN, E(CONCURRENT_TRANSACTIONS), GOES_ON },
	{ END_TXN, E(TRANSACTIONAL_ID_AUTHORIZATION_FAILED), STOPS },
	{ END_TXN, E(INVALID_PRODUCER_EPOCH), STOPS },
	{ END_TXN, E(PRODUCER_FENCED), STOPS },
	{ END_TXN, E(INVALID_PRODUCER_ID_MAPPING), ABORTS },
	{ END_TXN, E(INVALID_TXN_STATE), STOPS },
};

static const struct {
	int16_t request;
	const char *name;
} names[] = {
	{ PRODUCE, "Produce" },
	{ ADD_PARTITIONS, "AddPartitionsToTxn" },
	{ ADD_OFFSETS, "AddOffsetsToTxn" },
	{ TXN_OFFSET_COMMIT, "TxnOffsetCommit" },
	{ END_TXN, "EndTxn" },
};

static const char *name_of(int16_t request)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].request == request)
			return names[i].name;
	return "?";
}

/* A stage that has started. */
static void begin(struct rig *r)
{
	rig_setup(r);
	rig_open(r);
	stage_turn(r->stage);
}

/* Again, after an end: the cluster keeps no offsets of transactions. */
static void begin_again(struct rig *r)
{
	stage_free(r->stage);
	r->stage = NULL;
	r->settings.from = "latest";
	rig_open(r);
	stage_turn(r->stage);
}

/* The next requests of its kind meet the fault. */
static void inject(struct rig *r, const struct fault *f, size_t times)
{
	const rd_kafka_resp_err_t codes[] = { f->code, f->code, f->code, f->code };

	cr_assert(le(sz, times, sizeof codes / sizeof *codes));
	rd_kafka_mock_push_request_errors_array(embedded_cluster(r->broker), f->request,
						times, codes);
}

static void heal(struct rig *r, const struct fault *f)
{
	rd_kafka_mock_clear_request_errors(embedded_cluster(r->broker), f->request);
}

/* Feeds two records into the fault. */
static enum outcome meet(struct rig *r, const struct fault *f)
{
	int64_t before = stage_partition(r->stage, 0)->committed;
	uint64_t records = r->stage->stats.records;

	r->aborted = 0;
	feed(r, (const char *const[]){ "a", "b", NULL });
	inject(r, f, 1);
	turn_until(r, records + 2);
	heal(r, f);
	if (r->stage->failed.fate != ERR_NONE) {
		cr_assert(eq(int, r->stage->failed.fate, ERR_STOP));
		cr_assert(eq(i64, stage_partition(r->stage, 0)->committed, before));
		return STOPS;
	}
	cr_assert(eq(i64, stage_partition(r->stage, 0)->committed, before + 2));
	return r->aborted > 0 ? ABORTS : GOES_ON;
}

Test(stage_faults, each_error_of_each_request_has_its_outcome, .timeout = 300)
{
	struct rig r;

	begin(&r);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		const struct fault *f = &faults[i];
		enum outcome got = meet(&r, f);
		cr_expect(eq(int, got, f->outcome), "%s, %s: %s instead of %s",
			  name_of(f->request), rd_kafka_err2name(f->code), outcomes[got],
			  outcomes[f->outcome]);
		cr_expect(zero(u64, r.stage->stats.letters), "%s, %s: a letter",
			  name_of(f->request), rd_kafka_err2name(f->code));
		if (got == STOPS)
			begin_again(&r);
	}
	rig_done(&r);
}

/* The same, but in the abort of a transaction whose output was refused. */
Test(stage_faults, an_abort_that_meets_an_error_is_done_in_the_end_or_ends_the_worker,
     .timeout = 300)
{
	struct rig r;

	begin(&r);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		const struct fault *f = &faults[i];
		const struct fault refused = { PRODUCE, E(INVALID_RECORD), ABORTS };
		if (f->request != END_TXN)
			continue;
		inject(&r, f, 1);
		enum outcome got = meet(&r, &refused);
		heal(&r, f);
		cr_expect(eq(int, got, f->outcome == STOPS ? STOPS : ABORTS), "%s: %s",
			  rd_kafka_err2name(f->code), outcomes[got]);
		if (got == STOPS)
			begin_again(&r);
	}
	rig_done(&r);
}

/* Retriable: called again until it is so; else an end with the reason. */
Test(stage_faults, a_start_waits_for_what_may_come_and_ends_at_what_will_not,
     .timeout = 300)
{
	static const struct fault starts[] = {
		{ INIT_PRODUCER_ID, E(COORDINATOR_LOAD_IN_PROGRESS), GOES_ON },
		{ INIT_PRODUCER_ID, E(COORDINATOR_NOT_AVAILABLE), GOES_ON },
		{ INIT_PRODUCER_ID, E(NOT_COORDINATOR), GOES_ON },
		{ INIT_PRODUCER_ID, E(CONCURRENT_TRANSACTIONS), GOES_ON },
		{ FIND_COORDINATOR, E(COORDINATOR_NOT_AVAILABLE), GOES_ON },
		{ INIT_PRODUCER_ID, E(TRANSACTIONAL_ID_AUTHORIZATION_FAILED), STOPS },
		{ INIT_PRODUCER_ID, E(CLUSTER_AUTHORIZATION_FAILED), STOPS },
		{ INIT_PRODUCER_ID, E(INVALID_TRANSACTION_TIMEOUT), STOPS },
		{ FIND_COORDINATOR, E(TRANSACTIONAL_ID_AUTHORIZATION_FAILED), STOPS },
	};
	struct rig r;
	struct err err;

	rig_setup(&r);
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		const struct fault *f = &starts[i];
		cr_assert(stage_open(&r.worker, &r.settings, &r.stage, &err));
		/* The consumer looks for its coordinator, too, and may take one. */
		inject(&r, f, f->outcome == STOPS ? 4 : 1);
		err = (struct err){ 0 };
		bool ok = stage_reach(r.stage, &err);
		heal(&r, f);
		cr_expect(eq(int, ok, f->outcome == GOES_ON), "%d %s: %s", f->request,
			  rd_kafka_err2name(f->code), err.text);
		if (!ok)
			cr_expect(eq(int, err.fate, ERR_STOP), "%s", err.text);
		stage_free(r.stage);
	}
	r.stage = NULL;
	rig_done(&r);
}
