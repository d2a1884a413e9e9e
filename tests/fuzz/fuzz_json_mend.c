/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON: mending takes nothing long and makes nothing long, and what it mended it
 * leaves alone. */
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
	BUF(twice, size * 4 + 16);

	MUST(json_mend(text, &once));
	MUST(!utf8_valid(text) || utf8_valid(buf_view(&once)));
	MUST(json_mend(buf_view(&once), &twice));
	MUST(view_eq(buf_view(&once), buf_view(&twice)));
	return 0;
}
