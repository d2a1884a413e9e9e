/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of every format cut at every byte: the stories that are whole come out, as they are,
 * and nothing of the one that is not. */
#include "common/base/buf.h"
#include "feed_case.h"

enum { STORIES = 3 };

struct sample {
	const char *name, *head, *entry, *between, *tail;
	/* What is behind the last byte that an entry needs: an end tag may lack its bracket. */
	size_t spare;
};

/* "%d" in an entry is its number. */
static const struct sample samples[] = {
	{ "rss", "<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>",
	  "<item><title>Head %d</title><link>https://e.example/%d</link><guid>g%d</guid>"
	  "<description><![CDATA[<p>Text %d</p>]]></description></item>",
	  "\n", "</channel></rss>", 1 },
	{ "rdf",
	  "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
	  "xmlns='http://purl.org/rss/1.0/'><channel rdf:about='x'><title>T</title>"
	  "</channel>",
	  "<item rdf:about='https://e.example/%d'><title>Head %d</title></item>", "",
	  "</rdf:RDF>", 1 },
	{ "atom", "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>",
	  "<entry><title type='html'>Head %d</title><id>g%d</id><content type='xhtml'>"
	  "<div xmlns='http://www.w3.org/1999/xhtml'><p>Text %d</p></div></content>"
	  "</entry>",
	  " ", "</feed>", 1 },
	{ "json feed", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[",
	  "{\"id\":\"g%d\",\"title\":\"Head %d\",\"content_html\":\"<p>Text %d</p>\","
	  "\"tags\":[\"a\",\"b\"]}",
	  ",", "]}", 0 },
	{ "sitemap",
	  "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
	  "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>",
	  "<url><loc>https://e.example/%d</loc><news:news><news:title>Head %d"
	  "</news:title></news:news></url>",
	  "\n", "</urlset>", 1 },
	{ "newsml-g2",
	  "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>",
	  "<newsItem guid='urn:g%d'><itemMeta><itemClass qcode='ninat:text'/></itemMeta>"
	  "<contentMeta><headline>Head %d</headline></contentMeta><contentSet><inlineXML>"
	  "<html><body><p>Text %d</p></body></html></inlineXML></contentSet></newsItem>",
	  "", "</itemSet></newsMessage>", sizeof("</newsItem>") },
	{ "newsml-1", "<NewsML>",
	  "<NewsItem><Identification><NewsIdentifier><ProviderId>p</ProviderId>"
	  "<NewsItemId>g%d</NewsItemId></NewsIdentifier></Identification><NewsManagement/"
	  ">"
	  "<NewsComponent><NewsLines><HeadLine>Head "
	  "%d</HeadLine></NewsLines><ContentItem>"
	  "<DataContent><p>Text %d</p></DataContent></ContentItem></NewsComponent>"
	  "</NewsItem>",
	  "", "</NewsML>", sizeof("</NewsItem>") },
	{ "nitf", "",
	  "<nitf><head><docdata><doc-id "
	  "id-string='g%d'/></docdata></head><body><body.head>"
	  "<hedline><hl1>Head %d</hl1></hedline></body.head><body.content><p>Text %d</p>"
	  "</body.content></body></nitf>",
	  "\n", "", sizeof(".content></body></nitf>") },
	{ "ninjs", "[",
	  "{\"uri\":\"urn:g%d\",\"headline\":\"Head %d\",\"body_text\":\"Text %d\"}", ",",
	  "]", 0 },
};

static void add_entry(struct buf *out, const char *entry, int number)
{
	struct view rest = view_of(entry);

	for (size_t at; (at = view_find(rest, VIEW("%d"), 0)) != VIEW_NONE;) {
		buf_add(out, view_head(rest, at));
		buf_add_byte(out, (char)('0' + number));
		rest = view_from(rest, at + 2);
	}
	buf_add(out, rest);
}

static void expect_cut(const struct sample *sample, struct view text, size_t whole_len,
		       size_t whole_and_some, struct arena *a)
{
	struct document d = case_document("");
	struct parsed p = { .stories = NULL };
	struct err err;

	d.body = text;
	bool ok = parse_document(&d, a, &p, &err);
	size_t len = ok ? p.stories_len : 0;
	cr_assert(len == whole_len || len == whole_and_some,
		  "%s cut at %zu has %zu stories, not %zu", sample->name, text.len, len,
		  whole_len);
	for (size_t i = 0; i < len; i++) {
		char headline[] = "Head 0";
		headline[5] = (char)('0' + i);
		case_expect(HEADLINE(&p.stories[i]), headline);
	}
}

static void cut_everywhere(const struct sample *sample)
{
	BUF(text, 8192);
	size_t ends[STORIES + 1], whole = 0, nearly = 0;
	AUTO(arena) a = arena_new(CASE_BUDGET);

	buf_add(&text, view_of(sample->head));
	for (int i = 0; i < STORIES; i++) {
		if (i)
			buf_add(&text, view_of(sample->between));
		add_entry(&text, sample->entry, i);
		ends[i] = text.len;
	}
	ends[STORIES] = SIZE_MAX;
	buf_add(&text, view_of(sample->tail));
	for (size_t cut = 1; cut <= text.len; cut++) {
		whole += cut == ends[whole];
		nearly += ends[nearly] != SIZE_MAX && cut + sample->spare >= ends[nearly];
		arena_reset(a);
		expect_cut(sample, view_at(text.p, cut), whole, nearly, a);
	}
	cr_assert(eq(sz, whole, STORIES));
}

Test(torn, documents_give_their_whole_stories_and_nothing_of_the_last)
{
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		cut_everywhere(&samples[i]);
}
