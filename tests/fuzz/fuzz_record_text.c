/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/must.h"
#include "sink/record_text.h"
#include "sink/shingles.h"

enum { ARENA_BYTES = 64 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* What is found lies in the record, and any text has a sample that survives being packed. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct view json = view_at(bytes, len);
	struct record_text text;
	struct shingles of_body, unpacked;
	char packed[SHINGLES_PACKED];

	if (!record_text_of(json, a, &text))
		return 0;
	MUST(text.inside <= len && (!text.inside || json.p[text.inside - 1] == '{'));
	MUST(text.body.len <= len);
	shingles_of(text.body, &of_body);
	for (size_t i = 1; i < of_body.len; i++)
		MUST(of_body.hashes[i - 1] < of_body.hashes[i]);
	shingles_unpack(view_at(packed, shingles_pack(&of_body, packed)), &unpacked);
	MUST(unpacked.len == of_body.len && unpacked.lead == of_body.lead);
	MUST(of_body.len < SHINGLES_LEAST || shingles_same(&of_body, &unpacked));
	return 0;
}
