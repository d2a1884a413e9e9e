/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/age.h"

#include <stdio.h>

#include "common/base/instant.h"

enum { COUNT_MAX = 1000000 };

bool age_parse(const char *text, int64_t *ret_ms)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = {
		{ 's', 1000 }, { 'm', 60000 }, { 'h', 3600000 }, { 'd', 86400000 }
	};
	struct view v = view_of(text);
	uint64_t n;

	if (v.len < 2 || !view_to_u64(view_head(v, v.len - 1), &n) || n > COUNT_MAX)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (v.p[v.len - 1] == units[i].unit) {
			*ret_ms = (int64_t)n * units[i].ms;
			return true;
		}
	return false;
}

bool since_parse(const char *text, int64_t now, int64_t *ret_ms)
{
	char day[INSTANT_TEXT];
	int64_t age;
	int n = snprintf(day, sizeof day, "%sT00:00:00Z", text);

	if (age_parse(text, &age)) {
		*ret_ms = now - age;
		return true;
	}
	return instant_parse(view_of(text), ret_ms) ||
	       (n > 0 && n < (int)sizeof day &&
		instant_parse(view_at(day, (size_t)n), ret_ms));
}
