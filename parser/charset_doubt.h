/* SPDX-License-Identifier: Apache-2.0 */
/*
 * charset_doubt - whether bytes can be what a charset of single bytes makes of them.
 *
 * A charset of single bytes decodes anything, so that a wrong label shows only in the text:
 * Cyrillic that is called Latin-1 is words of nothing but accented letters, KOI8-R that is
 * called windows-1251 has its capitals at the wrong end. Judged on a few hundred letters;
 * what is too short to tell is not doubted. Pure.
 */
#pragma once

#include "parser/charset_names.h"

/* Is the text that these bytes would be one that nobody writes? */
bool charset_doubtful(const struct charset *cs, struct view bytes);

/* The fuller charset in place of the one that was named, when the bytes need it: those from
 * 0x80 to 0x9f are controls in ISO 8859 and punctuation in Windows, and the letters that
 * Ukrainian has beside Russian are frames of tables in KOI8-R. Else `cs`. */
const struct charset *charset_fuller(const struct charset *cs, struct view bytes);
