/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes under any declared charset: what comes out is UTF-8 within the limit. The first
 * line of the input is the content type. */
#include <stddef.h>
#include <stdint.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "parser/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) a = arena_new(4 * TEXT_MAX);
	struct view bytes = view_at(data, size);
	size_t line = view_find_byte(bytes, '\n', 0);
	struct view type = view_head(bytes, line == VIEW_NONE ? 0 : line);
	struct charset_result r;
	struct err err;

	if (charset_decode(view_from(bytes, type.len), type, type, TEXT_MAX, a, &r,
			   &err)) {
		MUST(utf8_valid(r.text));
		MUST(r.text.len <= TEXT_MAX);
		MUST(r.name && r.from);
	} else {
		MUST(err.fate == ERR_REJECT);
	}
	return 0;
}
