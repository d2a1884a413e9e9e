/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date - the dates that feeds, wires and pages really carry.
 *
 * RFC 822/2822/5322 with every zone name and typo in common use, RFC 3339, ISO 8601 with
 * week and ordinal dates, W3C-DTF, RFC 850, asctime, and national spellings (en, ru, uk,
 * ja, zh, ko, de, fr, es, it, pt, nl, sv, no, da, fi, pl, cs, el, hu, tr …). Never a silent
 * "now": what cannot be read is not a date. Pure, allocates nothing.
 */
#pragma once

#include "common/base/zone.h"

struct date_hints {
	int utc_offset_minutes;  /* of a date that names no zone */
	const struct zone *zone; /* instead of the offset, or NULL */
	bool day_first;          /* 03/04/2023 is 3 April */
	int year; /* of a date that names none; 0: such a date is no date */
};

struct date {
	instant_ms at;
	bool has_time; /* false: `at` is midnight of that day in its zone */
	bool has_zone;
};

/* The whole of `v`, trimmed, has to be a date. False: it is not, `*ret` untouched. */
bool date_parse(struct view v, const struct date_hints *hints, struct date *ret);
