/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire_lines - lines of a teletype as paragraphs, and the marks between them.
 *
 * Wires break lines at a fixed width and begin a paragraph with an empty line or an
 * indentation. Lines of one paragraph are joined with a space (none between CJK), lines of a
 * table stay lines. Results in the arena; linear.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/view.h"

struct wire_line {
	struct view text; /* without white space at the ends, of Unicode too */
	size_t indent;    /* columns in front of it */
	bool tabular;     /* columns are set within it */
};

enum { WIRE_LINES_MAX = 100000 };

struct wire_lines {
	struct wire_line *items;
	size_t len;
	bool over; /* there are more than WIRE_LINES_MAX; the rest is left out */
};

/* LF, CR LF and CR end lines; several empty ones in a row are one. */
struct wire_lines wire_lines_split(struct view text, struct arena *a);

/* Lines `from` to before `to` as text: paragraphs with an empty line between them. */
struct view wire_lines_join(const struct wire_lines *lines, size_t from, size_t to,
			    struct arena *a);

enum wire_mark {
	WIRE_MARK_NONE,
	WIRE_MARK_RULE, /* "-----", "***" */
	WIRE_MARK_MORE, /* "(MORE)": the story goes on in another take */
	WIRE_MARK_END,  /* "(END)", "=30=", "###", "КОНЕЦ", "（了）" */
};

/* What a whole line says about the story's end. */
enum wire_mark wire_mark_of(struct view line);

/* The last paragraph without an end mark behind its last sentence: "… said.=30=". */
struct view wire_mark_cut(struct view text, enum wire_mark *ret);
