/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date_forms - the ways in which dates are written, one function each, behind date_parse().
 *
 * Each reads the whole of a trimmed text of at most DATE_BYTES_MAX bytes or says that it is
 * not that form. Whether there is such a day is date_parse()'s to check.
 */
#pragma once

#include "parser/date.h"
#include "parser/date_zones.h"

enum { DATE_BYTES_MAX = 160 }; /* longer texts are no dates */

struct date_parts {
	struct civil c;
	bool has_year, has_time, has_zone;
	int offset_minutes;
	bool has_place; /* a zone with summer time, instead of the offset */
	struct date_zone place;
};

/* RFC 822, 1123, 2822 in their common shape, fast: "Mon, 23 Jan 2023 09:30:00 +0900". */
bool date_rfc(struct view v, struct date_parts *ret);

/* ISO 8601 weeks ("2023-W04-1") and ordinal days ("2023-023"), W3C-DTF year and month,
 * digits alone ("20230123093000", epoch seconds and milliseconds). */
bool date_numeric(struct view v, struct date_parts *ret);

/* All else: words and numbers in any order that has one reading. */
bool date_free(struct view v, const struct date_hints *hints, struct date_parts *ret);

/* By the value of its first digits: 69 is 1969, 23 is 2023, 123 is 2023 (RFC 2822 §4.3). */
int date_full_year(int year, size_t digits);
