/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table - rows of cells as a person reads them: each column as wide as its widest cell.
 *
 * Pure. What a terminal would obey instead of showing is shown as a space. One owner; cells
 * are borrowed until it is printed, and all memory is the arena's.
 */
#pragma once

#include <stddef.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/view.h"

enum { TABLE_COLUMNS_MAX = 12 };

struct table {
	struct arena *arena;
	size_t columns;
	unsigned numbers;   /* a bit for each column that is set flush right */
	struct view *cells; /* row by row, the heading first */
	size_t len;
};

/* The heading: words with "|" between; one that begins with ">" stands over numbers. A
 * string that lives as long as the table. */
void table_init(struct table *t, const char *heading, struct arena *a);
/* The next cell of the row, or the first of the next row. */
void table_add(struct table *t, struct view cell);
/* The last column has no width of its own. False: `out` is full. */
bool table_print(const struct table *t, struct buf *out);
