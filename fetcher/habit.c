/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/habit.h"

#include <string.h>

#include "common/base/must.h"

enum {
	HOUR_MS = 60 * 60 * 1000,
	WAIT_HOURS = 48,
	SLOT_MAX = 63,
	/* A slot gets 4 for an entry, and loses a quarter when its hour begins again: 16 in
	 * the long run after the hour, 12 before it. */
	SLOT_ENTRY = 4,
	SLOT_BEFORE = 12,
	FOLLOW = 8,         /* of what is usual, a document's weight is one in so many */
	FOLLOW_DRIFT = 256, /* while it is far from usual */
};

void habit_init(struct habit *h)
{
	*h = (struct habit){ .since = INSTANT_NONE, .fresh_at = INSTANT_NONE };
}

/* Times before 1970 are in no clock, but a record may hold them. */
static size_t slot_of(int64_t hour)
{
	return (size_t)(hour % HABIT_HOURS + HABIT_HOURS) % HABIT_HOURS;
}

static int slot(const struct habit *h, int64_t hour)
{
	if (h->rhythm.len != HABIT_HOURS)
		return 0;
	int value = h->rhythm.p[slot_of(hour)] - '0';
	return value < 0 ? 0 : value > SLOT_MAX ? SLOT_MAX : value;
}

static char *own_rhythm(struct habit *h, struct arena *a)
{
	char *slots = arena_alloc(a, HABIT_HOURS);

	for (int i = 0; i < HABIT_HOURS; i++)
		slots[i] = (char)('0' + slot(h, i));
	h->rhythm = view_at(slots, HABIT_HOURS);
	return slots;
}

/* Hours that have begun since the last time weigh less. */
static void move_on(struct habit *h, instant_ms now, struct arena *a)
{
	int64_t hour = now / HOUR_MS;

	if (h->hour == 0 || h->hour >= hour || h->rhythm.len == 0) {
		h->hour = h->hour > hour ? h->hour : hour;
		return;
	}
	char *slots = own_rhythm(h, a);
	int64_t from = hour - h->hour > HABIT_HOURS ? hour - HABIT_HOURS : h->hour;
	for (int64_t i = from + 1; i <= hour; i++) {
		int value = slot(h, i);
		slots[slot_of(i)] = (char)('0' + value - (value + 3) / 4);
	}
	h->hour = hour;
}

int64_t habit_expected_milli(const struct habit *h, instant_ms at)
{
	int64_t hour = at / HOUR_MS;
	int value = slot(h, hour);

	/* The hour that is running has lost its quarter already. */
	return hour == h->hour ? (int64_t)value * 1000 / SLOT_BEFORE
			       : (int64_t)value * 750 / SLOT_BEFORE;
}

/* The share of what a slot holds in the long run that it can hold after so many weeks, one at least. */
static int64_t grown_milli(int64_t weeks)
{
	int64_t missing = 1000;

	MUST(weeks > 0);
	for (int64_t i = 0; i < weeks && missing > 10; i++)
		missing = missing * 3 / 4;
	return 1000 - missing;
}

int64_t habit_wait_ms(const struct habit *h, instant_ms now, int64_t milli)
{
	int64_t hour = now / HOUR_MS, from = now % HOUR_MS, sum = 0;
	int64_t week = (int64_t)HABIT_HOURS * HOUR_MS;

	if (h->since == INSTANT_NONE || now - h->since < week)
		return -1;
	int64_t grown = grown_milli((now - h->since) / week);
	for (int64_t i = 0; i < WAIT_HOURS; i++, from = 0) {
		int64_t rate =
		    habit_expected_milli(h, (hour + i) * HOUR_MS) * 1000 / grown;
		int64_t here = rate * (HOUR_MS - from) / HOUR_MS;
		if (rate > 0 && sum + here >= milli)
			return (hour + i) * HOUR_MS + from +
			       (milli - sum) * HOUR_MS / rate - now;
		sum += here;
	}
	return (int64_t)WAIT_HOURS * HOUR_MS;
}

