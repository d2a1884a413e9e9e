/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rebalancing, by the eager protocol: all partitions are given up, then new ones come. The
 * state of one that comes back at once is kept, and only what was written since is read.
 */
#include "common/base/must.h"
#include "common/kafka/stage_own.h"
#include "common/service/log.h"

typedef rd_kafka_topic_partition_list_t partition_list;

enum { WATERMARKS_WAIT_MS = 60 * 1000 };

/* --- where a partition starts --------------------------------------------------------- */

/* Committed offsets of all partitions of the inputs, so that a group that has some is told
 * from one that never ran. Waits out a dead predecessor's open transaction. */
static partition_list *committed_of_all(struct stage *s, struct err *err)
{
	partition_list *all = rd_kafka_topic_partition_list_new(s->partitions_len);

	for (int32_t i = 0; i < s->sources_len; i++)
		rd_kafka_topic_partition_list_add_range(all, s->sources[i].name, 0,
							s->each_len - 1);
	while (!stage_stopping(s)) {
		rd_kafka_resp_err_t e =
		    rd_kafka_committed(s->consumer, all, 5 * STAGE_SLICE_MS);
		for (int i = 0; !e && i < all->cnt; i++)
			e = all->elems[i].err;
		if (!e)
			return all;
		log_info("offsets.waiting", F_STR("topic", s->sources[0].name),
			 F_STR("why", rd_kafka_err2str(e)));
		stage_pause(s, 100);
	}
	rd_kafka_topic_partition_list_destroy(all);
	(void)err_set(err, ERR_RETRY, "stopped while offsets were asked for");
	return NULL;
}

static bool watermarks(struct stage *s, const char *topic, int32_t id, int64_t *ret_low,
		       int64_t *ret_high, struct err *err)
{
	rd_kafka_resp_err_t e = RD_KAFKA_RESP_ERR_NO_ERROR;
	int64_t until = stage_clock_ms() + WATERMARKS_WAIT_MS;

	/* A leader that moves or restarts is nothing to end for. */
	while (stage_clock_ms() < until && !stage_stopping(s)) {
		e = rd_kafka_query_watermark_offsets(s->producer, topic, id, ret_low,
						     ret_high, STAGE_SLICE_MS);
		if (!e)
			return true;
		stage_pause(s, 100);
	}
	return err_set(err, ERR_STOP, "%s [%d]: %s", topic, id, rd_kafka_err2str(e));
}

/* Does the worker's state or output show that it has run before? */
static bool has_lived(struct stage *s, const struct partition *p, bool *ret,
		      struct err *err)
{
	const struct stage_worker *w = s->worker;
	char name[TOPICS_NAME_MAX + 1];
	int64_t low, high;
	int32_t count = 0;

	*ret = false;
	if (p->source->state != TOPIC_COUNT) {
		if (!watermarks(s, p->source->state_name, p->id, &low, &high, err))
			return false;
		*ret = high > 0;
		return true;
	}
	if (w->output >= TOPIC_PUBLIC)
		return true;
	if (!topics_name(s->settings, w->output, NULL, name, err) ||
	    !topics_partitions(s->producer, name, 5 * STAGE_SLICE_MS, &count, err))
		return false;
	for (int32_t i = 0; i < count && !*ret; i++) {
		if (!watermarks(s, name, i, &low, &high, err))
			return false;
		*ret = high > 0;
	}
	return true;
}

/* What --from says to do about offsets that are not there: where to go on, or a STOP. */
static bool resolve(struct stage *s, struct partition *p, int64_t low, int64_t high,
		    const char *what, struct err *err)
{
	const char *from = s->settings->from;

	if (strcmp(from, "earliest") != 0 && strcmp(from, "latest") != 0)
		return err_set(err, ERR_STOP,
			       "%s [%d]: %s; go on with --from earliest (offset %lld) or "
			       "--from latest (offset %lld)",
			       p->source->name, p->id, what, (long long)low,
			       (long long)high);
	p->committed = *from == 'e' ? low : high;
	log_warn("offset.chosen", F_STR("topic", p->source->name),
		 F_INT("partition", p->id), F_INT("offset", p->committed),
		 F_STR("from", from), F_STR("why", what));
	return true;
}

static bool start_without_offset(struct stage *s, struct partition *p, bool group_is_new,
				 struct err *err)
{
	int64_t low, high;
	bool lived = false;

