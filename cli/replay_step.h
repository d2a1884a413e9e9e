/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_step - a replay as a worker of the stage: a record in, what is made of it today out.
 *
 * To a shadow topic goes each story that would reach a public one, with the header kw-topics.
 * A republishing replay takes each story's latest version, and puts it on kw.enriched with its
 * revision counted up where its tags are others now, or a topic that takes it has not got it
 * (architecture.md); the sink does the rest. One owner, one thread.
 */
#pragma once

#include "cli/replay_before.h"
#include "common/kafka/stage.h"
#include "enricher/gazetteer.h"
#include "sink/route.h"

struct replay_step;

struct replay_plan {
	enum topic input; /* TOPIC_STORIES: tagged again; TOPIC_ENRICHED: routed again */
	const char *shadow; /* topic to write to; NULL: republish */
	bool every;         /* stories that reach no topic, too */
	int64_t since_ms;   /* records produced before are passed over */
	int64_t offset;     /* those before it, in each partition, too */
	const struct routes *routes;
	const struct gazetteer *gazetteer;  /* NULL for TOPIC_ENRICHED */
	const struct replay_before *before; /* for republishing, else NULL */
};

/* Borrows what the plan points to. ERR_STOP: no memory for matching. */
NODISCARD bool replay_step_new(const struct replay_plan *plan, struct replay_step **ret,
			       struct err *err);
void replay_step_free(struct replay_step *r); /* NULL is fine */
DEFINE_AUTO(replay_step)

/* As struct stage_worker's step. */
bool replay_step(void *self, struct stage *s, const struct stage_record *in,
		 struct err *err);
