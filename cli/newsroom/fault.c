/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/newsroom/fault.h"

#include "common/base/must.h"

static const char *const names[] = {
	"none",    "status",     "redirect",      "slow-headers", "slow-body",
	"endless", "truncate",   "short-length",  "reset",        "bomb",
	"gzip",    "big-header", "no-validators", "always-304",   "changing-etag",
	"consent", "binary",     "broken-xml",
};
_Static_assert(sizeof names / sizeof names[0] == FAULT_KIND_COUNT, "a name for each");

const char *fault_name(enum fault_kind kind)
{
	MUST((size_t)kind < FAULT_KIND_COUNT);
	return names[kind];
}

bool fault_find(struct view name, enum fault_kind *ret)
{
	for (size_t k = 0; k < FAULT_KIND_COUNT; k++) {
		if (!view_eq(name, view_of(names[k])))
			continue;
		*ret = (enum fault_kind)k;
		return true;
	}
	return false;
}
