/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/intake.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/story/want.h"
#include "fake_stage.h"

#define DAY (INT64_C(24) * 3600 * 1000)

/* A parser with one feed on a fake stage. */
struct bench {
	struct arena *a;
	struct settings_errors *e;
	const struct feeds *feeds;
	struct intake *it;
	struct stage *s;
	struct stage_worker w;
	char folder[64];
};

static void set_up_feeds(struct bench *b, const char *more)
{
	char path[128];

	(void)snprintf(b->folder, sizeof b->folder, "/tmp/kurilwire-intake-XXXXXX");
	cr_assert(mkdtemp(b->folder) != NULL);
	(void)snprintf(path, sizeof path, "%s/feeds.d", b->folder);
	cr_assert(eq(int, mkdir(path, 0700), 0));
	(void)snprintf(path, sizeof path, "%s/feeds.d/f.yaml", b->folder);
	FILE *f = fopen(path, "w");
	cr_assert(f != NULL);
	(void)fprintf(
	    f,
	    "providers: [{id: p, name: P}]\n"
	    "feeds:\n  - {id: f, provider: p, url: \"http://a.example/feed%s}\n",
	    more[0] == '?' ? more : arena_printf(b->a, "\"%s", more).p);
	cr_assert(eq(int, fclose(f), 0));
	cr_assert(feeds_load(b->folder, b->a, &b->feeds, b->e));
	(void)unlink(path);
	(void)snprintf(path, sizeof path, "%s/feeds.d", b->folder);
	(void)rmdir(path);
	(void)rmdir(b->folder);
}

static struct bench bench_new(const char *more)
{
	struct bench b = { .a = arena_new(256 * 1024 * 1024),
			   .e = settings_errors_new() };

	set_up_feeds(&b, more);
	b.it = intake_new(b.feeds, DOCUMENT_LIMITS);
	b.s = fake_stage_new();
	b.s->now_ms = 19700 * DAY;
	b.w = (struct stage_worker){ .self = b.it, .step = intake_step };
	return b;
}

static void bench_free(struct bench *b)
{
	intake_free(b->it);
	fake_stage_free(b->s);
	settings_errors_free(b->e);
	arena_free(b->a);
}

static void set(struct bench *b, struct stage_record *in, const char *name,
		const char *value)
{
	headers_set(&in->headers, b->a, view_of(name), view_of(value));
}

/* A document that came at noon of a day of November 2023. */
static struct stage_record record(struct bench *b, const char *url, int day,
				  const char *body)
{
	struct stage_record in = { .key = VIEW("p"), .value = view_of(body) };

	set(b, &in, "kw-url", url);
	set(b, &in, "kw-requested-url", url);
	set(b, &in, "kw-feed", "f");
	set(b, &in, "kw-fetched-at", arena_printf(b->a, "2023-11-%02dT12:00:00Z", day).p);
	set(b, &in, "kw-status", "200");
	return in;
}

static void step(struct bench *b, const struct stage_record *in)
{
	struct err err;

	b->s->emitted_len = 0;
	cr_assert(fake_stage_step(b->s, &b->w, in, &err), "%s", err.text);
}

static size_t stories(const struct bench *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->s->emitted_len; i++)
		n += b->s->emitted[i].topic == TOPIC_STORIES;
	return n;
}

/* The wish number `index`. */
static bool want(struct bench *b, size_t index, struct want *ret)
{
	struct err err;

	for (size_t i = 0; i < b->s->emitted_len; i++) {
		if (b->s->emitted[i].topic != TOPIC_FETCH || index-- > 0)
			continue;
		cr_assert(want_decode(b->s->emitted[i].value, b->a, ret, &err), "%s",
			  err.text);
		return true;
	}
	return false;
}

