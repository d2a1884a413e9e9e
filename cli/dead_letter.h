/* SPDX-License-Identifier: Apache-2.0 */
/* dead_letter - `kurilwire dead-letter`: what could not be processed, and its second chance. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand dead_letter_subcommand;
