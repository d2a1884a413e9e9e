/* SPDX-License-Identifier: Apache-2.0 */
/* Why a document is no story: the reasons of letters, kept word for word. */
#include "../common/service/golden.h"
#include "parser/formats.h"
#include "parser/ledger.h"

enum {
	ARENA_BYTES = 1 << 24,
	PAGE_BYTES = 5 << 20, /* for the tree of a page, and no text of it */
	SMALL_BYTES = 1 << 17,
	OUT_BYTES = 1 << 16
};

/* The text up to what cannot be shown. */
static void say(struct buf *out, struct view text, const struct err *err)
{
	size_t len = 0;

	while (len < text.len && len < 60 && text.p[len] >= ' ' && text.p[len] <= '~')
		len++;
	(void)buf_printf(out, "%.*s\n  %s\n", (int)len, text.p, err->text);
}

/* A document as it came. */
static void refuse(struct view body, struct document_limits limits, struct buf *out)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct document d = { .body = body, .limits = limits };
	struct parsed p;
	struct err err = { 0 };

	cr_assert(not(parse_document(&d, a, &p, &err)), "%.*s",
		  VIEW_ARG(view_head(body, 60)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	say(out, body, &err);
}

/* A text that was taken for a format. */
static void refuse_as(format_parse *parse, struct view text, size_t memory,
		      struct buf *out)
{
	AUTO(arena) a = arena_new(memory);
	struct document d = { .body = text, .limits = DOCUMENT_LIMITS };
	struct parsed p = { 0 };
	struct err err = { 0 };

	cr_assert(not(parse(&d, text, a, &p, &err)), "%.*s",
		  VIEW_ARG(view_head(text, 60)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	say(out, text, &err);
}

/* `head`, and `piece` behind it, so often that there are `bytes`. */
static void refuse_long(format_parse *parse, const char *head, const char *piece,
			size_t bytes, size_t memory, struct buf *out)
{
	BUF(text, ARENA_BYTES);

	(void)buf_add(&text, view_of(head));
	while (text.len < bytes)
		(void)buf_add(&text, view_of(piece));
	refuse_as(parse, buf_view(&text), memory, out);
}

static void refuse_documents(struct buf *out)
{
	static const char *const documents[] = {
		"  ",
		"<rss version=\"2.0\"><channel><item><title>cut",
		"{\"version\": \"https://jsonfeed.org/version/1.1\"}",
		"{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{",
		"{\"version\": \"https://jsonfeed.org/version/1.1\", \"ti",
		"<urlset><url><lastmod>2023-01-25</lastmod></url></urlset>",
		"<urlset><url><loc>cut",
		"<newsItem guid=\"a\"><contentMeta/></newsItem>",
		"<newsItem guid=\"a\"><rightsInfo/></newsItem>",
		"<urlset><url><loc>/a/1</loc></url></urlset>",
		"<newsItem guid=\"a\"><itemMeta><versionCreated>2023",
		"<nitf><head/><body/></nitf>",
		"<html><body><p>Short.</p></body></html>",
		"<html><body></body></html>",
		"<?xml version=\"1.0\"?><opml version=\"2.0\"><body/></opml>",
		"\x1f\x8b\x08 no deflate",
	};

	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
		refuse(view_of(documents[i]), DOCUMENT_LIMITS, out);
	refuse(VIEW("over 20 bytes, so the rest does not matter"),
	       (struct document_limits){ 20, 10, 10 }, out);
	refuse(VIEW("<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss>"
		    "\xcd\xee\xe2\xee\xf1\xf2\xe8 \xc8\xf2\xf3\xf0\xf3\xef\xe0</rss>"),
	       (struct document_limits){ 76, 10, 10 }, out);
	refuse(VIEW("<rss version=\"2.0\"><channel><item><title><a><b><c><d><e/></d></c>"
		    "</b></a></title></item></channel></rss>"),
	       (struct document_limits){ 1000, 10, 6 }, out);
}

static void refuse_formats(struct buf *out)
{
	refuse_as(feed_xml_parse, VIEW("<html/>"), ARENA_BYTES, out);
	refuse_as(sitemap_parse, VIEW("<html/>"), ARENA_BYTES, out);
	refuse_as(nitf_parse, VIEW("no markup"), ARENA_BYTES, out);
	refuse_as(newsml1_parse, VIEW("<NewsML/>"), ARENA_BYTES, out);
	refuse_as(newsml_g2_parse, VIEW("<newsMessage/>"), ARENA_BYTES, out);
	refuse_as(ninjs_in_parse, VIEW("{}"), ARENA_BYTES, out);
	refuse_as(iptc7901_parse, VIEW("a0123"), ARENA_BYTES, out);
	refuse_as(anpa1312_parse, VIEW("a0123"), ARENA_BYTES, out);
	refuse_as(wire_text_parse, VIEW(" "), ARENA_BYTES, out);
	refuse_long(wire_text_parse, "many lines", "\na", 1 << 20, ARENA_BYTES, out);
	refuse_long(article_parse, "<html><body>", "<br>", 1 << 20, ARENA_BYTES, out);
	refuse_long(
	    article_parse, "<html><body>",
	    "<h3><a href=\"/1\">Ferry to Iturup</a></h3><p>It comes on Monday.</p>", 2000,
	    ARENA_BYTES, out);
}

static void refuse_for_memory(struct buf *out)
{
	refuse_long(nitf_parse, "<nitf>", "<p>Iturup</p>", SMALL_BYTES, SMALL_BYTES, out);
	refuse_long(article_parse, "<html><body>", "<p>Iturup.</p>", 1 << 20, PAGE_BYTES,
		    out);
	refuse_long(anpa1312_parse, "",
		    "\x01"
		    "a0123\r\n\x02"
		    "A ferry.\r\n\x03\x04",
		    SMALL_BYTES, SMALL_BYTES / 2, out);
}

Test(parser_errors, are_those_that_are_kept)
{
	struct ledger l;
	struct err err = { 0 };
	BUF(out, OUT_BYTES);

	refuse_documents(&out);
	refuse_formats(&out);
	refuse_for_memory(&out);
	cr_assert(not(ledger_decode(VIEW("0 of another program"), &l, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	(void)buf_printf(&out, "%s\n", err.text);
	golden("tests/golden/parser/errors.txt", &out);
}
