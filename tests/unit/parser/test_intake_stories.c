/* SPDX-License-Identifier: Apache-2.0 */
#include "intake_polls.h"

Test(intake_stories, publishes_a_story_once_however_often_it_is_polled)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, poll(RSS(STORY_1)));
	const struct story *s = bench_story(&b);
	cr_assert(s && s->version == 1);
	cr_assert(view_eq(s->ext.feed, VIEW("asia")));
	cr_assert(view_eq(story_provider(s), VIEW("agency")));
	bench_send(&b, poll_at(RSS(STORY_1), NOW + 1));
	bench_send(&b, poll_at(RSS("<lastBuildDate>Sat, 10 Jan 2026 11:00:00 GMT"
				   "</lastBuildDate>" STORY_1),
			       NOW + 2));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 2));
	bench_free(&b);
}

Test(intake_stories, takes_of_a_first_poll_what_the_feed_says)
{
	static const struct {
		const char *first_poll;
		uint64_t published, filtered;
	} cases[] = { { "all", 2, 0 }, { "none", 0, 2 }, { "2d", 1, 1 } };

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char feeds[256];
		snprintf(feeds, sizeof feeds,
			 "feeds: [{id: asia, url: \"https://a.example/asia\", "
			 "first_poll: %s}]\n",
			 cases[i].first_poll);
		struct bench b = bench_new(feeds);
		bench_send(&b, poll(RSS(STORY_1 OLD_STORY)));
		cr_assert(
		    eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), cases[i].published));
		cr_assert(
		    eq(u64, bench_count(&b, DISPOSITION_FILTERED), cases[i].filtered));
		bench_send(&b, poll_at(RSS(STORY_1 OLD_STORY), NOW + 1));
		cr_assert(
		    eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), cases[i].published),
		    "what was passed over stays out");
		bench_send(&b, poll_at(RSS(ITEM("<guid>9</guid><title>Late</title>"
						"<pubDate>Mon, 01 Dec 2025 12:00:00 GMT"
						"</pubDate>")),
				       NOW + 2));
		cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED),
			     cases[i].published + 1),
			  "the second poll takes all that is new");
		bench_free(&b);
	}
}

Test(intake_stories, follows_a_story_whose_guid_changes)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, poll(RSS(STORY_1)));
	const struct story *first = bench_story(&b);
	bench_send(&b,
		   poll_at(RSS(ITEM("<guid>one</guid><title>Harbour opens again</title>"
				    "<link>https://a.example/1?utm_source=rss</link>")),
			   NOW + 1));
	const struct story *second = bench_story(&b);
	cr_assert(second && second->version == 2);
	cr_assert(view_eq(first->uri, second->uri));
	bench_send(&b,
		   poll_at(RSS(ITEM("<guid>one</guid><title>Harbour opens twice</title>"
				    "<link>https://a.example/other</link>")),
			   NOW + 2));
	const struct story *third = bench_story(&b);
	cr_assert(third && view_eq(first->uri, third->uri));
	bench_free(&b);
}

#define LIVE(guid, title)                                                          \
	ITEM("<guid isPermaLink=\"false\">" guid "</guid><title>" title "</title>" \
	     "<link>https://a.example/live</link>")

Test(intake_stories, does_not_take_a_link_that_two_guids_share_for_an_id)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, poll(RSS(LIVE("x", "Quake off Iturup") LIVE("y", "Ferry late"))));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 2));
	bench_send(&b, poll_at(RSS(LIVE("y", "Ferry late") LIVE("x", "Quake off Iturup")),
			       NOW + 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 2));
	bench_send(&b, poll_at(RSS(LIVE("z", "Snow in Kurilsk")), NOW + 2));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 3),
		  "also when it comes alone");
	bench_free(&b);
}

#define SAME(title, link)                                                   \
	ITEM("<guid isPermaLink=\"false\">0</guid><title>" title "</title>" \
	     "<link>https://a.example/" link "</link>")

