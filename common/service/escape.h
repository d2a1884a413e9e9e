/* SPDX-License-Identifier: Apache-2.0 */
/*
 * escape - text from outside made harmless inside the quotes of a line or of JSON.
 *
 * Quotes, backslashes, control characters, line and paragraph separators and bidirectional
 * controls become backslash sequences as JSON has them (RFC 8259 §7), bytes that are not
 * UTF-8 become U+FFFD. Pure, O(length).
 */
#pragma once

#include "common/base/buf.h"

void escape_add(struct buf *out, struct view v);
/* For people: quotes and backslashes stay as they are. Not to be read by a program. */
void escape_visible(struct buf *out, struct view v);
/* For people, on one line: a space for each of those, no backslash before any. */
void escape_spaced(struct buf *out, struct view v);
/* With quotes around it: a JSON string. */
void escape_json(struct buf *out, struct view v);
/* Would a terminal act on it, or a reader not see it? */
bool escape_unsafe(uint32_t code_point);
