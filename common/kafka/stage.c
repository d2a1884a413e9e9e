/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop. A transaction is committed at once when there is nothing more to read; under a
 * backlog it grows to its bounds of records, bytes and time.
 */
#include "common/kafka/stage.h"

#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "common/base/must.h"
#include "common/kafka/stage_own.h"
#include "common/service/log.h"

enum {
	IDLE_MS = 200, /* longest sleep of the loop */
	ALIVE_EVERY_MS = 1000,
	/* With this many records still on the broker, an empty queue is only the client
	 * catching its breath. */
	BACKLOG_RECORDS = 50,
	BREATH_MS = 5,
	/* So often at most the client is woken. */
	WAKE_EVERY_MS = 10,
	/* Positions that moved without a record (control records, the end) are committed
	 * this much later. */
	DIRTY_MS = 30 * 1000,
};

int64_t stage_clock_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct partition *stage_partition(const struct stage *s, int32_t number)
{
	MUST(number >= 0 && number < s->partitions_len);
	return &s->partitions[number];
}

struct partition *stage_partition_named(const struct stage *s, const char *topic,
					int32_t id)
{
	for (int32_t i = 0; i < s->sources_len && id >= 0 && id < s->each_len; i++)
		if (strcmp(s->sources[i].name, topic) == 0)
			return &s->partitions[i * s->each_len + id];
	return NULL;
}

int64_t stage_now_ms(const struct stage *s)
{
	return s->now_ms;
}

bool stage_owns(const struct stage *s, int32_t partition)
{
	return partition >= 0 && partition < s->partitions_len &&
	       s->partitions[partition].assigned;
}

int32_t stage_partition_of(const struct stage *s, struct view key)
{
	MUST(s->each_len > 0);
	return rd_kafka_msg_partitioner_murmur2(NULL, key.p ? key.p : "", key.len,
						s->each_len, NULL, NULL);
}

int32_t stage_second_of(const struct stage *s, struct view key)
{
	MUST(s->sources_len > 1);
	return s->each_len + stage_partition_of(s, key);
}

bool stage_is_second(const struct stage *s, int32_t partition)
{
	return partition >= s->each_len;
}

/* --- figures ---------------------------------------------------------------------------- */

static int64_t behind(const struct stage *s, const struct partition *p)
{
	int64_t low, high;

	if (rd_kafka_get_watermark_offsets(s->consumer, p->source->name, p->id, &low,
					   &high))
		return 0;
	return high > p->position ? high - p->position : 0;
}

static int64_t lag_of_partition(const struct stage *s, const struct partition *p)
{
	return p->assigned && !p->paused_until_ms ? behind(s, p) : 0;
}

int64_t stage_lag(const struct stage *s, int32_t partition, const char **ret_topic,
		  int32_t *ret_id)
{
	const struct partition *p = stage_partition(s, partition);

	*ret_topic = p->source->name;
	*ret_id = p->id;
	return p->assigned ? behind(s, p) : -1;
}

static int64_t lag_of(const struct stage *s)
{
	int64_t lag = 0;

	for (int32_t i = 0; i < s->partitions_len; i++)
		lag += lag_of_partition(s, &s->partitions[i]);
	return lag;
}

void stage_stats_show(struct stage *s)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	s->stats.committed_ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	s->stats.state_keys = s->stats.state_bytes = 0;
	s->stats.ended = 0;
	memset(s->stats.dispositions, 0, sizeof s->stats.dispositions);
	for (int32_t i = 0; i < s->partitions_len; i++) {
		const struct partition *p = &s->partitions[i];
		if (p->state) {
			s->stats.state_keys += state_len(p->state);
			s->stats.state_bytes += state_bytes(p->state);
		}
		s->stats.ended += p->assigned && p->ended;
		for (size_t d = 0; p->assigned && d < DISPOSITION_COUNT; d++)
			s->stats.dispositions[d] += p->mark.counts[d];
	}
	s->stats.lag = lag_of(s);
	(void)pthread_mutex_lock(&s->stats_lock);
	s->stats_shown = s->stats;
	(void)pthread_mutex_unlock(&s->stats_lock);
}

