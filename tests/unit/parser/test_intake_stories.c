/* SPDX-License-Identifier: Apache-2.0 */
#include "intake_bench.h"

#define ALL(more)                                                            \
	"providers: [{id: agency, name: The Agency}]\n"                      \
	"feeds:\n"                                                           \
	"  - {id: asia, provider: agency, url: \"https://a.example/asia\", " \
	"first_poll: all" more "}\n"
#define ASIA ALL("")
#define ITEM(more) "<item>" more "</item>"
#define RSS(items)                                                             \
	"<rss version=\"2.0\"><channel><title>Asia</title>" items "</channel>" \
	"</rss>"
#define STORY_1                                                                   \
	ITEM("<guid>1</guid><title>Harbour opens</title>"                         \
	     "<link>https://a.example/1</link><description>It did.</description>" \
	     "<pubDate>Fri, 09 Jan 2026 12:00:00 GMT</pubDate>")
#define OLD_STORY                                          \
	ITEM("<guid>0</guid><title>Harbour closes</title>" \
	     "<link>https://a.example/0</link>"            \
	     "<pubDate>Thu, 01 Jan 2026 12:00:00 GMT</pubDate>")

static struct sent poll(const char *body)
{
	return (
	    struct sent){ .feed = "asia", .url = "https://a.example/asia", .body = body };
}

static struct sent poll_at(const char *body, int64_t at)
{
	struct sent d = poll(body);

	d.at = at;
	return d;
}

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

#define ATOM(entries)                                          \
	"<feed xmlns=\"http://www.w3.org/2005/Atom\" "         \
	"xmlns:at=\"http://purl.org/atompub/tombstones/1.0\">" \
	"<title>Asia</title><id>f</id>" entries "</feed>"
#define ENTRY(title, updated)                                           \
	"<entry><id>tag:a,1</id><title>" title "</title>"               \
	"<link href=\"https://a.example/1\"/><updated>2026-01-" updated \
	"Z</updated></entry>"

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

#define SOH "\x01"
#define STX "\x02"
#define ETX "\x03"
#define EOT "\x04"
#define MESSAGE(number, head, text)                                  \
	SOH "dpa" number " 4 pl 20" STX "\n" head "\n" text "\n" ETX \
	    "091000 GMT JAN 26" EOT
#define BOATS \
	MESSAGE("0123", "Japan/Russia/\nBoats leave =\n", "Tokio (dpa) - The boats left.")

static struct sent wire(const char *body, int64_t at)
{
	struct sent d = poll_at(body, at);

	d.type = "text/plain";
	return d;
}

Test(intake_stories, withdraws_the_story_that_a_kill_names)
{
	static const char *const kills[] = {
		MESSAGE("0200", "KILL =\n", "Bitte die Meldung dpa0123 nicht verwenden."),
		MESSAGE("0200", "KILL\n", "Please kill JAPAN-RUSSIA sent at 1000 GMT."),
		MESSAGE("0200", "KILL\n", "Please kill the story \"Boats leave\"."),
		MESSAGE("0200", "Japan/Russia/Kill/\nKILL =\n", "It is wrong."),
		"KILL KILL\n\nPlease kill the story slugged JAPAN-RUSSIA.\n",
	};

	for (size_t i = 0; i < sizeof kills / sizeof kills[0]; i++) {
		struct bench b = bench_new(ASIA);
		bench_send(&b, wire(BOATS, NOW));
		const struct story *s = bench_story(&b);
		cr_assert(s && s->version == 1, "%zu", i);
		for (int k = 1; k < 3; k++)
			bench_send(&b, wire(kills[i], NOW + k));
		const struct story *kill = bench_story(&b);
		cr_assert(kill && kill->status == STORY_CANCELED, "%zu", i);
		cr_assert(view_eq(kill->uri, s->uri) && kill->version == 2, "%zu", i);
		cr_assert(eq(ptr, (void *)bench_story(&b), NULL), "%zu", i);
		cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 1), "%zu", i);
		bench_free(&b);
	}
}

