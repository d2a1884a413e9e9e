/* SPDX-License-Identifier: Apache-2.0 */
/*
 * aho_corasick - the peer of the benches: all words in lower-cased text, as one would write it
 * without a tagger. No boundaries, no folding beyond case, no context.
 *
 * A full table of transitions over the bytes that occur in the words. One owner, one thread.
 */
#pragma once

#include "common/base/auto.h"
#include "common/base/buf.h"
#include "common/base/view.h"

struct aho_corasick;

/* `words` are in lower case; they may repeat. */
struct aho_corasick *aho_corasick_new(const struct view *words, size_t len);
void aho_corasick_free(struct aho_corasick *ac); /* NULL is fine */
DEFINE_AUTO(aho_corasick)

/* Lower-cases `text` into `lower` and returns how many words end in it, counted with those
 * that are part of others. */
size_t aho_corasick_scan(const struct aho_corasick *ac, struct view text,
			 struct buf *lower);
