/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One record: its step and its fate.
 *
 * A record that kills the process, or takes for ever (watchdog.h): an instance that finds
 * that its predecessor died tries each of the next records in a process of its own before
 * its step, and keeps transactions small for as many as the predecessor may have had in
 * hand, so that another death brings the record among those. A record that dies three
 * times alone is rejected; one that dies of somebody else's hand never is.
 */
#include "common/base/must.h"
#include "common/kafka/stage_own.h"
#include "common/kafka/trial.h"
#include "common/service/log.h"

enum {
	SEEK_WAIT_MS = 30 * 1000,
	DEATHS_MAX = 3,
	REASON_BYTES = 192,
	SECOND_WAIT_MS = 20
};

static void fill_headers(const rd_kafka_message_t *m, struct headers *h)
{
	rd_kafka_headers_t *from = NULL;
	const char *name;
	const void *value;
	size_t len;

	h->len = 0;
	if (rd_kafka_message_headers(m, &from) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return;
	while (h->len < HEADERS_MAX &&
	       rd_kafka_header_get_all(from, h->len, &name, &value, &len) ==
		   RD_KAFKA_RESP_ERR_NO_ERROR)
		h->items[h->len++] =
		    (struct header){ view_of(name), view_at(value, value ? len : 0) };
}

static bool call_step(struct stage *s, const struct partition *p,
		      const rd_kafka_message_t *m, struct err *err)
{
	rd_kafka_timestamp_type_t type;
	struct stage_record in;

	in.key = view_at(m->key, m->key_len);
	in.value = view_at(m->payload, m->len);
	in.partition = p->number;
	in.offset = m->offset;
	in.timestamp_ms = rd_kafka_message_timestamp(m, &type);
	fill_headers(m, &in.headers);
	s->message_headers = &in.headers;
	watchdog_begin(s->watchdog, p->number, in.offset);
	bool ok = s->worker->step(s->worker->self, s, &in, err);
	watchdog_end(s->watchdog);
	s->message_headers = NULL;
	if (!ok)
		return false;
	if (s->scope_err.fate == ERR_NONE)
		return true;
	*err = s->scope_err;
	return false;
}

/* The record is done with: its offset goes into the transaction. */
static void pass(struct stage *s, struct partition *p, const rd_kafka_message_t *m)
{
	rd_kafka_timestamp_type_t type;

	tx_touch(s, p);
	p->position = m->offset + 1;
	p->backoff_ms = 0;
	p->reject_at = -1;
	if (s->single)
		s->commit_now = true;
	p->careful -= p->careful > 0;
	s->single -= s->single > 0;
	s->tx_records++;
	s->tx_bytes += m->len;
	s->tx_partition = p->number;
	s->tx_offset = m->offset;
	s->tx_timestamp_ms = rd_kafka_message_timestamp(m, &type);
}

static void reject(struct stage *s, struct partition *p, const rd_kafka_message_t *m,
		   const char *why)
{
	log_warn("record.rejected", F_STR("topic", p->source->name),
		 F_INT("partition", p->id), F_INT("offset", m->offset),
		 F_STR("why", why));
	scope_begin(s);
	emit_letter_of(s, p, m, view_of(why));
	stage_count(s, p->number, DISPOSITION_REJECTED, 1);
	if (s->scope_err.fate != ERR_NONE) {
		/* A letter has room for its input by construction of the limits. */
		s->failed = s->scope_err;
		s->failed.fate = ERR_STOP;
		scope_undo(s);
		return;
	}
	scope_keep(s);
	pass(s, p, m);
}

static void pause_fetching(struct stage *s, const struct partition *p, bool pause)
{
	rd_kafka_topic_partition_list_t *one = rd_kafka_topic_partition_list_new(1);

	(void)rd_kafka_topic_partition_list_add(one, p->source->name, p->id);
	if (pause)
		(void)rd_kafka_pause_partitions(s->consumer, one);
	else
		(void)rd_kafka_resume_partitions(s->consumer, one);
	rd_kafka_topic_partition_list_destroy(one);
}

static void retry_later(struct stage *s, struct partition *p, const rd_kafka_message_t *m,
			const struct err *err)
{
	int64_t first = s->settings->retry_first_ms, max = s->settings->retry_max_ms;

	first = first ? first : STAGE_RETRY_FIRST_MS;
	max = max ? max : STAGE_RETRY_MAX_MS;
	p->backoff_ms = p->backoff_ms ? p->backoff_ms * 2 : first;
	p->backoff_ms = p->backoff_ms < max ? p->backoff_ms : max;
	p->paused_until_ms = stage_clock_ms() + p->backoff_ms;
	s->stats.retries++;
	s->stats.paused++;
	log_warn("record.retry", F_STR("topic", p->source->name),
		 F_INT("partition", p->id), F_INT("offset", m->offset),
		 F_INT("wait_ms", p->backoff_ms), F_ERR(err));
	pause_fetching(s, p, true);
}

void record_resume(struct stage *s)
{
	if (s->stats.paused == 0)
		return;
	int64_t now = stage_clock_ms();
	for (int32_t i = 0; i < s->partitions_len; i++) {
		struct partition *p = &s->partitions[i];
		if (!p->assigned || !p->paused_until_ms || p->paused_until_ms > now)
			continue;
		p->paused_until_ms = 0;
		s->stats.paused--;
		/* Resumed first: resuming goes to where the client believes to be. */
		pause_fetching(s, p, false);
		rd_kafka_topic_partition_list_t *one =
		    rd_kafka_topic_partition_list_new(1);
		rd_kafka_topic_partition_list_add(one, p->source->name, p->id)->offset =
		    p->position;
		if (!record_seek(s, one) && s->failed.fate == ERR_NONE)
			(void)err_set(&s->failed, ERR_STOP,
				      "%s cannot be read again for a retry",
				      p->source->name);
		rd_kafka_topic_partition_list_destroy(one);
	}
}

/* Leaves in the list what could not be sought. */
static void seek_once(struct stage *s, rd_kafka_topic_partition_list_t *list)
{
	rd_kafka_error_t *e = rd_kafka_seek_partitions(s->consumer, list, STAGE_SLICE_MS);

	if (e) {
		log_debug("kafka.seek", F_STR("why", rd_kafka_error_string(e)));
		rd_kafka_error_destroy(e);
		return;
	}
	for (int i = list->cnt; i-- > 0;)
		if (!list->elems[i].err)
			(void)rd_kafka_topic_partition_list_del_by_idx(list, i);
}

bool record_seek(struct stage *s, rd_kafka_topic_partition_list_t *list)
{
	int64_t until = stage_clock_ms() + SEEK_WAIT_MS;

	for (;;) {
		seek_once(s, list);
		if (list->cnt == 0 || rd_kafka_assignment_lost(s->consumer))
			return true;
		if (stage_clock_ms() > until || stage_hurried(s))
			return stage_hurried(s);
		for (int i = 0; i < list->cnt; i++)
			list->elems[i].err = RD_KAFKA_RESP_ERR_NO_ERROR;
		/* A partition that has just been assigned cannot be sought yet. */
		stage_pause(s, 20);
	}
}

struct tried {
	struct stage *stage;
	const struct partition *partition;
	const rd_kafka_message_t *message;
};

static void try_step(void *arg)
{
	const struct tried *t = arg;
	struct err err;

	t->stage->watchdog = NULL;
	scope_begin(t->stage);
	(void)call_step(t->stage, t->partition, t->message, &err);
}

/* False: the record does not survive its step; `why` is the letter's reason. */
static bool survives(struct stage *s, const struct partition *p,
		     const rd_kafka_message_t *m, char why[REASON_BYTES])
{
	struct tried t = { s, p, m };
	int64_t ms = s->settings->step_ms ? s->settings->step_ms : STAGE_STEP_MS;
	char how[TRIAL_WHY];

	for (int deaths = 0; deaths < DEATHS_MAX;) {
		switch (trial_run(try_step, &t, ms, how)) {
		case TRIAL_LIVED:
		case TRIAL_NONE:
			return true;
		case TRIAL_OVERDUE:
			(void)snprintf(why, REASON_BYTES,
				       "its step takes more than %lld s of processor "
				       "time, tried alone",
				       (long long)(ms + 999) / 1000);
			return false;
		case TRIAL_DIED:
			deaths++;
		}
	}
	(void)snprintf(why, REASON_BYTES,
		       "the process died %d times in this record's step, tried alone: %s",
		       DEATHS_MAX, how);
	return false;
}

static void decide(struct stage *s, struct partition *p, const rd_kafka_message_t *m,
		   const struct err *err)
{
	switch (err->fate) {
	case ERR_RETRY:
		retry_later(s, p, m, err);
		return;
	case ERR_REJECT:
		reject(s, p, m, err->text);
		return;
	case ERR_NONE:
	case ERR_STOP:
		break;
	}
	MUST(err->fate == ERR_STOP);
	s->failed = *err;
	(void)err_prefix(&s->failed, "%s [%d] offset %lld", p->source->name, p->id,
			 (long long)m->offset);
}

static void take(struct stage *s, struct partition *p, const rd_kafka_message_t *m)
{
	char why[REASON_BYTES];
	struct err err;

	if (p->reject_at == m->offset) {
		reject(s, p, m,
		       "the broker refuses what is made of it: too large or invalid");
		return;
	}
	if (p->careful && !survives(s, p, m, why)) {
		reject(s, p, m, why);
		return;
	}
	scope_begin(s);
	if (call_step(s, p, m, &err)) {
		scope_keep(s);
		pass(s, p, m);
		return;
	}
	scope_undo(s);
	decide(s, p, m, &err);
}

/* What lay in the second input when it was assigned is yet to be read: our predecessors sent
 * it there before what comes now. */
static bool waits_for_second(struct stage *s, const struct partition *p)
{
	if (!s->second_due || stage_is_second(s, p->number))
		return false;
	for (int32_t i = s->each_len; i < s->partitions_len; i++)
		if (s->partitions[i].assigned &&
		    s->partitions[i].position < s->partitions[i].first_end)
			return true;
	s->second_due = false;
	return false;
}

static void wait_for_second(struct stage *s, struct partition *p)
{
	p->paused_until_ms = stage_clock_ms() + SECOND_WAIT_MS;
	s->stats.paused++;
	pause_fetching(s, p, true);
}

/* The end of what is committed: everything before it has been read, control records too,
 * which a retention that passes over them would else make look like a gap. */
static void take_end(struct stage *s, struct partition *p, int64_t offset)
{
	p->careful = 0;
	p->ended = true;
	if (offset > p->position)
		p->position = offset;
	if (p->position > p->committed && !s->dirty_ms)
		s->dirty_ms = stage_clock_ms();
}

/* `p` is NULL when the error is of no partition of ours. */
static void take_error(struct stage *s, const struct partition *p,
		       const rd_kafka_message_t *m)
{
	switch ((int)m->err) {
	case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
	case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
		if (p)
			assign_out_of_range(s, p);
		return;
	case RD_KAFKA_RESP_ERR__FATAL:
		/* As when the group holds another for the member of our name: this client
		 * never gets a partition again. */
	case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
	case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
		(void)err_set(&s->failed, ERR_STOP, "%s: %s",
			      p ? p->source->name : s->sources[0].name,
			      rd_kafka_message_errstr(m));
		return;
	default:
		log_warn("kafka.consumer", F_STR("error", rd_kafka_err2name(m->err)),
			 F_STR("why", rd_kafka_message_errstr(m)));
	}
}

void record_take(struct stage *s, rd_kafka_message_t *m)
{
	struct partition *p =
	    m->rkt ? stage_partition_named(s, rd_kafka_topic_name(m->rkt), m->partition)
		   : NULL;
	/* What was fetched before a pause or a seek comes late. */
	bool stale = !p || !p->assigned || p->paused_until_ms;

	if (m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
		if (!stale)
			take_end(s, p, m->offset);
		return;
	}
	if (m->err) {
		take_error(s, p, m);
		return;
	}
	if (stale || m->offset < p->position)
		return;
	if (waits_for_second(s, p)) {
		wait_for_second(s, p);
		return;
	}
	s->message = m;
	take(s, p, m);
	s->message = NULL;
}
