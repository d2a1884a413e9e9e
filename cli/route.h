/* SPDX-License-Identifier: Apache-2.0 */
/* route - kurilwire route: which topics the stories of a document go to, and why. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand route_subcommand;
