/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intake - the parser's step: one raw document in, stories, wishes and letters out.
 *
 * Input kw.raw, keyed by provider; state kw.parse-state: a line for each story (ledger.h),
 * its other ids, and what was last seen of each feed. Output kw.stories; kw.fetch for pages
 * that are wanted and for what a poll contained; letters for what cannot be parsed.
 *
 * One owner, one thread: the stage's. The arena of a document is reset when its fate is
 * known.
 */
#pragma once

#include "common/base/auto.h"
#include "common/kafka/stage.h"
#include "common/service/feeds.h"
#include "parser/document.h"

struct intake;

/* Borrows `feeds` until the end or the next intake_configure(). */
struct intake *intake_new(const struct feeds *feeds, struct document_limits limits);
void intake_free(struct intake *it); /* NULL is fine */
DEFINE_AUTO(intake)

/* Another configuration from the next record on. */
void intake_configure(struct intake *it, const struct feeds *feeds,
		      struct document_limits limits);

/* As struct stage_worker's step; `self` is a struct intake. */
bool intake_step(void *self, struct stage *s, const struct stage_record *in,
		 struct err *err);
/* Fills the table that the stage runs. */
void intake_worker(struct intake *it, struct stage_worker *ret);
