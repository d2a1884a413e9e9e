/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State read back from its changelog, up to the high watermark that a read_uncommitted
 * query gives once the committed offset is known. The end of what is committed may lie
 * before it, at a dead predecessor's open transaction, which is waited out: the broker ends
 * it after its time-out.
 */
#include "common/base/mem.h"
#include "common/kafka/stage_own.h"
#include "common/service/log.h"

enum { READ_WAIT_MS = 100 };

struct restoring {
	int64_t target; /* done when read up to here */
	bool reading;
};

/* Of one input's state. */
struct restore {
	struct stage *s;
	const struct source *source;
	rd_kafka_topic_t *topic;
	rd_kafka_queue_t *queue;
	struct restoring *items; /* by Kafka's number of the partition */
	int32_t left;
	int32_t woken; /* whose leader was asked last */
};

static struct partition *partition_of(const struct restore *r, int32_t id)
{
	return stage_partition_named(r->s, r->source->name, id);
}

static bool find_target(const struct restore *r, int32_t id, int64_t *ret,
			struct err *err)
{
	struct stage *s = r->s;
	int64_t low;
	rd_kafka_resp_err_t e = RD_KAFKA_RESP_ERR_NO_ERROR;

	while (!stage_stopping(s)) {
		e = rd_kafka_query_watermark_offsets(s->producer, r->source->state_name,
						     id, &low, ret, STAGE_SLICE_MS);
		if (e == RD_KAFKA_RESP_ERR_NO_ERROR) {
			if (low == *ret)
				*ret = 0;
			return true;
		}
		log_warn("state.unreachable", F_STR("topic", r->source->state_name),
			 F_STR("why", rd_kafka_err2str(e)));
		stage_pause(s, STAGE_SLICE_MS);
	}
	return err_set(err, ERR_RETRY, "stopped while state was restored");
}

static bool start(struct restore *r, struct partition *p, struct err *err)
{
	int64_t from = p->restored ? p->restored : RD_KAFKA_OFFSET_BEGINNING;

	if (rd_kafka_consume_start_queue(r->topic, p->id, from, r->queue) == 0) {
		r->items[p->id].reading = true;
		r->left++;
		return true;
	}
	return err_set(err, ERR_STOP, "%s [%d]: %s", r->source->state_name, p->id,
		       rd_kafka_err2str(rd_kafka_last_error()));
}

static void stop(struct restore *r, int32_t id)
{
	if (!r->items[id].reading)
		return;
	r->items[id].reading = false;
	r->left--;
	(void)rd_kafka_consume_stop(r->topic, id);
}

static bool load(struct restore *r, struct partition *p, const rd_kafka_message_t *m,
		 struct err *err)
{
	const struct stage_worker *w = r->s->worker;
	stage_upgrade *upgrade =
	    r->source == r->s->sources ? w->upgrade : w->second->upgrade;
	struct view key = view_at(m->key, m->key_len);
	struct view value = view_at(m->payload, m->len);

	r->s->stats.restored++;
	if (value.len == 0) {
		state_load(p->state, key, value);
		return true;
	}
	unsigned format = (unsigned char)value.p[0], own = r->source->state_format;
	value = view_from(value, 1);
	if (format + 1 == own && upgrade) {
		if (!upgrade(w->self, key, value, &value, err))
			return false;
	} else if (format != own) {
		return err_set(
		    err, ERR_STOP,
		    "%s [%d] offset %lld has state of format %u, this is format %u",
		    r->source->state_name, p->id, (long long)m->offset, format, own);
	}
	state_load(p->state, key, value);
	return true;
}

/* The changelog does not reach back to where it was left: it is read from its start. */
static bool start_over(struct restore *r, struct partition *p, struct err *err)
{
	stop(r, p->id);
	state_free(p->state);
	p->state = state_new();
	p->restored = 0;
	return start(r, p, err);
}

