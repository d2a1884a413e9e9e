/* SPDX-License-Identifier: Apache-2.0 */
/* settings_all - the whole table of kurilwire.yaml: every section of every program. */
#pragma once

#include "common/service/config.h"

/* Lies in `a`. */
const struct setting *settings_all(struct arena *a);
