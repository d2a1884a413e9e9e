/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/must.h"
#include "sink/route.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, INPUT_MAX = 64 * 1024, OUT_MAX = 4 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A file is refused with complaints, or taken without; what was taken can be matched and
 * explained. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(settings_errors) e = settings_errors_new();
	struct headers h = { 0 };
	struct route_facts facts;
	struct routes *r;
	BUF(out, OUT_MAX);

	if (len > INPUT_MAX)
		return 0;
	bool ok = routes_load_text("x.yaml", view_at(bytes, len), a, &r, e);
	MUST(ok == (settings_errors_len(e) == 0));
	if (!ok)
		return 0;
	headers_set(&h, a, VIEW("kw-tags"), VIEW("kurils"));
	headers_set(&h, a, VIEW("kw-scores"), VIEW("kurils=72"));
	headers_set(&h, a, VIEW("kw-lang"), VIEW("ja"));
	headers_set(&h, a, VIEW("ce_time"), VIEW("2023-01-23T09:30:00Z"));
	route_facts_of(&h, INT64_C(1674466200000), &facts);
	(void)route_match(r, &facts);
	route_explain(r, &facts, &out);
	return 0;
}