Test(intake_stories, does_not_take_a_guid_that_every_entry_has_for_an_id)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, poll(RSS(SAME("One", "1") SAME("Two", "2") SAME("Three", "3"))));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 3));
	bench_send(&b, poll_at(RSS(SAME("Two", "2") SAME("Three", "3") SAME("Four", "4")),
			       NOW + 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 4));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 2));
	bench_free(&b);
}

Test(intake_stories, loses_none_of_the_entries_that_share_all_their_ids)
{
	struct bench b = bench_new(ASIA);
	const char *body =
	    RSS(ITEM("<title>Quake</title><description>M 5.1</description>"
		     "<link>https://a.example/quakes</link>")
		    ITEM("<title>Quake</title><description>M 6.2</description>"
			 "<link>https://a.example/quakes</link>"));

	bench_send(&b, poll(body));
	bench_send(&b, poll_at(body, NOW + 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 2));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 2));
	bench_free(&b);
}

Test(intake_stories, takes_the_newest_of_several_renderings_in_one_document)
{
	struct bench b = bench_new(ASIA);

	for (int i = 0; i < 2; i++)
		bench_send(&b, poll_at(ATOM(ENTRY("Old", "08T10:00:00")
						ENTRY("New", "09T10:00:00")
						    ENTRY("Older", "07T10:00:00")),
				       NOW + i));
	const struct story *s = bench_story(&b);
	cr_assert(s && view_eq(story_plain(s, FIELD_HEADLINE), VIEW("New")));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_DUPLICATE), 4));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 1));
	bench_free(&b);
}

Test(intake_stories, withdraws_what_a_tombstone_names)
{
	struct bench b = bench_new(ASIA);
	const char *gone = ATOM("<at:deleted-entry ref=\"tag:a,1\" "
				"when=\"2026-01-09T12:00:00Z\"/>");

	bench_send(&b, poll(ATOM(ENTRY("New", "09T10:00:00"))));
	const struct story *s = bench_story(&b);
	bench_send(&b, poll_at(gone, NOW + 1));
	bench_send(&b, poll_at(gone, NOW + 2));
	const struct story *kill = bench_story(&b);
	cr_assert(kill && kill->status == STORY_CANCELED && kill->version == 2);
	cr_assert(view_eq(kill->uri, s->uri));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));

	struct bench never = bench_new(ASIA);
	bench_send(&never, poll(gone));
	cr_assert(eq(ptr, (void *)bench_story(&never), NULL), "nobody had it");
	cr_assert(eq(u64, bench_count(&never, DISPOSITION_FILTERED), 1));
	bench_free(&never);
	bench_free(&b);
}

/* --- late, filtered, damaged ----------------------------------------------------------- */

Test(intake_stories, takes_missing_stories_but_no_version_from_a_late_document)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, poll_at(RSS(ITEM("<guid>1</guid><title>Right</title>")), NOW + 5));
	bench_send(
	    &b, poll_at(RSS(ITEM("<guid>1</guid><title>Wrong</title>") OLD_STORY), NOW));
	cr_assert(view_eq(story_plain(bench_story(&b), FIELD_HEADLINE), VIEW("Right")));
	cr_assert(view_eq(story_plain(bench_story(&b), FIELD_HEADLINE),
			  VIEW("Harbour closes")));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_DUPLICATE), 1));
	bench_free(&b);
}

Test(intake_stories, keeps_an_excluded_entry_out_also_when_it_changes)
{
	struct bench b = bench_new(ALL(", exclude: [sport]"));

	bench_send(&b, poll(RSS(ITEM("<guid>1</guid><title>Sport: 1-0</title>")
				    ITEM("<guid>2</guid><title>Ferry</title>"))));
	bench_send(
	    &b, poll_at(RSS(ITEM("<guid>1</guid><title>Sport: 2-0</title>")), NOW + 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_FILTERED), 2));
	bench_send(&b,
		   poll_at(RSS(ITEM("<guid>1</guid><title>Harbour</title>")), NOW + 2));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 2),
		  "it is about something else now");
	bench_free(&b);
}

