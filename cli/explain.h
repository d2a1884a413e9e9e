/* SPDX-License-Identifier: Apache-2.0 */
/* explain - `kurilwire explain`: the life of one story over all topics, or why it ended. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand explain_subcommand;
