/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/buf.h"
#include "feed_case.h"

#define RSS(channel) "<rss version='2.0'><channel>" channel "</channel></rss>"
#define ATOM(inner) "<feed xmlns='http://www.w3.org/2005/Atom'>" inner "</feed>"

Test(feed_xml, tells_what_a_feed_asks_of_those_who_poll_it)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "<rss version='2.0' "
	    "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>"
	    "<title>Port</title><ttl>20</ttl><skipHours><hour>3</hour><hour>24</hour>"
	    "<hour>99</hour></skipHours><skipDays><day>Saturday</day>"
	    "<day>sunday</day><day>someday</day></skipDays>"
	    "<sy:updatePeriod> daily </sy:updatePeriod>"
	    "<sy:updateFrequency>4</sy:updateFrequency>"
	    "<item><title>Ferry</title><guid>1</guid><ttl>7</ttl></item>"
	    "</channel></rss>",
	    a);

	cr_assert(eq(int, p.ttl_minutes, 20));
	cr_assert(eq(int, p.period_minutes, 360));
	cr_assert(eq(u32, p.skip_hours, 1 << 3 | 1));
	cr_assert(eq(u32, p.skip_days, 1 << 6 | 1));
	case_expect(p.title, "Port");
}

Test(feed_xml, reads_an_rss_item)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    RSS("<title>Port</title><link>https://port.example/</link><language>en-us</"
		"language>"
		"<ttl>30</ttl><copyright>(c) Port</copyright>"
		"<item><title>Ferry &amp; fog</title><link>https://port.example/1</link>"
		"<guid isPermaLink='false'>p1</guid><author>a@port.example (Ann "
		"Lee)</author>"
		"<pubDate>Mon, 23 Jan 2023 09:30:00 EST</pubDate><category>Sea</category>"
		"<description>No ferry &lt;b&gt;today&lt;/b&gt;.</description>"
		"<enclosure url='/f.mp3' type='audio/mpeg' length='9'/>"
		"<source url='https://wire.example/'>Wire</source></item>"),
	    a);

	cr_assert(eq(int, p.format, FORMAT_RSS));
	cr_assert(eq(sz, p.stories_len, 1));
	cr_assert(eq(int, p.ttl_minutes, 30));
	case_expect(p.title, "Port");
	struct story *s = &p.stories[0];
	case_expect(HEADLINE(s), "Ferry & fog");
	case_expect(ALT_ID(s, "guid"), "p1");
	case_expect(ALT_ID(s, "link"), "https://port.example/1");
	case_expect(s->by, "Ann Lee");
	case_expect_time(s->first_created, "2023-01-23T14:30:00Z");
	case_expect_time(s->version_created, "2023-01-23T14:30:00Z");
	case_expect(s->subjects.items[0].name, "Sea");
	case_expect(s->subjects.items[0].creator, "example");
	case_expect(DESCRIPTION(s), "No ferry today.");
	case_expect(BODY(s), "No ferry today.");
	case_expect(case_html(s), "<p>No ferry <b>today</b>.</p>");
	case_expect(s->renditions.items[0].href, "https://port.example/f.mp3");
	case_expect(s->language, "en-US");
	case_expect(s->copyright_notice, "(c) Port");
	case_expect(s->sources.items[0].name, "Example");
	case_expect(s->sources.items[1].name, "Wire");
	cr_assert(eq(int, s->ext.text_from, STORY_SUMMARY));
}

Test(feed_xml, takes_the_full_text_for_the_body_and_the_description_for_the_summary)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><item>"
	    "<c:encoded><![CDATA[<p>One.</p><p>Two.</p><script>x</script>]]></c:encoded>"
	    "<description>Short.</description></item></channel></rss>",
	    a);
	struct story *s = &p.stories[0];

	case_expect(BODY(s), "One.\n\nTwo.");
	case_expect(case_html(s), "<p>One.</p><p>Two.</p>");
	case_expect(DESCRIPTION(s), "Short.");
	cr_assert(eq(int, s->ext.text_from, STORY_ENTRY));
}

