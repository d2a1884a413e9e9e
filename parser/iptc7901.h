/* SPDX-License-Identifier: Apache-2.0 */
/*
 * iptc7901 - the header line of IPTC 7901 messages: "dpa0123 4 pl 265 dpa 0456".
 *
 * Source and number, priority 1 to 6, category, number of words, then what the agency likes.
 * Pure.
 */
#pragma once

#include "parser/document.h"

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
