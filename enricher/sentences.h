/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentences - where the sentences and paragraphs of a text begin.
 *
 * A sentence ends at . ! ? or … before a space and no small letter, at 。！？ anywhere, and at
 * the end of a line, unless the next one goes on in lower case. A full stop after an initial, a
 * known abbreviation ("Mr.", "ул.") or a day ("28. April") ends none. A paragraph ends at an
 * empty line. All positions are bytes. One pass, 16 bytes at a time; memory is kept from text
 * to text. One owner, one thread.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/base/view.h"

struct sentences_starts {
	uint32_t *items; /* the first is 0 */
	size_t len, cap;
};

struct sentences {
	struct sentences_starts sentences, paragraphs;
	size_t text_len;
};

/* Starts over with a text of less than 4 GiB; begin with a zeroed struct. */
void sentences_find(struct sentences *s, struct view text);
void sentences_done(struct sentences *s); /* a zeroed struct and NULL are fine */

/* The first byte of the sentence that `at` lies in and the byte after its last; with `beside`,
 * from as many sentences before it to as many after it. */
size_t sentences_around(const struct sentences *s, size_t at, size_t beside,
			size_t *ret_end);
size_t sentences_paragraph(const struct sentences *s, size_t at, size_t *ret_end);
