/* SPDX-License-Identifier: Apache-2.0 */
/* age - "30s", "15m", "2h", "7d" on a command line, in milliseconds; and since when that is. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* At most a million of a unit. False: it is none. */
bool age_parse(const char *text, int64_t *ret_ms);

/* A point in time: an age before `now`, a day ("2026-11-20", from its midnight in UTC), or RFC
 * 3339. False: it is none. */
bool since_parse(const char *text, int64_t now, int64_t *ret_ms);