Test(intake_stories, makes_a_version_of_a_correction_that_names_its_story)
{
	static const char *const corrections[] = {
		MESSAGE("0200",
			"Japan/Russia/\n(Berichtigung: Zahl) =\nTwo boats leave =\n",
			"Tokio (dpa) - Two boats left."),
		MESSAGE("0200", "CORRECTED-Boats leave =\n",
			"Tokio (dpa) - Two boats left."),
		"CORRECTION: Boats leave\n\nTOKYO, Jan 10 (dpa) -- Two boats left.\n",
		"JAPAN-RUSSIA, Ld-Writethru\nBoats leave\n\nTOKYO (Kyodo) -- Two.\n",
	};

	for (size_t i = 0; i < sizeof corrections / sizeof corrections[0]; i++) {
		struct bench b = bench_new(ASIA);
		bench_send(&b, wire(BOATS, NOW));
		const struct story *s = bench_story(&b);
		for (int k = 1; k < 3; k++)
			bench_send(&b, wire(corrections[i], NOW + k));
		const struct story *again = bench_story(&b);
		cr_assert(again && view_eq(again->uri, s->uri), "%zu", i);
		cr_assert(again->version == 2 && again->status == STORY_USABLE, "%zu", i);
		cr_assert(eq(ptr, (void *)bench_story(&b), NULL), "%zu", i);
		bench_free(&b);
	}
}

Test(intake_stories, takes_a_correction_for_a_story_of_its_own_where_it_replaces_none)
{
	static const char *const others[] = {
		"CORRECTION: Boats leave\n\nTOKYO (Kyodo) -- Please read two.\n",
		"CORRECTION: Boats return\n\nTOKYO, Jan 10 (dpa) -- Two boats left.\n",
		"JAPAN-RUSSIA, 1st Ld\nBoats leave\n\nTOKYO, Jan 10 (dpa) -- Two left.\n",
	};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		struct bench b = bench_new(ASIA);
		bench_send(&b, wire(BOATS, NOW));
		const struct story *s = bench_story(&b);
		bench_send(&b, wire(others[i], NOW + 1));
		const struct story *own = bench_story(&b);
		cr_assert(own && !view_eq(own->uri, s->uri), "%zu", i);
		cr_assert(own->version == 1, "%zu", i);
		bench_free(&b);
	}
}

Test(intake_stories, tells_the_texts_apart_that_one_address_serves_in_turn)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, wire("TOKYO, Jan 9 (Kyodo) -- Boats left.\n", NOW));
	bench_send(&b, wire("TOKYO, Jan 10 (Kyodo) -- Talks began.\n", NOW + 1));
	bench_send(
	    &b, wire("TOKYO, Jan 10 (Kyodo) -- Talks began.\n\nThey ended.\n", NOW + 2));
	const struct story *boats = bench_story(&b), *talks = bench_story(&b),
			   *end = bench_story(&b);
	cr_assert(boats && talks && !view_eq(boats->uri, talks->uri));
	cr_assert(end && view_eq(end->uri, talks->uri) && end->version == 2);
	bench_free(&b);
}

Test(intake_stories, says_so_when_a_kill_names_no_story_or_several)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, wire(BOATS MESSAGE("0124", "Japan/Russia/\nBoats return =\n",
					  "Tokio (dpa) - The boats came back."),
			    NOW));
	cr_assert(bench_story(&b) && bench_story(&b));
	for (int i = 1; i < 3; i++)
		bench_send(&b, wire("KILL\n\nPlease kill JAPAN-RUSSIA.\n", NOW + i));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_REJECTED), 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 1));
	struct sent other = wire("KILL\n\nPlease kill JAPAN-CHINA.\n", NOW + 3);
	other.url = "https://a.example/other";
	bench_send(&b, other);
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_REJECTED), 2));
	bench_send(&b, wire("KILL\n\nPlease kill JAPAN-KOREA.\n(END)\n"
			    "KILL\n\nPlease kill JAPAN-PERU.\n(END)\n",
			    NOW + 4));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_REJECTED), 4));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	bench_free(&b);
}

