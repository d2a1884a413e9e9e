/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state - what a worker remembers of one partition: a map of keys and values that can be
 * taken back to where the transaction began.
 *
 * Changes are made at once and logged with what was there before, so that reading is one
 * look-up; state_undo() takes them back to any point since the last state_keep(). Knows
 * nothing of Kafka: the stage writes each change to the changelog.
 *
 * One owner, one thread. A key lies in one piece with its value, all of them in a pool, and
 * costs 30 to 60 bytes beside both.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/base/auto.h"
#include "common/base/view.h"

struct state;

struct state *state_new(void);
void state_free(struct state *s); /* NULL is fine */
DEFINE_AUTO(state)

/* The value is borrowed until state_keep() or state_undo() after a change of its key. */
bool state_get(const struct state *s, struct view key, struct view *ret_value);

/* Copies both; an empty value removes the key. */
void state_put(struct state *s, struct view key, struct view value);

/* The same without a log: for restoring. Nothing may be open to be undone. */
void state_load(struct state *s, struct view key, struct view value);

/* All keys in no order:  for (size_t i = 0; state_each(s, &i, &key, &value);) The state
 * must not change in between. */
bool state_each(const struct state *s, size_t *i, struct view *ret_key,
		struct view *ret_value);

/* A point to come back to, good until state_keep(). */
size_t state_point(const struct state *s);
/* Takes back all changes after `point`; 0 is where the transaction began. */
void state_undo(struct state *s, size_t point);
/* What was changed stands: it cannot be undone any more. */
void state_keep(struct state *s);

size_t state_len(const struct state *s);
/* Bytes that keys, values and table take. */
size_t state_bytes(const struct state *s);
