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

struct restoring {
	int64_t target; /* done when read up to here */
	bool reading;
};

struct restore {
	struct stage *s;
	rd_kafka_topic_t *topic;
	rd_kafka_queue_t *queue;
	struct restoring *items; /* by partition */
	int32_t left;
};

static bool find_target(struct stage *s, int32_t id, int64_t *ret, struct err *err)
{
	int64_t low;
	rd_kafka_resp_err_t e = RD_KAFKA_RESP_ERR_NO_ERROR;

	while (!stage_stopping(s)) {
		e = rd_kafka_query_watermark_offsets(s->producer, s->state_name, id, &low,
						     ret, STAGE_SLICE_MS);
		if (e == RD_KAFKA_RESP_ERR_NO_ERROR) {
			if (low == *ret)
				*ret = 0;
			return true;
		}
		log_warn("state.unreachable", F_STR("topic", s->state_name),
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
	return err_set(err, ERR_STOP, "%s [%d]: %s", r->s->state_name, p->id,
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
	struct view key = view_at(m->key, m->key_len);
	struct view value = view_at(m->payload, m->len);

	r->s->stats.restored++;
	if (value.len == 0) {
		state_load(p->state, key, value);
		return true;
	}
	unsigned format = (unsigned char)value.p[0];
	value = view_from(value, 1);
	if (format + 1 == w->state_format && w->upgrade) {
		if (!w->upgrade(w->self, key, value, &value, err))
			return false;
	} else if (format != w->state_format) {
		return err_set(
		    err, ERR_STOP,
		    "%s [%d] offset %lld has state of format %u, this is format %u",
		    r->s->state_name, p->id, (long long)m->offset, format,
		    w->state_format);
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
	struct partition *p = stage_partition(r->s, m->partition);

	if (!r->items[p->id].reading)
		return true;
	if (m->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
	    m->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
		return start_over(r, p, err);
	if (m->err && m->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
		log_warn("state.unreachable", F_STR("topic", r->s->state_name),
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
		log_info("state.waiting", F_STR("topic", r->s->state_name),
			 F_INT("partition", p->id), F_INT("at", p->restored),
			 F_INT("until", r->items[p->id].target),
			 F_STR("why", "a transaction is open"));
	return true;
}

static bool read_all(struct restore *r, struct err *err)
{
	while (r->left > 0) {
		if (stage_stopping(r->s))
			return err_set(err, ERR_RETRY,
				       "stopped while state was restored");
		rd_kafka_message_t *m = rd_kafka_consume_queue(r->queue, 100);
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
		struct partition *p = stage_partition(r->s, list->elems[i].partition);
		struct restoring *one = &r->items[p->id];
		if (!p->state)
			p->state = state_new();
		if (!find_target(r->s, p->id, &one->target, err))
			return false;
		if (one->target > p->restored && !start(r, p, err))
			return false;
	}
	return true;
}

bool restore_state(struct stage *s, const rd_kafka_topic_partition_list_t *list,
		   struct err *err)
{
	int64_t began = stage_clock_ms();
	uint64_t before = s->stats.restored;

	if (s->worker->state == TOPIC_COUNT || list->cnt == 0)
		return true;
	struct restore r = {
		.s = s,
		.topic = rd_kafka_topic_new(s->reader, s->state_name, NULL),
		.queue = rd_kafka_queue_new(s->reader),
		.items = mem_new((size_t)s->partitions_len * sizeof *r.items),
	};
	bool ok = start_all(&r, list, err) && read_all(&r, err);
	for (int32_t i = 0; i < s->partitions_len; i++)
		stop(&r, i);
	rd_kafka_queue_destroy(r.queue);
	rd_kafka_topic_destroy(r.topic);
	free(r.items);
	s->stats.restore_ms = stage_clock_ms() - began;
	if (ok)
		log_info("state.restored", F_STR("topic", s->state_name),
			 F_INT("partitions", list->cnt),
			 F_INT("records", s->stats.restored - before),
			 F_INT("took_ms", s->stats.restore_ms));
	return ok;
}