	p->fresh = true;
	p->committed = 0;
	if (!watermarks(s, p->source->name, p->id, &low, &high, err))
		return false;
	p->first_end = high;
	if ((p->source->state != TOPIC_COUNT || group_is_new) &&
	    !has_lived(s, p, &lived, err))
		return false;
	if (lived)
		return resolve(
		    s, p, low, high,
		    "the group has no offset any more, but has run before: what "
		    "it has done would be repeated or skipped",
		    err);
	if (!group_is_new && low > 0)
		return resolve(s, p, low, high,
			       "records have fallen to retention unread by this group",
			       err);
	p->committed = low;
	return true;
}

static bool start_at_offset(struct stage *s, struct partition *p, int64_t offset,
			    struct err *err)
{
	char what[96];
	int64_t low, high;

	p->fresh = false;
	p->committed = offset;
	if (!watermarks(s, p->source->name, p->id, &low, &high, err))
		return false;
	p->first_end = high;
	if (offset >= low && offset <= high)
		return true;
	if (offset < low)
		(void)snprintf(what, sizeof what,
			       "offsets %lld to %lld have fallen to retention unread",
			       (long long)offset, (long long)low - 1);
	else
		(void)snprintf(what, sizeof what,
			       "offset %lld is committed, but the topic ends at %lld",
			       (long long)offset, (long long)high);
	p->fresh = true;
	return resolve(s, p, low, high, what, err);
}

static bool find_start(struct stage *s, struct partition *p,
		       const rd_kafka_topic_partition_t *o, bool group_is_new,
		       struct err *err)
{
	struct view text = view_at(o->metadata, o->metadata_size);

	/* Kafka's tools write offsets without metadata, or with a NUL for none. */
	if (text.len == 1 && text.p[0] == '\0')
		text.len = 0;
	if (!mark_parse(text, &p->mark, err))
		return err_prefix(err, "%s [%d]", p->source->name, p->id);
	if (!(o->offset >= 0 ? start_at_offset(s, p, o->offset, err)
			     : start_without_offset(s, p, group_is_new, err)))
		return false;
	p->next = p->mark;
	p->ended = false;
	p->position = p->committed;
	p->careful = p->mark.start ? STAGE_FIRST_RECORDS : 0;
	p->reject_at = -1;
	p->backoff_ms = p->paused_until_ms = 0;
	return true;
}

/* The partition that an element of a list is, which is one of ours. */
static struct partition *listed(const struct stage *s, const partition_list *list, int i)
{
	struct partition *p =
	    stage_partition_named(s, list->elems[i].topic, list->elems[i].partition);

	MUST(p != NULL);
	return p;
}

static bool find_starts(struct stage *s, partition_list *list, struct err *err)
{
	partition_list *all = committed_of_all(s, err);
	bool has_read[STAGE_SOURCES_MAX] = { false }, ok = true;

	if (!all)
		return false;
	/* In the order of the partitions' numbers. */
	for (int i = 0; i < all->cnt; i++)
		has_read[i / s->each_len] |= all->elems[i].offset >= 0;
	for (int i = 0; ok && i < list->cnt; i++) {
		struct partition *p = listed(s, list, i);
		ok = find_start(s, p, &all->elems[p->number],
				!has_read[p->number / s->each_len], err);
		list->elems[i].offset = p->committed;
		if (p->mark.start)
			s->wary += s->settings->batch_records
				       ? (size_t)s->settings->batch_records
				       : STAGE_BATCH_RECORDS;
	}
	rd_kafka_topic_partition_list_destroy(all);
	return ok;
}

/* --- taking and giving up --------------------------------------------------------------- */

static void drop_state(struct partition *p)
{
	state_free(p->state);
	p->state = NULL;
	p->restored = 0;
}

/* State that was kept for a partition that did not come back. */
static void drop_others(struct stage *s, const partition_list *list)
{
	for (int32_t i = 0; i < s->partitions_len; i++) {
		struct partition *p = &s->partitions[i];
		if (!rd_kafka_topic_partition_list_find((partition_list *)(uintptr_t)list,
							p->source->name, p->id))
			drop_state(p);
	}
}

static bool tell_assigned(struct stage *s, const struct partition *p, struct err *err)
{
	if (!s->worker->assigned)
		return true;
	scope_begin(s);
	if (!s->worker->assigned(s->worker->self, s, p->number, err)) {
		scope_undo(s);
		return err_prefix(err, "%s [%d]", p->source->name, p->id);
	}
	scope_keep(s);
	return true;
}

