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
#include "parser/document.h"

struct wire_frame {
	struct view header, text, trailer;
	bool complete; /* its text has an end */
};

/* The next message at or after `*pos`, which moves behind it. False: there is none. */
bool wire_frame_next(struct view v, size_t *pos, struct wire_frame *ret);

/* Reads one message into a story; false: it holds none. */
typedef bool wire_frame_read(struct story *s, const struct document *d,
			     const struct wire_frame *frame, struct arena *a);

/* A story of each message, as a format_parse does it. A last message without an end was cut
 * off and is lost, if others have one; what holds no story is a fill or service message.
 * `name` is the format's. */
NODISCARD bool wire_frames_parse(const struct document *d, struct view text,
				 wire_frame_read *read, const char *name, struct arena *a,
				 struct parsed *ret, struct err *err);

/* The text with control characters other than tab and line ends made spaces. */
struct view wire_frame_printable(struct view v, struct arena *a);

/* "231030 GMT JAN 23", "231030Jan23": day, hour and minute before the month. */
bool wire_frame_date(struct view v, const struct date_hints *hints, struct date *ret);
