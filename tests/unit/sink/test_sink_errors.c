/* SPDX-License-Identifier: Apache-2.0 */
/* What the sink says of records and states that are none, kept word for word. */
#include "../common/service/golden.h"
#include "sink/delivery.h"
#include "sink/member.h"

enum { ARENA_BYTES = 1 << 16, OUT_BYTES = 1 << 14 };

static void refuse(const char *id, const char *status, const char *embargo,
		   struct buf *out)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct headers h = { 0 };
	struct delivery_record r;
	struct err err = { 0 };

	headers_set(&h, a, VIEW("ce_id"), view_of(id));
	headers_set(&h, a, VIEW("kw-status"), view_of(status));
	headers_set(&h, a, VIEW("kw-embargo"), view_of(embargo));
	cr_assert(not(delivery_record_of(&h, VIEW("{}"), &r, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	(void)buf_printf(out, "%s\n", err.text);
}

Test(sink_errors, are_those_that_are_kept)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct delivery d;
	struct member m;
	struct err err = { 0 };
	BUF(out, OUT_BYTES);

	refuse("urn:x:1", "usable", "", &out);
	refuse("urn:x:1#2.0", "odd", "", &out);
	refuse("urn:x:1#2.0", "usable", "tomorrow", &out);
	cr_assert(not(delivery_decode(VIEW("odd"), a, &d, &err)));
	(void)buf_printf(&out, "%s\n", err.text);
	cr_assert(not(member_decode(VIEW("odd"), a, &m, &err)));
	(void)buf_printf(&out, "%s\n", err.text);
	golden("tests/golden/sink/errors.txt", &out);
}
