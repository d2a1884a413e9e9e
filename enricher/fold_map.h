/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold_map - from each byte of a folded text back to the text as given.
 *
 * A list of steps. From `folded` on, the text goes on at `source`, byte for byte, up to the
 * next step; in a `fixed` stretch every folded byte comes from the one piece of text between
 * this step's source and the next one's. A look-up is a binary search, and cheaper when
 * places are asked for in order. Memory is kept from text to text.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fold_step {
	uint32_t folded;
	uint32_t source : 31;
	uint32_t fixed : 1;
};

struct fold_map {
	struct fold_step *steps;
	size_t len, cap;
	size_t last_asked; /* a step */
};

void fold_map_done(struct fold_map *m); /* a zeroed struct is fine */
void fold_map_clear(struct fold_map *m);

/* A step; `folded` never falls from one to the next. */
void fold_map_add(struct fold_map *m, size_t folded, size_t source, bool fixed);
/* Where the last step is, in folded bytes; 0 if there is none. */
size_t fold_map_last(const struct fold_map *m);

/* Where the character that gave the folded byte `at` starts in the text, in bytes. */
size_t fold_map_start(struct fold_map *m, size_t at);
/* Where the character that gave the last byte before `end` ends; `end` > 0. */
size_t fold_map_end(struct fold_map *m, size_t end);
