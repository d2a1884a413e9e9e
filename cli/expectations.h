/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expectations - one expectation file (test.h) read, and what a tagger says compared with it.
 */
#pragma once

#include "common/service/settings.h"
#include "enricher/tagger.h"

struct expectation {
	struct view id, lang, text, why; /* `text` with its marks */
	struct setting_strings about, maybe, unsure;
	struct setting_mark mark;
};

struct expectations {
	struct view language;
	struct setting_pairs marks;   /* tag to the two signs around its mentions */
	struct setting_list passages; /* of struct expectation */
};

struct expectation_counts {
	size_t passages, failed, found, missed, extra;
};

/* False if it added to `e`: about marks and topics that no pack of `g` has, too. */
NODISCARD bool expectations_load(const char *file, const struct gazetteer *g,
				 struct arena *a, struct expectations *ret,
				 struct settings_errors *e);

/* Tags each passage; what differs goes to `out`, so that a person sees it. */
void expectations_check(const struct expectations *x, struct tagger *t, struct buf *out,
			struct expectation_counts *counts);