static bool take_partitions(struct stage *s, partition_list *list, struct err *err)
{
	for (int i = 0; i < list->cnt; i++)
		if (list->elems[i].partition >= s->each_len)
			return err_set(err, ERR_STOP,
				       "%s has a partition %d, but had %d partitions "
				       "when the worker started: see `kurilwire topics "
				       "--repartition`",
				       list->elems[i].topic, list->elems[i].partition,
				       s->each_len);
	drop_others(s, list);
	if (!find_starts(s, list, err) || !restore_state(s, list, err))
		return false;
	for (int i = 0; i < list->cnt; i++)
		listed(s, list, i)->assigned = true;
	rd_kafka_resp_err_t e = rd_kafka_assign(s->consumer, list);
	if (e)
		return err_set(err, ERR_STOP, "assigning partitions: %s",
			       rd_kafka_err2str(e));
	for (int i = 0; i < list->cnt; i++)
		if (!tell_assigned(s, listed(s, list, i), err))
			return false;
	return true;
}

static void on_assigned(struct stage *s, partition_list *list)
{
	struct err err;

	s->epoch++;
	s->limit = STAGE_FIRST_RECORDS;
	s->wary = 0;
	s->marks_due = list->cnt > 0;
	s->second_due = s->sources_len > 1;
	s->stats.assigned = list->cnt;
	s->stats.paused = 0;
	s->timer_ms = 0;
	if (take_partitions(s, list, &err)) {
		log_info("partitions.assigned", F_STR("topic", s->sources[0].name),
			 F_INT("count", list->cnt));
		return;
	}
	for (int32_t i = 0; i < s->partitions_len; i++)
		s->partitions[i].assigned = false;
	(void)rd_kafka_assign(s->consumer, NULL);
	if (s->failed.fate == ERR_NONE && !stage_stopping(s)) {
		s->failed = err;
		s->failed.fate = ERR_STOP;
	}
}

/* An orderly end is no death: nothing of this start may be found by the next one. */
static void clear_marks(struct stage *s)
{
	for (int32_t i = 0; i < s->partitions_len; i++) {
		struct partition *p = &s->partitions[i];
		if (!p->assigned)
			continue;
		p->next.start = false;
		if (p->mark.start || p->position > p->committed)
			tx_touch(s, p);
	}
}

static void give_up(struct stage *s, bool lost)
{
	s->revoking = true;
	if (!lost && !s->broken)
		clear_marks(s);
	if (lost && s->open)
		tx_abort(s);
	else
		(void)tx_commit(s);
	s->revoking = false;
	for (int32_t i = 0; i < s->partitions_len; i++) {
		struct partition *p = &s->partitions[i];
		if (!p->assigned)
			continue;
		if (s->worker->revoked)
			s->worker->revoked(s->worker->self, s, p->number);
		p->assigned = p->touched = false;
		p->paused_until_ms = 0;
		/* Long after a loss, deletions by the next owner may have been cleaned
		 * away: what is kept would bring back the dead. */
		if (lost)
			drop_state(p);
	}
	s->stats.assigned = s->stats.paused = 0;
	s->dirty_ms = 0;
	s->epoch++;
}

void assign_end(struct stage *s)
{
	give_up(s, s->failed.fate != ERR_NONE && s->broken);
}

void assign_rebalance(struct rd_kafka_s *client, int err,
		      struct rd_kafka_topic_partition_list_s *list, void *self)
{
	struct stage *s = self;

	if (err == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
		s->stats.rebalances++;
		on_assigned(s, list);
		return;
	}
	bool lost = rd_kafka_assignment_lost(client) != 0;
	log_info("partitions.revoked", F_STR("topic", s->sources[0].name),
		 F_INT("count", list->cnt), F_BOOL("lost", lost));
	give_up(s, lost);
	(void)rd_kafka_assign(client, NULL);
}

bool assign_marks(struct stage *s)
{
	for (int32_t i = 0; i < s->partitions_len; i++) {
		struct partition *p = &s->partitions[i];
		if (!p->assigned || (p->mark.start && !p->fresh))
			continue;
		p->next.start = true;
		tx_touch(s, p);
	}
	if (!tx_commit(s))
		return false;
	for (int32_t i = 0; i < s->partitions_len; i++)
		s->partitions[i].fresh = false;
	return true;
}

void assign_out_of_range(struct stage *s, const struct partition *p)
{
	int64_t low = 0, high = 0;
	struct err err;

	if (!watermarks(s, p->source->name, p->id, &low, &high, &err)) {
		s->failed = err;
		return;
	}
	(void)err_set(
	    &s->failed, ERR_STOP,
	    "%s [%d]: offset %lld is not there (the topic begins at %lld, its next is "
	    "%lld): start again with --from",
	    p->source->name, p->id, (long long)p->position, (long long)low,
	    (long long)high);
}
