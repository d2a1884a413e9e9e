/* SPDX-License-Identifier: Apache-2.0 */
/* route_rules - what routes are made of, between the loader and the matcher of this folder. */
#pragma once

#include "sink/route.h"

enum condition_kind {
	CONDITION_ABOUT,
	CONDITION_MENTIONS,
	CONDITION_SUBJECT,
	CONDITION_SCORE,
	CONDITION_LANGUAGE,
	CONDITION_FEED,
	CONDITION_PROVIDER,
	CONDITION_STATUS,
	CONDITION_AGE,
	CONDITION_ANY_OF,
	CONDITION_ALL_OF,
	CONDITION_NOT,
	CONDITION_KINDS,
};
extern const char
    *const route_copies_names[];            /* from ROUTE_COPIES_ALL; NULL-terminated */
extern const char *const condition_names[]; /* as in the files; NULL-terminated */

struct condition {
	enum condition_kind kind;
	struct view *wanted;        /* any of these; of a score, the topic */
	struct setting_mark *marks; /* of these */
	size_t wanted_len;
	int64_t limit; /* score: at least; age: at most, in ms */
	struct condition *inner;
	size_t inner_len;
};

struct route {
	struct view id;
	struct condition when; /* ALL_OF nothing takes every story */
	route_set topics;
	bool any_status; /* the conditions say which status they want */
	enum route_copies copies;
	size_t clustered; /* its place in the list of those that ask */
};

struct routes {
	struct route *items;
	size_t len;
	struct route_topic topics[ROUTE_TOPICS_MAX];
	struct setting_mark described[ROUTE_TOPICS_MAX]; /* line 0: by no file */
	size_t topics_len;
	struct route_clustered clustered[ROUTE_CLUSTERED_MAX];
	size_t clustered_len;
	const struct route *leads_to[ROUTE_TOPICS_MAX]; /* one that does, while loading */
};
