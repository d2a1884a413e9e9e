/* SPDX-License-Identifier: Apache-2.0 */
/*
 * iptc7901 - the header line of IPTC 7901 messages: "dpa0123 4 pl 265 dpa 0456".
 *
 * Source and number, priority 1 to 6, category, number of words, then what the agency likes.
 * Pure.
 */
#pragma once

#include "parser/document.h"
#include "parser/wire_lines.h"

struct iptc7901_header {
	struct view source; /* "dpa" */
	struct view id;     /* "dpa0123" */
	int priority;
	struct view category; /* "pl" */
};

/* False: the line is no such header. */
bool iptc7901_header_read(struct view line, struct iptc7901_header *ret);

/* Urgency, category and agency of the story. */
void iptc7901_header_apply(const struct iptc7901_header *h, const struct document *d,
			   struct story *s, struct arena *a);

/* Keywords ("Japan/Russia/") and headline ("Fishermen sail =") from line `from` on; the line
 * behind them. */
size_t iptc7901_head_read(struct story *s, const struct wire_lines *lines, size_t from,
			  struct arena *a);
