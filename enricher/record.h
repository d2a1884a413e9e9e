/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record - what was tagged, put into the fields of the story record (design: ninjs subjects,
 * places, people, organisations, and the kurilwire property).
 *
 * Pure; lists are those of the story, in the arena.
 */
#pragma once

#include "enricher/context.h"
#include "enricher/tagger.h"

#define RECORD_CREATOR "kurilwire"

enum { RECORD_EARLY_BYTES = 1200 }; /* a mention before that is in the lead */

/* `c` is what was found in the text that was searched. Replaces what an earlier run put
 * there, keeps what the document brought. */
void record_fill(const struct gazetteer *g, const struct context *c,
		 const struct tagger_result *result, struct story *s, struct arena *a);
