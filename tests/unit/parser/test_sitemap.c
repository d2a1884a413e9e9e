/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_case.h"

#define URLSET(inner)                                                          \
	"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "         \
	"xmlns:n='http://www.google.com/schemas/sitemap-news/0.9' "            \
	"xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>" inner \
	"</urlset>"

Test(sitemap, reads_a_news_sitemap)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    URLSET("<url><loc>https://s.example/1?a=1&amp;b=2</loc>"
		   "<lastmod>2023-01-24</lastmod><n:news><n:publication><n:name>Paper</"
		   "n:name>"
		   "<n:language>ja</n:language></n:publication>"
		   "<n:publication_date>2023-01-23T09:00+09:00</n:publication_date>"
		   "<n:title>Head &amp; line</n:title><n:keywords>x, y</n:keywords>"
		   "<n:genres>Opinion</n:genres></n:news><image:image>"
		   "<image:loc>https://s.example/1.jpg</image:loc>"
		   "<image:title>Pic</image:title></image:image></url>"),
	    a);
	struct story *s = &p.stories[0];

	cr_assert(eq(int, p.format, FORMAT_SITEMAP));
	case_expect(HEADLINE(s), "Head & line");
	case_expect(ALT_ID(s, "link"), "https://s.example/1?a=1&b=2");
	case_expect_time(s->first_created, "2023-01-23T00:00:00Z");
	case_expect_time(s->version_created, "2023-01-24T00:00:00Z");
	case_expect(s->language, "ja");
	case_expect(s->sources.items[1].name, "Paper");
	case_expect(s->genres.items[0].name, "Opinion");
	cr_assert(eq(sz, s->subjects.len, 2));
	case_expect(s->renditions.items[0].title, "Pic");
	cr_assert(eq(sz, s->bodies.len, 0));
}

Test(sitemap, follows_an_index_to_its_sitemaps)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "<sitemapindex><sitemap><loc>/s1.xml</loc></sitemap>"
	    "<sitemap><lastmod>2023-01-24T08:00:00Z</lastmod>"
	    "<loc>https://s.example/s2.xml</loc></sitemap>"
	    "<sitemap><loc>/s3.xml</loc><lastmod>2023-01-25</lastmod></sitemap>"
	    "</sitemapindex>",
	    a);

	cr_assert(eq(int, p.format, FORMAT_SITEMAP_INDEX));
	cr_assert(eq(sz, p.more_urls_len, 3));
	cr_assert(eq(i64, p.more_dates[0], INSTANT_NONE));
	case_expect_time(p.more_dates[1], "2023-01-24T08:00:00Z");
	case_expect_time(p.more_dates[2], "2023-01-25T00:00:00Z");
	case_expect(p.more_urls[0], "https://news.example/s1.xml");
	case_expect(p.more_urls[1], "https://s.example/s2.xml");
	cr_assert(eq(sz, p.stories_len, 0));
}

Test(sitemap, counts_urls_without_an_address_and_the_one_that_is_torn)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse("<urlset><url><loc>https://s.example/1</loc></url>"
				     "<url><lastmod>2023-01-01</lastmod></url>"
				     "<url><loc>https://s.exa",
				     a);

	cr_assert(eq(sz, p.stories_len, 1));
	cr_assert(eq(sz, p.lost, 2));
}

Test(sitemap, says_which_address_is_not_complete)
{
	const char *text = "<urlset><url><loc>/a/1</loc></url></urlset>";
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct document d = { .body = view_of(text), .limits = DOCUMENT_LIMITS };
	struct parsed p = { 0 };
	struct err err = { 0 };

	cr_assert(not(parse_document(&d, a, &p, &err)));
	case_expect(view_of(err.text), "no url of the sitemap is whole: a url with an "
				       "address that is not complete: /a/1");
}
