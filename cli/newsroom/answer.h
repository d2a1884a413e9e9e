/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer - what the newsroom answers to a request: a function of desk, request and fault.
 *
 * Pure but for the memory of the body, which the answer owns.
 */
#pragma once

#include "cli/newsroom/fault.h"
#include "cli/newsroom/render.h"

enum { ANSWER_MAX = 64 * 1024 * 1024, ANSWER_HEADERS = 10, ANSWER_VALUE = 1100 };

struct request {
	struct view path, base;
	struct view none_match, modified_since;             /* of the request, or empty */
	const char *(*query)(void *self, const char *name); /* "" when it is not there */
	void *query_self;
	struct view robots;
	struct fault fault;
	instant_ms now;
	uint64_t poll; /* another one for each request */
};

struct answer {
	int status;
	struct buf body;
	struct {
		const char *name;
		char value[ANSWER_VALUE];
	} headers[ANSWER_HEADERS];
	size_t headers_len;
	struct fault manner; /* in which it is sent */
};

/* Besides what the desk holds: /_redirect?code=&to= and /_chain/N?to=, a chain of N
 * redirects, and /_loop. */
void answer_make(const struct desk *d, const struct request *r, struct answer *ret);
void answer_done(struct answer *a);

void answer_feeds_yaml(const struct desk *d, struct view base, struct view interval,
		       struct buf *out);
