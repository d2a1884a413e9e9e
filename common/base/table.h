/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table - a set of items, each with its key in it.
 *
 * For many small things: the key is read where it lies in the item, so that an item is one
 * piece of memory and costs the table 20 to 40 bytes. Open addressing over XXH3 with a seed
 * of its own for each table, so that chosen keys do not collide; a look-up costs one hash
 * and about 2 probes, 3 at most on average when it is full to four fifths and grows. Removal
 * leaves no tombstones. Items belong to the caller. One owner, one thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/base/auto.h"
#include "common/base/view.h"

struct table;

/* The key of an item, which must not change while it is in a table. */
typedef struct view table_key_fn(const void *item);

struct table *table_new(table_key_fn *key_of);
void table_free(struct table *t); /* not the items; NULL is fine */
DEFINE_AUTO(table)

size_t table_len(const struct table *t);
/* Bytes that the table takes, without its items. */
size_t table_bytes(const struct table *t);

/* The item, or NULL. */
void *table_get(const struct table *t, struct view key);

/* `item` is not NULL. Returns the item that it takes the place of, or NULL. */
void *table_put(struct table *t, void *item);

/* Returns the item that had the key, or NULL. */
void *table_remove(struct table *t, struct view key);

/* All items in no order:  for (size_t i = 0; (item = table_each(t, &i));)  NULL at the end.
 * The table must not change in between. */
void *table_each(const struct table *t, size_t *i);
