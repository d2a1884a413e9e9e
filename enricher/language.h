/* SPDX-License-Identifier: Apache-2.0 */
/*
 * language - which language a text is in, when nobody says.
 *
 * Kana means Japanese, Hangul Korean, Han without kana Chinese in the script that its
 * characters show; other texts go to libexttextcat, limited to the languages of its
 * fingerprints, and get none when it is unsure. One owner, one thread; the time does not
 * depend on the length, since a sample is enough.
 */
#pragma once

#include "common/base/auto.h"
#include "common/base/err.h"
#include "common/base/view.h"

struct language;

NODISCARD bool language_new(struct language **ret, struct err *err);
void language_free(struct language *l); /* NULL is fine */
DEFINE_AUTO(language)

/* BCP 47 ("en", "zh-Hant"), in static memory or the detector's own until the next call; the
 * empty view when it cannot be told. */
struct view language_of(struct language *l, struct view text);