Test(intake_stories, takes_a_file_that_grows_for_what_is_new_in_it)
{
	struct bench b = bench_new(ASIA);
	const char *const kill =
	    BOATS MESSAGE("0200", "KILL\n", "Bitte dpa0123 nicht verwenden.");

	for (int i = 0; i < 3; i++)
		bench_send(&b, wire(i ? kill : BOATS, NOW + i));
	cr_assert(eq(int, bench_story(&b)->version, 1));
	const struct story *last = bench_story(&b);
	cr_assert(last && last->status == STORY_CANCELED && last->version == 2);
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	bench_free(&b);
}

#define TWO_FEEDS                                                                   \
	ASIA "  - {id: world, provider: agency, url: \"https://a.example/world\", " \
	     "first_poll: all}\n"

static struct sent poll_world(const char *body, int64_t at)
{
	return (struct sent){
		.feed = "world", .url = "https://a.example/world", .body = body, .at = at
	};
}

Test(intake_stories, makes_one_story_of_one_in_two_feeds_of_a_provider)
{
	struct bench b = bench_new(TWO_FEEDS);

	bench_send(&b, poll(RSS(STORY_1)));
	bench_send(&b, poll_world(RSS(ITEM("<guid>w-1</guid><title>In Asia: harbour "
					   "opens</title><link>https://a.example/1#top"
					   "</link>")),
				  NOW + 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_DUPLICATE), 1));
	bench_send(
	    &b, poll_world(RSS(ITEM("<guid>w-1</guid><title>Changed</title>")), NOW + 2));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 1),
		  "the other feed's wording is no version");
	bench_free(&b);
}

Test(intake_stories, lets_no_provider_speak_for_another)
{
	struct bench b =
	    bench_new("providers: [{id: agency, name: A}, {id: rival, name: B}]\n"
		      "feeds: [{id: world, provider: agency, first_poll: all, "
		      "url: \"https://a.example/world\"},\n"
		      "  {id: rival, provider: rival, first_poll: all, "
		      "url: \"https://b.example/rss\"}]\n");

	bench_send(&b, poll_world(RSS(STORY_1), NOW));
	const struct story *first = bench_story(&b);
	cr_assert(first != NULL);
	bench_send(&b, (struct sent){ .provider = "rival",
				      .feed = "rival",
				      .url = "https://b.example/rss",
				      .body = RSS(STORY_1),
				      .at = NOW + 1 });
	const struct story *second = bench_story(&b);
	cr_assert(second != NULL);
	cr_expect(not(view_eq(first->uri, second->uri)),
		  "the same guid and link elsewhere");
	cr_expect(eq(i64, second->version, 1));
	bench_free(&b);
}

Test(intake_stories, lets_another_feed_take_over_when_a_storys_own_is_gone)
{
	struct bench b = bench_new(TWO_FEEDS);

	bench_send(&b, poll(RSS(STORY_1)));
	intake_configure(b.it,
			 feeds_of("providers: [{id: agency, name: The Agency}]\n"
				  "feeds: [{id: world, provider: agency, "
				  "url: \"https://a.example/world\"}]\n",
				  b.a),
			 DOCUMENT_LIMITS);
	const char *other = RSS(ITEM("<guid>1</guid><title>Asia: harbour opens</title>"));
	bench_send(&b, poll_world(other, NOW + 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 1));
	bench_send(&b, poll_world(other, NOW + 2));
	bench_send(
	    &b, poll_world(RSS(ITEM("<guid>1</guid><title>Corrected</title>")), NOW + 3));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 2));
	bench_free(&b);
}

Test(intake_stories, knows_the_stories_of_a_feed_that_has_a_new_name)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, poll(RSS(STORY_1)));
	intake_configure(b.it,
			 feeds_of("providers: [{id: agency, name: The Agency}]\n"
				  "feeds: [{id: far-east, was: asia, "
				  "provider: agency, first_poll: none, "
				  "url: \"https://a.example/asia\"}]\n",
				  b.a),
			 DOCUMENT_LIMITS);
	struct sent d = poll_at(RSS(STORY_1 OLD_STORY), NOW + 1);
	d.feed = "far-east";
	bench_send(&b, d);
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 2), "no first poll");
	d = poll_at(RSS(ITEM("<guid>1</guid><title>Corrected</title>")), NOW + 2);
	d.feed = "far-east";
	bench_send(&b, d);
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 3));
	bench_free(&b);
}

