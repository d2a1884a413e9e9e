/* SPDX-License-Identifier: Apache-2.0 */
/* parse - `kurilwire parse`: a document as received, the stories in it as records. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand parse_subcommand;
