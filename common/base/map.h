/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map - from a string of bytes to a pointer.
 *
 * Keys are copied, values belong to the caller. A table (table.h) of keys, each with its
 * value's address: a look-up costs what the table's does, a new key two, and a key costs 40
 * to 60 bytes beside its own. One owner, one thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/base/auto.h"
#include "common/base/view.h"

struct map;

struct map *map_new(void);
void map_free(struct map *m); /* not the values; NULL is fine */
DEFINE_AUTO(map)

size_t map_len(const struct map *m);
/* Bytes that keys and table take. */
size_t map_bytes(const struct map *m);

/* The value, or NULL. */
void *map_get(const struct map *m, struct view key);

/* `value` is not NULL. Returns the value that the key had before, or NULL. */
void *map_put(struct map *m, struct view key, void *value);

/* Returns the value that the key had, or NULL. */
void *map_remove(struct map *m, struct view key);

/* All entries in no order:  for (size_t i = 0; map_each(m, &i, &key, &value);)
 * The map must not change in between. */
bool map_each(const struct map *m, size_t *i, struct view *ret_key, void **ret_value);
