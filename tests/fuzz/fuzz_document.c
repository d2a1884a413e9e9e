/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes under any claim: the first byte picks what the server says of the rest, the
 * second what the feed's configuration says. Every format is reached from here. */
#include <stddef.h>
#include <stdint.h>

#include "check_stories.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const claims[] = {
	"",
	"text/html",
	"application/xml",
	"application/json",
	"text/plain; charset=windows-1251",
	"text/html; charset=shift_jis",
	"application/rss+xml; charset=utf-16",
	"application/octet-stream",
};

static const struct document_hints hints[] = {
	{ .provider = VIEW_INIT("example") },
	{ .provider = VIEW_INIT("example"),
	  .charset = VIEW_INIT("euc-jp"),
	  .language = VIEW_INIT("ja"),
	  .utc_offset_minutes = 540 },
	{ .provider = VIEW_INIT("example"),
	  .day_first = true,
	  .utc_offset_minutes = -210 },
	{ .provider = VIEW_INIT("example"), .body_selector = VIEW_INIT("#text") },
	{ .provider = VIEW_INIT("example"), .usage = USAGE_HEADLINE },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { CLAIMS = sizeof claims / sizeof claims[0] };
	enum { HINTS = sizeof hints / sizeof hints[0] };

	if (size < 2)
		return 0;
	check_document_as(data + 2, size - 2, claims[data[0] % CLAIMS],
			  &hints[data[1] % HINTS]);
	return 0;
}
