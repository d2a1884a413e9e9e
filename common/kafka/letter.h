/* SPDX-License-Identifier: Apache-2.0 */
/*
 * letter - what a dead letter says in its headers: why, who gave up, and where the input is.
 *
 * A letter's value is the input's bytes, untouched; its key and headers are the input's, to
 * which these are added:
 *
 *   kw-letter-reason     one line
 *   kw-letter-worker     "parser"
 *   kw-letter-topic, kw-letter-partition, kw-letter-offset
 *                        the input record; left out for what is not one
 *   kw-letter-part       "yes" if the value is only a part of that record
 *
 * Pure. A letter of a letter (a retried input that failed again) has its headers once: the
 * last ones count.
 */
#pragma once

#include <stdint.h>

#include "common/base/view.h"
#include "common/story/headers.h"

enum { LETTER_HEADERS = 6, LETTER_NUMBERS = 48, LETTER_REASON_MAX = 1024 };

struct letter {
	struct view reason, worker, topic;
	int32_t partition; /* -1: not of one record */
	int64_t offset;
	bool part; /* the value is a part of the record, which went on without it */
};

/* The headers of a letter, returned as their number. They borrow what the letter does, and
 * `numbers`, which holds the digits. A reason is cut at LETTER_REASON_MAX. */
size_t letter_headers(const struct letter *l, char numbers[LETTER_NUMBERS],
		      struct header ret[LETTER_HEADERS]);

/* Is the header one of a letter's own? */
bool letter_owns(struct view name);

/* Reads a letter back from a record's headers; false if they are not a letter's. */
bool letter_of_headers(const struct headers *h, struct letter *ret);
