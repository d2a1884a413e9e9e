/* SPDX-License-Identifier: Apache-2.0 */
/* replay - `kurilwire replay`: stories tagged or routed again, beside the workers. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand replay_subcommand;
