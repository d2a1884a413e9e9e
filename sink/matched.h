/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matched - the sink's second half: stories of kw.matched, told apart from their copies.
 *
 * Records are keyed by route, so that one instance sees all stories of a route; those of a
 * route whose partition the sender owns itself come without the way over the topic. Sent are
 * the bytes that came, with a member "cluster" put into "kurilwire" and three headers more. What
 * a topic got is remembered like in kw.sink-state, in kw.cluster-state. On the stage's
 * thread.
 */
#pragma once

#include "common/kafka/stage.h"
#include "sink/delivery.h"
#include "sink/route.h"

struct matched;

struct matched_limits {
	int64_t window_ms;       /* how long copies of a text are looked for */
	int64_t stories_max;     /* over all routes that ask */
	int64_t forget_after_ms; /* as the sink's */
};

/* Borrows the routes. */
struct matched *matched_new(const struct routes *routes, struct matched_limits limits);
void matched_free(struct matched *m); /* NULL is fine */
DEFINE_AUTO(matched)
void matched_reload(struct matched *m, const struct routes *routes,
		    struct matched_limits limits);

/* What a stage's worker is told of partitions of kw.matched. */
void matched_assigned(struct matched *m, int32_t partition);
void matched_revoked(struct matched *m, int32_t partition);
void matched_aborted(struct matched *m, int32_t partition);

struct matched_counts {
	uint64_t *published; /* by topic, in the order of route_topics() */
	bool sent;           /* the record went to at least one of them */
	uint64_t copies;     /* stories that were copies of an earlier one */
	uint64_t withheld;   /* of them, those that their route did not want */
	uint64_t forgotten;
};

/* What a fate is counted as. */
enum disposition matched_disposition(enum delivery_fate fate);

/* One record of kw.matched, or one that would go there, to a partition that is owned; adds to
 * the counts. `*ret` is what becomes of it. */
NODISCARD bool matched_step(struct matched *m, struct stage *s,
			    const struct stage_record *in, struct matched_counts *counts,
			    enum disposition *ret, struct err *err);
/* By time; `*ret_wait_ms` is set to when it wants to be called again, if that is sooner. */
NODISCARD bool matched_timer(struct matched *m, struct stage *s, int64_t *ret_wait_ms,
			     struct matched_counts *counts, struct err *err);

/* Stories whose texts are compared with those that come. */
size_t matched_len(const struct matched *m);
