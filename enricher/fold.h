/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fold - text as it is matched: one case, one width, one kind of quote, dash and space.
 *
 * Folded are: case, compatibility forms (NFKC: width, ligatures, half-width kana), accents
 * on Latin and Greek letters, stress marks, ё to е; every quote to ' or ", every dash to -;
 * white space and line breaks to one space, a blank line to one newline. Left out are soft
 * hyphens, zero-width and bidirectional characters, the # of a hashtag, a hyphen at the end
 * of a line, and white space between two Han or kana characters. й, ї and voiced kana stay
 * what they are.
 *
 * An exact map (fold_map.h) leads from each folded byte back to the text as given. Most text
 * needs only its case changed, which keeps every character's length: that goes a block at a
 * time (fold_run.h), and only what needs more goes through utf8proc (letter.h). Memory is
 * kept from text to text. One owner, one thread; the time is linear in the text, whatever
 * it holds.
 */
#pragma once

#include <stdint.h>

#include "common/base/auto.h"
#include "common/base/view.h"
#include "enricher/fold_run.h"

enum { FOLD_TEXT_MAX = 64 * 1024 * 1024 }; /* bytes; longer text is a caller's bug */

struct fold;

struct fold *fold_new(void);
void fold_free(struct fold *f); /* NULL is fine */
DEFINE_AUTO(fold)

/* Folds `text`, valid UTF-8, which is borrowed until the next call. The result is good
 * until then too. */
struct view fold_text(struct fold *f, struct view text);

/* The same with a way of one's own to fold runs, for comparison. */
struct view fold_text_by(struct fold *f, struct view text, fold_run *run);

/* Where the character that gave the folded byte `at` starts in the text, in bytes; the
 * text's length when `at` is the folded length. */
size_t fold_start(struct fold *f, size_t at);
/* Where the character that gave the last byte before `end` ends in the text; `end` > 0. */
size_t fold_end(struct fold *f, size_t end);
