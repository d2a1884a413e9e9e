/* SPDX-License-Identifier: Apache-2.0 */
/* schema - kurilwire schema: the contract of the record as JSON Schema. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand schema_subcommand;
