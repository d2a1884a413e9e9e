/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/must.h"
#include "parser/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const struct date_hints hints = { .utc_offset_minutes = 540,
						 .year = 2023 };
	char text[INSTANT_TEXT];
	struct date d;
	instant_ms again;

	if (!date_parse(view_at(bytes, len), &hints, &d))
		return 0;
	MUST(instant_parse(instant_format(d.at, text), &again) && again == d.at);
	return 0;
}
