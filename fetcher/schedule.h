/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schedule - which of many things is due next.
 *
 * Things are small numbers that the caller gives out: 0, 1, 2 … Pure logic, no clock: a test
 * lives through a week in a millisecond. A binary heap with each thing's place in it: putting,
 * moving and taking are O(log n), about 0.2 us with 100,000 things; 16 bytes a thing.
 *
 * One owner, one thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/auto.h"
#include "common/base/instant.h"

enum { SCHEDULE_THINGS_MAX = 16 * 1024 * 1024 };

struct schedule;

struct schedule *schedule_new(void);
void schedule_free(struct schedule *s); /* NULL is fine */
DEFINE_AUTO(schedule)

/* The thing is due at `at` from now on, whether it was in or not. `thing` is below
 * SCHEDULE_THINGS_MAX. */
void schedule_put(struct schedule *s, uint32_t thing, instant_ms at);
/* It is not due at all; fine if it was not in. */
void schedule_remove(struct schedule *s, uint32_t thing);

/* Takes out the thing that has been due longest, of two with the same time the one with the
 * smaller number. False: nothing is due at `now`. */
bool schedule_take(struct schedule *s, instant_ms now, uint32_t *ret_thing);

/* When the next thing is due, or INSTANT_NONE if there is none. */
instant_ms schedule_next(const struct schedule *s);
/* When this one is, or INSTANT_NONE. */
instant_ms schedule_at(const struct schedule *s, uint32_t thing);
size_t schedule_len(const struct schedule *s);
