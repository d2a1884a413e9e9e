/* SPDX-License-Identifier: Apache-2.0 */
/* feeds - `kurilwire feeds`: what is polled, how it is doing, and tools to get more of it. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand feeds_subcommand;
