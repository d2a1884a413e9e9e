/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shelf - the clusters of one partition of kw.matched: in memory what its state says.
 *
 * The state is the truth. A shelf is put together from it when it is first asked for, and
 * again after anything of the state was undone, which it finds out by itself. What it borrows
 * lies in the stage's state, so a story's text is held once. On the stage's thread.
 */
#pragma once

#include "common/kafka/stage.h"
#include "sink/member.h"

struct shelf;

/* Remembers at most `stories_max` of each route for `window_ms`. */
struct shelf *shelf_new(int32_t partition, size_t stories_max, int64_t window_ms);
void shelf_free(struct shelf *s); /* NULL is fine */
DEFINE_AUTO(shelf)

int32_t shelf_partition(const struct shelf *s);
/* Other bounds from now on. */
void shelf_limit(struct shelf *s, size_t stories_max, int64_t window_ms);
/* What it has is not what the state says any more. */
void shelf_spoil(struct shelf *s);

/* Makes sure that it is what the state says. ERR_STOP: the state is damaged. */
NODISCARD bool shelf_ready(struct shelf *s, struct stage *stage, struct err *err);

/* A story with this text comes soon: what is needed for it is fetched into the cache. */
void shelf_expect(struct shelf *s, struct view route, const struct shingles *text);
/* A version of a story with a text: `m` is what is remembered of the story, or zeros with its
 * id; gets number, joins and the packed text, which is lent until shelf_store(). Makes room
 * if there is none, which changes the state of others. */
NODISCARD bool shelf_add(struct shelf *s, struct stage *stage, struct view route,
			 struct member *m, const struct shingles *text, struct arena *a,
			 struct err *err);
/* What is known of its cluster, and whether another member says the same. */
bool shelf_describe(struct shelf *s, struct view route, const struct member *m,
		    struct cluster *ret);
bool shelf_repeats(struct shelf *s, struct view route, const struct member *m);
/* Writes the state of a story. `value` is the caller's scratch. */
NODISCARD bool shelf_store(struct shelf *s, struct stage *stage, struct view route,
			   struct view key, const struct member *m, struct buf *value,
			   struct err *err);

/* Takes samples whose window has passed out of the state, and stories of which nothing came
 * for `forget_after_ms`. Bounded: `*ret_next` is when to call again. */
NODISCARD bool shelf_age(struct shelf *s, struct stage *stage, int64_t forget_after_ms,
			 struct arena *a, instant_ms *ret_next, uint64_t *forgotten,
			 struct err *err);

/* Stories whose texts are compared with those that come. */
size_t shelf_len(const struct shelf *s);
