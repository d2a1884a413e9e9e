/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transactions. An error of librdkafka says itself what to do: call again, abort, or give
 * up. After an abort every assigned partition is read again from its committed offset.
 */
#include "common/base/mem.h"
#include "common/kafka/stage_own.h"
#include "common/service/clock.h"
#include "common/service/log.h"

enum { BACKOFF_FIRST_MS = 50, BACKOFF_MAX_MS = 5000 };

enum verdict { VERDICT_DONE, VERDICT_ABORT, VERDICT_FATAL, VERDICT_GAVE_UP };

typedef rd_kafka_error_t *tx_call(struct stage *s, void *arg);

static rd_kafka_error_t *call_offsets(struct stage *s, void *arg)
{
	rd_kafka_consumer_group_metadata_t *group =
	    rd_kafka_consumer_group_metadata(s->consumer);
	rd_kafka_error_t *e =
	    rd_kafka_send_offsets_to_transaction(s->producer, arg, group, STAGE_SLICE_MS);

	rd_kafka_consumer_group_metadata_destroy(group);
	return e;
}

static rd_kafka_error_t *call_commit(struct stage *s, void *arg)
{
	(void)arg;
	return rd_kafka_commit_transaction(s->producer, STAGE_SLICE_MS);
}

static rd_kafka_error_t *call_abort(struct stage *s, void *arg)
{
	(void)arg;
	return rd_kafka_abort_transaction(s->producer, STAGE_SLICE_MS);
}

/* Codes of what will not be allowed to us until somebody changes the broker. */
static bool forbids(rd_kafka_resp_err_t code)
{
	return code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
	       code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED ||
	       code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED ||
	       code == RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
}

/* A call that librdkafka gave up because the transaction had failed in the background says only
 * that the state was wrong. Asked to begin another one, it tells the cause (and does nothing,
 * as it does until the abort). Takes e, and returns what is to be judged. */
static rd_kafka_error_t *cause_of(struct stage *s, rd_kafka_error_t *e)
{
	if (rd_kafka_error_code(e) != RD_KAFKA_RESP_ERR__STATE ||
	    !rd_kafka_error_txn_requires_abort(e))
		return e;
	rd_kafka_error_t *cause = rd_kafka_begin_transaction(s->producer);
	if (!cause)
		return e;
	if (!rd_kafka_error_txn_requires_abort(cause)) {
		rd_kafka_error_destroy(cause);
		return e;
	}
	rd_kafka_error_destroy(e);
	return cause;
}

static enum verdict judge(struct stage *s, const char *what, rd_kafka_error_t *e)
{
	const char *name = rd_kafka_error_name(e), *why = rd_kafka_error_string(e);

	if (rd_kafka_error_txn_requires_abort(e)) {
		log_warn("transaction.aborted", F_STR("in", what), F_STR("error", name),
			 F_STR("why", why));
		if (forbids(rd_kafka_error_code(e)) && s->failed.fate == ERR_NONE)
			(void)err_set(&s->failed, ERR_STOP, "%s: %s", what, why);
		return VERDICT_ABORT;
	}
	if (s->failed.fate == ERR_NONE)
		(void)err_set(&s->failed, ERR_STOP, "%s: %s", what, why);
	return VERDICT_FATAL;
}

/* Calls until it is done, or has to be given up because of a stop. */
static enum verdict call_through(struct stage *s, const char *what, tx_call *call,
				 void *arg)
{
	for (;;) {
		rd_kafka_error_t *e = call(s, arg);
		if (!e)
			return VERDICT_DONE;
		if (rd_kafka_error_is_retriable(e) &&
		    !rd_kafka_error_txn_requires_abort(e)) {
			log_debug("transaction.again", F_STR("in", what),
				  F_STR("why", rd_kafka_error_string(e)));
			rd_kafka_error_destroy(e);
			if (stage_hurried(s))
				return VERDICT_GAVE_UP;
			continue;
		}
		e = cause_of(s, e);
		enum verdict v = judge(s, what, e);
		rd_kafka_error_destroy(e);
		return v;
	}
}

