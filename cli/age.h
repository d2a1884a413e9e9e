/* SPDX-License-Identifier: Apache-2.0 */
/* age - "30s", "15m", "2h", "7d" on a command line, in milliseconds. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* At most a million of a unit. False: it is none. */
bool age_parse(const char *text, int64_t *ret_ms);
