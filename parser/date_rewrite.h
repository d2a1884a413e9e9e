/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date_rewrite - spellings of dates that say more in one piece than one word of a date does.
 *
 * Zones of the tz database, Thai months shortened with dots, Japanese years as one letter, labels
 * before the date, the access log's colon. Pure.
 */
#pragma once

#include "parser/date_zones.h"

enum { DATE_REWRITE_MAX = 320 }; /* bytes */

/* Writes the date into `text` as words that date_free() knows, without its zone's name. False:
 * there is nothing of the kind in it. */
bool date_rewrite(struct view v, char text[DATE_REWRITE_MAX], struct view *ret,
		  bool *ret_has_zone, struct date_zone *ret_zone);