/* Entries of these days of November 2023, one a day. */
static const char *rss(struct bench *b, int first, int last, const char *head)
{
	struct view text = arena_printf(b->a,
					"<rss version='2.0' "
					"xmlns:atom='http://www.w3.org/2005/Atom'>"
					"<channel><title>T</title>%s",
					head);

	for (int i = last; i >= first; i--)
		text =
		    arena_printf(b->a,
				 "%.*s<item><title>Ferry %d calls at the pier</title>"
				 "<link>http://a.example/story/%d</link><guid>g%d</guid>"
				 "<pubDate>%d Nov 2023 08:00:00 GMT</pubDate></item>",
				 VIEW_ARG(text), i, i, i, i);
	return arena_printf(b->a, "%.*s</channel></rss>", VIEW_ARG(text)).p;
}

#define NEXT "<atom:link rel='next' href='/feed?page=2'/>"

Test(intake, reports_what_a_poll_contained)
{
	struct bench b = bench_new("");
	struct stage_record in =
	    record(&b, "http://a.example/feed", 5, rss(&b, 3, 5, NEXT));
	struct want w;

	step(&b, &in);
	cr_assert(eq(sz, stories(&b), 2), "the third is older than two days");
	cr_assert(want(&b, 0, &w));
	cr_assert(eq(int, w.kind, WANT_REPORT));
	cr_assert(eq(i64, w.entries, 3));
	cr_assert(eq(i64, w.fresh, 3));
	cr_assert(not(w.gap));
	cr_assert(view_eq(w.next_url, VIEW("http://a.example/feed?page=2")));
	cr_assert(view_ends(w.language, VIEW("/Latn")));
	bench_free(&b);
}

Test(intake, knows_a_poll_of_an_address_with_secrets_and_tells_none)
{
	struct bench b = bench_new("?key=hush&id=7\", secret_parameters: [key]");
	struct want w;

	struct stage_record in =
	    record(&b, "http://a.example/feed?id=7", 5, rss(&b, 3, 5, NEXT));
	step(&b, &in);
	cr_assert(want(&b, 0, &w));
	cr_assert(eq(int, w.kind, WANT_REPORT));
	cr_assert(eq(i64, w.entries, 3));
	cr_assert(view_eq(w.url, VIEW("http://a.example/feed?id=7")));
	bench_free(&b);
}

Test(intake, takes_an_archive_as_part_of_the_feed_without_what_was_there_before)
{
	struct bench b = bench_new("");
	struct stage_record in =
	    record(&b, "http://a.example/feed", 5, rss(&b, 4, 5, ""));
	struct want w;

	step(&b, &in);
	in = record(&b, "http://a.example/feed", 20, rss(&b, 18, 20, NEXT));
	step(&b, &in);
	cr_assert(want(&b, 0, &w));
	cr_assert(w.gap);

	/* The first page back holds nothing that was known: on to the next. */
	in = record(&b, "http://a.example/feed?page=2", 20,
		    rss(&b, 10, 17, "<atom:link rel='next' href='/feed?page=3'/>"));
	set(&b, &in, "kw-kind", "archive");
	set(&b, &in, "kw-hops", "1");
	set(&b, &in, "kw-since", "2023-11-05T08:00:00Z");
	step(&b, &in);
	cr_assert(eq(sz, stories(&b), 8));
	cr_assert(want(&b, 0, &w));
	cr_assert(eq(int, w.kind, WANT_ARCHIVE));
	cr_assert(view_eq(w.url, VIEW("http://a.example/feed?page=3")));
	cr_assert(eq(i64, w.hops, 2));

	/* The second reaches it: the gap is closed, and what is older stays out. */
	in = record(&b, "http://a.example/feed?page=3", 20, rss(&b, 1, 9, NEXT));
	set(&b, &in, "kw-kind", "archive");
	set(&b, &in, "kw-hops", "2");
	set(&b, &in, "kw-since", "2023-11-05T08:00:00Z");
	step(&b, &in);
	cr_assert(eq(sz, stories(&b), 4), "6 to 9 were missed, 1 to 5 were not");
	cr_assert(want(&b, 0, &w));
	cr_assert(eq(int, w.kind, WANT_REPORT));
	cr_assert(w.closed);
	cr_assert(not(want(&b, 1, &w)));
	bench_free(&b);
}

