/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena - the memory of one record: taken bit by bit, given back all at once.
 *
 * An arena has a budget in bytes. What goes over it is still served, so that code in the
 * middle of a document needs no check at each allocation, but arena_over() says so from
 * then on, and whoever loops over input asks it once a turn and stops. At twice the budget
 * that check is missing: a bug, which ends the process with nothing committed.
 *
 * One owner, one thread. An allocation costs a few additions; blocks are 64 KiB or as
 * large as the request; arena_reset() keeps up to 1 MiB of them for the next record.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/auto.h"
#include "common/base/view.h"

struct arena;

/* `budget_bytes` > 0. Never NULL. */
struct arena *arena_new(size_t budget_bytes);
void arena_free(struct arena *a); /* NULL is fine */
DEFINE_AUTO(arena)

/* Everything given out so far is gone. */
void arena_reset(struct arena *a);

/* Has more than the budget been taken? */
bool arena_over(const struct arena *a);
size_t arena_used(const struct arena *a);
size_t arena_left(const struct arena *a); /* of the budget */

/* Zeroed, aligned for any type, never NULL; at most half of SIZE_MAX. */
void *arena_alloc(struct arena *a, size_t size);

/* The same, not zeroed: for what is filled at once. */
void *arena_raw(struct arena *a, size_t size);

/* `count` zeroed items. The product must not overflow. */
void *arena_array(struct arena *a, size_t count, size_t item_size);
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_array((a), (count), sizeof(type)))

/* A list that grows by doubling: makes room for one item more in `*items`, which has
 * `len` of them, and returns that item, zeroed. The old array stays in the arena.
 *   struct story *s = ARENA_PUSH(arena, list->stories, list->len);                    */
#define ARENA_PUSH(a, items, len)                                               \
	(*((items) = arena_grow((a), (items), (len), sizeof *(items)), (len)++, \
	   &(items)[(len)-1]) = (__typeof__(*(items))){ 0 },                    \
	 &(items)[(len)-1])
void *arena_grow(struct arena *a, void *items, size_t len, size_t item_size);

/* A copy, with a NUL after it that is not counted. */
struct view arena_copy(struct arena *a, struct view v);
char *arena_string(struct arena *a, struct view v);

/* printf into the arena. */
struct view arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
