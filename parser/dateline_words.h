/* SPDX-License-Identifier: Apache-2.0 */
/* dateline_words - what the pieces of a dateline look like: a day, a place. Pure. */
#pragma once

#include "parser/date.h"

/* Without blanks at the ends, those of Unicode too. */
struct view dateline_trim(struct view v);

/* Is the piece a day? `*ret` is INSTANT_NONE when it cannot be told which: a weekday, or a day
 * without year or month and no `reference` shortly after it. */
bool dateline_day(struct view v, instant_ms reference, instant_ms *ret);

/* One to five words that begin with capitals. */
bool dateline_is_place(struct view v);

/* Has it capitals and no small letters? Counts the capitals. */
bool dateline_is_capitals(struct view v, size_t *ret_letters);
