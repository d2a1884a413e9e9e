/* SPDX-License-Identifier: Apache-2.0 */
/* The first line is a path, the rest the file. */
#include "common/base/must.h"
#include "fetcher/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct view all = view_at(bytes, len), path = { NULL, 0 }, rest = all;
	BUF(rules, 2 * ROBOTS_RULES_MAX);

	if (!view_next(&rest, '\n', &path) || !rest.p)
		return 0;
	robots_extract(rest, VIEW("Kurilwire/0.1"), &rules);
	MUST(!rules.over && rules.len <= ROBOTS_RULES_MAX);
	(void)robots_allows(buf_view(&rules), path);
	int64_t delay = robots_delay_ms(buf_view(&rules));
	MUST(delay >= 0 && delay <= ROBOTS_DELAY_MAX_MS);
	/* Whatever forbids all forbids this path too. */
	MUST(!robots_allows(VIEW("D/\n"), VIEW("/")) && robots_allows(VIEW(""), path));
	return 0;
}
