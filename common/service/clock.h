/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock - what time it is, for the edges of a program; everything else takes time as an
 * argument. No state, any thread, about 30 ns.
 */
#pragma once

#include <stdint.h>

#include "common/base/instant.h"

/* Wall clock: may jump when the machine's time is set. */
instant_ms clock_wall_ms(void);

/* Milliseconds since some start; only ever grows. For intervals and time-outs. */
int64_t clock_steady_ms(void);

/* The same in seconds, for measuring. */
double clock_steady_seconds(void);
