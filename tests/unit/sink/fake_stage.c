/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_stage.h"

#include "common/base/mem.h"

enum { ARENA_BYTES = 256 * 1024 * 1024 };

struct stage *fake_stage_new(void)
{
	struct stage *s = mem_new(sizeof *s);

	s->arena = arena_new(ARENA_BYTES);
	s->state = map_new();
	return s;
}

void fake_stage_free(struct stage *s)
{
	map_free(s->state);
	arena_free(s->arena);
	free(s);
}

bool fake_stage_step(struct stage *s, const struct stage_worker *w,
		     const struct stage_record *in, struct err *err)
{
	size_t before = s->emitted_len;
	struct view state;
	bool had = stage_state_get(s, in->partition, in->key, &state);

	if (w->step(w->self, s, in, err))
		return true;
	s->emitted_len = before;
	stage_state_put(s, in->partition, in->key, had ? state : VIEW(""));
	return false;
}

void stage_emit(struct stage *s, int32_t for_partition, enum topic topic,
		const char *topic_name, int32_t to_partition, struct view key,
		struct view value, const struct headers *headers)
{
	MUST(s->emitted_len < FAKE_EMITTED_MAX && to_partition == -1);
	struct fake_emitted *e = &s->emitted[s->emitted_len++];
	*e = (struct fake_emitted){ for_partition,
				    topic,
				    arena_copy(s->arena, view_of(topic_name)),
				    arena_copy(s->arena, key),
				    arena_copy(s->arena, value),
				    { .len = headers->len } };
	for (size_t i = 0; i < headers->len; i++)
		e->headers.items[i] =
		    (struct header){ arena_copy(s->arena, headers->items[i].name),
				     arena_copy(s->arena, headers->items[i].value) };
}

bool stage_state_get(struct stage *s, int32_t partition, struct view key,
		     struct view *ret_value)
{
	struct view *value = map_get(s->state, key);

	MUST(partition == 0);
	if (!value)
		return false;
	*ret_value = *value;
	return true;
}

void stage_state_put(struct stage *s, int32_t partition, struct view key,
		     struct view value)
{
	MUST(partition == 0);
	if (value.len == 0) {
		(void)map_remove(s->state, key);
		return;
	}
	struct view *copy = ARENA_NEW(s->arena, struct view);
	*copy = arena_copy(s->arena, value);
	(void)map_put(s->state, key, copy);
}

bool stage_state_each(struct stage *s, int32_t partition, size_t *i, struct view *ret_key,
		      struct view *ret_value)
{
	void *value;

	MUST(partition == 0);
	if (!map_each(s->state, i, ret_key, &value))
		return false;
	*ret_value = *(struct view *)value;
	return true;
}

void stage_count(struct stage *s, int32_t partition, enum disposition what, uint64_t n)
{
	(void)partition;
	s->counts[what] += n;
}

int64_t stage_now_ms(const struct stage *s)
{
	return s->now_ms;
}
