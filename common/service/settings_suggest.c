/* SPDX-License-Identifier: Apache-2.0 */
/* The nearest name by edits: insert, delete, change, or swap two neighbours. */
#include "common/service/settings_parts.h"

enum { NAME_MAX_BYTES = 64 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance, letters' case aside; both at most NAME_MAX_BYTES. */
static size_t distance(struct view a, struct view b)
{
	size_t rows[3][NAME_MAX_BYTES + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b.len; j++) {
		before[j] = 0;
		last[j] = j;
	}
	for (size_t i = 1; i <= a.len; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			char x = byte_lower(a.p[i - 1]), y = byte_lower(b.p[j - 1]);
			row[j] =
			    least(least(last[j], row[j - 1]) + 1, last[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == byte_lower(b.p[j - 2]) &&
			    y == byte_lower(a.p[i - 2]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[b.len];
}

const char *settings_suggest(struct view wrong, const char *const *names)
{
	const char *best = NULL;
	/* A third of the letters may be wrong, and one of a short word. */
	size_t best_distance = (wrong.len < 3 ? 1 : (wrong.len + 1) / 3) + 1;

	if (wrong.len == 0 || wrong.len > NAME_MAX_BYTES)
		return NULL;
	for (; *names; names++) {
		struct view name = view_of(*names);
		if (name.len > NAME_MAX_BYTES)
			continue;
		size_t d = distance(wrong, name);
		if (d < best_distance && d < name.len) {
			best = *names;
			best_distance = d;
		}
	}
	return best;
}
