/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flat_json - small records of our own as one flat JSON object, by a table of members.
 *
 * One table makes both directions, so that they cannot drift apart. For records that the
 * fetcher and the parser keep or send each other; stories are ninjs.h's. What a member does
 * not have is left out. Decoding skips unknown members, whatever is in them, so that the
 * version before this one can be read, and the one after it. Linear in the JSON.
 */
#pragma once

#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/instant.h"

enum flat_type {
	FLAT_TEXT, /* struct view; left out when empty; bytes that are no UTF-8 become U+FFFD */
	FLAT_INT,     /* int64_t; left out when 0 */
	FLAT_BOOL,    /* bool; left out when false */
	FLAT_INSTANT, /* instant_ms; left out when INSTANT_NONE */
};

/* The last row has a NULL name. */
struct flat_member {
	const char *name;
	enum flat_type type;
	size_t offset; /* in the struct */
	int64_t min,
	    max; /* FLAT_INT: outside is refused; text: `max` bytes; 0 and 0: any */
};

/* Appends one object on one line. ERR_REJECT: it does not fit into `out`, or a member is
 * outside its limits. */
NODISCARD bool flat_json_encode(const struct flat_member *members, const void *record,
				struct buf *out, struct err *err);

/* Sets every member of `*ret_record`: to what the JSON says, or to "not there". Texts lie in
 * `a`. ERR_REJECT: not JSON, not one object, a member twice, of another type or outside its
 * limits; `*ret_record` is then half filled. */
NODISCARD bool flat_json_decode(const struct flat_member *members, struct view json,
				struct arena *a, void *ret_record, struct err *err);

/* The same for the first `rows` of the members, at least 1, at less cost. What the others are
 * set to is not said, and what is wrong with them may go unseen; so may a member that stands
 * behind one of a later row. */
NODISCARD bool flat_json_decode_start(const struct flat_member *members, size_t rows,
				      struct view json, struct arena *a, void *ret_record,
				      struct err *err);
