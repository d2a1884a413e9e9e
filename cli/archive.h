/* SPDX-License-Identifier: Apache-2.0 */
/* archive - `kurilwire archive`: a public topic as files of NDJSON, zstd-compressed. */
#pragma once

#include "cli/subcommand.h"

extern const struct subcommand archive_subcommand;
