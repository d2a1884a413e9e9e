/* SPDX-License-Identifier: Apache-2.0 */
/* feed_people - people as feeds name them: with mail addresses, in brackets, in quotes. */
#pragma once

#include "parser/feed_texts.h"

/* A name, or what RSS puts there: "mail@example.org (Name)", "Name <mail@example.org>". */
void feed_author_add(struct story *s, struct feed_tools *t, struct view value,
		     struct view rel);
/* Sets `by` from the authors, when it is empty. */
void feed_byline(struct story *s, struct arena *a);
