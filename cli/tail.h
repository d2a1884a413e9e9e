/* SPDX-License-Identifier: Apache-2.0 */
/* tail - `kurilwire tail TOPIC`: what lands on a topic, as a person reads it or as JSON. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand tail_subcommand;
