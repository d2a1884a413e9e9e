/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern - the small notation of surface forms, written out as plain strings.
 *
 *   (a|b|c)   one of these; an empty one is fine: (|s)
 *   [x]       x or nothing
 *   <a|b|c>   one of these, the same one in all <...> of the pattern, so that endings agree
 *   {name}    the piece of that name, itself a pattern
 *   ~         only at the start or end: the word may go on there (Kurilen~ in Kurilenstreit)
 *   =         at the start or end: the word must end there, in any script
 *   \c        the character c itself
 *
 * `Курильск(ие|их) остров(а|ов)` gives four forms, `Курильск<ие|их> остров<а|ов>` two. The result lies in the arena; its size
 * is limited, and so is the depth of nesting. Pure.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/view.h"

enum {
	PATTERN_FORMS_MAX = 20000, /* of one pattern */
	PATTERN_DEPTH_MAX = 12,
	PATTERN_FORM_BYTES_MAX = 200,
};

/* What an edge of a form asks of the character next to it. */
enum pattern_edge {
	EDGE_SCRIPT, /* a boundary in scripts that have them */
	EDGE_OPEN,   /* nothing */
	EDGE_CLOSED, /* a boundary in any script */
};

/* Named patterns, usable as {name}. */
struct pattern_piece {
	struct view name, pattern;
};

struct pattern_pieces {
	const struct pattern_piece *items;
	size_t len;
};

struct pattern_forms {
	struct view *items;
	size_t len;
	enum pattern_edge left, right;
};

/* All strings that `pattern` stands for, none of them empty. ERR_STOP says what is wrong
 * with it. */
NODISCARD bool pattern_expand(struct view pattern, struct pattern_pieces pieces,
			      struct arena *a, struct pattern_forms *ret,
			      struct err *err);
