/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words - how many words a text has.
 *
 * Close to the default word boundaries of UAX #29: letters and digits in a row, with one
 * apostrophe, point, comma or underscore between them, are a word; ideographs and hiragana
 * count one by one. Pure; about 1 GB/s.
 */
#pragma once

#include "common/base/view.h"

/* `v` is valid UTF-8. */
size_t words_count(struct view v);