void stage_stats(struct stage *s, struct stage_stats *ret)
{
	(void)pthread_mutex_lock(&s->stats_lock);
	*ret = s->stats_shown;
	(void)pthread_mutex_unlock(&s->stats_lock);
}

/* --- stopping and waiting --------------------------------------------------------------- */

static void ring(int fd)
{
	uint64_t one = 1;

	/* It can only fail because it rings already. */
	ssize_t n = write(fd, &one, sizeof one);
	(void)n;
}

void stage_stop(struct stage *s)
{
	atomic_store_explicit(&s->stop, true, memory_order_relaxed);
	ring(s->stop_fd);
	ring(s->wake_fd);
}

bool stage_hurried(struct stage *s)
{
	if (!stage_stopping(s))
		return false;
	if (!s->stop_seen_ms)
		s->stop_seen_ms = stage_clock_ms();
	return stage_clock_ms() - s->stop_seen_ms > STAGE_END_MS;
}

static void sleep_on(int fd, int64_t timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	(void)poll(&p, 1, timeout_ms > INT32_MAX ? INT32_MAX : (int)timeout_ms);
}

void stage_pause(struct stage *s, int64_t timeout_ms)
{
	if (!stage_stopping(s))
		sleep_on(s->stop_fd, timeout_ms);
}

static void drain(int fd)
{
	uint64_t n;
	ssize_t got = read(fd, &n, sizeof n);

	(void)got;
}

void stage_show_alive(struct stage *s)
{
	const struct stage_worker *w = s->worker;
	int64_t now = stage_clock_ms();

	if (!w->alive || now < s->alive_ms)
		return;
	s->alive_ms = now + ALIVE_EVERY_MS;
	w->alive(w->alive_self, s->stats.connected);
}

/* --- one turn ----------------------------------------------------------------------------- */

static bool subscribe(struct stage *s, struct err *err)
{
	rd_kafka_topic_partition_list_t *all =
	    rd_kafka_topic_partition_list_new(s->sources_len);

	for (int32_t i = 0; i < s->sources_len; i++)
		(void)rd_kafka_topic_partition_list_add(all, s->sources[i].name,
							RD_KAFKA_PARTITION_UA);
	rd_kafka_resp_err_t e = rd_kafka_subscribe(s->consumer, all);
	rd_kafka_topic_partition_list_destroy(all);
	return !e ||
	       err_set(err, ERR_STOP, "subscribing to topics: %s", rd_kafka_err2str(e));
}

static bool full(const struct stage *s)
{
	const struct kafka_settings *k = s->settings;
	size_t records =
	    k->batch_records ? (size_t)k->batch_records : STAGE_BATCH_RECORDS;
	size_t bytes = k->batch_bytes ? (size_t)k->batch_bytes : STAGE_BATCH_BYTES;
	int64_t ms = k->batch_ms ? k->batch_ms : STAGE_BATCH_MS;

	return s->commit_now || s->tx_records >= records || s->tx_records >= s->limit ||
	       s->tx_bytes >= bytes || stage_clock_ms() - s->opened_ms >= ms;
}

static void run_timer(struct stage *s)
{
	const struct stage_worker *w = s->worker;
	int64_t wait_ms = -1;
	struct err err;

	if (!w->timer || s->marks_due || stage_clock_ms() < s->timer_ms)
		return;
	scope_begin(s);
	bool ok = w->timer(w->self, s, &wait_ms, &err);
	if (ok && s->scope_err.fate != ERR_NONE) {
		err = s->scope_err;
		ok = false;
	}
	if (ok) {
		scope_keep(s);
		s->timer_ms = wait_ms < 0 ? INT64_MAX : stage_clock_ms() + wait_ms;
		return;
	}
	scope_undo(s);
	if (err.fate == ERR_RETRY) {
		int64_t first = s->settings->retry_first_ms;
		log_warn("timer.retry", F_ERR(&err));
		s->timer_ms = stage_clock_ms() + (first ? first : STAGE_RETRY_FIRST_MS);
		return;
	}
	s->failed = err;
	s->failed.fate = ERR_STOP;
}

