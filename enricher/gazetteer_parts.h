/* SPDX-License-Identifier: Apache-2.0 */
/* gazetteer_parts - what the files of the gazetteer share with each other alone. */
#pragma once

#include "enricher/gazetteer.h"

/* gazetteer_build.c: fills in forms, refs and names, from packs that were read. False if it
 * added to `e`. */
NODISCARD bool gazetteer_build(struct gazetteer *g, struct settings_errors *e);
