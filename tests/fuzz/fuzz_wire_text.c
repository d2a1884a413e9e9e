/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/must.h"
#include "common/base/utf8.h"
#include "parser/formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct document d = { .fetched_at = 1674648000000, .limits = DOCUMENT_LIMITS };
	struct parsed parsed = { .encoding = "" };
	struct view text = view_at(bytes, len);
	struct err err;

	if (!utf8_valid(text))
		return 0;
	AUTO(arena) a = arena_new(64 << 20);
	if (!wire_text_parse(&d, text, a, &parsed, &err))
		return 0;
	MUST(parsed.stories_len > 0);
	for (size_t i = 0; i < parsed.stories_len; i++)
		MUST(utf8_valid(story_plain(&parsed.stories[i], FIELD_BODY)));
	return 0;
}