Test(feed_xml, takes_a_long_description_for_the_story_itself)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	BUF(text, 8192);

	buf_add(&text, VIEW("<rss><channel><item><title>t</title><description>"));
	for (int i = 0; i < 3; i++) {
		buf_add(&text, VIEW("&lt;p&gt;"));
		for (int k = 0; k < 50; k++)
			buf_add(&text, VIEW("ten chars "));
		buf_add(&text, VIEW("&lt;/p&gt;"));
	}
	buf_add(&text, VIEW("</description></item></channel></rss>"));
	struct parsed p = case_parse(buf_string(&text), a);
	cr_assert(eq(int, p.stories[0].ext.text_from, STORY_ENTRY));
	cr_assert(eq(sz, p.stories[0].descriptions.len, 0));
}

Test(feed_xml, reads_rdf_with_its_items_beside_the_channel)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
	    "xmlns='http://purl.org/rss/1.0/' xmlns:d='http://purl.org/dc/elements/1.1/'>"
	    "<channel rdf:about='x'><title>R</title><items><rdf:Seq/></items></channel>"
	    "<item rdf:about='https://r.example/1'><title>T</title>"
	    "<d:date>2023-01-23T10:00+09:00</d:date><d:creator>B</d:creator>"
	    "<d:subject>S</d:subject></item></rdf:RDF>",
	    a);
	struct story *s = &p.stories[0];

	case_expect(ALT_ID(s, "guid"), "https://r.example/1");
	case_expect(ALT_ID(s, "link"), "https://r.example/1");
	case_expect_time(s->first_created, "2023-01-23T01:00:00Z");
	case_expect(s->by, "B");
	case_expect(s->subjects.items[0].name, "S");
}

Test(feed_xml, reads_an_atom_entry)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/x/' "
	    "xml:lang='ja'><title>F</title><author><name>Feed</name></author>"
	    "<link rel='self' href='f'/><link rel='next' href='?2'/>"
	    "<entry><id>tag:a.example,2023:1</id><title type='html'>A "
	    "&lt;i&gt;b&lt;/i&gt;</title>"
	    "<link href='1'/><link rel='enclosure' href='1.mp3' type='audio/mpeg'/>"
	    "<link rel='related' href='/2' title='Second &amp;amp; last'/>"
	    "<published>2023-01-23T00:00:00Z</published><updated>2023-01-24T00:00:00Z</"
	    "updated>"
	    "<category term='t' label='L'/><summary>Sum &lt;3</summary>"
	    "<content type='xhtml' xml:base='y/'><div "
	    "xmlns='http://www.w3.org/1999/xhtml'>"
	    "<p>P <a href='z'>z</a></p></div></content></entry></feed>",
	    a);
	struct story *s = &p.stories[0];

	cr_assert(eq(int, p.format, FORMAT_ATOM));
	case_expect(p.self_url, "https://a.example/x/f");
	case_expect(p.next_url, "https://a.example/x/?2");
	case_expect(HEADLINE(s), "A b");
	case_expect(ALT_ID(s, "link"), "https://a.example/x/1");
	case_expect(s->associations.items[0].uri, "https://a.example/2");
	case_expect(s->associations.items[0].rel, "related");
	case_expect(s->associations.items[0].headlines.items[0].value, "Second & last");
	case_expect_time(s->first_created, "2023-01-23T00:00:00Z");
	case_expect_time(s->version_created, "2023-01-24T00:00:00Z");
	case_expect(s->by, "Feed");
	case_expect(s->subjects.items[0].name, "L");
	case_expect(s->subjects.items[0].literal, "t");
	case_expect(DESCRIPTION(s), "Sum <3");
	case_expect(BODY(s), "P z");
	case_expect(case_html(s), "<p>P <a href=\"https://a.example/x/y/z\">z</a></p>");
	case_expect(s->language, "ja");
	case_expect(s->renditions.items[0].href, "https://a.example/x/1.mp3");
}

Test(feed_xml, gives_an_entry_the_author_of_its_source_before_the_feeds)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    ATOM("<author><name>Feed</name></author><entry><title>1</title><source>"
		 "<title>Src</title><author><name>Source</name></author></source></entry>"
		 "<entry><title>2</title><author><email>m@a.example</email></author></"
		 "entry>"),
	    a);

	case_expect(p.stories[0].by, "Source");
	case_expect(p.stories[0].sources.items[1].name, "Src");
	case_expect(HEADLINE(&p.stories[0]), "1");
	case_expect(p.stories[1].by, "m@a.example");
}

