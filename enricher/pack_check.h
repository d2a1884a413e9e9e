/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack_check - what in packs that load does nothing: doubles, forms that never match, rules
 * and topics that never come true.
 *
 * For kurilwire check: a worker takes such packs, and what is wrong with them shows only in
 * what it fails to find. All patterns are written out again: half the work of loading. Pure.
 */
#pragma once

#include "enricher/gazetteer.h"

/* Says of each form that stands twice in one language, of a list, of a rule, or of two rules
 * of a pack that both ask for nothing; of a name that a look-alike always takes; of a condition
 * that nothing is found for, or that another one excludes; of a topic whose parts stay below its
 * threshold; of a sign of regular expressions that stands for itself. Each with all its places.
 * False if it added to `e`. */
NODISCARD bool pack_check(const struct gazetteer *g, struct settings_errors *e);
