/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kill - which story a wire's kill takes back, or a correction replaces, where it says so in
 * words.
 *
 * Kills of IPTC 7901, ANPA 1312 and plain text have no id of the story that they are about: they
 * name it by slug, headline or number ("KILL: please kill the story slugged RUSSIA-JAPAN",
 * "Die Meldung dpa0123 ist zurückgezogen"). Names are compared without case, punctuation, cycle
 * letters and the number of the lead, and count for the day of the story and the day after.
 *
 * A correction replaces the story that has its slugline or headline ("CORRECTED-Boats leave",
 * "BC-Boats, 2nd Ld-Writethru", "Eds: CORRECTS day"), or that its first line names
 * ("CORRECTION: Boats leave"). One that only says what should have been written ("please read in
 * the second paragraph") is a story of its own: its text is not the corrected story's.
 *
 * Pure; linear in the text.
 */
#pragma once

#include "common/story/story.h"

/* Notes each name in the text of a kill as `kill.name`. Sentences that speak of a replacement
 * name other stories. */
void kill_read(struct story *kill, struct view text, struct arena *a);

/* The keys, as identity.h's, that a kill may name the story by: slugline, headline, numbers. `day`
 * is what counts for a story without a date. In the arena. */
struct view *kill_keys_of_story(const struct story *s, struct view provider,
				instant_ms day, struct arena *a, size_t *ret_len);
/* The keys of what the kill names, of its day and the day before. */
struct view *kill_keys_named(const struct story *kill, struct view provider,
			     instant_ms day, struct arena *a, size_t *ret_len);

/* Does the story say that it replaces one that was sent before? */
bool kill_replaces(const struct story *s);
/* The keys of what it may replace, of its day and the day before. */
struct view *kill_keys_replaced(const struct story *s, struct view provider,
				instant_ms day, struct arena *a, size_t *ret_len);
