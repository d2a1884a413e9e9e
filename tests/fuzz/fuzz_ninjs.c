/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/must.h"
#include "common/story/ninjs.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, JSON_MAX = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Whatever can be read can be written, and what was written reads the same again. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	BUF(once, JSON_MAX);
	BUF(twice, JSON_MAX);
	struct story first, second;
	struct err err;

	if (!ninjs_decode(view_at(bytes, len), a, &first, &err))
		return 0;
	if (!ninjs_encode(&first, &once, &err))
		return 0;
	MUST(ninjs_decode(buf_view(&once), a, &second, &err));
	MUST(ninjs_encode(&second, &twice, &err));
	MUST(view_eq(buf_view(&once), buf_view(&twice)));
	return 0;
}
