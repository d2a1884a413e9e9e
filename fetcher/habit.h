/* SPDX-License-Identifier: Apache-2.0 */
/*
 * habit - what a feed is usually like, and by which name it is not any more.
 *
 * Rhythm: for each hour of the week (UTC), how many new entries it usually brings; the weight
 * of a week falls by a quarter with each week after it. "silent" is a feed that should have
 * brought HABIT_SILENT_AFTER entries since the last one. Drift: "shrunk" when its texts are a
 * third of what they were or less, "language" when three documents in a row were in another
 * language or script, "undated" when most entries have lost their dates. What a feed is like
 * follows slowly, so that a change that is meant becomes usual after some weeks.
 *
 * Pure; part of a feed's state. What it points to lies in the arena or is a constant.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/instant.h"

enum {
	HABIT_HOURS = 7 * 24,
	HABIT_SILENT_AFTER = 12, /* entries that were to be expected */
	HABIT_ENTRIES_LEAST =
	    3, /* of a document that says anything about texts and dates */
	HABIT_TEXT_LEAST = 200,   /* bytes an entry, under which texts cannot shrink */
	HABIT_LANGUAGE_ODD = 3,   /* documents in a row */
	HABIT_LANGUAGE_NEW = 200, /* so many, and it is the feed's language */
	HABIT_CONDITION_MAX = 64, /* bytes */
};

struct habit {
	struct view
	    rhythm; /* HABIT_HOURS bytes from '0' on: 16 for an entry a week; or empty */
	instant_ms since;    /* the rhythm's first entry, or INSTANT_NONE */
	int64_t hour;        /* since 1970, the last that was counted in; 0: none */
	instant_ms fresh_at; /* something new came, or INSTANT_NONE */
	int64_t text_bytes;  /* of an entry, usually; 0: not known */
	int64_t undated;     /* of 1000 entries, usually */
	struct view language;
	int64_t language_odd; /* documents in a row in another one */
	struct view drift; /* "shrunk", "language", "undated", as of the last document */
	struct view condition; /* drift and "silent", with ", " between; or empty */
};

/* What a document of the feed contained. */
struct habit_document {
	int64_t entries, fresh;
	int64_t text_bytes, undated; /* of all its entries together */
	struct view language;        /* of most of them: "en/Latn", or empty */
};

void habit_init(struct habit *h);

/* A poll succeeded at `now`, whatever it brought: judges silence. */
void habit_passed(struct habit *h, instant_ms now, struct arena *a);

/* And this was in it. `first`: the feed's first document, whose entries are no rhythm. */
void habit_report(struct habit *h, const struct habit_document *d, bool first,
		  instant_ms now, struct arena *a);

/* How long until the rhythm lets expect so many thousandths of an entry, from `now`, two days
 * at most; -1 while it is younger than a week. */
int64_t habit_wait_ms(const struct habit *h, instant_ms now, int64_t milli);

/* New entries that the rhythm lets expect in the hour of `at`, times 1000. */
int64_t habit_expected_milli(const struct habit *h, instant_ms at);
