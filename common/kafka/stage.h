/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage - the exactly-once loop that every worker is: poll, begin, step, send, commit.
 *
 * A worker gives a table of functions; the stage owns the Kafka clients, transactions,
 * offsets, state and dead letters. In one transaction go the outputs, the changes of
 * state, the letters and the input offsets, so that a record counts once whatever dies.
 * Design: architecture.md, "Exactly once".
 *
 * Threads: all functions of the table are called on the thread that runs stage_run().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/base/auto.h"
#include "common/base/err.h"
#include "common/base/view.h"
#include "common/story/headers.h"

/* Topics by what they are for; their real names have the configured prefix. Routes name
 * the public ones. */
enum topic {
	TOPIC_FETCH,
	TOPIC_FETCH_STATE,
	TOPIC_RAW,
	TOPIC_PARSE_STATE,
	TOPIC_STORIES,
	TOPIC_ENRICHED,
	TOPIC_SINK_STATE,
	TOPIC_MATCHED,
	TOPIC_CLUSTER_STATE,
	TOPIC_DEAD_LETTER,
	TOPIC_DEAD_LETTER_STATE,
	TOPIC_PUBLIC, /* any news.* */
	TOPIC_COUNT
};

/* What became of an entry: each ends in exactly one (architecture.md, conservation). */
enum disposition {
	DISPOSITION_PUBLISHED,
	DISPOSITION_UNCHANGED,
	DISPOSITION_DUPLICATE,
	DISPOSITION_FILTERED,
	DISPOSITION_HELD,
	DISPOSITION_REJECTED,
	DISPOSITION_COUNT
};

/* One input record, borrowed until the step returns. `partition` is a number as below. */
struct stage_record {
	struct view key, value;
	struct headers headers;
	int32_t partition;
	int64_t offset;
	int64_t timestamp_ms;
};

struct stage;

/* State of the format before as it is written now; `*ret` is borrowed until the next call. */
typedef bool stage_upgrade(void *self, struct view key, struct view value,
			   struct view *ret, struct err *err);

/* Another input of a worker, as many partitions as the first has, and a state of its own. It
 * is read first: a worker that sends to it from the first finds, in each of its partitions
 * that it owns, all that was sent before it was assigned. Hence a step of the first may do
 * at once what it would else send there, if stage_owns() that partition. */
struct stage_input {
	enum topic topic;
	enum topic state; /* TOPIC_COUNT: keeps none */
	uint8_t state_format;
	stage_upgrade *upgrade; /* as the worker's */
};

/*
 * What a worker is. Partitions are numbered through: those of the first input from 0, those
 * of the second, if there is one, after them (stage_is_second() tells). `self` is its own; all but `step` may be NULL. A function that returns
 * false has set `err`, whose fate decides: RETRY the record later (its partition pauses and
 * backs off), REJECT it (it goes to the dead letters), STOP the worker. What it had emitted
 * or changed since it was called is undone in all three cases.
 */
struct stage_worker {
	const char *name; /* "parser": consumer group, transactional id, metrics */
	enum topic input;
	enum topic state; /* TOPIC_COUNT: keeps none */
	/* For a worker without state: the topic whose records prove that it has run before,
	 * so that offsets that expired are not taken for a first start. Unread if there is
	 * state. */
	enum topic output;
	/* Format of the values of its state. Values of format - 1 are handed to `upgrade`;
	 * other formats are a STOP. */
	uint8_t state_format;
	stage_upgrade *upgrade;
	const struct stage_input *second; /* or NULL */
	void *self;

	/* One record of an assigned partition. */
	bool (*step)(void *self, struct stage *s, const struct stage_record *in,
		     struct err *err);

	/* A partition is ours and its state is restored / is ours no longer: what the
	 * worker keeps in memory of it is built with state_each(), and dropped. */
	bool (*assigned)(void *self, struct stage *s, int32_t partition, struct err *err);
	void (*revoked)(void *self, struct stage *s, int32_t partition);
	/* The transaction was aborted: what was changed in it for this partition is undone
	 * in the state store; what the worker mirrors of it in memory has to be re-read. */
	void (*aborted)(void *self, struct stage *s, int32_t partition);
	/* The transaction that held everything emitted so far is committed. */
	void (*committed)(void *self, struct stage *s);

