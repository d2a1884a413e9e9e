/* SPDX-License-Identifier: Apache-2.0 */
/* feed_language - the language that a feed says it is written in, in its usual writing. Pure. */
#pragma once

#include "common/base/arena.h"

/* BCP 47 in its usual writing, or empty when it is no language tag. */
struct view feed_language(struct arena *a, struct view value);
