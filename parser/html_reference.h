/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_reference - one character reference of HTML: &amp; &copy &#8212; &#x2014;
 *
 * As the HTML standard tokenizes it (§13.2.5.72), all names with and without semicolon.
 * Pure; a look-up is a binary search among the names with the same first letter.
 */
#pragma once

#include "common/base/view.h"
#include "parser/html_entities.h"

enum { HTML_REFERENCE_MAX = HTML_ENTITY_VALUE_MAX }; /* bytes that one stands for */

/* The entity of that name, written without & and semicolon, or NULL. */
const struct html_entity *html_entity_find(struct view name);

/* Where the reference is written: inside an attribute, a name without semicolon before a
 * letter, a digit or '=' is no reference, as in "?a=1&copy=2". */
enum html_place { HTML_IN_TEXT, HTML_IN_ATTRIBUTE };

/*
 * Reads the reference at the start of `v`, which begins with '&'. Returns how many bytes
 * it takes, or 0 when it is none and the '&' means itself. The bytes that it stands for
 * go to `ret`; U+FFFD for numbers that are no character.
 */
size_t html_reference(struct view v, enum html_place place, char ret[HTML_REFERENCE_MAX],
		      size_t *ret_len);
