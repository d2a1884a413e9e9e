/* SPDX-License-Identifier: Apache-2.0 */
/* Pages as records, kept in tests/golden/pages, and the reasons why a page has none. */
#include "../common/service/golden.h"

#include "common/story/ninjs.h"
#include "parser/formats.h"

#define FOLDER "tests/golden/pages/"

static struct document page_of(struct view html)
{
	return (struct document){ .body = html,
				  .content_type = VIEW("text/html; charset=utf-8"),
				  .url = VIEW("https://pages.example/story.html"),
				  .fetched_at = INSTANT_NONE,
				  .limits = DOCUMENT_LIMITS };
}

static void read_page(const char *name, struct buf *ret)
{
	char path[512];

	(void)snprintf(path, sizeof(path), TEST_SOURCE_DIR "/" FOLDER "%s.html", name);
	FILE *f = fopen(path, "r");
	cr_assert(ne(ptr, f, NULL), "%s", path);
	ret->len = fread(buf_room(ret, 1 << 20), 1, 1 << 20, f);
	fclose(f);
}

Test(article, no_story_is_made_of_binary_data_that_a_server_calls_html)
{
	AUTO(arena) a = arena_new(8 << 20);
	struct parsed parsed = { 0 };
	char bytes[2048];
	struct err err;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 73 % 251);
	struct document d = page_of(view_at(bytes, sizeof bytes));
	bool read = parse_document(&d, a, &parsed, &err);
	cr_assert(not(read));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(eq(str, err.text, "binary data, not a document"));
}

Test(article, records_of_pages_read_as_they_are_kept)
{
	static const char *const PAGES[] = { "english", "russian", "japanese", "old" };
	BUF(records, 1 << 20);

	for (size_t i = 0; i < sizeof(PAGES) / sizeof(*PAGES); i++) {
		AUTO(arena) a = arena_new(64 << 20);
		BUF(html, 2 << 20);
		struct parsed parsed = { 0 };
		struct err err;

		read_page(PAGES[i], &html);
		struct document d = page_of(buf_view(&html));
		cr_assert(parse_document(&d, a, &parsed, &err), "%s: %s", PAGES[i],
			  err.text);
		cr_assert(eq(sz, parsed.stories_len, 1));
		parsed.stories[0].uri =
		    VIEW("urn:kurilwire:story:00000000000000000000000000000000");
		cr_assert(ninjs_encode(&parsed.stories[0], &records, &err), "%s",
			  err.text);
		buf_add_byte(&records, '\n');
	}
	golden(FOLDER "records.jsonl", &records);
}

/* The body's plain text, or the reason why there is none; in the arena. */
static const char *body_of(struct arena *a, struct document d)
{
	struct parsed parsed = { 0 };
	struct err err;

	if (!article_parse(&d, d.body, a, &parsed, &err)) {
		cr_assert(eq(int, err.fate, ERR_REJECT));
		return arena_string(a, view_of(err.text));
	}
	return arena_string(a, story_plain(&parsed.stories[0], FIELD_BODY));
}

#define P1                                                                              \
	"The ferry came back on Monday, the harbour office said, after three weeks of " \
	"repairs."
#define P2                                                                             \
	"It will sail twice a day, in summer and in winter, and once on Sundays, the " \
	"office added."
#define P3 "Tickets are sold at the pier, as before, and cost what they cost last year."

#define BODY(html, want)                                                     \
	do {                                                                 \
		AUTO(arena) a = arena_new(16 << 20);                         \
		const char *got = body_of(a, page_of(VIEW(html)));           \
		cr_expect(eq(str, (char *)got, (char *)(want)), "%s", html); \
	} while (0)

Test(article, keeps_paragraphs_and_leaves_out_what_is_around_them)
{
	BODY("<nav><a href=/>Home</a></nav><div class=story><p>" P1 "</p><p>" P2
	     "</p><p>" P3 "</p></div><div class=sidebar><p>Weather: fine, warm, and dry "
	     "all day long.</p></div>"
	     "<div class=comments><p>I was there, and it was late, said nobody at "
	     "all.</p></div>",
	     P1 "\n\n" P2 "\n\n" P3);
}

Test(article, takes_line_breaks_for_paragraphs)
{
	BODY("<div>" P1 "<br><br>" P2 "<br><br>" P3 "</div>", P1 "\n\n" P2 "\n\n" P3);
}

