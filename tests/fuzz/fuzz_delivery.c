/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/must.h"
#include "sink/delivery.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, OUT_MAX = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A state that can be read is written as one that reads the same. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct delivery first, second;
	instant_ms held, changed;
	struct err err;
	BUF(once, OUT_MAX);
	BUF(twice, OUT_MAX);

	if (!delivery_decode(view_at(bytes, len), a, &first, &err))
		return 0;
	MUST(delivery_peek(view_at(bytes, len), &held, &changed));
	MUST(held == first.held_until && changed == first.changed_at);
	delivery_encode(&first, &once);
	MUST(delivery_decode(buf_view(&once), a, &second, &err));
	delivery_encode(&second, &twice);
	MUST(view_eq(buf_view(&once), buf_view(&twice)));
	return 0;
}
