/* SPDX-License-Identifier: Apache-2.0 */
/* route_settings - the table of a routes' file, for `--describe` and the editors' schema. */
#pragma once

#include "common/service/settings.h"

extern const struct setting route_settings_rows[];
