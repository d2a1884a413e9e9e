/* SPDX-License-Identifier: Apache-2.0 */
#include "intake_polls.h"

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

Test(intake_pages, sends_a_story_with_its_page_and_not_before)
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

Test(intake_pages, sends_a_story_from_its_entry_when_its_page_cannot_be_had)
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

Test(intake_pages, asks_again_for_a_page_that_never_came)
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

Test(intake_pages, refuses_a_page_that_cannot_be_had_with_no_entry_behind_it)
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

Test(intake_pages, lets_no_page_of_a_story_out_that_was_withdrawn_meanwhile)
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

Test(intake_pages, makes_a_version_of_an_edit_that_nobody_spoke_of)
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

Test(intake_pages, withdraws_a_story_whose_page_is_gone_once)
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

Test(intake_pages, leaves_a_story_as_it_is_when_a_look_finds_no_article)
{
	struct bench b;
	const struct story *first = with_page(&b);

	bench_send(&b, look(&b, first, "<html><body><p>Accept all</p></body></html>",
			    "200", NOW + 100));
	cr_assert(eq(ptr, (void *)bench_story(&b), NULL));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 1));
	bench_free(&b);
}
