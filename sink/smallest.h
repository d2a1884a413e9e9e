/* SPDX-License-Identifier: Apache-2.0 */
/*
 * smallest - the smallest different hashes of many, in order.
 *
 * Takes hashes one after the other, however many, in fixed room: they are sorted only when
 * the room is full and at the end, by buckets, since hashes are spread evenly. About 10 ns a
 * hash; chosen ones that all fall into one bucket make it at most 100 times that. Pure, on
 * the caller's stack.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SMALLEST_ROOM = 1024,
	SMALLEST_MAX = 64, /* that can be asked for */
};

struct smallest {
	size_t max, len;
	uint32_t end;                  /* no larger one is among them any more */
	uint64_t items[SMALLEST_ROOM]; /* a hash, and 0 below it if it is marked */
};

/* To find at most `max`. */
static inline void smallest_init(struct smallest *s, size_t max)
{
	s->max = max;
	s->len = 0;
	s->end = UINT32_MAX;
}

/* Leaves no more than `max`: makes room. */
void smallest_sort(struct smallest *s);

/* Of equal ones, one counts, which is marked if any is. */
static inline void smallest_add(struct smallest *s, uint32_t hash, bool marked)
{
	if (s->len == SMALLEST_ROOM)
		smallest_sort(s);
	if (hash > s->end)
		return;
	s->items[s->len++] = (uint64_t)hash << 1 | !marked;
}

/* The hashes, of which `ret` has room for `max`, and in bit i whether hash i is marked.
 * Returns how many. */
size_t smallest_take(struct smallest *s, uint32_t *ret, uint64_t *ret_marks);