/* --- pages ----------------------------------------------------------------------------- */

#define FULL ALL(", full_text: yes")
#define PAGE                                                                             \
	"<html><head><title>Harbour opens | A</title></head><body><article><h1>Harbour " \
	"opens</h1><p>The harbour of Kurilsk was opened to ships of every kind on "      \
	"Friday, the mayor said in the town, after three years of work.</p><p>It is "    \
	"the first on the island that takes ferries in winter, and the second in the "   \
	"chain, he said, adding that a third is being built further south.</p>"          \
	"</article></body></html>"

static struct sent page(struct bench *b, const char *body, const char *error, int64_t at)
{
	struct want w;

	cr_assert(bench_want(b, WANT_PAGE, &w));
	return (struct sent){ .feed = "asia",
			      .url = arena_string(b->a, w.url),
			      .body = body,
			      .error = error,
			      .type = "text/html",
			      .story = arena_string(b->a, w.story),
			      .at = at };
}

Test(intake_stories, sends_a_story_with_its_page_and_not_before)
{
	struct bench b = bench_new(FULL);

	bench_send(&b, poll(RSS(STORY_1)));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_HELD), 1));
	bench_send(&b, page(&b, PAGE, "", NOW + 5));
	const struct story *s = bench_story(&b);
	cr_assert(s && s->version == 1 && s->ext.text_from == STORY_PAGE);
	cr_assert(view_find(story_plain(s, FIELD_BODY), VIEW("Kurilsk"), 0) != VIEW_NONE);
	cr_assert(eq(u64, s->ext.page_error.len, 0));
	bench_send(&b, poll_at(RSS(STORY_1), NOW + 10));
	cr_assert(eq(sz, bench_wants(&b, WANT_PAGE), 1));
	bench_send(&b, page(&b, PAGE, "", NOW + 15));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	bench_free(&b);
}

