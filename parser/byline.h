/* SPDX-License-Identifier: Apache-2.0 */
/*
 * byline - the people in a byline: "By Jane Doe and John Roe, Staff Writers".
 *
 * The word in front ("By", "Von", "Автор:", "文＝") goes, names are told apart by commas and
 * by the word for "and", and what is an agency, a title or a place behind a comma is not a
 * name. Pure.
 */
#pragma once

#include "common/base/view.h"

enum { BYLINE_NAMES_MAX = 16 };

struct byline {
	struct view text; /* without the word in front */
	struct view names[BYLINE_NAMES_MAX];
	size_t len;
};

/* Does the line begin with the word that makes it one? */
bool byline_is(struct view line);

/* Is it what stands below a byline: "Associated Press Writer"? */
bool byline_is_title(struct view line);

/* False: no name in it. */
bool byline_read(struct view line, struct byline *ret);
