/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tag_explain - a story with its mentions marked, and for each why it passed, for each that
 * nearly was one why it did not, and what the scores are made of.
 */
#pragma once

#include "common/base/buf.h"
#include "enricher/tagger.h"

/* Tags the story's plain texts field by field. */
void tag_explain(struct tagger *t, struct story *s, struct arena *a, bool colour,
		 struct buf *out);

/* The same of a result: `text` is what was tagged. */
void tag_explain_result(const struct tagger_result *r, struct view text, bool colour,
			struct buf *out);
