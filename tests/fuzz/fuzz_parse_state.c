/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of kw.parse-state: what decodes encodes to what decodes to the same. */
#include <stddef.h>
#include <stdint.h>

#include "common/base/must.h"
#include "parser/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	char line[LEDGER_LINE_MAX];
	struct ledger l, again;
	struct err err;

	if (!ledger_decode(view_at(bytes, len), &l, &err)) {
		MUST(err.fate == ERR_STOP);
		return 0;
	}
	MUST(ledger_decode(ledger_encode(&l, line), &again, &err));
	MUST(l.version == again.version && l.pending == again.pending &&
	     l.kind == again.kind && l.status == again.status &&
	     l.fetched_at == again.fetched_at && l.seen_day == again.seen_day);
	MUST(strcmp(l.entry_hash, again.entry_hash) == 0 &&
	     strcmp(l.content_hash, again.content_hash) == 0 &&
	     strcmp(l.feed, again.feed) == 0);
	return 0;
}
