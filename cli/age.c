/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/age.h"

#include "common/base/view.h"

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