Test(article, joins_parts_of_an_article_that_stand_side_by_side)
{
	BODY("<main><div class=part><p>" P1 "</p><p>" P2
	     "</p></div><div class=part><p>" P3 "</p><p>" P1
	     "</p></div></main><ul><li><a href=/1>One</a><li><a href=/2>Two</a></ul>",
	     P1 "\n\n" P2 "\n\n" P3 "\n\n" P1);
}

Test(article, drops_links_forms_and_labels_inside)
{
	BODY("<article><p>" P1
	     "</p><div><a href=/1>More about ferries</a> <a href=/2>And boats</a>"
	     "</div><p>" P2
	     "</p><div class=share><a href=/s>Share</a></div><form><input><p>Mail"
	     "</p></form><div><div>Auto</div><div>High</div><div>Low</div><div>Back</"
	     "div><div>On</div>"
	     "<div>Off</div></div><p>" P3
	     "</p><aside>Aside</aside><footer>Foot</footer></article>",
	     P1 "\n\n" P2 "\n\n" P3);
}

Test(article, drops_links_to_other_stories_and_headings_over_nothing)
{
	BODY("<article><p>" P1
	     "</p><p>Read more: <a href=/1>The ferry that did not come</a></p>"
	     "<p>" P2 "</p><p>" P3
	     " <a href=/2>See the list</a>.</p><h2>Elsewhere</h2><ul>"
	     "<li><a href=/3>One</a><li><a href=/4>Two</a></ul></article>",
	     P1 "\n\n" P2 "\n\n" P3 " See the list.");
}

Test(article, keeps_tables_with_data)
{
	BODY("<div><p>" P1 "</p><p>" P2
	     "</p><table><tr><th>Day<th>Trips<tr><td>Monday<td>2<tr>"
	     "<td>Sunday<td>1</table></div>",
	     P1 "\n\n" P2 "\n\nDay\tTrips\nMonday\t2\nSunday\t1");
}

Test(article, follows_the_selector_of_the_feed)
{
	AUTO(arena) a = arena_new(16 << 20);
	struct document d =
	    page_of(VIEW("<div class=story><p>" P1 "</p><p>" P2 "</p></div>"
			 "<div id=note class='a short'><p>Short note.</p></div>"
			 "<blockquote>Said.</blockquote>"));

	d.hints.body_selector = VIEW("#note");
	cr_expect(eq(str, (char *)body_of(a, d), "Short note."));
	d.hints.body_selector = VIEW(".short");
	cr_expect(eq(str, (char *)body_of(a, d), "Short note."));
	d.hints.body_selector = VIEW("blockquote");
	cr_expect(eq(str, (char *)body_of(a, d), "Said."));
	d.hints.body_selector = VIEW("#gone");
	cr_expect(eq(str, (char *)body_of(a, d), P1 "\n\n" P2));
}

Test(article, takes_the_text_of_json_ld_when_the_page_shows_another)
{
	BODY(
	    "<script "
	    "type=application/ld+json>{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":"
	    "false,\"articleBody\":\"" P1 "\\n\\n" P2
	    "\"}</script><p>Subscribe to go on.</p>",
	    P1 "\n\n" P2);
}

Test(article, says_why_there_is_none)
{
	BODY("", "no article in the page: it has no text");
	BODY("<script>all of it</script>", "no article in the page: it has no text");
	BODY("<p>Please enable JavaScript to read this page of ours.</p>",
	     "no article in the page: it asks for JavaScript");
	BODY("<div class=cookie-wall><p>We and our partners store cookies, and "
	     "more.</p></div>",
	     "no article in the page: it asks for consent to cookies");
	BODY("<ul><li><a href=/1>A first headline of today</a><li><a href=/2>And a "
	     "second, longer "
	     "one</a></ul>",
	     "no article in the page: a list of links, 49 of 49 characters");
	BODY(
	    "<script "
	    "type=application/ld+json>{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":"
	    "\"False\"}</script><p>" P1 "</p>",
	    "no article in the page: a paywall, with 85 characters before it");
	BODY("<p>Too short.</p>",
	     "no article in the page: the longest text has 10 characters");
}

