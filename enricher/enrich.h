/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enrich - the enricher's step: a story in, the same story with mentions and scores out.
 *
 * Input kw.stories, output kw.enriched under the same key; no state, so a story can be done
 * again at any time. One owner, one thread: the stage's.
 */
#pragma once

#include "common/kafka/stage.h"
#include "enricher/gazetteer.h"

struct enrich;

/* Borrows `g` until enrich_configure() or the end. ERR_STOP: no memory for matching. */
NODISCARD bool enrich_new(const struct gazetteer *g, struct enrich **ret,
			  struct err *err);
void enrich_free(struct enrich *e); /* NULL is fine */
DEFINE_AUTO(enrich)

/* Other packs, from the next record on. On an error the old ones stay. */
NODISCARD bool enrich_configure(struct enrich *e, const struct gazetteer *g,
				struct err *err);

/* As struct stage_worker's step; `self` is a struct enrich. */
bool enrich_step(void *self, struct stage *s, const struct stage_record *in,
		 struct err *err);
