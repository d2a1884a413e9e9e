/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place - where the programs, the configuration and the bundled stories are.
 *
 * Run from a build folder they are those of the source tree; installed, those of the system.
 */
#pragma once

#include "common/base/arena.h"

/* The folder that this program lies in, without a slash at its end. */
const char *place_programs(struct arena *a);

/* `given`, or $KURILWIRE_CONFIG, or ./config, or the source tree's, or /etc/kurilwire: the
 * first that is a folder with a tags.d. `given` is returned as it is. */
const char *place_config(const char *given, struct arena *a);

/* The newsroom's stories. */
const char *place_stories(struct arena *a);