Test(article, knows_pages_that_show_something_else_in_many_languages)
{
	BODY("<title>Страница не найдена</title><p>К сожалению, этого здесь нет: "
	     "проверьте, "
	     "верно ли набран адрес, или начните с главной страницы нашего сайта.</p>",
	     "no article in the page: it says that it was not found");
	BODY("<h1>Fehler</h1><p>Die angeforderte Seite wurde nicht gefunden. Vielleicht "
	     "hilft "
	     "Ihnen die Suche oben auf dieser Seite weiter.</p>",
	     "no article in the page: it says that it was not found");
	BODY("<h1>Access Denied</h1>You don't have permission to access \"/a\" on this "
	     "server.<p>Reference #18.1234",
	     "no article in the page: it denies access");
	BODY("<form><h1>Log in to continue</h1><p>If you have no account yet, you can "
	     "have "
	     "one for nothing, and read five articles a month with it.</p></form>",
	     "no article in the page: it asks for a password");
	BODY("<h1>Sign in</h1><p>New here? Create an account to read what we have, and "
	     "to be "
	     "told of what is new on the islands, every morning.</p>",
	     "no article in the page: it asks for a password");
	BODY("<title>Moved</title><p>If you are not redirected, <a href=/b>go on by "
	     "yourself</a>, since what you look for is elsewhere now, and will stay "
	     "there.</p>",
	     "no article in the page: it leads to another page");
	BODY("<p>Our European visitors are important to us. This site is unavailable to "
	     "visitors from where you are while we work to make it so again.</p>",
	     "no article in the page: it is not shown everywhere");
	BODY("<p>ただいまメンテナンス中です。しばらくお待ちください。</p>",
	     "no article in the page: it is being worked on");
}

Test(article, leaves_out_where_to_share_and_to_follow)
{
	BODY("<article><p>" P1 "</p><p>Share this on <a href=/f>Facebook</a></p><p>" P2
	     "</p><p>Читайте нас в <a href=/t>Telegram</a></p></article>",
	     P1 "\n\n" P2);
}

Test(article, takes_all_updates_of_a_live_blog)
{
	BODY("<script type=application/ld+json>{\"@type\":\"LiveBlogPosting\","
	     "\"headline\":\"Live\",\"liveBlogUpdate\":[{\"headline\":\"Second\","
	     "\"articleBody\":\"" P2 "\"},{\"articleBody\":\"" P1
	     "\"}]}</script><article><h2>Second</h2><p>" P2 "</p></article>",
	     "Second\n\n" P2 "\n\n" P1);
	BODY("<script type=application/ld+json>{\"@type\":\"LiveBlogPosting\","
	     "\"liveBlogUpdate\":{\"articleBody\":\"" P1 "\"}}</script><p>" P1 "</p>",
	     P1);
}

Test(article, reads_the_date_in_a_byline_and_leaves_the_place)
{
	AUTO(arena) a = arena_new(16 << 20);
	struct parsed parsed = { 0 };
	struct err err;
	struct document d = page_of(VIEW(
	    "<h1>The ferry</h1><p class=byline>By Jane Doe and John Roe (in Tokyo) | "
	    "May 3, 2023 10:15 GMT</p><div><p>" P1 "</p><p>" P2 "</p></div>"));
	char text[INSTANT_TEXT];

	cr_assert(article_parse(&d, d.body, a, &parsed, &err), "%s", err.text);
	const struct story *s = &parsed.stories[0];
	cr_expect(view_eq(s->by, VIEW("Jane Doe, John Roe")), "%.*s", VIEW_ARG(s->by));
	cr_expect(view_eq(instant_format(s->first_created, text),
			  VIEW("2023-05-03T10:15:00Z")));
}

Test(article, finds_byline_and_date_in_the_page)
{
	AUTO(arena) a = arena_new(16 << 20);
	struct parsed parsed = { 0 };
	struct err err;
	struct document d = page_of(VIEW(
	    "<title>The ferry is back | Coast</title><h1>The ferry is back</h1>"
	    "<div class=byline>By <a rel=author href=/j>Jane Doe</a> 3 May 2023</div>"
	    "<span class=pub-date>Published: 3 May 2023 10:15 +0900</span><div><p>" P1
	    "</p><p>" P2 "</p></div>"));

	cr_assert(article_parse(&d, d.body, a, &parsed, &err), "%s", err.text);
	const struct story *s = &parsed.stories[0];
	cr_expect(view_eq(s->by, VIEW("Jane Doe")));
	cr_expect(view_eq(story_plain(s, FIELD_HEADLINE), VIEW("The ferry is back")));
	char text[INSTANT_TEXT];
	cr_expect(view_eq(instant_format(s->first_created, text),
			  VIEW("2023-05-03T01:15:00Z")));
}