void tx_open(struct stage *s)
{
	if (s->open || s->broken)
		return;
	rd_kafka_error_t *e = rd_kafka_begin_transaction(s->producer);
	if (e) {
		if (judge(s, "begin", e) == VERDICT_ABORT)
			s->broken = true;
		rd_kafka_error_destroy(e);
	}
	s->open = true;
	s->opened_ms = stage_clock_ms();
}

void tx_touch(struct stage *s, struct partition *p)
{
	tx_open(s);
	p->touched = true;
}

static rd_kafka_topic_partition_list_t *offsets_of(struct stage *s)
{
	rd_kafka_topic_partition_list_t *list =
	    rd_kafka_topic_partition_list_new(s->partitions_len);

	for (int32_t i = 0; i < s->partitions_len; i++) {
		struct partition *p = &s->partitions[i];
		if (!p->touched)
			continue;
		char text[MARK_TEXT];
		struct view mark = mark_format(&p->next, text);
		rd_kafka_topic_partition_t *o =
		    rd_kafka_topic_partition_list_add(list, p->source->name, p->id);
		/* librdkafka frees it with free(). */
		o->metadata = mem_raw(mark.len);
		memcpy(o->metadata, mark.p, mark.len);
		o->metadata_size = mark.len;
		o->offset = p->position;
		MUST(o->offset >= 0);
	}
	return list;
}

static void closed(struct stage *s)
{
	s->open = s->broken = s->commit_now = false;
	s->tx_records = s->tx_bytes = 0;
	s->tx_outputs = s->tx_letters = 0;
}

static void tell_took(const struct stage *s)
{
	const struct stage_worker *w = s->worker;
	int64_t age_ms = clock_wall_ms() - s->tx_timestamp_ms;

	if (w->took)
		w->took(w->alive_self, stage_clock_ms() - s->opened_ms,
			s->tx_records ? (age_ms > 0 ? age_ms : 0) : -1);
}

/* What was in the transaction stands. */
static void settle(struct stage *s)
{
	s->stats.records += s->tx_records;
	s->stats.outputs += s->tx_outputs;
	s->stats.letters += s->tx_letters;
	s->stats.commits++;
	s->stats.position_ms = s->tx_records ? s->tx_timestamp_ms : s->stats.position_ms;
	if (s->wary > 0)
		s->wary -= s->tx_records < s->wary ? s->tx_records : s->wary;
	else if (s->tx_records >= s->limit)
		s->limit *= 2;
	s->aborts_in_row = 0;
	s->dirty_ms = 0;
	for (int32_t i = 0; i < s->partitions_len; i++) {
		struct partition *p = &s->partitions[i];
		if (!p->touched)
			continue;
		p->touched = false;
		p->committed = p->position;
		p->mark = p->next;
		if (p->state)
			state_keep(p->state);
	}
	log_debug("transaction.committed", F_INT("records", s->tx_records),
		  F_INT("outputs", s->tx_outputs));
	tell_took(s);
	closed(s);
	stage_stats_show(s);
	if (s->worker->committed)
		s->worker->committed(s->worker->self, s);
}

bool tx_commit(struct stage *s)
{
	if (!s->open)
		return true;
	rd_kafka_topic_partition_list_t *offsets = offsets_of(s);
	enum verdict v = s->broken ? VERDICT_ABORT : VERDICT_DONE;
	if (v == VERDICT_DONE && offsets->cnt > 0)
		v = call_through(s, "offsets", call_offsets, offsets);
	rd_kafka_topic_partition_list_destroy(offsets);
	if (v == VERDICT_DONE)
		v = call_through(s, "commit", call_commit, NULL);
	if (v == VERDICT_DONE) {
		settle(s);
		return true;
	}
	if (v == VERDICT_ABORT)
		tx_abort(s);
	else
		tx_drop(s);
	return false;
}

/* --- undoing ---------------------------------------------------------------------------- */

/* Memory is as it was at the last commit. */
static void roll_back(struct stage *s)
{
	for (int32_t i = 0; i < s->partitions_len; i++) {
		struct partition *p = &s->partitions[i];
		p->position = p->committed;
		p->next = p->mark;
		if (p->state)
			state_undo(p->state, 0);
	}
	s->epoch++;
	s->second_due = s->sources_len > 1;
	closed(s);
}