	/* Work by time, called between records when it asked to be, and each time after
	 * `wait`: emits and changes state like a step does, always for a partition that is
	 * assigned. Returns in `*ret_wait_ms` when it wants to be called next, or -1. RETRY:
	 * called again later; REJECT is STOP, since there is no input to reject. */
	bool (*timer)(void *self, struct stage *s, int64_t *ret_wait_ms, struct err *err);
	/* The loop lives: called about once a second between records, and, not `connected`,
	 * while no broker answers. Emits nothing. */
	void (*alive)(void *alive_self, bool connected);
	/* A transaction was committed: how long it was open, and how old the last record that
	 * was read in it is, -1 if none was; for `alive_self`. May be NULL. */
	void (*took)(void *alive_self, int64_t open_ms, int64_t age_ms);
	/* What a client tells of itself (statistics.h), every few seconds. May be NULL. */
	void (*statistics)(void *alive_self, struct view json);
	void *alive_self;
	/* Instead of waiting for records alone, waits up to `timeout_ms` for them (`fd` is
	 * readable when there are some) and for what else the worker waits for. */
	void (*wait)(void *self, int fd, int64_t timeout_ms);
};

/* --- what a step or timer does ------------------------------------------------------- */

/* Queues an output of the current transaction; copies all it is given. `topic_name` is
 * for TOPIC_PUBLIC (without prefix), else NULL. `for_partition` is the input partition
 * that the output belongs to: its offset goes into the transaction too, so that a zombie
 * is fenced. `to_partition` is -1 for the key's own (murmur2_random). */
void stage_emit(struct stage *s, int32_t for_partition, enum topic topic,
		const char *topic_name, int32_t to_partition, struct view key,
		struct view value, const struct headers *headers);

/* State of one input partition. A value is borrowed until the next change of its key.
 * Returns false when there is none. */
bool stage_state_get(struct stage *s, int32_t partition, struct view key,
		     struct view *ret_value);
/* Copies both; an empty value removes the key. */
void stage_state_put(struct stage *s, int32_t partition, struct view key,
		     struct view value);
/* All keys of a partition, in no order:  for (size_t i = 0; stage_state_each(…);) No
 * change in between. */
bool stage_state_each(struct stage *s, int32_t partition, size_t *i, struct view *ret_key,
		      struct view *ret_value);

/* Counts entries by what became of them, part of the offset's metadata. */
void stage_count(struct stage *s, int32_t partition, enum disposition what, uint64_t n);

/* Writes a dead letter for something inside a record that can go on without it (one
 * entry of a feed): the bytes, the reason, where. */
void stage_letter(struct stage *s, int32_t for_partition, struct view key,
		  struct view bytes, const struct headers *headers, struct view reason);

/* Wall clock in ms, the same for one call of step or timer. */
int64_t stage_now_ms(const struct stage *s);
bool stage_owns(const struct stage *s, int32_t partition);
/* Records of a partition that are not read yet, as of the last fetch, control records among
 * them; -1 if it is not ours. Topic and partition as Kafka has them. */
int64_t stage_lag(const struct stage *s, int32_t partition, const char **ret_topic,
		  int32_t *ret_id);
/* Is it a partition of the second input? */
bool stage_is_second(const struct stage *s, int32_t partition);
/* Which partition of the first input a key belongs to; and of the second. */
int32_t stage_partition_of(const struct stage *s, struct view key);
int32_t stage_second_of(const struct stage *s, struct view key);

/* --- running --------------------------------------------------------------------------- */

struct kafka_settings; /* client.h */

/* Makes the clients, which connect in the background. ERR_STOP: a setting is refused.
 * Borrows `worker` and `settings`. */
NODISCARD bool stage_open(const struct stage_worker *worker,
			  const struct kafka_settings *settings, struct stage **ret,
			  struct err *err);
/* Runs until stage_stop(), which any thread or signal handler may call, or a STOP. While no
 * broker answers it says so in the log and goes on trying; topics that are missing or have
 * other partition counts are a STOP. True after an orderly end, at most 5 s after
 * stage_stop(): the last transaction is committed or nothing of it stands. */
NODISCARD bool stage_run(struct stage *s, struct err *err);
void stage_stop(struct stage *s);
void stage_free(struct stage *s); /* NULL is fine */
DEFINE_AUTO(stage)

/* --- how it does ---------------------------------------------------------------------- */

struct stage_stats {
	uint64_t records; /* whose fate is committed */
	uint64_t outputs; /* handed to Kafka, changes of state not counted */
	uint64_t letters, retries;
	uint64_t commits, aborts;
	uint64_t restored; /* records of state that were read back */
	uint64_t state_keys, state_bytes;
	int64_t lag; /* records not yet read, as of the last fetch */
	int64_t committed_ms,
	    position_ms;     /* wall clock of the last commit; time stamp of the
					      last record in it; 0: none yet */
	int64_t restore_ms;  /* what the last restoring took */
	uint64_t rebalances; /* that brought partitions */
	int32_t partitions, assigned, paused;
	int32_t ended;  /* assigned ones that were read to their end since */
	bool connected; /* topics found, transactions possible */
	uint64_t
	    dispositions[DISPOSITION_COUNT]; /* of the assigned partitions, from their
						     beginning, whoever counted */
};
/* As of the last transaction or idle moment; any thread may ask. */
void stage_stats(struct stage *s, struct stage_stats *ret);
