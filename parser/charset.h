/* SPDX-License-Identifier: Apache-2.0 */
/*
 * charset - bytes of a document to valid UTF-8.
 *
 * Order: byte order mark; for XML the declaration against the HTTP charset as RFC 7303
 * §3 and practice give it; HTML meta; the feed's configured charset; valid UTF-8; uchardet.
 * A declared charset under which the bytes are malformed while they are valid UTF-8 is
 * overruled. Bytes that the charset does not know become U+FFFD, never an error. Control
 * characters that XML and JSON forbid are kept here; each format decides.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/view.h"

struct charset_result {
	struct view
	    text; /* UTF-8, no byte order mark; looks into `bytes` when possible */
	const char *name; /* canonical, static: "UTF-8", "windows-1251", "Shift_JIS" */
	const char
	    *from; /* "bom", "declaration", "http", "meta", "config", "valid", "guess" */
	size_t replaced; /* characters that became U+FFFD */
};

/* `content_type` as the server sent it; `configured` from the feed. ERR_REJECT: more than
 * `max_bytes` of UTF-8. */
NODISCARD bool charset_decode(struct view bytes, struct view content_type,
			      struct view configured, size_t max_bytes, struct arena *a,
			      struct charset_result *ret, struct err *err);
