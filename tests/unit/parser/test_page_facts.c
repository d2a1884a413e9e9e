/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "parser/article_hints.h"
#include "parser/page_facts.h"

static struct arena *arena;

static void setup(void)
{
	arena = arena_new(8 << 20);
}

static void teardown(void)
{
	arena_free(arena);
}

TestSuite(page_facts, .init = setup, .fini = teardown);

static struct page_facts facts_of(struct view html)
{
	struct date_hints dates = { 0 };
	struct html_tree *tree = ARENA_NEW(arena, struct html_tree);
	struct page_source s = { .tree = tree,
				 .url = VIEW("https://news.example/a/story"),
				 .dates = &dates,
				 .a = arena };
	struct page_facts f;

	html_tree_build(html, 256, arena, tree);
	article_hints_all(tree);
	page_facts_read(&s, &f);
	return f;
}

static const char *day_of(struct page_date d)
{
	static char text[INSTANT_TEXT];

	return d.from ? instant_format(d.at, text).p : "none";
}

#define IS(fact, want, source)                                                \
	do {                                                                  \
		cr_expect(view_eq((fact).value, VIEW(want)), "%.*s",          \
			  VIEW_ARG((fact).value));                            \
		cr_expect_str_eq((fact).from ? (fact).from : "none", source); \
	} while (0)

Test(page_facts, takes_json_ld_before_everything)
{
	struct page_facts f = facts_of(
	    VIEW("<meta property=og:title content='Other title'>"
		 "<meta name=author content='Somebody Else'>"
		 "<meta property=article:published_time content=2020-01-01>"
		 "<script type=application/ld+json>{\"@context\":\"https://schema.org\","
		 "\"@type\":\"NewsArticle\",\"headline\":\"A &amp; B\",\"author\":"
		 "[{\"@type\":\"Person\",\"name\":\"Jane Doe\"},{\"name\":\"John Roe\"}],"
		 "\"datePublished\":\"2023-01-23T09:30:00+09:00\",\"dateModified\":"
		 "\"2023-01-24\","
		 "\"image\":{\"url\":\"/i.jpg\"},\"publisher\":{\"name\":\"The Post\"},"
		 "\"description\":\"What <b>happened</b>\",\"inLanguage\":\"en\","
		 "\"articleBody\":\"One.\\nTwo.\",\"isAccessibleForFree\":\"False\"}</"
		 "script>"));

	IS(f.headline, "A & B", "json-ld");
	IS(f.picture, "https://news.example/i.jpg", "json-ld");
	IS(f.site, "The Post", "json-ld");
	IS(f.description, "What happened", "json-ld");
	IS(f.language, "en", "json-ld");
	cr_assert_eq(f.authors_len, 2);
	cr_expect(view_eq(f.authors[1], VIEW("John Roe")));
	cr_expect_str_eq(day_of(f.published), "2023-01-23T00:30:00Z");
	cr_expect_str_eq(day_of(f.modified), "2023-01-24T00:00:00Z");
	cr_expect(view_eq(f.article_body, VIEW("One.\nTwo.")));
	cr_expect(f.not_free && f.is_article);
}

Test(page_facts, finds_the_article_in_a_graph_and_follows_ids)
{
	struct page_facts f = facts_of(VIEW(
	    "<title>Second story</title><script type=application/ld+json>{\"@graph\":["
	    "{\"@type\":\"WebPage\",\"name\":\"Page\"},"
	    "{\"@type\":\"Person\",\"@id\":\"#p\",\"name\":\"Jane Doe\"},"
	    "{\"@type\":\"Article\",\"headline\":\"First story\"},"
	    "{\"@type\":[\"Thing\",\"http://schema.org/ReportageNewsArticle\"],"
	    "\"headline\":\"Second story\",\"author\":{\"@id\":\"#p\"}}]}</script>"));

	IS(f.headline, "Second story", "json-ld");
	cr_assert_eq(f.authors_len, 1);
	cr_expect(view_eq(f.authors[0], VIEW("Jane Doe")));
}

Test(page_facts, does_without_a_script_that_says_nothing)
{
	struct page_facts f =
	    facts_of(VIEW("<script type=application/ld+json>{\"@type\":\"WebSite\","
			  "\"name\":\"Site\"}</script><meta name=title content=T>"));

	IS(f.headline, "T", "meta");
	cr_expect_not(f.is_article);
}

