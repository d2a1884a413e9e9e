/* SPDX-License-Identifier: Apache-2.0 */
/*
 * about - how much a text is about each topic of the packs: 0 to 100, made of named parts.
 *
 * A topic's parts are rows of its pack; each looks at the mentions of the pack's subjects:
 * where they stand, how many there are, what stands around them. A text without a mention is
 * about nothing. Pure.
 */
#pragma once

#include "enricher/context.h"
#include "enricher/tagger.h"

/* Where the fields of the story lie in the text that was searched. */
struct about_fields {
	struct {
		enum story_field field;
		size_t start, end; /* bytes */
	} items[TAGGER_FIELDS_MAX];
	size_t len;
};

enum { ABOUT_LEAD_CHARS = 600 };

/* Sets `ret->scores` from `ret->items`. */
void about_score(const struct gazetteer *g, const struct context *c,
		 const struct about_fields *fields, struct arena *a,
		 struct tagger_result *ret);
