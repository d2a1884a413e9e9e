/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tag_lines - texts as JSON lines in, tags as JSON lines out: for scorers and scripts.
 *
 *   in   {"id": …, "lang": …, "text": …}
 *   out  {"id", "mentions": [{"tag", "subject", "text", "start", "end", "rule"}],
 *         "about": {topic: true or false}, "scores": {topic: 0 to 100}}
 */
#pragma once

#include "common/base/buf.h"
#include "enricher/tagger.h"

/* The answer to one line, appended to `out` with its newline. ERR_REJECT: the line is not
 * such a JSON object. */
NODISCARD bool tag_line(struct tagger *t, struct view line, struct arena *a,
			struct buf *out, struct err *err);
