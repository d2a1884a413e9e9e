/* SPDX-License-Identifier: Apache-2.0 */
/* tag - kurilwire tag: what a text mentions and what it is about. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand tag_subcommand;
