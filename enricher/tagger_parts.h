/* SPDX-License-Identifier: Apache-2.0 */
/* tagger_parts - what the files of the tagger share with each other alone. */
#pragma once

#include "enricher/about.h"
#include "enricher/context.h"
#include "enricher/fold.h"
#include "enricher/language.h"
#include "enricher/tagger.h"

struct tagger {
	const struct gazetteer *gazetteer;
	struct fold *fold;
	struct matcher_hits names, cues;
	struct context context;
	struct language *language;
};

/* One text on its way. */
struct tagging {
	struct tagger *t;
	struct view text, folded;
	struct arena *arena;
	struct tagger_result *ret;
	const struct about_fields *fields;
	struct tagger_candidate *traps;
	size_t traps_len;
	uint16_t spoken; /* code of the text's language; 0: it is not known */
	bool caseless;   /* the text has no capital letters, if case_known */
	bool case_known;
	bool explain; /* say of each candidate why it is none */
};

/* By start, the longer first. For qsort. */
int tagger_by_position(const void *a, const void *b);

/* tagger_find.c: candidates from the names that the matcher found, in order. */
void tagger_find_names(struct tagging *r);
/* tagger_find.c: what conditions look at goes into the context, and traps onto their list. */
void tagger_find_cues(struct tagging *r);
/* tagger_judge.c: decides on all candidates, with the reasons. */
void tagger_judge(struct tagging *r);
