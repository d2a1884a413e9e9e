/* SPDX-License-Identifier: Apache-2.0 */
/* reload - `kurilwire reload`: has the workers on this machine read the configuration again. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand reload_subcommand;
