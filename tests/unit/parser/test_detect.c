/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "common/base/buf.h"
#include "parser/formats.h"

static void expect(const char *text, const char *content_type, enum format wanted)
{
	enum format f = format_detect(view_of(text), view_of(content_type));
	cr_assert(eq(int, f, wanted), "%s: %s", text, format_name(f));
}

Test(detect, goes_by_the_first_element_whatever_the_server_claims)
{
	expect("<?xml version='1.0'?><!-- <feed> --><rss/>", "text/html", FORMAT_RSS);
	expect("<rdf:RDF>", "", FORMAT_RSS);
	expect("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", "text/xml", FORMAT_ATOM);
	expect("<!DOCTYPE rss [<!ENTITY a '<html>'>]><rss/>", "", FORMAT_RSS);
	expect("\n <urlset>", "", FORMAT_SITEMAP);
	expect("<sitemapindex>", "", FORMAT_SITEMAP_INDEX);
	expect("<NewsML Version='1.2'>", "application/rss+xml", FORMAT_NEWSML_1);
	expect("<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>", "",
	       FORMAT_NEWSML_G2);
	expect("<nitf>", "", FORMAT_NITF);
	expect("<!DOCTYPE html><title>x</title>", "application/xml", FORMAT_HTML);
	expect("<div>x</div>", "", FORMAT_HTML);
}

Test(detect, looks_behind_a_document_type_with_many_declarations)
{
	BUF(doc, 256 * 1024);

	(void)buf_add(&doc, VIEW("<?xml version='1.0'?><!DOCTYPE rss [\n"));
	while (doc.len < 100 * 1024)
		(void)buf_add(&doc, VIEW("<!ENTITY a '<html> [x]'>\n"));
	(void)buf_add(&doc, VIEW("] ><rss><channel>"));
	cr_assert(eq(int, format_detect(buf_view(&doc), VIEW("")), FORMAT_RSS));
	buf_clear(&doc);
	(void)buf_add(&doc, VIEW("<!DOCTYPE rss [<!ENTITY a '"));
	while (doc.len < 100 * 1024)
		(void)buf_add(&doc, VIEW("never closed "));
	cr_assert(eq(int, format_detect(buf_view(&doc), VIEW("")), FORMAT_HTML));
}

Test(detect, finds_a_feed_behind_what_a_broken_site_printed)
{
	expect("<br /><b>Warning</b>: x<br /><?xml version='1.0'?><rss><channel>", "",
	       FORMAT_RSS);
	expect("notice: x\n<feed xmlns='http://www.w3.org/2005/Atom'>", "", FORMAT_ATOM);
}

Test(detect, tells_json_feeds_from_ninjs)
{
	expect("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}", "",
	       FORMAT_JSON_FEED);
	expect("{\"items\":[]}", "application/feed+json", FORMAT_JSON_FEED);
	expect("{\"uri\":\"x\",\"headline\":\"y\"}", "application/json", FORMAT_NINJS);
}

Test(detect, knows_wire_messages_and_plain_text)
{
	expect("\x01"
	       "ABC0001",
	       "", FORMAT_IPTC_7901);
	expect("\x16\x16\x01"
	       "a0123",
	       "", FORMAT_ANPA_1312);
	expect("TOKYO, Jan 23 - 1 < 2", "text/plain", FORMAT_TEXT);
	expect(" \n", "", FORMAT_UNKNOWN);
}
