/* SPDX-License-Identifier: Apache-2.0 */
/*
 * member - what kw.cluster-state holds of a story on a route that asks for clusters.
 *
 * Its place among the copies, the sample of its text, and which topics got it. When the
 * window has passed, the sample goes and the rest stays, so that a correction or kill still
 * reaches the topics. Pure. Views of a decoded one look into what it was read from.
 */
#pragma once

#include "sink/cluster.h"
#include "sink/delivery.h"

/* Samples of format 1 may be of other hashes: those match nothing, and go with the window. */
enum { MEMBER_FORMAT = 2 };

struct member {
	struct cluster_story story; /* `latest` is that of the delivery */
	struct view packed;       /* shingles; empty: it belongs to no cluster any more */
	struct delivery delivery; /* holds nothing back */
};

/* The key in kw.cluster-state: route, space, story uri. In the arena. */
struct view member_key(struct view route, struct view uri, struct arena *a);

/* The id of a story uri; false when it is not one of ours. And back, in the arena. */
bool member_id(struct view uri, struct cluster_id *ret);
struct view member_uri(const struct cluster_id *id, struct arena *a);

void member_encode(const struct member *m, struct buf *out);
/* Lists lie in `a`. ERR_STOP: the state is damaged. */
NODISCARD bool member_decode(struct view value, struct arena *a, struct member *ret,
			     struct err *err);
/* Of an encoded one, without its delivery: its story, its sample, and when its last version
 * came. `id` is left alone. */
bool member_peek(struct view value, struct member *ret);
