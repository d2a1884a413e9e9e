/* SPDX-License-Identifier: Apache-2.0 */
/*
 * letter - what one character becomes when text is folded (fold.h). Pure.
 */
#pragma once

#include <stdint.h>

#include "common/base/view.h"

enum { LETTER_DELETE = 0xE000, LETTER_SPACE };

/* What a code point that NFKC leaves alone becomes: itself, a quote, a hyphen, LETTER_SPACE
 * or, when it is left out, LETTER_DELETE. */
uint32_t letter_plain(uint32_t code_point);
bool letter_is_mark(uint32_t code_point);

/* One letter with its marks, folded: writes at most `room` bytes of UTF-8 and returns how
 * many. Marks without end are the caller's to cut. */
size_t letter_fold(struct view letter, char *bytes, size_t room);
