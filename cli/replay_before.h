/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_before - what was published before a republishing replay: of each story its latest
 * version, what it was tagged with, and which topics have it.
 *
 * Read from kw.enriched, kw.sink-state and kw.cluster-state, which takes about a second for 100,000 records;
 * about 200 bytes a story.
 */
#pragma once

#include "common/base/auto.h"
#include "common/base/err.h"
#include "common/kafka/client.h"
#include "common/story/headers.h"
#include "sink/route.h"

struct replay_before;

struct replay_story {
	int version, revision; /* the latest on kw.enriched */
	bool usable;
	uint64_t tags;    /* replay_tags() of it */
	route_set topics; /* of the routes of today: those that have the story */
};

/* ERR_RETRY: no broker answers; ERR_REJECT: a topic is not there; ERR_STOP: state is
 * damaged. */
NODISCARD bool replay_before_read(const struct kafka_settings *settings,
				  const struct routes *routes, struct replay_before **ret,
				  struct err *err);
void replay_before_free(struct replay_before *b); /* NULL is fine */
DEFINE_AUTO(replay_before)

bool replay_before_find(const struct replay_before *b, struct view uri,
			struct replay_story *ret);

/* A number for what an enriched story is tagged with: topics, subjects, scores and mentions. */
uint64_t replay_tags(const struct headers *h, struct view value);