/* Commits positions that moved without records. */
static void flush_positions(struct stage *s)
{
	if (!s->dirty_ms)
		return;
	int64_t age = stage_clock_ms() - s->dirty_ms;
	for (int32_t i = 0; i < s->partitions_len; i++) {
		struct partition *p = &s->partitions[i];
		if (p->assigned && !p->paused_until_ms && age > DIRTY_MS &&
		    p->position > p->committed)
			tx_touch(s, p);
	}
	(void)tx_commit(s);
}

static int64_t idle_ms(const struct stage *s)
{
	int64_t now = stage_clock_ms(), ms = IDLE_MS;

	if (s->worker->timer && s->timer_ms - now < ms)
		ms = s->timer_ms - now;
	for (int32_t i = 0; s->stats.paused && i < s->partitions_len; i++)
		if (s->partitions[i].paused_until_ms &&
		    s->partitions[i].paused_until_ms - now < ms)
			ms = s->partitions[i].paused_until_ms - now;
	return ms > 0 ? ms : 0;
}

/* Nothing to read and nothing open. */
static void rest(struct stage *s)
{
	flush_positions(s);
	stage_stats_show(s);
	if (s->failed.fate != ERR_NONE || stage_stopping(s))
		return;
	if (s->worker->wait) {
		s->worker->wait(s->worker->self, s->wake_fd, idle_ms(s));
		s->timer_ms = 0;
	} else {
		sleep_on(s->wake_fd, idle_ms(s));
	}
	drain(s->wake_fd);
}

static void wake_client(struct stage *s)
{
	int64_t now = stage_clock_ms(), most = 0;
	int32_t furthest = -1;

	if (now < s->wake_ms)
		return;
	for (int32_t i = 0; i < s->partitions_len; i++) {
		int64_t lag = lag_of_partition(s, &s->partitions[i]);
		if (lag > most) {
			most = lag;
			furthest = i;
		}
	}
	if (furthest >= 0)
		client_wake(s->consumer, s->partitions[furthest].source->name,
			    s->partitions[furthest].id);
	s->wake_ms = stage_clock_ms() + WAKE_EVERY_MS;
}

void stage_turn(struct stage *s)
{
	if (s->marks_due && !s->broken && assign_marks(s))
		s->marks_due = false;
	record_resume(s);
	run_timer(s);
	stage_show_alive(s);
	rd_kafka_message_t *m = rd_kafka_consumer_poll(s->consumer, 0);
	if (!m && lag_of(s) > BACKLOG_RECORDS && (!s->open || !full(s))) {
		wake_client(s);
		m = rd_kafka_consumer_poll(s->consumer, BREATH_MS);
	}
	if (m) {
		/* Marks first: a rebalance may have come with this very call. */
		if (!s->marks_due || m->err)
			record_take(s, m);
		else
			s->broken = true;
		rd_kafka_message_destroy(m);
	}
	if (s->broken)
		tx_abort(s);
	else if (s->open && (!m || full(s)))
		(void)tx_commit(s);
	else if (!m && !s->marks_due)
		rest(s);
	if (!m)
		(void)rd_kafka_poll(s->producer, 0);
}

bool stage_run(struct stage *s, struct err *err)
{
	if (!stage_reach(s, err))
		return false;
	if (!stage_stopping(s) && !subscribe(s, err))
		return false;
	s->stats.connected = true;
	s->stats.partitions = s->partitions_len;
	s->watchdog =
	    watchdog_new(s->settings->step_ms ? s->settings->step_ms : STAGE_STEP_MS);
	while (!stage_stopping(s) && s->failed.fate == ERR_NONE)
		stage_turn(s);
	(void)stage_hurried(s);
	assign_end(s);
	s->stats.connected = false;
	stage_stats_show(s);
	if (s->failed.fate == ERR_NONE)
		return true;
	*err = s->failed;
	return false;
}
