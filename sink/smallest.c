/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/smallest.h"

#include <string.h>

#include "common/base/must.h"

/* A text of some hundred words has about one hash in each, so that few are out of order. */
enum { BUCKET_BITS = 7, BUCKETS = 1 << BUCKET_BITS };

static size_t bits_of(uint32_t n)
{
	return n ? 32 - (size_t)__builtin_clz(n) : 0;
}

/* By buckets, in the order of the buckets; where each one ends. */
static void spread(const struct smallest *s, uint64_t *to, uint32_t ends[BUCKETS])
{
	uint32_t starts[BUCKETS];
	size_t bits = bits_of(s->end);
	size_t shift = 1 + (bits > BUCKET_BITS ? bits - BUCKET_BITS : 0);

	memset(ends, 0, BUCKETS * sizeof *ends);
	for (size_t i = 0; i < s->len; i++)
		ends[s->items[i] >> shift]++;
	uint32_t sum = 0;
	for (size_t b = 0; b < BUCKETS; b++) {
		starts[b] = sum;
		sum += ends[b];
		ends[b] = sum;
	}
	for (size_t i = 0; i < s->len; i++)
		to[starts[s->items[i] >> shift]++] = s->items[i];
}

/* Where the bucket ends that holds item number `least`, counted from 1, or the last one. */
static size_t end_of_bucket(const uint32_t ends[BUCKETS], size_t least)
{
	size_t b = 0;

	while (b + 1 < BUCKETS && ends[b] < least)
		b++;
	return ends[b];
}

/* Quick for what is nearly in order. */
static void sort_few(uint64_t *items, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		uint64_t item = items[i];
		size_t at = i;
		for (; at > 0 && items[at - 1] > item; at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

/* Of equal hashes the marked one comes first. */
void smallest_sort(struct smallest *s)
{
	uint64_t spread_out[SMALLEST_ROOM];
	uint32_t ends[BUCKETS];
	size_t len = 0;

	MUST(s->max > 0 && s->max <= SMALLEST_MAX);
	if (s->len == 0)
		return;
	spread(s, spread_out, ends);
	/* Once, unless there are equal ones among the first. */
	for (size_t from = 0, end; len < s->max && from < s->len; from = end) {
		end = end_of_bucket(ends, from + s->max - len);
		sort_few(&spread_out[from], end - from);
		for (size_t i = from; i < end && len < s->max; i++)
			if (len == 0 || s->items[len - 1] >> 1 != spread_out[i] >> 1)
				s->items[len++] = spread_out[i];
	}
	s->len = len;
	if (len == s->max)
		s->end = (uint32_t)(s->items[len - 1] >> 1);
}

size_t smallest_take(struct smallest *s, uint32_t *ret, uint64_t *ret_marks)
{
	smallest_sort(s);
	*ret_marks = 0;
	for (size_t i = 0; i < s->len; i++) {
		ret[i] = (uint32_t)(s->items[i] >> 1);
		*ret_marks |= (uint64_t) !(s->items[i] & 1) << i;
	}
	return s->len;
}
