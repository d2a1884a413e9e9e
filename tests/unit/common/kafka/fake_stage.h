/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake_stage - what a step calls of the stage, in memory: a notebook of what was emitted, a
 * state, and a clock that the test sets. Stands in for common/kafka's stage, without
 * broker and transactions; what a step that failed did is undone as there.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/map.h"
#include "common/kafka/stage.h"

enum { FAKE_EMITTED_MAX = 4096, FAKE_LETTERS_MAX = 64, FAKE_PARTITION_OF = 3 };

struct fake_emitted {
	int32_t for_partition, to_partition;
	enum topic topic;
	struct view topic_name, key, value;
	struct headers headers;
};

struct fake_letter {
	struct view bytes, reason;
};

/* What a key of the state was before the step that is under way. */
struct fake_change {
	struct view key, value; /* empty: it was not there */
};

struct stage {
	struct arena *arena;
	struct map *state; /* of partition 0, the only one; key → struct view * */
	struct fake_emitted emitted[FAKE_EMITTED_MAX];
	size_t emitted_len;
	struct fake_letter letters[FAKE_LETTERS_MAX];
	size_t letters_len;
	struct fake_change *changes;
	size_t changes_len;
	uint64_t counts[DISPOSITION_COUNT];
	int64_t now_ms;
	bool second; /* partition 0 is one of the second input */
	/* Partition 1 is one of the second input, is owned, and shares the state. */
	bool second_too;
};

struct stage *fake_stage_new(void);
void fake_stage_free(struct stage *s);

/* A step of the worker, undone if it fails. */
bool fake_stage_step(struct stage *s, const struct stage_worker *w,
		     const struct stage_record *in, struct err *err);
