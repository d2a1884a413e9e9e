/* SPDX-License-Identifier: Apache-2.0 */
/*
 * article_outside - what only the look of a page says: its heading, byline, date.
 *
 * The least trusted sources, asked for facts that nothing made for machines gives.
 */
#pragma once

#include "parser/article_find.h"
#include "parser/page_facts.h"

/* The headline: an h1 that the title repeats ("h1"), or the title without the site's name
 * ("title"); and the site's name off the end of a headline that is known. */
void article_headline(const struct page_source *s, struct page_facts *f);

/* Authors ("byline") and the time of publishing ("time", "date") from around the
 * article. */
void article_outside(const struct page_source *s, const struct article_parts *parts,
		     struct page_facts *f);