Test(feed_xml, reads_a_withdrawal_as_a_canceled_story)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    ATOM("<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' "
		 "ref='tag:a.example,2023:9' when='2023-01-24T00:00:00Z'/>"),
	    a);

	cr_assert(eq(sz, p.stories_len, 1));
	cr_assert(eq(int, p.stories[0].status, STORY_CANCELED));
	case_expect(ALT_ID(&p.stories[0], "guid"), "tag:a.example,2023:9");
	case_expect_time(p.stories[0].version_created, "2023-01-24T00:00:00Z");
}

Test(feed_xml, loses_no_entry_behind_a_comment_that_is_not_closed)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p =
	    case_parse("<rss><channel><item><title>A</title></item><!-- "
		       "<item><title>B</title></item>"
		       "<!-- open <item><title>C</title></item></channel></rss>",
		       a);

	cr_assert(eq(sz, p.stories_len, 3));
	case_expect(HEADLINE(&p.stories[2]), "C");
}

Test(feed_xml, calls_an_entry_that_stands_alone_atom)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "<entry xmlns='http://www.w3.org/2005/Atom'><title>A</title></entry>", a);

	cr_assert(eq(int, p.format, FORMAT_ATOM));
	p = case_parse("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
		       "<item><title>A</title></item></rdf:RDF>",
		       a);
	cr_assert(eq(int, p.format, FORMAT_RSS));
}

Test(feed_xml, reads_why_a_story_was_withdrawn)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    ATOM("<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' "
		 "ref='tag:a.example,2023:9'><at:comment>Sent in error</at:comment>"
		 "</at:deleted-entry>"),
	    a);

	case_expect(p.stories[0].ed_note, "Sent in error");
}

Test(feed_xml, ends_a_title_that_is_not_closed_at_its_neighbour)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "<rss><channel><item><title>One<link>https://a.example/1</link>"
	    "<description>x</description></item><item><title>Two <b>bold</b></title>"
	    "</item></channel></rss>",
	    a);

	cr_assert(eq(sz, p.stories_len, 2));
	case_expect(HEADLINE(&p.stories[0]), "One");
	case_expect(ALT_ID(&p.stories[0], "link"), "https://a.example/1");
	case_expect(HEADLINE(&p.stories[1]), "Two bold");
}

Test(feed_xml, puts_a_day_without_a_year_into_the_last_twelve_months)
{
	static const char *const days[] = { "Dec 30", "2022-12-30T00:00:00Z", "Jan 20",
					    "2023-01-20T00:00:00Z" };
	AUTO(arena) a = arena_new(CASE_BUDGET);

	for (size_t i = 0; i < sizeof days / sizeof days[0]; i += 2) {
		BUF(feed, 1024);
		(void)buf_printf(
		    &feed,
		    "<rss><channel><item><title>A</title><pubDate>%s</pubDate>"
		    "</item></channel></rss>",
		    days[i]);
		struct document d = { .body = buf_view(&feed),
				      .fetched_at =
					  INT64_C(1672876800000), /* 5 January 2023 */
				      .limits = DOCUMENT_LIMITS };
		struct parsed p;
		struct err err;
		cr_assert(parse_document(&d, a, &p, &err), "%s", err.text);
		case_expect_time(p.stories[0].first_created, days[i + 1]);
	}
}

Test(feed_xml, knows_namespaces_by_uri_and_else_by_prefix)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "<rss xmlns:foo='https://purl.org/dc/elements/1.1' xmlns:media='urn:wrong'>"
	    "<channel><item><foo:creator>A</foo:creator><dc:subject>undeclared</"
	    "dc:subject>"
	    "<media:content url='https://m.example/1.jpg' width='10'>"
	    "<media:title>Pic</media:title></media:content>"
	    "<x:title xmlns:x='urn:other'>not a "
	    "headline</x:title></item></channel></rss>",
	    a);
	struct story *s = &p.stories[0];

	case_expect(s->by, "A");
	case_expect(s->subjects.items[0].name, "undeclared");
	case_expect(s->renditions.items[0].title, "Pic");
	cr_assert(eq(sz, (size_t)s->renditions.items[0].width, 10));
	cr_assert(eq(sz, s->headlines.len, 0));
}

