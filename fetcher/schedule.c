/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/schedule.h"

#include "common/base/mem.h"

struct entry {
	instant_ms at;
	uint32_t thing;
};

struct schedule {
	struct entry *heap; /* the children of i are 2i + 1 and 2i + 2 */
	size_t len, cap;
	uint32_t *place; /* of each thing: its index in the heap + 1, or 0 */
	size_t things;
};

struct schedule *schedule_new(void)
{
	return mem_new(sizeof(struct schedule));
}

void schedule_free(struct schedule *s)
{
	if (!s)
		return;
	free(s->heap);
	free(s->place);
	free(s);
}

static bool before(struct entry a, struct entry b)
{
	return a.at < b.at || (a.at == b.at && a.thing < b.thing);
}

static void settle(struct schedule *s, size_t i, struct entry e)
{
	s->heap[i] = e;
	s->place[e.thing] = (uint32_t)i + 1;
}

static void rise(struct schedule *s, size_t i, struct entry e)
{
	for (; i > 0 && before(e, s->heap[(i - 1) / 2]); i = (i - 1) / 2)
		settle(s, i, s->heap[(i - 1) / 2]);
	settle(s, i, e);
}

static void sink(struct schedule *s, size_t i, struct entry e)
{
	for (size_t child = 2 * i + 1; child < s->len; child = 2 * i + 1) {
		if (child + 1 < s->len && before(s->heap[child + 1], s->heap[child]))
			child++;
		if (!before(s->heap[child], e))
			break;
		settle(s, i, s->heap[child]);
		i = child;
	}
	settle(s, i, e);
}

static void make_room(struct schedule *s, uint32_t thing)
{
	MUST(thing < SCHEDULE_THINGS_MAX);
	if (s->len == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 64;
		s->heap = mem_grow(s->heap, s->cap, sizeof s->heap[0]);
	}
	if (thing < s->things)
		return;
	size_t things = s->things ? s->things : 64;
	while (things <= thing)
		things *= 2;
	s->place = mem_grow(s->place, things, sizeof s->place[0]);
	memset(s->place + s->things, 0, (things - s->things) * sizeof s->place[0]);
	s->things = things;
}

void schedule_put(struct schedule *s, uint32_t thing, instant_ms at)
{
	struct entry e = { at, thing };

	schedule_remove(s, thing);
	make_room(s, thing);
	s->len++;
	rise(s, s->len - 1, e);
}

void schedule_remove(struct schedule *s, uint32_t thing)
{
	if (thing >= s->things || s->place[thing] == 0)
		return;
	size_t i = s->place[thing] - 1;
	struct entry last = s->heap[s->len - 1];

	s->place[thing] = 0;
	s->len--;
	if (i == s->len)
		return;
	if (i > 0 && before(last, s->heap[(i - 1) / 2]))
		rise(s, i, last);
	else
		sink(s, i, last);
}

bool schedule_take(struct schedule *s, instant_ms now, uint32_t *ret_thing)
{
	if (s->len == 0 || s->heap[0].at > now)
		return false;
	*ret_thing = s->heap[0].thing;
	schedule_remove(s, *ret_thing);
	return true;
}

instant_ms schedule_next(const struct schedule *s)
{
	return s->len > 0 ? s->heap[0].at : INSTANT_NONE;
}

instant_ms schedule_at(const struct schedule *s, uint32_t thing)
{
	if (thing >= s->things || s->place[thing] == 0)
		return INSTANT_NONE;
	return s->heap[s->place[thing] - 1].at;
}

size_t schedule_len(const struct schedule *s)
{
	return s->len;
}
