/* SPDX-License-Identifier: Apache-2.0 */
/* Times and conditions as the verbs of `feeds` say them. */
#include "cli/feeds_parts.h"
#include "fetcher/condition.h"
#include "fetcher/drop_folder.h"

struct view feeds_span(int64_t ms, struct arena *a)
{
	long long s = ms / 1000;

	if (s < 120)
		return arena_printf(a, "%lld s", s);
	if (s < 2 * 3600)
		return arena_printf(a, "%lld min", s / 60);
	if (s < 2 * 86400)
		return arena_printf(a, "%lld h", s / 3600);
	return arena_printf(a, "%lld d", s / 86400);
}

struct view feeds_ago(instant_ms at, instant_ms now, struct arena *a)
{
	return at == INSTANT_NONE ? VIEW("never")
				  : feeds_span(now > at ? now - at : 0, a);
}

struct view feeds_ahead(instant_ms at, instant_ms now, struct arena *a)
{
	if (at == INSTANT_NONE)
		return VIEW("-");
	return at <= now ? VIEW("now") : feeds_span(at - now, a);
}

static struct view folder_condition(const struct feed *f, struct arena *a)
{
	struct drop_counts n;
	struct err err;

	if (!drop_folder_count(arena_string(a, f->folder), &n, &err))
		return arena_printf(a,
				    "folder of instance %.*s, not to be seen from here",
				    VIEW_ARG(f->instance));
	return arena_printf(a,
			    "folder of instance %.*s: %zu waiting, %zu done, %zu refused",
			    VIEW_ARG(f->instance), n.waiting, n.done, n.refused);
}

struct view feeds_condition(const struct feed *f, const struct feed_state *s,
			    instant_ms now, struct arena *a)
{
	if (!f->enabled)
		return VIEW("off");
	if (f->folder.len > 0)
		return folder_condition(f, a);
	return condition_of(s, now, a);
}