Test(intake_stories, passes_on_headline_and_link_alone_where_usage_says_so)
{
	struct bench b = bench_new(ALL(", usage: headline, full_text: yes"));

	bench_send(&b, poll(RSS(STORY_1)));
	const struct story *s = bench_story(&b);
	cr_assert(s != NULL, "its page is not wanted");
	cr_assert(eq(sz, s->descriptions.len + s->bodies.len, 0));
	cr_assert(view_eq(story_alt_id(s, VIEW("link")), VIEW("https://a.example/1")));
	bench_free(&b);
}

Test(intake_stories, tells_an_entry_by_its_text_where_it_has_nothing_else)
{
	struct bench b = bench_new(ASIA);
	const char *body = RSS(ITEM("<description>Only text</description>")
				   ITEM("<description>Other text</description>"));

	bench_send(&b, poll(body));
	bench_send(&b, poll_at(body, NOW + 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 2));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 2));
	bench_free(&b);
}

Test(intake_stories, keeps_the_entries_before_damage_and_writes_a_letter_for_the_rest)
{
	struct bench b = bench_new(ASIA);
	const char *cut = "<rss version=\"2.0\"><channel><title>Asia</title>" STORY_1
			  "<item><guid>2</guid><title>Half";

	bench_send(&b, poll(cut));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_REJECTED), 1));
	cr_assert(eq(sz, b.s->letters_len, 1));
	cr_assert(view_eq(b.s->letters[0].bytes, view_of(cut)));
	bench_free(&b);
}

Test(intake_stories, reads_dates_without_a_zone_in_the_zone_of_the_feed)
{
	if (access("/usr/share/zoneinfo/Europe/Berlin", R_OK) != 0)
		cr_skip_test("no time zones on this system");
	struct bench b = bench_new(ALL(", timezone: Europe/Berlin"));

	bench_send(&b, poll(RSS(ITEM("<guid>s</guid><title>Summer</title>"
				     "<pubDate>01 Jul 2025 12:00</pubDate>")
				    ITEM("<guid>w</guid><title>Winter</title>"
					 "<pubDate>01 Jan 2026 12:00</pubDate>"))));
	char text[INSTANT_TEXT];
	cr_assert(view_eq(instant_format(bench_story(&b)->first_created, text),
			  VIEW("2025-07-01T10:00:00Z")));
	cr_assert(view_eq(instant_format(bench_story(&b)->first_created, text),
			  VIEW("2026-01-01T11:00:00Z")));
	bench_free(&b);
}

Test(intake_stories, reads_a_feed_whatever_control_characters_are_in_it)
{
	struct bench b = bench_new(ASIA);

	bench_send(
	    &b, poll(RSS(ITEM("<guid>1</guid><title>Har\1\2\3\4\5\6bour\x1b\x1b\x1b\x1b"
			      "\x1b\x1b\x1b\x1b\x1b\x1b\x1b\x1b\x1b</title>"))));
	cr_assert(view_eq(story_plain(bench_story(&b), FIELD_HEADLINE), VIEW("Harbour")));
	bench_free(&b);
}

/* --- reports --------------------------------------------------------------------------- */

