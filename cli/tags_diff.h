/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tags_diff - stories tagged by two sets of packs, and what differs.
 *
 * Of each subject and each topic it keeps how often it was gained, lost or changed, and a few
 * samples; the stories themselves are not kept. A mention has changed if the other packs see
 * another subject, or another end, at the same place. Tagging twice is what it costs. One
 * owner, one thread.
 */
#pragma once

#include "common/base/auto.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "enricher/gazetteer.h"

enum { TAGS_DIFF_ROWS_MAX = 20000, TAGS_DIFF_SAMPLES_MAX = 100 };

struct tags_diff;

/* Borrows both. `samples` of each kind of change are kept of a subject, at most
 * TAGS_DIFF_SAMPLES_MAX. ERR_STOP: no memory. */
NODISCARD bool tags_diff_new(const struct gazetteer *before,
			     const struct gazetteer *after, size_t samples,
			     struct tags_diff **ret, struct err *err);
void tags_diff_free(struct tags_diff *d); /* NULL is fine */
DEFINE_AUTO(tags_diff)

/* A record of the topics. With `lines`, each change is added to it as a line of JSON.
 * ERR_REJECT: it is no story. */
NODISCARD bool tags_diff_add(struct tags_diff *d, struct view record, struct buf *lines,
			     struct err *err);

struct tags_diff_counts {
	uint64_t records, differ; /* `differ`: with another mention or another topic */
};
struct tags_diff_counts tags_diff_counts(const struct tags_diff *d);

/* For a person: a table of what differs, then the samples. Nothing if nothing does. */
void tags_diff_show(const struct tags_diff *d, bool colour, struct buf *out);
