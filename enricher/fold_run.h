/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold_run - stretches of text that need nothing but their case changed, a block at a time.
 *
 * Those are ASCII, Russian and Ukrainian letters, kana, Han and Hangul syllables: what most
 * text consists of. Everything else ends a run: a hyphen, a line's end, two spaces, a hash
 * sign, a Latin letter beside a Cyrillic one, capitals of rarer letters, marks. Pure.
 */
#pragma once

#include "common/base/block.h"
#include "common/base/view.h"

/* Before such a byte one space stays one space: ASCII, or a letter of two bytes. */
static inline bool fold_run_is_word(unsigned char c)
{
	return (c > ' ' && c < 0x80) || (c >= 0xC3 && c <= 0xDF);
}

/* Folds from `pos`, where a character starts, as far as that goes without looking closely;
 * returns how many bytes, which `out` got as many of, and stops between characters. `out` has
 * room for FOLD_RUN_OVER more than the text from there. */
typedef size_t fold_run(struct view text, size_t pos, char *out);
enum { FOLD_RUN_OVER = 64 };

fold_run fold_run_16, fold_run_32;
