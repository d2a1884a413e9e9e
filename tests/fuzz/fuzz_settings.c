/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a file of settings: loaded or complained of, never both, and complaints are
 * valid UTF-8 that a terminal can show. */
#include "../unit/common/service/sample_rows.h"
#include "common/base/must.h"
#include "common/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = arena_new(64 << 20);
	AUTO(settings_errors) errors = settings_errors_new();
	BUF(text, 16 << 20);
	BUF(json, 16 << 20);
	struct sample sample;

	memset(&sample, 0, sizeof sample);
	bool ok = settings_load_text("fuzz.yaml", view_at(data, size), sample_rows, arena,
				     &sample, errors);
	MUST(ok == (settings_errors_len(errors) == 0));
	settings_errors_print(errors, false, &text);
	settings_errors_json(errors, &json);
	MUST(utf8_valid(buf_view(&text)));
	MUST(utf8_valid(buf_view(&json)));
	return 0;
}