Test(intake_stories, sends_a_story_from_its_entry_when_its_page_cannot_be_had)
{
	static const struct {
		const char *body, *error;
	} cases[] = {
		{ "", "404 Not Found" },
		{ "<html><body><p>Hello</p></body></html>", "" },
		{ RSS(STORY_1 OLD_STORY), "" },
		{ "%PDF-1.4", "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct bench b = bench_new(FULL);
		bench_send(&b, poll(RSS(STORY_1)));
		bench_send(&b, page(&b, cases[i].body, cases[i].error, NOW + 5));
		const struct story *s = bench_story(&b);
		cr_assert(s && s->version == 1, "case %zu", i);
		cr_assert(ne(int, s->ext.text_from, STORY_PAGE), "case %zu", i);
		cr_assert(s->ext.page_error.len > 0, "case %zu", i);
		cr_assert(view_eq(story_plain(s, FIELD_HEADLINE), VIEW("Harbour opens")));
		bench_free(&b);
	}
}

Test(intake_stories, asks_again_for_a_page_that_never_came)
{
	struct bench b = bench_new(FULL);

	bench_send(&b, poll(RSS(STORY_1)));
	bench_send(&b, poll_at(RSS(STORY_1), NOW + DAY / 2));
	cr_assert(eq(sz, bench_wants(&b, WANT_PAGE), 1));
	bench_send(&b, poll_at(RSS(STORY_1), NOW + DAY + 1));
	cr_assert(eq(sz, bench_wants(&b, WANT_PAGE), 2));
	bench_send(&b, poll_at(RSS(STORY_1), NOW + DAY + 2));
	cr_assert(eq(sz, bench_wants(&b, WANT_PAGE), 2));
	bench_free(&b);
}

Test(intake_stories, refuses_a_page_that_cannot_be_had_with_no_entry_behind_it)
{
	struct bench b = bench_new(ASIA);
	struct err err;
	struct sent d = { .feed = "asia",
			  .url = "https://a.example/1",
			  .body = "",
			  .error = "404 Not Found" };

	cr_assert(not(bench_send_try(&b, d, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(eq(str, err.text, "404 Not Found"));
	cr_assert(eq(sz, map_len(b.s->state), 0));
	bench_free(&b);
}

Test(intake_stories, lets_no_page_of_a_story_out_that_was_withdrawn_meanwhile)
{
	struct bench b = bench_new(FULL);

	bench_send(&b, poll(ATOM(ENTRY("New", "09T10:00:00"))));
	bench_send(&b, poll_at(ATOM("<at:deleted-entry ref=\"tag:a,1\" "
				    "when=\"2026-01-09T12:00:00Z\"/>"),
			       NOW + 1));
	bench_send(&b, page(&b, PAGE, "", NOW + 5));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_FILTERED), 2));
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

/* --- looks ------------------------------------------------------------------------------ */

/* A second sight of the page behind what was published last. */
static struct sent look(struct bench *b, const struct story *published, const char *body,
			const char *status, int64_t at)
{
	BUF(json, 1 << 16);
	struct err err;

	cr_assert(ninjs_encode(published, &json, &err), "%s", err.text);
	return (struct sent){ .feed = "asia",
			      .url = "https://a.example/1",
			      .body = body,
			      .error = *body ? "" : "status 404",
			      .type = "text/html",
			      .kind = "look",
			      .status = status,
			      .story = arena_string(b->a, buf_view(&json)),
			      .at = at };
}

static const struct story *with_page(struct bench *b)
{
	*b = bench_new(FULL);
	bench_send(b, poll(RSS(STORY_1)));
	bench_send(b, page(b, PAGE, "", NOW + 5));
	const struct story *s = bench_story(b);
	cr_assert(s && s->version == 1 && s->ext.text_from == STORY_PAGE);
	return s;
}

#define EDITED                                                                           \
	"<html><head><title>Harbour opens | A</title></head><body><article><h1>Harbour " \
	"opens</h1><p>The harbour of Kurilsk was not opened to ships of any kind on "    \
	"Friday, the mayor said in the town, after three years of work.</p><p>It is "    \
	"the first on the island that takes ferries in winter, and the second in the "   \
	"chain, he said, adding that a third is being built further south.</p>"          \
	"</article></body></html>"

Test(intake_stories, makes_a_version_of_an_edit_that_nobody_spoke_of)
{
	struct bench b;
	const struct story *first = with_page(&b);

	bench_send(&b, look(&b, first, PAGE, "200", NOW + 100));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL), "nothing has changed");
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 1));
	bench_send(&b, look(&b, first, EDITED, "200", NOW + 200));
	const struct story *s = bench_story(&b);
	cr_assert(s && s->version == 2);
	cr_assert(view_eq(s->uri, first->uri));
	cr_assert(view_find(story_plain(s, FIELD_BODY), VIEW("not opened"), 0) !=
		  VIEW_NONE);
	cr_assert(
	    view_eq(story_plain(s, FIELD_HEADLINE), story_plain(first, FIELD_HEADLINE)));
	bench_send(&b, look(&b, first, PAGE, "200", NOW + 300));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL),
		  "held against a version that is no longer current");
	bench_send(&b, look(&b, s, EDITED, "200", NOW + 400));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	bench_free(&b);
}

Test(intake_stories, withdraws_a_story_whose_page_is_gone_once)
{
	struct bench b;
	const struct story *first = with_page(&b);

	bench_send(&b, look(&b, first, "", "410", NOW + 100));
	const struct story *s = bench_story(&b);
	cr_assert(s && s->version == 2 && s->status == STORY_CANCELED);
	cr_assert(eq(sz, s->bodies.len, 0));
	bench_send(&b, look(&b, first, "", "404", NOW + 200));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	bench_free(&b);
}

Test(intake_stories, leaves_a_story_as_it_is_when_a_look_finds_no_article)
{
	struct bench b;
	const struct story *first = with_page(&b);

	bench_send(&b, look(&b, first, "<html><body><p>Accept all</p></body></html>",
			    "200", NOW + 100));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 1));
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
