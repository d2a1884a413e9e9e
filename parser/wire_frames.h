/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire_frames - messages between the control characters of a wire: IPTC 7901, ANPA 1312.
 *
 * SOH header STX text ETX trailer EOT, one message after another, with fill characters
 * (SYN, NUL, DEL) anywhere between them. Pure; parts look into the text.
 */
#pragma once

#include "common/base/arena.h"
#include "parser/date.h"

struct wire_frame {
	struct view header, text, trailer;
	bool complete; /* its text has an end */
};

/* The next message at or after `*pos`, which moves behind it. False: there is none. */
bool wire_frame_next(struct view v, size_t *pos, struct wire_frame *ret);

/* The text with control characters other than tab and line ends made spaces. */
struct view wire_frame_printable(struct view v, struct arena *a);

/* "231030 GMT JAN 23", "231030Jan23": day, hour and minute before the month. */
bool wire_frame_date(struct view v, const struct date_hints *hints, struct date *ret);
