/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress - a bar on standard error for whoever waits there: [######....]  61 %  what it says.
 *
 * Nothing is written if standard error is no terminal. Each call writes over the last.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* `last` ends the line; `done` says that all has been reached, whatever the numbers are. */
void progress_tell(uint64_t read, uint64_t left, bool last, bool done, const char *fmt,
		   ...) __attribute__((format(printf, 5, 6)));
