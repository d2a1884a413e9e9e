/* SPDX-License-Identifier: Apache-2.0 */
/* tags - `kurilwire tags diff`: what other packs would change, in the stories that are there. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand tags_subcommand;
