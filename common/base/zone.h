/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone - a time zone as a table of transitions, out of a TZif file (RFC 8536).
 *
 * For dates that name no zone, where a feed's configuration names one ("Europe/Berlin").
 * Pure: whoever loads the configuration reads the file. A table is some 200 lines of 16
 * bytes in the arena; a look-up is a binary search.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/instant.h"

enum {
	ZONE_FILE_MAX = 256 * 1024, /* bytes; those of today have under 4 KiB */
	ZONE_RULES_UNTIL = 2100,    /* year up to which the rule at the end is followed */
};

struct zone_transition {
	int64_t at_s;  /* seconds since 1970, UTC */
	int32_t after; /* seconds east of UTC from then on */
};

struct zone {
	int32_t before; /* seconds east of UTC before the first transition */
	struct zone_transition *transitions; /* by time */
	size_t len;
};

/* Reads a TZif file of version 1 to 4, with the rule behind its last transition. ERR_REJECT:
 * it is none. */
NODISCARD bool zone_decode(struct view file, struct arena *a, struct zone *ret,
			   struct err *err);

/* Seconds east of UTC at a local time, given as if it were UTC. A time that happens twice is
 * the first of both; one that a clock skips is read by the offset before. */
int32_t zone_offset_at(const struct zone *z, instant_ms local);

/* Seconds east of UTC after the last transition: its winter time, north of the equator. */
int32_t zone_latest(const struct zone *z);
