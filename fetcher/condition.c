/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/condition.h"

struct view condition_of(const struct feed_state *s, instant_ms now, struct arena *a)
{
	bool gap = s->gap_at != INSTANT_NONE && now - s->gap_at < CONDITION_GAP_MS;
	const struct {
		bool holds;
		const char *name;
	} all[] = {
		{ s->polled_at == INSTANT_NONE, "new" },
		{ s->gone, "gone" },
		{ s->failures > 0 && !s->gone, "failing" },
		{ s->page_instead, "page instead" },
		{ s->problem.len > 0, "no feed" },
		{ gap, "gap" },
		{ s->habit.condition.len > 0, arena_string(a, s->habit.condition) },
		{ s->moved.len > 0, "moved" },
	};
	struct view text = VIEW("");

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i].holds)
			text = arena_printf(a, "%.*s%s%s", VIEW_ARG(text),
					    text.len > 0 ? ", " : "", all[i].name);
	return text.len > 0 ? text : VIEW("ok");
}
