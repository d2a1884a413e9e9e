/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage_own - what the files of the stage share, and nobody else sees.
 *
 *   stage.c          the loop, opening and ending
 *   stage_record.c   one record: its step, its fate, killer records
 *   stage_emit.c     what a step emits: collected, then produced or thrown away
 *   stage_tx.c       transactions: begin, commit, abort
 *   stage_assign.c   rebalancing: where a partition starts, giving it up
 *   stage_restore.c  state read back from its changelog
 */
#pragma once

#include <librdkafka/rdkafka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "common/base/buf.h"
#include "common/base/map.h"
#include "common/kafka/client.h"
#include "common/kafka/mark.h"
#include "common/kafka/stage.h"
#include "common/kafka/state.h"
#include "common/kafka/topics.h"
#include "common/kafka/watchdog.h"

enum {
	STAGE_BATCH_RECORDS = 10000,
	STAGE_BATCH_BYTES = 32 * 1024 * 1024,
	STAGE_BATCH_MS = 500,
	/* The first transaction after a start, and all of them for a while after a death:
	 * what does it again is among this many of its partition, which are tried first. */
	STAGE_FIRST_RECORDS = 128,
	/* Processor time that one record's step may take, by default. */
	STAGE_STEP_MS = 20 * 1000,
	STAGE_RETRY_FIRST_MS = 1000,
	STAGE_RETRY_MAX_MS = 60 * 1000,
	/* Longest call into librdkafka before the loop looks up. */
	STAGE_SLICE_MS = 1000,
	/* What an orderly end may take, of the 5 s that are promised. */
	STAGE_END_MS = 3500,
};

/* An input topic and the topic of its state. */
struct source {
	char name[TOPICS_NAME_MAX + 1], state_name[TOPICS_NAME_MAX + 1];
	enum topic topic, state; /* state TOPIC_COUNT: none */
	uint8_t state_format;
};

enum { STAGE_SOURCES_MAX = 2 };

struct partition {
	const struct source *source;
	int32_t id;     /* Kafka's, within its topic */
	int32_t number; /* the worker's, over all topics */
	bool assigned;
	bool touched;                /* its offset goes into the open transaction */
	bool ended;                  /* its end was reached since it was assigned */
	bool fresh;                  /* no offset of it was ever committed */
	int64_t committed, position; /* offsets of the next record: committed, in hand */
	int64_t first_end;           /* where it ended when it was assigned */
	struct mark mark, next;      /* metadata: committed, of the open transaction */
	uint32_t careful;            /* records that are yet to be tried first */
	int64_t paused_until_ms;     /* monotonic; 0: not paused */
	int64_t backoff_ms;
	int64_t reject_at; /* offset of a record whose output the broker refused, or -1 */
	struct state *state;
	int64_t restored; /* offset up to which the changelog was read */
	uint64_t scope;   /* the scope in which `point` was taken */
	size_t point;
};

/* A topic by name. The producer's handle is made when something is sent there: steps are
 * tried in child processes, in which locks of librdkafka may be held by nobody who lives. */
struct target {
	rd_kafka_topic_t *handle; /* or NULL */
	char name[TOPICS_NAME_MAX + 1];
};

struct output {
	struct target *topic;
	int32_t for_partition, to_partition;
	bool is_state, is_letter;
	bool is_null;                  /* no value, which removes the key */
	size_t value_len, key_len, at; /* in the bytes of the call: key, then value */
	rd_kafka_headers_t *headers;   /* owned, may be NULL */
	bool is_input_headers; /* they are the input's, who gets them back if undone */
	size_t added;          /* of its own, behind the input's */
};

struct tally {
	int32_t partition;
	enum disposition what;
	uint64_t n;
};

struct stage {
	const struct stage_worker *worker;
	const struct kafka_settings *settings;
	rd_kafka_t *consumer, *producer, *reader;
	rd_kafka_queue_t *queue; /* the consumer's, for wake_fd */
	struct source sources[STAGE_SOURCES_MAX];
	int32_t sources_len;
	struct target *topics[TOPIC_COUNT]; /* of the producer, made when first used */
	struct map *publics;                /* the same by name */
	struct partition *partitions;
	int32_t partitions_len; /* of all sources */
	int32_t each_len;       /* of one */

