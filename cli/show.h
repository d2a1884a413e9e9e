/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show - a story as a person reads it in a terminal: facts, scores, text, mentions marked.
 *
 * With colour, mentions are bold in the colour of their tag; without, they stand in square
 * brackets. Lines are wrapped at `width` columns; East Asian text wraps between any two
 * characters and counts two columns each. What a terminal would act on never reaches it.
 * Pure: text goes into a buffer.
 */
#pragma once

#include "common/base/buf.h"
#include "common/story/story.h"

struct show_options {
	bool colour;
	size_t width;     /* columns; 0 is 100 */
	size_t lines_max; /* of the body; 0: all */
};

/* `where` is what stands first in the head line: a topic's name, or empty. */
void show_story(const struct story *s, struct view where, const struct show_options *o,
		struct buf *out);

/* Is standard output a terminal that wants colour (NO_COLOR is obeyed)? */
bool show_colour_wanted(void);
/* Columns of the terminal, or 100. */
size_t show_terminal_width(void);
