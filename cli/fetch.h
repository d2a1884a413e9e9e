/* SPDX-License-Identifier: Apache-2.0 */
/* fetch - `kurilwire fetch`: has a page fetched and taken through the road, without a feed's entry. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand fetch_subcommand;
