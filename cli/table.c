/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/table.h"

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "common/service/escape.h"

void table_init(struct table *t, const char *heading, struct arena *a)
{
	struct view rest = view_of(heading), word;

	*t = (struct table){ .arena = a };
	while (view_next(&rest, '|', &word)) {
		bool number = view_starts(word, VIEW(">"));
		MUST(t->columns < TABLE_COLUMNS_MAX);
		t->numbers |= (unsigned)number << t->columns;
		t->columns++;
		table_add(t, view_from(word, number));
	}
}

void table_add(struct table *t, struct view cell)
{
	*ARENA_PUSH(t->arena, t->cells, t->len) = cell;
}

static void fill(struct buf *out, size_t n)
{
	while (n-- > 0)
		(void)buf_add_byte(out, ' ');
}

bool table_print(const struct table *t, struct buf *out)
{
	size_t widths[TABLE_COLUMNS_MAX] = { 0 };

	MUST(t->len % t->columns == 0);
	for (size_t i = 0; i < t->len; i++) {
		size_t width = utf8_count(t->cells[i]), *most = &widths[i % t->columns];
		*most = width > *most ? width : *most;
	}
	for (size_t i = 0; i < t->len; i++) {
		size_t column = i % t->columns;
		size_t gap = widths[column] - utf8_count(t->cells[i]);
		bool last = column + 1 == t->columns;
		bool number = t->numbers >> column & 1;
		if (number)
			fill(out, gap);
		escape_spaced(out, t->cells[i]);
		if (!number && !last)
			fill(out, gap);
		(void)buf_add(out, last ? VIEW("\n") : VIEW("  "));
	}
	return !out->over;
}
