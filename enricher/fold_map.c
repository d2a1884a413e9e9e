/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/fold_map.h"

#include "common/base/mem.h"

void fold_map_done(struct fold_map *m)
{
	free(m->steps);
	*m = (struct fold_map){ 0 };
}

void fold_map_clear(struct fold_map *m)
{
	m->len = m->last_asked = 0;
}

void fold_map_add(struct fold_map *m, size_t folded, size_t source, bool fixed)
{
	m->steps = mem_room(m->steps, m->len, 1, &m->cap, sizeof *m->steps);
	m->steps[m->len++] =
	    (struct fold_step){ (uint32_t)folded, (uint32_t)source & 0x7FFFFFFF, fixed };
}

size_t fold_map_last(const struct fold_map *m)
{
	return m->len ? m->steps[m->len - 1].folded : 0;
}

/* The last step at or before the folded position. */
static const struct fold_step *step_at(struct fold_map *m, size_t at)
{
	enum { AHEAD = 4 };
	const struct fold_step *steps = m->steps;
	size_t low = 0, high = m->len;

	if (high == 0 || steps[0].folded > at)
		return NULL;
	if (steps[m->last_asked].folded <= at)
		low = m->last_asked;
	for (int i = 0; i < AHEAD && high - low > 1; i++)
		if (steps[low + 1].folded <= at)
			low++;
		else
			high = low + 1;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (steps[middle].folded <= at)
			low = middle;
		else
			high = middle;
	}
	m->last_asked = low;
	return &steps[low];
}

size_t fold_map_start(struct fold_map *m, size_t at)
{
	const struct fold_step *s = step_at(m, at);
	if (!s)
		return at;
	return s->fixed ? s->source : s->source + (at - s->folded);
}

size_t fold_map_end(struct fold_map *m, size_t end)
{
	const struct fold_step *s = step_at(m, end - 1);
	if (!s)
		return end;
	return s->fixed ? s[1].source : s->source + (end - s->folded);
}