Test(feed_xml, reads_html_that_was_escaped_twice_or_not_at_all)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    RSS("<item><title>AT&amp;amp;T</title>"
		"<description>&amp;lt;p&amp;gt;twice&amp;lt;/p&amp;gt;</description></"
		"item>"
		"<item><description>not <b>at</b> all<br>&amp; &lt;</description></item>"
		"<item><description><![CDATA[&lt;p&gt; is a tag]]></description></item>"),
	    a);

	case_expect(HEADLINE(&p.stories[0]), "AT&T");
	case_expect(BODY(&p.stories[0]), "twice");
	case_expect(BODY(&p.stories[1]), "not at all\n& <");
	case_expect(BODY(&p.stories[2]), "<p> is a tag");
}

Test(feed_xml, keeps_whole_entries_of_a_torn_document_and_counts_the_loss)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse("<rss><channel><item><title>whole</title></item>"
				     "<item><title>torn</title><descr",
				     a);

	cr_assert(eq(sz, p.stories_len, 1));
	cr_assert(eq(sz, p.lost, 1));
	case_expect(p.lost_why, "the document ends within an entry");
	(void)case_rejected("<rss><channel><item><title>torn", a);
}

Test(feed_xml, ends_an_entry_that_was_not_closed_where_the_next_begins)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(RSS("<item><title>one<item><title>two</title></item>"
					 "<title>neither</title>"
					 "<item><title>three</title></item>"),
				     a);

	cr_assert(eq(sz, p.stories_len, 3));
	case_expect(HEADLINE(&p.stories[0]), "one");
	case_expect(HEADLINE(&p.stories[1]), "two");
	case_expect(HEADLINE(&p.stories[2]), "three");
}

Test(feed_xml, says_when_a_date_is_missing_unread_or_ahead)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p =
	    case_parse(RSS("<item><title>1</title></item>"
			   "<item><title>2</title><pubDate>soon</pubDate></item>"
			   "<item><title>3</title><pubDate>Tue, 01 Jan 2030 00:00:00 "
			   "GMT</pubDate></item>"),
		       a);

	cr_assert(p.stories[0].ext.undated);
	cr_assert(p.stories[1].ext.undated);
	case_expect(p.stories[1].ext.notes.items[0].value, "soon");
	cr_assert(p.stories[2].ext.dated_ahead);
	cr_assert(not(p.stories[2].ext.undated));
}

Test(feed_xml, places_a_story_by_georss)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    "<rss xmlns:georss='http://www.georss.org/georss' "
	    "xmlns:gml='http://www.opengis.net/gml'><channel><item><title>t</title>"
	    "<georss:featurename>Harbour</georss:featurename><georss:where><gml:Point>"
	    "<gml:pos>44.5 "
	    "146.25</gml:pos></gml:Point></georss:where></item></channel></rss>",
	    a);
	struct story_concept *place = &p.stories[0].places.items[0];

	case_expect(place->name, "Harbour");
	cr_assert(place->has_point);
	cr_assert(eq(dbl, place->latitude, 44.5));
	cr_assert(eq(dbl, place->longitude, 146.25));
}

Test(feed_xml, stops_at_the_limits_and_says_so)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct document d =
	    case_document(RSS("<item><title>1</title></item><item><title>2</title></item>"
			      "<item><title>3</title></item>"));
	struct parsed p;
	struct err err;

	d.limits.stories_max = 2;
	cr_assert(parse_document(&d, a, &p, &err));
	cr_assert(eq(sz, p.stories_len, 2));
	cr_assert(eq(sz, p.lost, 1));
}

Test(feed_xml, takes_an_empty_feed_for_a_feed_and_something_else_for_none)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);

	cr_assert(eq(sz, case_parse(RSS(""), a).stories_len, 0));
	cr_assert(eq(sz, case_parse(ATOM("<title>x</title>"), a).stories_len, 0));
	(void)case_rejected("", a);
	(void)case_rejected("%PDF-1.7", a);
}

static void expect_author(const char *element, const char *name)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	const char *text = arena_printf(a,
					"<rss><channel><item><title>t</title>%s</item>"
					"</channel></rss>",
					element)
			       .p;
	struct parsed p = case_parse(text, a);

	cr_assert(eq(sz, p.stories[0].people.len, 1), "%s", element);
	case_expect(p.stories[0].people.items[0].name, name);
}

