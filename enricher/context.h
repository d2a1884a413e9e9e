/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context - what stands around a mention, and whether a condition of a pack holds there.
 *
 * Built once for a text that has a name in it: its sentences and paragraphs, and where each
 * ref (gazetteer.h) was found. All positions are bytes of the text as given. A condition is
 * answered by binary search, so that many mentions among many cues stay cheap. Memory is
 * kept from text to text. One owner, one thread.
 */
#pragma once

#include "common/base/buf.h"
#include "enricher/gazetteer.h"
#include "enricher/sentences.h"

enum { CONTEXT_CUES_MAX = 400000, CONTEXT_EVIDENCE_MAX = 240 };

struct context_cue {
	uint32_t ref, start, end;
};

/* Where the cues of a ref are. */
struct context_span {
	uint32_t first, end;
	uint32_t added; /* how many, since context_ready() */
	bool found;     /* in this text */
};

struct context {
	const struct gazetteer *gazetteer;
	struct view text;
	/* Those of a ref together and sorted by start, where its span says; what nobody's span
	 * covers was there before more of them came. */
	struct context_cue *cues;
	size_t cues_len, cues_cap;
	struct context_cue *added; /* since context_ready() */
	size_t added_len, added_cap, all_len;
	struct context_span *spans; /* of each ref */
	uint32_t *found;            /* refs that have cues */
	size_t found_len;
	struct sentences sentences;
	size_t language_ref;
};

void context_init(struct context *c, const struct gazetteer *g);
void context_done(struct context *c); /* a zeroed struct and NULL are fine */

/* Starts over with a text; `language` is BCP 47 or empty. */
void context_begin(struct context *c, struct view text, struct view language);
void context_add(struct context *c, size_t ref, size_t start, size_t end);
/* After the last context_add(), and again after more of them. */
void context_ready(struct context *c);

/* Was the ref found anywhere? */
bool context_has(const struct context *c, size_t ref);

/* Does the way pass at this place? */
bool context_passes(const struct context *c, const struct pack_way *way, size_t start,
		    size_t end);
/* The same, and `evidence` gets what decided it: the words that let it pass, or the condition
 * that did not hold. */
bool context_explains(const struct context *c, const struct pack_way *way, size_t start,
		      size_t end, struct buf *evidence);
/* The words alone that let it pass, though by now something may speak against it. */
void context_evidence(const struct context *c, const struct pack_way *way, size_t start,
		      size_t end, struct buf *evidence);

/* First byte of the sentence that `at` lies in, and the byte after its last. */
size_t context_sentence(const struct context *c, size_t at, size_t *ret_end);
