/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/must.h"
#include "common/story/ninjs.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, JSON_MAX = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* Whatever can be read can be written, and what was written reads the same again. Texts that are
 * copied from where they stand are those that are written anew. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	BUF(once, JSON_MAX);
	BUF(twice, JSON_MAX);
	BUF(copied, JSON_MAX);
	struct ninjs_spans spans;
	struct story first, second;
	struct err err;

	if (!ninjs_decode_spans(view_at(bytes, len), a, &first, &spans, &err))
		return 0;
	if (!ninjs_encode(&first, &once, &err))
		return 0;
	MUST(ninjs_encode_spans(&first, &spans, &copied, &err));
	MUST(view_eq(buf_view(&once), buf_view(&copied)));
	MUST(ninjs_decode_spans(buf_view(&once), a, &second, &spans, &err));
	buf_clear(&copied);
	MUST(ninjs_encode_spans(&second, &spans, &copied, &err));
	MUST(view_eq(buf_view(&once), buf_view(&copied)));
	/* Our own records have a span wherever there is a text. */
	if (second.status != STORY_CANCELED)
		MUST((spans.bodies.len > 0) == (second.bodies.len > 0));
	MUST(ninjs_encode(&second, &twice, &err));
	MUST(view_eq(buf_view(&once), buf_view(&twice)));
	return 0;
}
