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

/* Words of Han, hiragana and hangul run into each other; those of katakana do not. */
enum boundary_script {
	SCRIPT_NONE,
	SCRIPT_ALPHABET,
	SCRIPT_DIGIT,
	SCRIPT_JOINED,
	SCRIPT_KATAKANA
};

enum boundary_script boundary_script_of(uint32_t code_point);

/* The character before byte `at`, and the one that starts there; 0 at the ends. */
uint32_t boundary_before(struct view text, size_t at);
uint32_t boundary_after(struct view text, size_t at);

/* A bit for each pattern_edge. */
enum { BOUNDARY_ALL = 1U << EDGE_SCRIPT | 1U << EDGE_OPEN | 1U << EDGE_CLOSED };

/* The edges that allow a form whose outermost character is `own` to stand next to `next`: bits.
 * Where one of them belongs to no word, all do. */
unsigned boundary_edges(uint32_t own, uint32_t next);

/* May a word begin or end between the bytes before and from `at` on? */
bool boundary_at(struct view text, size_t at);
