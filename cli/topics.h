/* SPDX-License-Identifier: Apache-2.0 */
/* topics - `kurilwire topics`: makes the topics that are not there, and says what there is. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand topics_subcommand;
