/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matcher - which of many literals stand where in a folded text, found in one pass.
 *
 * Vectorscan's literal API over bytes, with our own check of word boundaries by Unicode
 * properties: a form has a boundary at an edge where its own letter is of an alphabet, and
 * none in Han, kana and Hangul, unless the form says otherwise. Vectorscan sees only the
 * first bytes of the literals, which many of them share; what follows is looked up in order.
 * Compiling takes some microseconds a literal, scanning about 1 GB/s. A matcher is immutable and may be shared by threads,
 * each of which has a scratch of its own.
 */
#pragma once

#include <stdint.h>

#include "common/base/auto.h"
#include "common/base/err.h"
#include "common/base/view.h"
#include "enricher/pattern.h"

enum { MATCHER_LITERALS_MAX = 1000000 };

struct matcher;
struct matcher_scratch;

struct matcher_literal {
	struct view text; /* folded, not empty */
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

/* Borrows `literals` for as long as it lives; texts may repeat. ERR_STOP: too many, or
 * Vectorscan refuses. */
NODISCARD bool matcher_new(const struct matcher_literal *literals, size_t len,
			   struct matcher **ret, struct err *err);
void matcher_free(struct matcher *m); /* NULL is fine */
DEFINE_AUTO(matcher)

/* Working memory of one thread, for this matcher. */
NODISCARD bool matcher_scratch_new(const struct matcher *m, struct matcher_scratch **ret,
				   struct err *err);
void matcher_scratch_free(struct matcher_scratch *s);
DEFINE_AUTO(matcher_scratch)

/* Fills `hits`, which it empties first, in no certain order. After `hits->max` of them
 * it stops and sets `cut`. */
void matcher_scan(const struct matcher *m, struct matcher_scratch *s, struct view folded,
		  struct matcher_hits *hits);

/* May a word begin or end between the bytes before and from `at` on, by the letters on both
 * sides? */
bool matcher_boundary(struct view folded, size_t at);
