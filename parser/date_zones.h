/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date_zones - the zones that dates name as the tz database does: "Europe/Moscow", "EST5EDT",
 * "Etc/GMT-3", "[Asia/Tokyo]" (RFC 9557).
 *
 * A table of today's rules, since a date is read without any file: where a zone has moved, dates
 * of before then are an hour or so off. Pure.
 */
#pragma once

#include "common/base/instant.h"
#include "common/base/view.h"

enum date_summer {
	DATE_SUMMER_NONE,
	DATE_SUMMER_US, /* second Sunday of March to first Sunday of November, 2:00 */
	DATE_SUMMER_EU, /* last Sunday of March to last Sunday of October, 1:00 UTC */
	DATE_SUMMER_AU, /* first Sunday of October to first Sunday of April */
	DATE_SUMMER_NZ, /* last Sunday of September to first Sunday of April */
};

struct date_zone {
	int minutes; /* east of UTC in winter */
	enum date_summer summer;
};

/* False: no such name. Case does not count. */
bool date_zone_find(struct view name, struct date_zone *ret);

/* Minutes east of UTC at a local time. */
int date_zone_offset(const struct date_zone *z, const struct civil *local);
