/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matcher - which of many literals stand where in a folded text, found in one pass.
 *
 * The pass looks only where a literal can begin: at the first letter of a word in alphabets,
 * at each character of Han, kana and Hangul, at signs. There the first bytes are looked up in
 * a table of bits that stays in the cache, and only what is in it is compared in full, with
 * the boundaries that the literal asks for (boundary.h). 1 to 3 GB/s, however many literals;
 * a text that begins a literal everywhere costs a binary search at each character. A matcher
 * is built in a millisecond for 10,000 literals, immutable, and shared by threads.
 */
#pragma once

#include <stdint.h>

#include "common/base/auto.h"
#include "common/base/block.h"
#include "common/base/err.h"
#include "common/base/view.h"
#include "enricher/pattern.h"

enum { MATCHER_LITERALS_MAX = 1000000 };

struct matcher;

struct matcher_literal {
	struct view text; /* folded, not empty, no space before it */
	enum pattern_edge left, right;
};

/* One literal found. */
struct matcher_hit {
	uint32_t literal;    /* index */
	uint32_t start, end; /* bytes of the folded text */
};

/* A list that grows, kept from text to text. */
struct matcher_hits {
	struct matcher_hit *items;
	size_t len, cap, max;
	bool cut; /* there were more than `max` */
};
void matcher_hits_done(struct matcher_hits *h);

/* Copies what it needs of `literals`; texts may repeat. ERR_STOP: too many. */
NODISCARD bool matcher_new(const struct matcher_literal *literals, size_t len,
			   struct matcher **ret, struct err *err);
/* The same for some of them: the `len` that `which` names. Hits have the indexes in `literals`. */
NODISCARD bool matcher_new_of(const struct matcher_literal *literals,
			      const uint32_t *which, size_t len, struct matcher **ret,
			      struct err *err);
/* The index of its literal number `i` in the order in which another matcher of some of them is
 * built without sorting. */
uint32_t matcher_in_order(const struct matcher *m, size_t i);
void matcher_free(struct matcher *m); /* NULL is fine */
DEFINE_AUTO(matcher)

void matcher_scan_16(const struct matcher *m, struct view folded,
		     struct matcher_hits *hits);
void matcher_scan_32(const struct matcher *m, struct view folded,
		     struct matcher_hits *hits);

/* Fills `hits`, which it empties first, by start; of those that start at one place the
 * longest first. After `hits->max` of them it stops and sets `cut`. */
static inline void matcher_scan(const struct matcher *m, struct view folded,
				struct matcher_hits *hits)
{
	BLOCK_BEST(matcher_scan)(m, folded, hits);
}
