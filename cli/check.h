/* SPDX-License-Identifier: Apache-2.0 */
/* check - `kurilwire check`: says all that is wrong with a configuration, at once. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand check_subcommand;

/* Reads all files of a configuration and prints what is wrong with them; EXIT_OK or EXIT_CONFIG. */
int check_files(const char *folder);