Test(intake_stories, reports_what_a_poll_contained)
{
	struct bench b = bench_new(ASIA);
	struct want w;

	bench_send(&b, poll(RSS("<ttl>30</ttl>" STORY_1 OLD_STORY)));
	cr_assert(bench_want(&b, WANT_REPORT, &w));
	cr_assert(view_eq(w.feed, VIEW("asia")));
	cr_assert(view_eq(w.url, VIEW("https://a.example/asia")));
	cr_assert(view_eq(w.body_hash, VIEW("0123")));
	cr_assert(eq(i64, w.entries, 2));
	cr_assert(eq(i64, w.fresh, 2));
	cr_assert(eq(i64, w.newest, NOW - DAY / 2));
	cr_assert(eq(i64, w.oldest, NOW - 9 * DAY + DAY / 2));
	cr_assert(eq(i64, w.ttl_minutes, 30));
	cr_assert(not(w.gap), "nothing is missed before a first poll");
	bench_send(&b, poll_at(RSS(STORY_1 ITEM("<guid>3</guid><title>New</title>"
						"<pubDate>Sat, 10 Jan 2026 12:00:00 GMT"
						"</pubDate>")),
			       NOW + DAY));
	cr_assert(bench_want(&b, WANT_REPORT, &w));
	cr_assert(eq(i64, w.fresh, 1));
	cr_assert(not(w.gap));
	bench_send(&b, poll_at(RSS(ITEM("<guid>4</guid><title>Much later</title><pubDate>"
					"Mon, 12 Jan 2026 12:00:00 GMT</pubDate>")),
			       NOW + 3 * DAY));
	cr_assert(bench_want(&b, WANT_REPORT, &w));
	cr_assert(w.gap, "all new, and newer than all that was seen");
	bench_free(&b);
}

Test(intake_stories, reports_why_the_answer_to_a_poll_is_no_feed)
{
	struct bench b = bench_new(ASIA);
	struct want w;

	bench_send(&b, poll("%PDF-1.4"));
	cr_assert(bench_want(&b, WANT_REPORT, &w));
	cr_assert(view_eq(w.problem, VIEW("a PDF file, not a document")));
	cr_assert(eq(sz, b.s->letters_len, 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_REJECTED), 1));
	bench_send(&b, poll(RSS(STORY_1)));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 1),
		  "the first poll is still to come");
	bench_free(&b);
}

Test(intake_stories, stops_at_a_line_of_state_that_it_cannot_read)
{
	struct bench b = bench_new(ASIA);
	struct err err;

	bench_send(&b, poll(RSS(STORY_1)));
	const struct story *s = bench_story(&b);
	stage_state_put(b.s, 0,
			arena_printf(b.a, "s:%.*s", 32, s->uri.p + s->uri.len - 32),
			VIEW("0 from another program"));
	cr_assert(not(bench_send_try(&b, poll(RSS(STORY_1)), &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	bench_free(&b);
}

/* --- time ------------------------------------------------------------------------------ */

static void run_timer_until_idle(struct bench *b)
{
	int64_t wait = 0;
	struct err err;

	for (int i = 0; wait < DAY / 2 && i < 1000; i++) {
		cr_assert(b->w.timer(b->w.self, b->s, &wait, &err));
		cr_assert(gt(i64, wait, 0));
		b->s->now_ms += wait < DAY / 2 ? wait : 0;
	}
}

Test(intake_stories, forgets_a_story_and_its_ids_ninety_days_after_it_was_last_seen)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, poll(RSS(STORY_1 OLD_STORY)));
	size_t all = map_len(b.s->state);
	b.s->now_ms = NOW + 60 * DAY;
	run_timer_until_idle(&b);
	cr_assert(eq(sz, map_len(b.s->state), all));
	bench_send(&b, poll(RSS(OLD_STORY)));
	b.s->now_ms = NOW + 92 * DAY;
	run_timer_until_idle(&b);
	b.s->now_ms += DAY + 1;
	run_timer_until_idle(&b);
	cr_assert(lt(sz, map_len(b.s->state), all));
	bench_send(&b, poll(RSS(OLD_STORY)));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 2), "still known");
	bench_send(&b, poll(RSS(STORY_1)));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 3), "forgotten");
	bench_free(&b);
}

Test(intake_stories, has_nothing_to_do_by_time_without_a_partition)
{
	struct bench b = bench_new(ASIA);
	int64_t wait = 0;
	struct err err;

	b.w.revoked(b.w.self, b.s, 0);
	cr_assert(b.w.timer(b.w.self, b.s, &wait, &err));
	cr_assert(eq(i64, wait, -1));
	bench_free(&b);
}