static bool take(struct restore *r, const rd_kafka_message_t *m, struct err *err)
{
	struct partition *p = partition_of(r, m->partition);

	if (!r->items[p->id].reading)
		return true;
	if (m->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
	    m->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
		return start_over(r, p, err);
	if (m->err && m->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
		log_warn("state.unreachable", F_STR("topic", r->source->state_name),
			 F_STR("why", rd_kafka_message_errstr(m)));
		return true;
	}
	if (!m->err && !load(r, p, m, err))
		return false;
	int64_t next = m->err ? m->offset : m->offset + 1;
	p->restored = next > p->restored ? next : p->restored;
	if (p->restored >= r->items[p->id].target)
		stop(r, p->id);
	else if (m->err)
		log_info("state.waiting", F_STR("topic", r->source->state_name),
			 F_INT("partition", p->id), F_INT("at", p->restored),
			 F_INT("until", r->items[p->id].target),
			 F_STR("why", "a transaction is open"));
	return true;
}

/* The client's queue is empty, and it may not have seen that: each leader is asked by turns. */
static void wake(struct restore *r)
{
	int32_t each = r->s->each_len;

	for (int32_t i = 0; i < each; i++) {
		r->woken = (r->woken + 1) % each;
		if (!r->items[r->woken].reading)
			continue;
		client_wake(r->s->reader, r->source->state_name, r->woken);
		return;
	}
}

static rd_kafka_message_t *next(struct restore *r)
{
	rd_kafka_message_t *m = rd_kafka_consume_queue(r->queue, 0);

	if (m)
		return m;
	wake(r);
	return rd_kafka_consume_queue(r->queue, READ_WAIT_MS);
}

static bool read_all(struct restore *r, struct err *err)
{
	while (r->left > 0) {
		if (stage_stopping(r->s))
			return err_set(err, ERR_RETRY,
				       "stopped while state was restored");
		rd_kafka_message_t *m = next(r);
		bool ok = !m || take(r, m, err);
		if (m)
			rd_kafka_message_destroy(m);
		if (!ok)
			return false;
	}
	return true;
}

static bool start_all(struct restore *r, const rd_kafka_topic_partition_list_t *list,
		      struct err *err)
{
	for (int i = 0; i < list->cnt; i++) {
		if (strcmp(list->elems[i].topic, r->source->name) != 0)
			continue;
		struct partition *p = partition_of(r, list->elems[i].partition);
		struct restoring *one = &r->items[p->id];
		if (!p->state)
			p->state = state_new();
		if (!find_target(r, p->id, &one->target, err))
			return false;
		if (one->target > p->restored && !start(r, p, err))
			return false;
	}
	return true;
}

static bool restore_source(struct stage *s, const struct source *source,
			   const rd_kafka_topic_partition_list_t *list, struct err *err)
{
	struct restore r = {
		.s = s,
		.source = source,
		.topic = rd_kafka_topic_new(s->reader, source->state_name, NULL),
		.queue = rd_kafka_queue_new(s->reader),
		.items = mem_new((size_t)s->each_len * sizeof *r.items),
	};
	uint64_t before = s->stats.restored;
	int64_t began = stage_clock_ms();
	bool ok = start_all(&r, list, err) && read_all(&r, err);

	for (int32_t i = 0; i < s->each_len; i++)
		stop(&r, i);
	rd_kafka_queue_destroy(r.queue);
	rd_kafka_topic_destroy(r.topic);
	free(r.items);
	if (ok)
		log_info("state.restored", F_STR("topic", source->state_name),
			 F_INT("partitions", list->cnt),
			 F_INT("records", s->stats.restored - before),
			 F_INT("took_ms", stage_clock_ms() - began));
	return ok;
}

bool restore_state(struct stage *s, const rd_kafka_topic_partition_list_t *list,
		   struct err *err)
{
	int64_t began = stage_clock_ms();
	bool ok = true;

	for (int32_t i = 0; ok && list->cnt > 0 && i < s->sources_len; i++)
		if (s->sources[i].state != TOPIC_COUNT)
			ok = restore_source(s, &s->sources[i], list, err);
	s->stats.restore_ms = stage_clock_ms() - began;
	return ok;
}
