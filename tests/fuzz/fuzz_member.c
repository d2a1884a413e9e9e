/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/must.h"
#include "sink/member.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, OUT_MAX = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* A member that can be read is written as one that reads the same, and a glance at it says the same. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct member first, second, glance;
	struct shingles text;
	struct err err;
	BUF(once, OUT_MAX);
	BUF(twice, OUT_MAX);

	if (!member_decode(view_at(bytes, len), a, &first, &err))
		return 0;
	MUST(member_peek(view_at(bytes, len), &glance));
	MUST(glance.story.number == first.story.number &&
	     glance.story.latest == first.story.latest);
	MUST(view_eq(glance.packed, first.packed));
	shingles_unpack(first.packed, &text);
	MUST(shingles_shared(&text, &text) >= 0);
	member_encode(&first, &once);
	MUST(member_decode(buf_view(&once), a, &second, &err));
	member_encode(&second, &twice);
	MUST(view_eq(buf_view(&once), buf_view(&twice)));
	return 0;
}
