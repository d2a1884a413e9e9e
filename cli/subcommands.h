/* SPDX-License-Identifier: Apache-2.0 */
/* subcommands - the list of all of them, for main(), the manual and the completions. */
#pragma once

#include "cli/subcommand.h"

/* In the order of `kurilwire --help`; NULL ends it. */
extern const struct subcommand *const subcommands[];