Test(page_facts, reads_microdata_before_meta_but_not_in_comments)
{
	struct page_facts f = facts_of(
	    VIEW("<meta property=og:title content=Graph><div class=comments><b "
		 "itemprop=author>Troll"
		 "</b></div><h1 itemprop='headline name'>Micro <i>data</i></h1><span "
		 "itemprop=author>"
		 "By <b itemprop=name>Jane Doe</b></span><time itemprop=datePublished "
		 "datetime=2023-05-06T07:08Z>May</time>"));

	IS(f.headline, "Micro data", "microdata");
	cr_assert_eq(f.authors_len, 1);
	cr_expect(view_eq(f.authors[0], VIEW("Jane Doe")));
	cr_expect_str_eq(day_of(f.published), "2023-05-06T07:08:00Z");
}

Test(page_facts, reads_meta_in_the_order_of_trust)
{
	struct page_facts f = facts_of(VIEW(
	    "<meta name=twitter:title content=Tw><meta property='x og:title y' content=' "
	    "Open "
	    "&amp;amp; Graph '><meta name=description content=Desc><meta "
	    "property=og:site_name "
	    "content=Site><meta name=og:image content=../p.png><meta "
	    "property=og:image:width "
	    "content=640><meta name=date content=nonsense><meta name=pubdate "
	    "content='Mon, 23 Jan 2023 10:00:00 GMT'><meta name=DC.Language content=ru>"
	    "<meta property=article:tag content=Kurils><meta property=article:tag "
	    "content=kurils>"
	    "<meta name=news_keywords content='fish, talks'><meta name=author content="
	    "'https://profile.example/jane'><meta property=og:type content=article>"));

	IS(f.headline, "Open & Graph", "opengraph");
	IS(f.description, "Desc", "meta");
	IS(f.site, "Site", "opengraph");
	IS(f.picture, "https://news.example/p.png", "opengraph");
	IS(f.language, "ru", "meta");
	cr_expect_eq(f.picture_width, 640);
	cr_expect_str_eq(day_of(f.published), "2023-01-23T10:00:00Z");
	cr_expect_eq(f.keywords_len, 3);
	cr_expect_eq(f.authors_len, 0);
	cr_expect(f.is_article);
}

Test(page_facts, takes_the_canonical_address_from_its_link)
{
	struct page_facts f =
	    facts_of(VIEW("<meta property=og:url content=https://other.example/>"
			  "<link rel=Canonical href=/c?a=1&amp;b=2>"));

	IS(f.canonical, "https://news.example/c?a=1&b=2", "link");
	f = facts_of(VIEW(
	    "<link rel=canonical href='javascript:x'><meta property=og:url content=/u>"));
	IS(f.canonical, "https://news.example/u", "opengraph");
	f = facts_of(VIEW("<script type=application/ld+json>{\"@type\":\"Article\","
			  "\"mainEntityOfPage\":\"True\"}</script>"));
	cr_expect_null(f.canonical.from);
}

Test(page_facts, splits_bylines_but_not_names)
{
	struct page_facts f =
	    facts_of(VIEW("<meta name=author content='By Jane Doe and John Roe'>"));

	cr_assert_eq(f.authors_len, 2);
	cr_expect(view_eq(f.authors[0], VIEW("Jane Doe")));
	f = facts_of(VIEW("<meta name=author content='Mac &amp; i'>"));
	cr_assert_eq(f.authors_len, 1);
	cr_expect(view_eq(f.authors[0], VIEW("Mac & i")));
}

Test(page_facts, takes_each_name_of_a_list_and_no_word_before_it)
{
	struct page_facts f = facts_of(
	    VIEW("<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":"
		 "[{\"name\":[\"Jane Doe\",\"John Roe\"]},{\"name\":\"By Max Moe\"}]}"
		 "</script>"));

	cr_assert_eq(f.authors_len, 3);
	cr_expect(view_eq(f.authors[1], VIEW("John Roe")));
	cr_expect(view_eq(f.authors[2], VIEW("Max Moe")));
}

Test(page_facts, takes_the_publisher_of_microdata_where_nothing_else_names_the_site)
{
	IS(facts_of(VIEW("<body><div itemprop=publisher itemscope><b "
			 "itemprop=name>Coast</b></div>"))
	       .site,
	   "Coast", "microdata");
	IS(facts_of(VIEW("<meta property=og:site_name content=North><body><div "
			 "itemprop=publisher>Coast</div>"))
	       .site,
	   "North", "opengraph");
}

Test(page_facts, gives_one_clean_line)
{
	cr_expect(view_eq(page_line(VIEW("a&nbsp;b\xC2\xA0 c"), arena), VIEW("a b c")));
	cr_expect(view_eq(page_line(VIEW(" a\n <b>b</b>&amp;amp;\x01 c "), arena),
			  VIEW("a b& c")));
	cr_expect(view_eq(page_line(VIEW("1 < 2"), arena), VIEW("1 < 2")));
	cr_expect_eq(page_line(VIEW(""), arena).len, 0);
}
