/* SPDX-License-Identifier: Apache-2.0 */
/*
 * try - `kurilwire try`: the whole road on one machine, to be looked at.
 *
 * The embedded broker, the newsroom and the four services as processes of their own, with a
 * configuration made for the trial in a folder that is removed at the end.
 */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand try_subcommand;
