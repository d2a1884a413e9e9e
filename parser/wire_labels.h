/* SPDX-License-Identifier: Apache-2.0 */
/* wire_labels - the words that make a line of a wire story's head what it is. */
#pragma once

#include "common/base/view.h"

enum wire_label {
	WIRE_LABEL_NONE,
	WIRE_LABEL_HEADLINE,
	WIRE_LABEL_SUMMARY,
	WIRE_LABEL_SLUG,
	WIRE_LABEL_BYLINE,
	WIRE_LABEL_DATE,
	WIRE_LABEL_PLACE,
	WIRE_LABEL_EMBARGO,
	WIRE_LABEL_NOTE,
	WIRE_LABEL_CORRECTION, /* its value may name the story that is corrected */
	WIRE_LABEL_KEYWORDS,
	WIRE_LABEL_SOURCE,
	WIRE_LABEL_LINK,
	WIRE_LABEL_ID,
	WIRE_LABEL_COPYRIGHT,
	WIRE_LABEL_LANGUAGE,
	WIRE_LABEL_URGENCY,
};

/* What the line says and its value. Dates do without the colon: "date 2023-01-23". */
enum wire_label wire_label_of(struct view line, struct view *ret_value);

/* The line, or the line up to the punctuation behind its first words, without brackets. */
struct view wire_label_words(struct view line);

/* "KILL", "АННУЛИРОВАНО", "取り消し": does the line withdraw the story? */
bool wire_label_is_kill(struct view line);
/* "Please kill the story slugged …": does it ask for that in a sentence? */
bool wire_label_asks_for_kill(struct view line);
/* What stands behind the word in a line that does: "KILL: Boats leave". Empty where the line asks
 * for it in a sentence. */
struct view wire_label_killed(struct view line);

/* "FOR IMMEDIATE RELEASE": does the line say what kind of text follows, and nothing of it? */
bool wire_label_is_release(struct view line);

/* "(Adds quotes, background)": does it say how the story differs from the one before? */
bool wire_label_says_changes(struct view line);

/* 1 or 2 for "FLASH", "URGENT", "СРОЧНО", "速報"; 0 for other lines. */
int wire_label_urgency(struct view line);
