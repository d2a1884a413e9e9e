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

static void put(struct stage *s, struct view key, struct view value)
{
	if (value.len == 0) {
		(void)map_remove(s->state, key);
		return;
	}
	struct view *copy = ARENA_NEW(s->arena, struct view);
	*copy = arena_copy(s->arena, value);
	(void)map_put(s->state, key, copy);
}

bool fake_stage_step(struct stage *s, const struct stage_worker *w,
		     const struct stage_record *in, struct err *err)
{
	size_t emitted = s->emitted_len, letters = s->letters_len;
	uint64_t counts[DISPOSITION_COUNT];

	memcpy(counts, s->counts, sizeof counts);
	s->changes_len = 0;
	if (w->step(w->self, s, in, err))
		return true;
	s->emitted_len = emitted;
	s->letters_len = letters;
	memcpy(s->counts, counts, sizeof counts);
	while (s->changes_len > 0) {
		struct fake_change *c = &s->changes[--s->changes_len];
		put(s, c->key, c->value);
	}
	return false;
}

void stage_emit(struct stage *s, int32_t for_partition, enum topic topic,
		const char *topic_name, int32_t to_partition, struct view key,
		struct view value, const struct headers *headers)
{
	MUST(s->emitted_len < FAKE_EMITTED_MAX);
	struct fake_emitted *e = &s->emitted[s->emitted_len++];
	*e = (struct fake_emitted){ for_partition,
				    to_partition,
				    topic,
				    topic_name ? arena_copy(s->arena, view_of(topic_name))
					       : (struct view){ NULL, 0 },
				    arena_copy(s->arena, key),
				    arena_copy(s->arena, value),
				    { .len = headers ? headers->len : 0 } };
	for (size_t i = 0; headers && i < headers->len; i++)
		e->headers.items[i] =
		    (struct header){ arena_copy(s->arena, headers->items[i].name),
				     arena_copy(s->arena, headers->items[i].value) };
}

bool stage_state_get(struct stage *s, int32_t partition, struct view key,
		     struct view *ret_value)
{
	struct view *value = map_get(s->state, key);

	MUST(stage_owns(s, partition));
	if (!value)
		return false;
	*ret_value = *value;
	return true;
}

void stage_state_put(struct stage *s, int32_t partition, struct view key,
		     struct view value)
{
	struct view before = { NULL, 0 };

	MUST(stage_owns(s, partition));
	(void)stage_state_get(s, partition, key, &before);
	*ARENA_PUSH(s->arena, s->changes, s->changes_len) =
	    (struct fake_change){ arena_copy(s->arena, key), before };
	put(s, key, value);
}

bool stage_state_each(struct stage *s, int32_t partition, size_t *i, struct view *ret_key,
		      struct view *ret_value)
{
	void *value;

	MUST(stage_owns(s, partition));
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

void stage_letter(struct stage *s, int32_t for_partition, struct view key,
		  struct view bytes, const struct headers *headers, struct view reason)
{
	(void)key;
	(void)headers;
	MUST(for_partition == 0 && s->letters_len < FAKE_LETTERS_MAX);
	s->letters[s->letters_len++] =
	    (struct fake_letter){ arena_copy(s->arena, bytes),
				  arena_copy(s->arena, reason) };
}

bool stage_owns(const struct stage *s, int32_t partition)
{
	return partition == 0 || (s->second_too && partition == 1);
}

bool stage_is_second(const struct stage *s, int32_t partition)
{
	return partition == 0 ? s->second : s->second_too;
}

int32_t stage_partition_of(const struct stage *s, struct view key)
{
	(void)s;
	(void)key;
	return FAKE_PARTITION_OF;
}

int32_t stage_second_of(const struct stage *s, struct view key)
{
	(void)s;
	(void)key;
	return 1;
}

int64_t stage_now_ms(const struct stage *s)
{
	return s->now_ms;
}
