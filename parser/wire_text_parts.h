/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire_text_parts - what the files of a wire story's text share. Included by parser/wire_*.c alone.
 *
 * wire_head.c takes what stands above the text: header lines and headline; wire_foot.c what
 * stands behind it; wire_text.c puts the story together.
 */
#pragma once

#include "parser/date.h"
#include "parser/wire_text.h"

struct wire_reader {
	struct story *s;
	const struct document *d;
	const struct wire_lines *lines;
	size_t pos, to;
	size_t dateline_at; /* a line number, or `to` */
	struct arena *a;
	size_t evidence;
	bool titled;        /* has a headline */
	bool behind_byline; /* the line before was one */
	bool behind_zczc;   /* and codes are still to come */
};

struct date_hints wire_head_hints(const struct document *d);

/* The line where the first paragraph with a dateline begins, or `to`. */
size_t wire_head_find_dateline(const struct wire_reader *r);
/* Takes the lines above the text; `pos` is then the text's first. */
void wire_head_read(struct wire_reader *r);
/* The line withdraws the story, and may name it: "KILL: Boats leave". */
void wire_head_kill(struct wire_reader *r, struct view line);
/* "RUS JAPON": up to three short words in capitals. */
bool wire_head_is_code(struct view line);

/* What stands behind the text on lines of its own, who wrote it and when it was sent, leaves
 * lines `from` to before `to`; returns where the text ends. */
size_t wire_foot_end(struct story *s, const struct document *d,
		     const struct wire_lines *lines, size_t from, size_t to);
/* The same of what stands behind the mark that ends a story, before the next one; returns where
 * that begins. */
size_t wire_foot_behind(struct story *s, const struct document *d,
			const struct wire_lines *lines, size_t from, size_t to);
/* Takes the marks, the copyright and the credits at the end of the text; returns the rest. */
struct view wire_foot_cut(struct wire_reader *r, struct view body);
