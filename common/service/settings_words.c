/* SPDX-License-Identifier: Apache-2.0 */
/* What complaints and documents call types, limits and choices. */
#include <math.h>

#include "common/base/must.h"
#include "common/service/settings_parts.h"

/* Longest first, as a limit is written in the largest that divides it. */
const struct setting_unit settings_durations[] = { { "d", 86400000 }, { "h", 3600000 },
						   { "m", 60000 },    { "s", 1000 },
						   { "ms", 1 },       { NULL, 0 } };
const struct setting_unit settings_sizes[] = { { "GiB", INT64_C(1) << 30 },
					       { "MiB", 1 << 20 },
					       { "KiB", 1 << 10 },
					       { "B", 1 },
					       { NULL, 0 } };

const char *settings_kind(enum setting_type type)
{
	static const char *const kinds[] = {
		[SETTING_STRING] = "a text",
		[SETTING_SECRET] = "a text, or \"file:\" and the file that holds it",
		[SETTING_ID] = "an id of a-z, 0-9, \"_\" and \"-\"",
		[SETTING_URL] = "an address that begins with http:// or https://",
		[SETTING_BOOL] = "true or false",
		[SETTING_INT] = "a whole number",
		[SETTING_DURATION] = "a duration like \"30s\", \"5m\" or \"1h 30m\"",
		[SETTING_BYTES] = "a size like \"64KiB\", \"4MiB\" or \"1000\"",
		[SETTING_NUMBER] = "a number",
		[SETTING_CHOICE] = "one of a few words",
		[SETTING_STRINGS] = "a list of texts",
		[SETTING_MAP] = "a map of names and texts",
		[SETTING_SECRETS] = "a map of names and texts",
		[SETTING_OBJECT] = "a map of settings",
		[SETTING_LIST] = "a list of maps",
		[SETTING_NODE] = "anything",
	};

	return kinds[type];
}

const char *settings_kind_short(enum setting_type type)
{
	static const char *const kinds[] = {
		[SETTING_STRING] = "text",
		[SETTING_SECRET] = "secret",
		[SETTING_ID] = "id",
		[SETTING_URL] = "address",
		[SETTING_BOOL] = "true or false",
		[SETTING_INT] = "whole number",
		[SETTING_DURATION] = "duration",
		[SETTING_BYTES] = "size",
		[SETTING_NUMBER] = "number",
		[SETTING_CHOICE] = "choice",
		[SETTING_STRINGS] = "list of texts",
		[SETTING_MAP] = "map of texts",
		[SETTING_SECRETS] = "map of secrets",
		[SETTING_OBJECT] = "section",
		[SETTING_LIST] = "list of sections",
		[SETTING_NODE] = "anything",
	};

	return kinds[type];
}

static const struct setting_unit *natural_unit(const struct setting_unit *units,
					       double value)
{
	const struct setting_unit *u = units;

	while (u[1].name && (value == 0 || fmod(value, (double)u->factor) != 0))
		u++;
	return u;
}

struct view settings_limit(enum setting_type type, double limit, double like,
			   struct arena *a)
{
	if (type != SETTING_DURATION && type != SETTING_BYTES)
		return arena_printf(a, "%.15g", limit);

	const struct setting_unit *units =
	    type == SETTING_DURATION ? settings_durations : settings_sizes;
	const struct setting_unit *u = natural_unit(units, limit);
	/* "1s to 120s" reads better than "1s to 2m"; "1s to 604800s" does not. */
	if (like > 0) {
		const struct setting_unit *other = natural_unit(units, like);
		if (fmod(limit, (double)other->factor) == 0 &&
		    limit / (double)other->factor < 1000)
			u = other;
	}
	if (limit == 0)
		return VIEW("0");
	return arena_printf(a, "%.0f%s", limit / (double)u->factor, u->name);
}

struct view settings_range(const struct setting *row, struct arena *a)
{
	bool has_max = isfinite(row->max);

	if (row->min == 0 && row->max == 0)
		return VIEW("");
	struct view min = settings_limit(row->type, row->min, -1, a);
	if (!has_max)
		return arena_printf(a, "at least %.*s", VIEW_ARG(min));
	struct view max = settings_limit(row->type, row->max, row->min, a);
	if (!isfinite(row->min))
		return arena_printf(a, "at most %.*s", VIEW_ARG(max));
	if (row->min == row->max)
		return arena_printf(a, "exactly %.*s", VIEW_ARG(min));
	return arena_printf(a, "%.*s to %.*s", VIEW_ARG(min), VIEW_ARG(max));
}

struct view settings_choices(const char *const *names, struct arena *a)
{
	struct view all = VIEW("");

	for (size_t i = 0; names[i]; i++) {
		const char *between = i == 0 ? "" : names[i + 1] ? ", " : " or ";
		all = arena_printf(a, "%.*s%s\"%s\"", VIEW_ARG(all), between, names[i]);
	}
	return all;
}