Test(intake, goes_back_only_so_far)
{
	struct bench b = bench_new("");
	struct stage_record in =
	    record(&b, "http://a.example/feed?page=4", 20, rss(&b, 10, 12, NEXT));
	struct want w;

	set(&b, &in, "kw-kind", "archive");
	set(&b, &in, "kw-hops", "3");
	set(&b, &in, "kw-since", "2023-11-05T08:00:00Z");
	step(&b, &in);
	cr_assert(eq(sz, stories(&b), 3));
	cr_assert(not(want(&b, 0, &w)));
	bench_free(&b);
}

#define URLSET(inner) \
	"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" inner "</urlset>"
#define PLACE(path, date) \
	"<url><loc>http://a.example" path "</loc><lastmod>" date "</lastmod></url>"

Test(intake, asks_for_the_sitemaps_of_an_index_and_for_the_pages_of_a_sitemap)
{
	struct bench b = bench_new("");
	struct want w;
	struct stage_record in =
	    record(&b, "http://a.example/feed", 20,
		   "<sitemapindex>"
		   "<sitemap><loc>/old.xml</loc><lastmod>2019-01-01</lastmod></sitemap>"
		   "<sitemap><loc>/new.xml</loc><lastmod>2023-11-20</lastmod></sitemap>"
		   "<sitemap><loc>http://ads.example.net/s.xml</loc></sitemap>"
		   "</sitemapindex>");

	step(&b, &in);
	cr_assert(want(&b, 0, &w));
	cr_assert(eq(int, w.kind, WANT_SITEMAP));
	cr_assert(view_eq(w.url, VIEW("http://a.example/new.xml")));
	cr_assert(eq(i64, w.hops, 1));
	instant_ms since;
	cr_assert(instant_parse(VIEW("2023-11-18T12:00:00Z"), &since));
	cr_assert(eq(i64, w.since, since));
	cr_assert(want(&b, 1, &w));
	cr_assert(eq(int, w.kind, WANT_REPORT), "neither the old one nor another site's");

	in = record(
	    &b, "http://a.example/new.xml", 20,
	    URLSET(PLACE("/story/1", "2023-11-02") PLACE("/story/2", "2023-11-20")));
	set(&b, &in, "kw-kind", "sitemap");
	set(&b, &in, "kw-hops", "1");
	set(&b, &in, "kw-since", "2023-11-18T12:00:00Z");
	step(&b, &in);
	cr_assert(want(&b, 0, &w));
	cr_assert(eq(int, w.kind, WANT_PAGE));
	cr_assert(view_eq(w.url, VIEW("http://a.example/story/2")));
	cr_assert(eq(i64, w.hops, 2));
	cr_assert(gt(sz, w.story_uri.len, 0));
	cr_assert(not(want(&b, 1, &w)));
	bench_free(&b);
}

Test(intake, asks_for_pages_of_the_feeds_own_site_and_of_those_that_are_named)
{
	const char *advert =
	    "<rss version='2.0'><channel><title>T</title><item><title>Buy</title>"
	    "<link>http://shop.example.net/x</link><guid>g</guid></item>"
	    "<item><title>Read this</title><guid>h</guid>"
	    "<link>http://www.a.example/y</link></item></channel></rss>";
	struct bench b = bench_new(", full_text: yes");
	struct stage_record in = record(&b, "http://a.example/feed", 20, advert);
	struct want w;

	step(&b, &in);
	cr_assert(eq(sz, stories(&b), 1), "the advert is taken as it stands in the feed");
	cr_assert(want(&b, 0, &w));
	cr_assert(view_eq(w.url, VIEW("http://www.a.example/y")));
	bench_free(&b);

	b = bench_new(", full_text: yes, sites: [example.net]");
	in = record(&b, "http://a.example/feed", 20, advert);
	step(&b, &in);
	cr_assert(eq(sz, stories(&b), 0));
	bench_free(&b);
}
