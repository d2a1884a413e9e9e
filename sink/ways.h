/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ways - how a version of a story reaches the public topics: straight, or by a route that tells
 * copies apart.
 *
 * Which straight topics got a story, its delivery says; which routes did, they remember
 * themselves (matched.h), so that a story that goes to them alone needs no state here. What is
 * not a story's first sending is therefore shown to the other such routes as well: they take
 * what they know. Pure; borrows the routes.
 */
#pragma once

#include "sink/delivery.h"
#include "sink/route.h"

struct ways {
	const struct routes *routes;
	struct view straight[ROUTE_TOPICS_MAX]; /* topics */
	size_t straight_len;
	route_set straight_set; /* the same */
};

void ways_init(struct ways *w, const struct routes *routes);
struct delivery_names ways_straight(const struct ways *w);

/* Sets of routes are of route_clustered(). */
struct ways_taken {
	struct delivery_names topics; /* straight ones that match */
	route_set routes;             /* that match, or got the story before */
	route_set shown;              /* others, which may have got it before */
};

/* `was` is NULL for a story that nothing is remembered of. The list lies in `a`. */
void ways_of(const struct ways *w, const struct delivery_record *record,
	     const struct delivery *was, instant_ms now, struct arena *a,
	     struct ways_taken *ret);

/* The key on kw.matched of what a route is only shown; an instance of an earlier version finds
 * no route of that name. */
struct view ways_shown_key(struct view route, struct arena *a);
/* Is it such a key? The route, which is else the key. */
bool ways_is_shown(struct view key, struct view *ret_route);

/* States that were written when routes did not remember for themselves list them among the
 * topics, as "@kurils". Takes those out. */
void ways_drop_routes(struct delivery *d);