Test(article, takes_a_page_made_to_cost_time)
{
	AUTO(arena) a = arena_new(256 << 20);
	BUF(html, 4 << 20);

	for (int i = 0; i < 60000; i++)
		buf_printf(&html, "<div class=a><ul><li>%d, b<table><td>", i);
	struct document d = page_of(buf_view(&html));
	(void)body_of(a, d);
	buf_clear(&html);
	for (int i = 0; i < 60000; i++)
		buf_printf(&html, "<h1>%d</h1><p itemprop=author class=byline>", i);
	d = page_of(buf_view(&html));
	(void)body_of(a, d);
}

#define SAID                                                                           \
	"The foreign ministry said on Monday that talks on a treaty would be resumed " \
	"in the autumn, after a break of several years between the two capitals."
#define TOLD                                                                             \
	"A spokesman told reporters that both delegations had agreed on an agenda that " \
	"includes fishing rights, visits to graves and work together on the islands."

static void expect_text(const char *html, const char *wanted)
{
	AUTO(arena) a = arena_new(64 << 20);
	struct document d = page_of(view_of(html));
	struct parsed parsed = { 0 };
	struct err err;

	cr_assert(parse_document(&d, a, &parsed, &err), "%s", err.text);
	struct view got = story_plain(&parsed.stories[0], FIELD_BODY);
	cr_assert(view_eq(got, view_of(wanted)), "%.*s", VIEW_ARG(got));
}

Test(article, leaves_out_what_the_page_says_of_itself)
{
	expect_text(
	    "<article><h1>Talks resume</h1><div><time>January 5, 2026</time></div>"
	    "<p>" SAID "</p><p>Advertisement</p><p>" TOLD "</p>"
	    "<p>Подписывайтесь на наш канал</p></article>",
	    SAID "\n\n" TOLD);
	expect_text("<div class='text'><p>2026年1月5日 10時20分</p><p>" SAID "</p>"
		    "<p>延伸阅读：<a href='/x'>渔业协定达成的消息</a></p><p>" TOLD
		    "</p><p>责任编辑：张三</p></div>",
		    SAID "\n\n" TOLD);
}

Test(article, keeps_a_date_that_is_part_of_the_story)
{
	expect_text("<article><p>" SAID "</p><p>5 January 2026</p><p>" TOLD
		    "</p></article>",
		    SAID "\n\n5 January 2026\n\n" TOLD);
}

Test(article, finds_the_text_in_the_state_of_an_application)
{
	expect_text(
	    "<title>x</title><div id='__next'></div><p>© 2026 Example News. All "
	    "rights reserved.</p><script id='__NEXT_DATA__' type='application/json'>"
	    "{\"props\":{\"page\":{\"title\":\"T\",\"body\":\"<p>" SAID "</p><p>" TOLD
	    "</p><p>" SAID "</p>\"}}}</script>",
	    SAID "\n\n" TOLD "\n\n" SAID);
	expect_text(
	    "<title>x</title><div id='__next'></div><script id='__NEXT_DATA__'>"
	    "{\"content\":[{\"type\":\"p\",\"text\":\"" SAID "\"},{\"type\":\"p\","
	    "\"text\":\"" TOLD "\"},{\"type\":\"p\",\"text\":\"" SAID "\"}]}</script>",
	    SAID "\n\n" TOLD "\n\n" SAID);
}

Test(article, takes_the_heading_for_a_title_with_section_and_site)
{
	AUTO(arena) a = arena_new(64 << 20);
	struct document d = page_of(VIEW(
	    "<title>Talks to resume in autumn - World - Example News</title>"
	    "<meta property='og:site_name' content='Example News'><h1>Example News</h1>"
	    "<h2>Talks to resume in autumn</h2><p>" SAID "</p><p>" TOLD "</p>"));
	struct parsed parsed = { 0 };
	struct err err;

	cr_assert(parse_document(&d, a, &parsed, &err), "%s", err.text);
	cr_expect(view_eq(story_plain(&parsed.stories[0], FIELD_HEADLINE),
			  VIEW("Talks to resume in autumn")));
}