Test(feed_xml, finds_the_authors_name_in_every_shape)
{
	expect_author("<author>ann@e.example (Ann Lee)</author>", "Ann Lee");
	expect_author("<author>Ann Lee &lt;ann@e.example&gt;</author>", "Ann Lee");
	expect_author("<author>\"Ann Lee\" &lt;ann@e.example&gt;</author>", "Ann Lee");
	expect_author("<author>mailto:ann@e.example (Ann Lee)</author>", "Ann Lee");
	expect_author("<author>Ann Lee ann@e.example</author>", "Ann Lee");
	expect_author("<author>ann@e.example Ann Lee</author>", "Ann Lee");
	expect_author("<author>(Ann Lee)</author>", "Ann Lee");
	expect_author("<author>ann@e.example</author>", "ann@e.example");
	expect_author("<author>Ann Lee (Tokyo)</author>", "Ann Lee (Tokyo)");
	expect_author(
	    "<author>noreply@e.example</author><dc:creator>Ann Lee</dc:creator>",
	    "Ann Lee");
	expect_author("<dc:creator>https://social.example/ann</dc:creator>"
		      "<author>Ann Lee</author>",
		      "Ann Lee");
	expect_author("<dc:creator><rdf:Description><rdf:value>Ann Lee</rdf:value>"
		      "</rdf:Description></dc:creator>",
		      "Ann Lee");
}

Test(feed_xml, lets_no_link_run_anything)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p =
	    case_parse(RSS("<item><title>t</title><link> JavaScript:alert(1)</link>"
			   "<enclosure url='data:text/html,x'/></item>"),
		       a);

	case_expect(ALT_ID(&p.stories[0], "link"), "");
	cr_assert(eq(sz, p.stories[0].renditions.len, 0));
}

Test(feed_xml, takes_back_an_escape_too_many_in_a_link)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    RSS("<item><link>https://e.example/?a=1&amp;amp;b=2</link></item>"), a);

	case_expect(ALT_ID(&p.stories[0], "link"), "https://e.example/?a=1&b=2");
}

Test(feed_xml, closes_elements_whatever_the_case_of_their_end_tags)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed p = case_parse(
	    RSS("<item><Title>t</title><Link>https://e.example/1</LINK></item>"), a);

	case_expect(HEADLINE(&p.stories[0]), "t");
	case_expect(ALT_ID(&p.stories[0], "link"), "https://e.example/1");
}

Test(feed_xml, knows_a_language_by_its_name_and_reads_digits_in_its_order)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct parsed french =
	    case_parse(RSS("<language>French</language><item><title>t</title>"
			   "<pubDate>03/02/2023 10:30</pubDate></item>"),
		       a);
	struct parsed american =
	    case_parse(RSS("<language>en_US.UTF-8</language><item><title>t</title>"
			   "<pubDate>03/02/2023 10:30</pubDate></item>"),
		       a);

	case_expect(french.stories[0].language, "fr");
	case_expect_time(french.stories[0].first_created, "2023-02-03T10:30:00Z");
	case_expect(american.stories[0].language, "en-US");
	case_expect_time(american.stories[0].first_created, "2023-03-02T10:30:00Z");
}

Test(feed_xml, leaves_the_html_out_where_plain_text_is_asked_for)
{
	AUTO(arena) a = arena_new(CASE_BUDGET);
	struct document d = case_document(
	    RSS("<item><guid>1</guid><description>No &lt;b&gt;ferry&lt;/b&gt;."
		"</description></item>"
		"<item "
		"xmlns:c='http://purl.org/rss/1.0/modules/content/'><guid>2</guid>"
		"<c:encoded>&lt;p&gt;No fog.&lt;/p&gt;</c:encoded></item>"
		"<item><guid>3</guid><description>&lt;img "
		"src='https://port.example/a.jpg'&gt;</description></item>"));
	struct parsed p = { .stories = NULL };
	struct err err;

	d.hints.usage = USAGE_TEXT;
	cr_assert(parse_document(&d, a, &p, &err));
	cr_assert(eq(sz, p.stories_len, 3));
	case_expect(BODY(&p.stories[0]), "No ferry.");
	case_expect(case_html(&p.stories[0]), "");
	case_expect(BODY(&p.stories[1]), "No fog.");
	case_expect(case_html(&p.stories[1]), "");
	/* A picture has no plain text. */
	cr_assert(case_html(&p.stories[2]).len > 0);
}
