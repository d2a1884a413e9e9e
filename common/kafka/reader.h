/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader - the records of one topic, all partitions, for a person or a tool that looks on.
 *
 * Reads what is committed, joins no consumer group and stores no offsets, so that looking
 * never disturbs a worker. One owner, one thread. Records of one partition come in order;
 * between partitions there is none.
 */
#pragma once

#include <signal.h>

#include "common/base/auto.h"
#include "common/base/err.h"
#include "common/kafka/client.h"
#include "common/kafka/stage.h"

enum reader_from {
	READER_BEGINNING,
	READER_END,   /* only what comes from now on */
	READER_SINCE, /* produced at or after a time */
};

struct reader;

/* `topic` is the full name. `since_ms` is for READER_SINCE. ERR_RETRY: no broker answers
 * within 10 s; ERR_REJECT: there is no such topic; ERR_STOP: a setting is refused. */
NODISCARD bool reader_open(const struct kafka_settings *settings, const char *topic,
			   enum reader_from from, int64_t since_ms, struct reader **ret,
			   struct err *err);
/* One partition of it, from its beginning. */
NODISCARD bool reader_open_one(const struct kafka_settings *settings, const char *topic,
			       int32_t partition, struct reader **ret, struct err *err);
/* All partitions, each from the offset that `start_of` says, or from its beginning if that is
 * negative. ERR_STOP, too: an offset is not there any more. */
NODISCARD bool reader_open_at(const struct kafka_settings *settings, const char *topic,
			      int64_t (*start_of)(void *self, int32_t partition),
			      void *self, struct reader **ret, struct err *err);
void reader_free(struct reader *r); /* NULL is fine */
DEFINE_AUTO(reader)

enum reader_result {
	READER_RECORD,  /* `*ret` holds one, borrowed until the next call */
	READER_NOTHING, /* not within the time */
	READER_AT_END,  /* every partition has been read to its end; said once */
	READER_FAILED,  /* `err` is set */
};
enum reader_result reader_next(struct reader *r, int timeout_ms, struct stage_record *ret,
			       struct err *err);

/* All records up to the end of the topic as it is now, until `visit` returns false: then `err`
 * is what it set, or, if it set nothing, enough was seen, and all is well. ERR_RETRY: the
 * broker is silent for 30 s. */
typedef bool reader_visit(void *self, const struct stage_record *r, struct err *err);
NODISCARD bool reader_each(struct reader *r, reader_visit *visit, void *self,
			   struct err *err);
/* reader_each() ends as if enough was seen soon after `*stop` is set, by a signal's handler
 * for one, even where nothing comes. Borrowed for as long as the reader lives. */
void reader_stop_by(struct reader *r, const volatile sig_atomic_t *stop);

struct reader_progress {
	uint64_t read; /* records that were lent out */
	uint64_t
	    left; /* offsets before the ends that are known now; markers count, too */
};
struct reader_progress reader_progress(const struct reader *r);
