/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ninjs - the story record as JSON, both ways: IPTC ninjs 3.1 plus `kurilwire`.
 *
 * Encoding gives one compact JSON object on one line. Decoding takes any ninjs 3.1 that we
 * wrote ourselves, in this version of the program or the one before; unknown members are
 * skipped. What a news agency calls ninjs is parser/ninjs_in's. One thread; cost is linear
 * in the JSON.
 */
#pragma once

#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/story/story.h"

/* Appends the JSON to `out`. A canceled story is written without headlines, descriptions
 * and bodies. ERR_REJECT: it does not fit into `out`. */
NODISCARD bool ninjs_encode(const struct story *s, struct buf *out, struct err *err);

/* Views of `*ret` lie in `a` or in `json`, which has to live as long. ERR_REJECT: not
 * JSON, not an object, a member of the wrong type, no uri, or over a limit. */
NODISCARD bool ninjs_decode(struct view json, struct arena *a, struct story *ret,
			    struct err *err);

/* Where the lists of texts of a record stand in its JSON; empty for one that does not stand there
 * byte for byte as ninjs_encode() would write it. */
struct ninjs_spans {
	struct view headlines, descriptions, bodies;
};

/* As ninjs_decode(), and tells where the texts stand; the spans look into `json`. */
NODISCARD bool ninjs_decode_spans(struct view json, struct arena *a, struct story *ret,
				  struct ninjs_spans *ret_spans, struct err *err);
/* As ninjs_encode(), the same bytes, for a story whose texts are as they were decoded: what has a
 * span is copied. */
NODISCARD bool ninjs_encode_spans(const struct story *s, const struct ninjs_spans *spans,
				  struct buf *out, struct err *err);