static bool silent(const struct habit *h, instant_ms now)
{
	int64_t last = now / HOUR_MS - 1, first, sum = 0;

	if (h->fresh_at == INSTANT_NONE)
		return false;
	first = h->fresh_at / HOUR_MS + 1;
	if (last - first >= HABIT_HOURS)
		first = last - HABIT_HOURS + 1;
	for (int64_t i = first; i <= last; i++)
		sum += slot(h, i);
	return sum >= (int64_t)HABIT_SILENT_AFTER * SLOT_BEFORE;
}

static void judge(struct habit *h, instant_ms now, struct arena *a)
{
	bool quiet = silent(h, now);

	if (!quiet)
		h->condition = h->drift;
	else if (h->drift.len == 0)
		h->condition = VIEW("silent");
	else
		h->condition = arena_printf(a, "silent, %.*s", VIEW_ARG(h->drift));
}

void habit_passed(struct habit *h, instant_ms now, struct arena *a)
{
	move_on(h, now, a);
	judge(h, now, a);
}

static void count_in(struct habit *h, int64_t fresh, instant_ms now, struct arena *a)
{
	char *slots = own_rhythm(h, a);
	size_t i = slot_of(now / HOUR_MS);
	int64_t value =
	    slots[i] - '0' + SLOT_ENTRY * (fresh < SLOT_MAX ? fresh : SLOT_MAX);

	slots[i] = (char)('0' + (value < SLOT_MAX ? value : SLOT_MAX));
}

static int64_t follow(int64_t usual, int64_t now, bool drifts)
{
	return usual + (now - usual) / (drifts ? FOLLOW_DRIFT : FOLLOW);
}

static bool judge_texts(struct habit *h, const struct habit_document *d)
{
	int64_t mean = d->text_bytes / d->entries;
	bool shrunk = h->text_bytes >= HABIT_TEXT_LEAST && mean < h->text_bytes / 3;

	h->text_bytes = h->text_bytes == 0 ? mean : follow(h->text_bytes, mean, shrunk);
	return shrunk;
}

static bool judge_dates(struct habit *h, const struct habit_document *d, bool first)
{
	int64_t share = 1000 * d->undated / d->entries;
	bool lost = !first && h->undated <= 200 && share > 500;

	h->undated = first ? share : follow(h->undated, share, lost);
	return lost;
}

static bool judge_language(struct habit *h, const struct habit_document *d,
			   struct arena *a)
{
	if (d->language.len == 0)
		return h->language_odd >= HABIT_LANGUAGE_ODD;
	if (h->language.len > 0 && !view_eq(h->language, d->language) &&
	    h->language_odd < HABIT_LANGUAGE_NEW) {
		h->language_odd++;
		return h->language_odd >= HABIT_LANGUAGE_ODD;
	}
	h->language = arena_copy(a, d->language);
	h->language_odd = 0;
	return false;
}

void habit_report(struct habit *h, const struct habit_document *d, bool first,
		  instant_ms now, struct arena *a)
{
	move_on(h, now, a);
	if (d->fresh > 0) {
		h->fresh_at = now;
		if (!first)
			count_in(h, d->fresh, now, a);
		if (!first && h->since == INSTANT_NONE)
			h->since = now;
	}
	if (d->entries >= HABIT_ENTRIES_LEAST) {
		bool shrunk = judge_texts(h, d);
		bool lost = judge_dates(h, d, first);
		bool language = judge_language(h, d, a);
		h->drift = arena_printf(
		    a, "%s%s%s%s%s", shrunk ? "shrunk" : "",
		    shrunk && (language || lost) ? ", " : "", language ? "language" : "",
		    language && lost ? ", " : "", lost ? "undated" : "");
	}
	judge(h, now, a);
}
