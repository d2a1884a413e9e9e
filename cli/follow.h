/* SPDX-License-Identifier: Apache-2.0 */
/*
 * follow - a GET from the command line, and the redirects that it leads to.
 *
 * The host that a person named may be of this machine or its network; where a document or a
 * redirect leads may not (fetcher/address.h). Waits for the answer, half a minute at most for
 * each request. One owner, one thread.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/err.h"
#include "fetcher/reply.h"

struct follow;

/* What an address led to. */
struct followed {
	struct reply *reply;   /* the caller's, of status 200; NULL if there is none */
	struct view url, keep; /* where it came from; what to write down: only permanent
				  redirects count */
	int status;            /* of the last answer; 0: none came */
};

/* `agent` is said to be the user agent, `named` the address that a person gave. */
NODISCARD bool follow_new(const char *agent, struct view named, size_t body_max,
			  struct follow **ret, struct err *err);
void follow_free(struct follow *f); /* NULL is fine */
DEFINE_AUTO(follow)

/* Was this host named? */
bool follow_named(const struct follow *f, struct view url, struct arena *a);

/* False, with ERR_REJECT and the address in the reason: no answer, none of status 200, no end
 * of redirects. `ret->status` is set all the same. */
NODISCARD bool follow_get(struct follow *f, struct view url, struct arena *a,
			  struct followed *ret, struct err *err);
