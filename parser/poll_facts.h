/* SPDX-License-Identifier: Apache-2.0 */
/*
 * poll_facts - what a document of a feed contained, all its entries together.
 *
 * The parser counts it, the fetcher plans by it (common/story/want.h, REPORT). Pure; costs a
 * look at the first POLL_SCRIPT_BYTES of each entry.
 */
#pragma once

#include "common/story/story.h"

enum { POLL_SCRIPT_BYTES = 400, POLL_LANGUAGES_MAX = 16 };

struct poll_facts {
	int64_t entries, fresh;
	instant_ms oldest, newest; /* or INSTANT_NONE */
	int64_t text_bytes, undated;
	struct {
		struct view name; /* "en/Latn"; in the arena */
		int64_t entries;
	} languages[POLL_LANGUAGES_MAX];
	size_t languages_len;
};

void poll_facts_init(struct poll_facts *f);
/* An entry as it stands in the document. Whether it is fresh is counted by the caller. */
void poll_facts_add(struct poll_facts *f, const struct story *s, struct arena *a);
/* When it was published, or else when it was changed; or INSTANT_NONE. */
instant_ms poll_date_of(const struct story *s);
/* Language and script of most entries, or empty. */
struct view poll_facts_language(const struct poll_facts *f);

/* The script of most letters of a text, by its ISO 15924 name: "Latn", "Cyrl", "Jpan",
 * "Hans" for Han characters without kana or hangul, "Kore", …; empty without letters. */
struct view poll_script_of(struct view text);