Test(article, leaves_out_the_next_story_below)
{
	BODY("<title>The ferry is back</title><article><h1>The ferry is back</h1><p>" P1
	     "</p><p>" P2 "</p><p>" P3 "</p><p>" P1 "</p><p>" P2 "</p><p>" P3
	     "</p></article><article><h1>Squid is cheap</h1><p>" P2 "</p><p>" P2
	     "</p><p>" P2 "</p></article>",
	     P1 "\n\n" P2 "\n\n" P3 "\n\n" P1 "\n\n" P2 "\n\n" P3);
}

/* Short, and much written about by its readers. */
Test(article, does_not_take_what_readers_wrote_for_more_of_it)
{
#define SAYS                                                                         \
	"<div class=comment><p>It was late, it was cold, and the coffee was bad, I " \
	"say, as "                                                                   \
	"I said last year, too.</p></div>"
	BODY("<article><p>" P1 "</p><p>" P2
	     "</p></article><section id=comments>" SAYS SAYS SAYS SAYS SAYS SAYS SAYS SAYS
	     "</section>",
	     P1 "\n\n" P2);
	/* A piece in which somebody comments is no list of comments. */
	BODY("<div class=comment-piece><p>" P1 "</p><p>" P2 "</p><p>" P3 "</p></div>",
	     P1 "\n\n" P2 "\n\n" P3);
#undef SAYS
}

static void check_headline(struct view html, const char *want)
{
	AUTO(arena) a = arena_new(64 << 20);
	struct document d = page_of(html);
	struct parsed parsed = { 0 };
	struct err err;

	cr_assert(parse_document(&d, a, &parsed, &err), "%s", err.text);
	cr_expect(eq(str,
		     arena_string(a, story_plain(&parsed.stories[0], FIELD_HEADLINE)),
		     (char *)want));
}

Test(article, takes_the_heading_where_the_title_is_cut_short_or_the_sites)
{
	check_headline(
	    VIEW("<title>The ferry&nbsp;&mdash;&nbsp;Coast</title><h1>The ferry "
		 "is back</h1><p>" P1 "</p><p>" P2 "</p>"),
	    "The ferry is back");
	check_headline(VIEW("<title>Coast News</title><meta property='og:site_name' "
			    "content='Coast News'><h1>The ferry is back</h1><p>" P1
			    "</p><p>" P2 "</p>"),
		       "The ferry is back");
	check_headline(VIEW("<title>The ferry is back</title><h1>Coast News</h1><p>" P1
			    "</p><p>" P2 "</p>"),
		       "The ferry is back");
}

static void check_by(struct view html, struct view want)
{
	AUTO(arena) a = arena_new(16 << 20);
	struct parsed parsed = { 0 };
	struct err err;
	struct document d = page_of(html);

	cr_assert(article_parse(&d, d.body, a, &parsed, &err), "%s", err.text);
	cr_expect(view_eq(parsed.stories[0].by, want), "%.*s",
		  VIEW_ARG(parsed.stories[0].by));
}

Test(article, leaves_the_label_of_the_date_out_of_the_name)
{
	check_by(VIEW("<h1>The ferry</h1><div class=byline>By <a>Jane Doe</a> and John "
		      "Roe<br>Published 3 May 2023 at 10:15 GMT</div><div><p>" P1
		      "</p><p>" P2 "</p></div>"),
		 VIEW("Jane Doe, John Roe"));
	check_by(VIEW("<h1>The ferry</h1><div class=byline>By Jane Doe | Last updated "
		      "3 May 2023 at 10:15 GMT</div><div><p>" P1 "</p><p>" P2
		      "</p></div>"),
		 VIEW("Jane Doe"));
}

Test(article, drops_a_link_whose_label_is_longer_than_it)
{
	BODY("<article><p>" P1 "</p><p>" P2 "</p><p>Читайте также: <a href=/1>Порт "
	     "закрыт</a></p><p>" P3 "</p></article>",
	     P1 "\n\n" P2 "\n\n" P3);
}
