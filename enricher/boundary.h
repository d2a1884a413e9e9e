/* SPDX-License-Identifier: Apache-2.0 */
/*
 * boundary - whether a word may begin or end between two characters.
 *
 * By Unicode properties: words of alphabets, digits and katakana have boundaries, those of
 * Han, hiragana and Hangul have none. Pure.
 */
#pragma once

#include <stdint.h>

#include "common/base/view.h"
#include "enricher/pattern.h"

/* A bit for each pattern_edge. */
enum { BOUNDARY_ALL = 1U << EDGE_SCRIPT | 1U << EDGE_OPEN | 1U << EDGE_CLOSED };

/* The edges that a form may have that starts at byte `at`, and one that ends before it: bits.
 * Where one of the two characters there belongs to no word, and at the ends, all of them. */
unsigned boundary_of_start(struct view text, size_t at);
unsigned boundary_of_end(struct view text, size_t at);

/* May a word begin or end between the bytes before and from `at` on? */
bool boundary_at(struct view text, size_t at);
