/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge - one story out of a feed's entry and the page that it leads to.
 *
 * The entry says which story it is, what it is called and when it was published: a feed
 * speaks of exactly this story, while a page may carry its site's name in the title. The
 * page brings the text, and whatever the entry does not say. Pure; nothing is copied, so
 * both stories have to live as long as the result.
 */
#pragma once

#include "common/story/story.h"

/* Adds to `entry` what `page` knows better: its bodies replace the entry's, which become a
 * description if there is none; ids, people, sources, subjects, pictures are joined; a field
 * that is missing is filled. `entry` keeps its uri. */
void merge_page(struct story *entry, const struct story *page, struct arena *a);

/* The entry goes out alone, since its page could not be had; `why` says the reason. */
void merge_failed_page(struct story *entry, struct view why);