static void tell_aborted(struct stage *s)
{
	for (int32_t i = 0; i < s->partitions_len; i++) {
		struct partition *p = &s->partitions[i];
		if (p->touched && p->assigned && s->worker->aborted)
			s->worker->aborted(s->worker->self, s, p->number);
		p->touched = false;
	}
}

void tx_drop(struct stage *s)
{
	roll_back(s);
	tell_aborted(s);
}

static bool read_again(struct stage *s)
{
	rd_kafka_topic_partition_list_t *list =
	    rd_kafka_topic_partition_list_new(s->partitions_len);

	for (int32_t i = 0; i < s->partitions_len; i++) {
		const struct partition *p = &s->partitions[i];
		if (p->assigned)
			rd_kafka_topic_partition_list_add(list, p->source->name, p->id)
			    ->offset = p->committed;
	}
	bool ok = record_seek(s, list);
	rd_kafka_topic_partition_list_destroy(list);
	return ok;
}

/* Codes that say that this very message will never be taken. */
static bool refuses_message(int code)
{
	return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE ||
	       code == RD_KAFKA_RESP_ERR_INVALID_RECORD ||
	       code == RD_KAFKA_RESP_ERR_INVALID_MSG;
}

/* Codes that say that no message will be taken until somebody changes the broker. */
static bool refuses_topic(int code)
{
	return forbids((rd_kafka_resp_err_t)code) ||
	       code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
	       code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
	       code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION ||
	       code == RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION;
}

/* The broker refused an output for good. To find the record that it came from, what was in
 * the transaction goes one by one; alone, it is the one. */
static void blame(struct stage *s, size_t records)
{
	int code = s->refused;

	s->refused = 0;
	if (code == RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP) {
		/* Time stamps are those of producing: no record can help it. */
		log_warn("clock.refused", F_STR("topic", s->refused_topic),
			 F_STR("why", "this machine's clock is far from the broker's; "
				      "nothing is sent until it is right"));
	} else if (refuses_topic(code)) {
		if (s->failed.fate == ERR_NONE)
			(void)err_set(&s->failed, ERR_STOP, "topic %s: %s",
				      s->refused_topic,
				      rd_kafka_err2str((rd_kafka_resp_err_t)code));
	} else if (refuses_message(code) && records == 1) {
		stage_partition(s, s->tx_partition)->reject_at = s->tx_offset;
	} else if (refuses_message(code) && records == 0) {
		(void)err_set(
		    &s->failed, ERR_STOP, "topic %s refuses what a timer emitted: %s",
		    s->refused_topic, rd_kafka_err2str((rd_kafka_resp_err_t)code));
	} else if (refuses_message(code)) {
		s->single = (uint32_t)records;
	}
}

void tx_abort(struct stage *s)
{
	size_t records = s->tx_records;

	s->stats.aborts++;
	if (s->open) {
		enum verdict v = call_through(s, "abort", call_abort, NULL);
		if (v == VERDICT_ABORT && s->failed.fate == ERR_NONE)
			(void)err_set(&s->failed, ERR_STOP,
				      "a transaction cannot be aborted");
	}
	roll_back(s);
	s->limit = STAGE_FIRST_RECORDS;
	bool again = !s->revoking && s->failed.fate == ERR_NONE && !stage_hurried(s);
	if (again && !read_again(s))
		(void)err_set(&s->failed, ERR_STOP,
			      "%s cannot be read again after an abort",
			      s->sources[0].name);
	tell_aborted(s);
	if (s->refused)
		blame(s, records);
	stage_stats_show(s);
	if (s->aborts_in_row++ > 0 && again) {
		uint32_t n = s->aborts_in_row < 8 ? s->aborts_in_row : 8;
		int64_t ms = (int64_t)BACKOFF_FIRST_MS << n;
		stage_pause(s, ms < BACKOFF_MAX_MS ? ms : BACKOFF_MAX_MS);
	}
}
