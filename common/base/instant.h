/* SPDX-License-Identifier: Apache-2.0 */
/*
 * instant - a point in time: milliseconds since 1970-01-01T00:00:00Z, no leap seconds.
 *
 * Reads and writes the one form that records carry, RFC 3339 in UTC. The many forms that
 * feeds carry are parser/date's. Years 0001 to 9999. Pure, allocates nothing.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/base/view.h"

typedef int64_t instant_ms;
#define INSTANT_NONE INT64_MIN

enum { INSTANT_TEXT = 32 }; /* room for the longest text and its NUL */

/* A civil date and time of day; `month` 1 to 12, `day` 1 to 31. */
struct civil {
	int year, month, day, hour, minute, second, ms;
};

/* Days since 1970-01-01 of a date of the proleptic Gregorian calendar. */
int64_t civil_days(int year, int month, int day);
/* Is there such a day and time? A leap second (60) is. */
bool civil_valid(const struct civil *c);
/* As if in UTC; `c` is valid. */
instant_ms civil_to_instant(const struct civil *c);
struct civil civil_of(instant_ms t);

/* "2023-01-23T09:30:00Z", with ".250" before the Z if there are milliseconds. */
struct view instant_format(instant_ms t, char text[INSTANT_TEXT]);

/* RFC 3339 §5.6 with any offset, lower-case t and z and a space for the T allowed; digits
 * of the second beyond milliseconds are dropped. False on anything else. */
bool instant_parse(struct view v, instant_ms *ret);