	/* What the call in hand has emitted: stage_emit.c. */
	struct output *outputs;
	size_t outputs_len, outputs_cap;
	struct buf bytes; /* their keys and values */
	struct tally *tallies;
	size_t tallies_len, tallies_cap;
	uint64_t scope;
	struct err scope_err;                  /* fate ERR_NONE: all is well */
	rd_kafka_message_t *message;           /* the record in hand, or NULL */
	const struct headers *message_headers; /* as its step got them, or NULL */
	int64_t now_ms;

	/* The open transaction: stage_tx.c. */
	bool open, broken, commit_now;
	int64_t opened_ms;
	size_t tx_records, tx_bytes;
	int64_t tx_timestamp_ms, tx_offset;
	int32_t tx_partition;
	uint64_t tx_outputs, tx_letters;
	size_t limit;    /* records of a transaction; grows from STAGE_FIRST_RECORDS */
	size_t wary;     /* records for which it does not grow yet: somebody died */
	uint32_t single; /* records to go one by one: one's output was refused */
	int refused;     /* code of a refused output, or 0 */
	char refused_topic[TOPICS_NAME_MAX + 1];
	uint32_t aborts_in_row;
	uint64_t epoch; /* changes when messages in hand are worth nothing any more */

	bool marks_due;  /* the start is yet to be marked */
	bool second_due; /* the second input may be behind its first ends */
	bool revoking;   /* what is aborted now is not read again */
	int64_t
	    dirty_ms; /* monotonic time since a position waits to be committed; 0: none */
	int64_t timer_ms;  /* monotonic time of the next call; INT64_MAX: none */
	int64_t alive_ms;  /* the same */
	int64_t wake_ms;   /* the same, of waking the client */
	struct err failed; /* fate ERR_NONE: none */

	struct watchdog *watchdog;
	int wake_fd, stop_fd; /* readable: records or a stop; a stop */
	atomic_bool stop;
	int64_t stop_seen_ms;

	pthread_mutex_t stats_lock;
	struct stage_stats stats, stats_shown;
};

/* One turn of the loop: at most one record. */
void stage_turn(struct stage *s);
/* Monotonic ms. */
int64_t stage_clock_ms(void);
/* Is it time to give up, because of a stop that was asked for long enough ago? */
bool stage_hurried(struct stage *s);
static inline bool stage_stopping(struct stage *s)
{
	return atomic_load_explicit(&s->stop, memory_order_relaxed);
}
/* Sleeps until `timeout_ms` or a stop. */
void stage_pause(struct stage *s, int64_t timeout_ms);
void stage_stats_show(struct stage *s);
/* Tells the worker's monitor that the loop turns. */
void stage_show_alive(struct stage *s);

struct partition *stage_partition(const struct stage *s, int32_t number);
/* By Kafka's names; NULL: not one of ours. */
struct partition *stage_partition_named(const struct stage *s, const char *topic,
					int32_t id);

/* --- stage_open.c --- */
/* Finds the topics and gets ready for transactions: until it works or is stopped. */
bool stage_reach(struct stage *s, struct err *err);

/* --- stage_emit.c --- */
void scope_begin(struct stage *s);
void scope_undo(struct stage *s);
/* Produces what was collected. A failure breaks the transaction. */
void scope_keep(struct stage *s);
/* The dead letter of the record in hand. */
void emit_letter_of(struct stage *s, const struct partition *p,
		    const rd_kafka_message_t *m, struct view reason);
void emit_free(struct stage *s);

/* --- stage_tx.c --- */
void tx_open(struct stage *s);
void tx_touch(struct stage *s, struct partition *p);
/* False: it was aborted, or the stage has failed. Nothing open is fine. */
bool tx_commit(struct stage *s);
/* Everything since the last commit is undone and will be read again. */
void tx_abort(struct stage *s);
/* The same in memory alone: the transaction is left to its time-out. */
void tx_drop(struct stage *s);

/* --- stage_record.c --- */
void record_take(struct stage *s, rd_kafka_message_t *m);
void record_resume(struct stage *s);
bool record_seek(struct stage *s, rd_kafka_topic_partition_list_t *list);

/* --- stage_assign.c --- */
void assign_rebalance(struct rd_kafka_s *client, int err,
		      struct rd_kafka_topic_partition_list_s *list, void *self);
/* Commits that a start has been made, before the first record. False: try again. */
bool assign_marks(struct stage *s);
/* Gives up all partitions at an orderly end. */
void assign_end(struct stage *s);
/* A record is wanted that is not there (any more). */
void assign_out_of_range(struct stage *s, const struct partition *p);

/* --- stage_restore.c --- */
bool restore_state(struct stage *s, const rd_kafka_topic_partition_list_t *list,
		   struct err *err);
