/* SPDX-License-Identifier: Apache-2.0 */
#include "feed_case.h"

#define FEED(rest) "{\"version\":\"https://jsonfeed.org/version/1.1\"," rest "}"

Test(json_feed, reads_an_item)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    FEED("\"title\":\"J\",\"home_page_url\":\"https://j.example/"
		 "\",\"language\":\"ru\","
		 "\"next_url\":\"p2\",\"items\":[{\"id\":\"i1\",\"url\":\"/1\","
		 "\"title\":\"T\",\"content_html\":\"<p>H</p>\",\"content_text\":\"X\","
		 "\"summary\":\"S\",\"date_published\":\"2023-01-23T09:00:00+09:00\","
		 "\"date_modified\":\"2023-01-23T01:00:00Z\",\"tags\":[\"a\",\"b\"],"
		 "\"authors\":[{\"name\":\"A\"},{\"name\":\"B\"}],\"image\":\"i.png\","
		 "\"attachments\":[{\"url\":\"a.mp3\",\"mime_type\":\"audio/mpeg\","
		 "\"size_in_bytes\":7,\"duration_in_seconds\":1.5}]}]"),
	    a);
	struct story *s = &p.stories[0];

	cr_assert(eq(int, p.format, FORMAT_JSON_FEED));
	case_expect(p.next_url, "https://news.example/dir/p2");
	case_expect(HEADLINE(s), "T");
	case_expect(BODY(s), "H");
	case_expect(case_html(s), "<p>H</p>");
	case_expect(DESCRIPTION(s), "S");
	case_expect(ALT_ID(s, "guid"), "i1");
	case_expect(ALT_ID(s, "link"), "https://j.example/1");
	case_expect_time(s->first_created, "2023-01-23T00:00:00Z");
	case_expect_time(s->version_created, "2023-01-23T01:00:00Z");
	case_expect(s->by, "A, B");
	case_expect(s->language, "ru");
	cr_assert(eq(sz, s->subjects.len, 2));
	case_expect(s->renditions.items[1].href, "https://j.example/a.mp3");
	cr_assert(eq(sz, (size_t)s->renditions.items[1].size_bytes, 7));
}

Test(json_feed, takes_what_is_close_to_the_specification)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    FEED("\"author\":{\"name\":\"F\"},\"items\":[{\"id\":12,\"tags\":\"x, y\","
		 "\"content_text\":\"one\\n\\ntwo\\u0000\",\"ext\":{\"title\":[\"no\"]}},"
		 "{\"id\":\"https://j.example/2\",\"author\":\"G\"}]"),
	    a);

	case_expect(ALT_ID(&p.stories[0], "guid"), "12");
	case_expect(BODY(&p.stories[0]), "one\n\ntwo");
	case_expect(p.stories[0].by, "F");
	cr_assert(eq(sz, p.stories[0].subjects.len, 2));
	cr_assert(eq(sz, p.stories[0].headlines.len, 0));
	case_expect(ALT_ID(&p.stories[1], "link"), "https://j.example/2");
	case_expect(p.stories[1].by, "G");
}

Test(json_feed, keeps_whole_items_of_a_torn_document)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p =
	    case_parse("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":["
		       "{\"id\":\"1\",\"title\":\"whole\"},{\"id\":\"2\",\"title\":\"to",
		       a);

	cr_assert(eq(sz, p.stories_len, 1));
	cr_assert(eq(sz, p.lost, 1));
}

Test(json_feed, rejects_what_holds_no_item)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);

	(void)case_rejected("{\"version\":\"https://jsonfeed.org/version/1\"}", a);
	(void)case_rejected(
	    "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{", a);
	cr_assert(eq(sz, case_parse(FEED("\"items\":[]"), a).stories_len, 0));
}

Test(json_feed, reads_what_is_almost_json)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "feed({\"version\":\"https://jsonfeed.org/version/1\", // ours\n\"items\":["
	    "{\"id\":\"1\",\"title\":\"two\nlines\",},]});",
	    a);

	cr_assert(eq(sz, p.stories_len, 1));
	cr_assert(eq(sz, p.lost, 0));
	case_expect(HEADLINE(&p.stories[0]), "two lines");
}

Test(json_feed, reads_the_posts_of_wordpress)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "[{\"id\":5,\"date\":\"2023-01-23T18:30:00\",\"date_gmt\":"
	    "\"2023-01-23T09:30:00\",\"guid\":{\"rendered\":\"https://w.example/?p=5\"},"
	    "\"modified_gmt\":\"2023-01-24T09:30:00\",\"link\":\"https://w.example/"
	    "five\","
	    "\"title\":{\"rendered\":\"Boats &#8211; again\"},\"content\":{\"rendered\":"
	    "\"<p>One.</p><p>Two.</p>\",\"protected\":false},\"excerpt\":"
	    "{\"rendered\":\"<p>Short.</p>\"}}]",
	    a);
	const struct story *s = &p.stories[0];

	cr_assert(eq(sz, p.stories_len, 1));
	case_expect(HEADLINE(s), "Boats – again");
	case_expect(BODY(s), "One.\n\nTwo.");
	case_expect(DESCRIPTION(s), "Short.");
	case_expect(ALT_ID(s, "guid"), "https://w.example/?p=5");
	case_expect(ALT_ID(s, "link"), "https://w.example/five");
	case_expect_time(s->first_created, "2023-01-23T09:30:00Z");
	case_expect_time(s->version_created, "2023-01-24T09:30:00Z");
}
