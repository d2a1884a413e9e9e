/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON: mending makes nothing much longer, leaves UTF-8 as UTF-8, and gives either
 * nothing or what begins with a bracket. */
#include <stddef.h>
#include <stdint.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "parser/json_mend.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = view_at(data, size);
	BUF(once, size * 2 + 16);

	MUST(json_mend(text, &once));
	MUST(!utf8_valid(text) || utf8_valid(buf_view(&once)));
	MUST(once.len == 0 || once.p[0] == '{' || once.p[0] == '[');
	return 0;
}
