/* SPDX-License-Identifier: Apache-2.0 */
/* What ships in config/tags.d: it loads, and a story of the beat is tagged as a whole. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/buf.h"
#include "enricher/tagger.h"

Test(packs, tag_a_long_story_of_both_topics)
{
	static const char text[] =
	    "Tokyo still wants a peace treaty with Russia, the foreign minister said.\n\n"
	    "The Soviet Union and Japan signed a joint declaration in 1956. Moscow was "
	    "to hand "
	    "over the Habomai and Shikotan islands after a peace treaty; Kunashir and "
	    "Iturup "
	    "are not in the document.\n\n"
	    "Japan claims all four islands, which it calls the Northern Territories. "
	    "Visits to "
	    "the Southern Kuril Islands have stopped, and so has work on the disputed "
	    "islands.";
	static const char *const want[] = {
		"peace treaty",
		"joint declaration",
		"Habomai",
		"Shikotan islands",
		"peace treaty",
		"Kunashir",
		"Iturup",
		"four islands",
		"Northern Territories",
		"Southern Kuril Islands",
		"disputed islands",
	};
	enum { WANT_LEN = sizeof want / sizeof want[0] };
	AUTO(settings_errors) errors = settings_errors_new();
	AUTO(arena) a = arena_new(16 * 1024 * 1024);
	AUTO(gazetteer) g = NULL;
	AUTO(tagger) t = NULL;
	struct tagger_result r;
	struct err err;

	cr_assert(gazetteer_load(TEST_SOURCE_DIR "/config/tags.d", &g, errors));
	cr_assert(tagger_new(g, &t, &err));
	tagger_tag_text(t, view_of(text), VIEW("en"), a, &r);
	cr_assert(eq(sz, r.mentions.len, WANT_LEN));
	for (size_t i = 0; i < WANT_LEN; i++)
		cr_assert(view_eq(r.mentions.items[i].text, view_of(want[i])),
			  "%zu: %.*s", i, VIEW_ARG(r.mentions.items[i].text));
	for (size_t i = 0; i < r.scores.len; i++)
		cr_assert(r.scores.items[i].about, "%.*s",
			  VIEW_ARG(r.scores.items[i].topic));
}
