/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire_text - one wire story as plain text: header lines, dateline, paragraphs.
 *
 * For plain text files and for the text parts of IPTC 7901 and ANPA 1312. Header lines (date,
 * byline, slugline, priority, embargo, editor's notes, "Label: value") become fields and
 * leave the text. Everything from the first paragraph on is the body: its dateline
 * stays in it, as the agency sent it, and is read into `located`, `content_created` and
 * `sources` besides. Paragraphs are separated by an empty line.
 *
 * The headline is a line that stands alone between the header lines and the first
 * paragraph, does not end with a full stop, and is not any of the above, or what a label
 * calls one; further such lines before a dateline are descriptions. Without such a line the
 * story has no headline (ninjs allows that): none is made up out of the first sentence.
 */
#pragma once

#include "parser/document.h"
#include "parser/wire_lines.h"

/* Fills `s` from lines `from` to before `to`. False, with `s` touched, when there is no
 * body in them. `ret_evidence` counts what only wire stories have: dateline, date, byline,
 * headline, labels. */
bool wire_text_fill(struct story *s, const struct document *d,
		    const struct wire_lines *lines, size_t from, size_t to,
		    struct arena *a, size_t *ret_evidence);

/* Fields of the story's dateline, if its text begins with one: for formats whose text is
 * already in paragraphs. What the story has already stays. */
void wire_text_dateline(struct story *s, const struct document *d, struct view paragraph,
			struct arena *a);

/* People and `by` from a byline; what the story has already stays. */
void wire_text_byline(struct story *s, struct view line, struct arena *a);

/* Adds to the note for editors, up to a bound. */
void wire_text_note(struct story *s, struct view note, struct arena *a);
