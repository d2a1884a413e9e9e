/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "parser/ledger.h"

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define HASH_C "cccccccccccccccccccccccccccccccc"

static bool wrote;

static enum ledger_verdict see(struct ledger *l, bool known, struct ledger_offer o)
{
	return ledger_judge(l, known, &o, 100, &wrote);
}

static struct ledger_offer entry(const char *hash, int64_t at)
{
	return (struct ledger_offer){ .feed = VIEW("asia"),
				      .kind = STORY_ENTRY,
				      .fetched_at = at,
				      .content_hash = hash };
}

static struct ledger_offer page(const char *hash, int64_t at)
{
	struct ledger_offer o = entry(hash, at);
	o.kind = STORY_PAGE;
	o.is_page = true;
	return o;
}

static struct ledger_offer with_page(struct ledger_offer o)
{
	o.wants_page = true;
	return o;
}

Test(ledger, counts_a_version_for_each_change_of_the_own_source_and_none_for_repeats)
{
	struct ledger l = { 0 };

	cr_assert(eq(int, see(&l, false, entry(HASH_A, 1)), LEDGER_PUBLISH));
	cr_assert(eq(int, see(&l, true, entry(HASH_A, 2)), LEDGER_UNCHANGED));
	cr_assert(not(wrote));
	cr_assert(eq(int, see(&l, true, entry(HASH_B, 3)), LEDGER_PUBLISH));
	cr_assert(eq(int, l.version, 2));
	cr_assert(eq(int, see(&l, true, entry(HASH_B, 4)), LEDGER_UNCHANGED));
}

Test(ledger, takes_no_version_from_another_feed_or_from_an_older_document)
{
	struct ledger l = { 0 };
	struct ledger_offer other = entry(HASH_C, 5);

	(void)see(&l, false, entry(HASH_A, 3));
	other.feed = VIEW("world");
	cr_assert(eq(int, see(&l, true, other), LEDGER_DUPLICATE));
	cr_assert(eq(int, see(&l, true, entry(HASH_B, 2)), LEDGER_DUPLICATE));
	cr_assert(not(wrote));
	cr_assert(eq(int, l.version, 1));
}

Test(ledger, publishes_once_with_the_page_when_one_is_wanted)
{
	struct ledger l = { 0 };

	cr_assert(eq(int, see(&l, false, with_page(entry(HASH_A, 1))), LEDGER_WANT));
	cr_assert(eq(int, l.version, 0));
	cr_assert(eq(int, see(&l, true, with_page(entry(HASH_A, 2))), LEDGER_UNCHANGED));
	cr_assert(eq(int, see(&l, true, page(HASH_B, 3)), LEDGER_PUBLISH));
	cr_assert(eq(int, l.version, 1));
	cr_assert(eq(int, see(&l, true, page(HASH_B, 4)), LEDGER_UNCHANGED));
	cr_assert(eq(int, see(&l, true, page(HASH_C, 5)), LEDGER_PUBLISH),
		  "a silent edit");
}

Test(ledger, lets_a_failed_page_through_only_when_its_entry_changed)
{
	struct ledger l = { 0 };
	struct ledger_offer failed = page(HASH_A, 9);

	failed.kind = STORY_ENTRY;
	(void)see(&l, false, with_page(entry(HASH_A, 1)));
	(void)see(&l, true, page(HASH_B, 2));
	cr_assert(eq(int, see(&l, true, failed), LEDGER_UNCHANGED));
	cr_assert(eq(int, see(&l, true, with_page(entry(HASH_C, 3))), LEDGER_WANT));
	cr_assert(eq(int, see(&l, true, failed), LEDGER_PUBLISH));
	cr_assert(eq(int, l.version, 2));
}

Test(ledger, withdraws_what_was_published_and_keeps_out_what_was_not)
{
	struct ledger l = { 0 }, pending = { 0 }, unknown = { 0 };
	struct ledger_offer gone = entry(HASH_B, 5);

	gone.status = STORY_CANCELED;
	(void)see(&l, false, entry(HASH_A, 1));
	cr_assert(eq(int, see(&l, true, gone), LEDGER_PUBLISH));
	cr_assert(eq(int, see(&l, true, gone), LEDGER_UNCHANGED));
	cr_assert(eq(int, see(&unknown, false, gone), LEDGER_FILTERED));

	(void)see(&pending, false, with_page(entry(HASH_A, 1)));
	gone.wants_page = true;
	cr_assert(eq(int, see(&pending, true, gone), LEDGER_FILTERED));
	cr_assert(eq(int, see(&pending, true, page(HASH_C, 6)), LEDGER_FILTERED));
}

Test(ledger, writes_a_line_that_it_reads_back_and_refuses_any_other)
{
	struct ledger l = { 0 }, back = { 0 };
	char line[LEDGER_LINE_MAX];
	struct err err;

	(void)see(&l, false, with_page(entry(HASH_A, 1700000000000)));
	cr_assert(ledger_decode(ledger_encode(&l, line), &back, &err), "%s", err.text);
	cr_assert(eq(int, memcmp(&l, &back, sizeof l), 0));
	cr_assert(not(ledger_decode(VIEW("2 1 0 0 0 0 0 - - x"), &back, &err)));
	cr_assert(not(ledger_decode(VIEW("1 1 0 0 0 0 0 -"), &back, &err)));
	cr_assert(not(ledger_decode(VIEW("1 1 0 0 0 0 0 - - x y"), &back, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
}

Test(ledger, refreshes_the_day_a_story_was_seen_and_forgets_it_in_time)
{
	struct ledger l = { 0 };
	struct ledger_offer o = entry(HASH_A, 1);

	(void)see(&l, false, o);
	(void)ledger_judge(&l, true, &o, 107, &wrote);
	cr_assert(not(wrote));
	(void)ledger_judge(&l, true, &o, 108, &wrote);
	cr_assert(wrote);
	cr_assert(not(ledger_expired(&l, 198)));
	cr_assert(ledger_expired(&l, 199));
}
