/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scripts - how many letters of which script a text has, a block at a time.
 *
 * Counts what tells languages apart (language.h), in valid UTF-8 of at most SCRIPTS_TEXT_MAX
 * bytes. Pure; 2 GB/s and more.
 */
#pragma once

#include "common/base/block.h"
#include "common/base/view.h"

enum { SCRIPTS_TEXT_MAX = 4000 };

struct scripts {
	size_t latin;    /* A to Z, a to z, U+00C0 to U+024F */
	size_t cyrillic; /* U+0400 to U+04FF */
	size_t kana;     /* U+3041 to U+30FF */
	size_t han;      /* U+3400 to U+9FFF */
	size_t hangul;   /* U+AC00 to U+D7A3 */
};

struct scripts scripts_count_16(struct view text);
struct scripts scripts_count_32(struct view text);
static inline struct scripts scripts_count(struct view text)
{
	return BLOCK_BEST(scripts_count)(text);
}

/* Letters that of Russian and Ukrainian only one has, capital or small: ы э ё ъ, і ї є ґ. */
struct scripts_cyrillic {
	size_t russian, ukrainian;
};

struct scripts_cyrillic scripts_count_cyrillic_16(struct view text);
struct scripts_cyrillic scripts_count_cyrillic_32(struct view text);
static inline struct scripts_cyrillic scripts_count_cyrillic(struct view text)
{
	return BLOCK_BEST(scripts_count_cyrillic)(text);
}
