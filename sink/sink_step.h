/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_step - the sink as a worker of the stage: routes and deliveries around Kafka.
 *
 * Decides by headers and sends the bytes on as they came. What it remembers lies in the
 * stage's state alone; of each partition it keeps only when to look for stories whose
 * embargo is over. Looking goes through all that is remembered of a partition, which for
 * 200,000 stories takes about 40 ms and happens once an hour and when an embargo ends, so
 * no list of the held ones is kept beside it. Stories for routes that ask for clusters go
 * through kw.matched, its second input (matched.h), or without that way where it is this
 * instance that reads it. On the stage's thread.
 */
#pragma once

#include "common/kafka/stage.h"
#include "sink/matched.h"
#include "sink/route.h"

struct sink;

struct sink_counts {
	uint64_t
	    published[ROUTE_TOPICS_MAX]; /* by topic, in the order of route_topics() */
	uint64_t held, released, stale, forgotten, looks;
	uint64_t copies, withheld; /* of other stories; that their route did not want */
	size_t compared; /* stories whose texts are compared with those that come */
};

/* Borrows the routes. What is remembered of a story is forgotten when nothing came of it
 * for `limits.forget_after_ms`. */
struct sink *sink_new(const struct routes *routes, struct matched_limits limits);
void sink_free(struct sink *sink); /* NULL is fine */
DEFINE_AUTO(sink)

/* Pages of published stories are looked at again so long after; 0, as at first: never. */
void sink_look_after(struct sink *sink, int64_t ms);

/* Fills the table that stage_open() wants; it borrows the sink. */
void sink_worker(struct sink *sink, struct stage_worker *ret);

/* Other routes from now on, between records. The old ones are not touched again. */
void sink_reload(struct sink *sink, const struct routes *routes,
		 struct matched_limits limits);

/* Sent in transactions that may yet be aborted; for metrics. Those by topic begin anew with
 * other routes. */
const struct sink_counts *sink_counts(struct sink *sink);
