/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <libxml/parser.h>
#include <signal.h>

#include "parser/xml.h"

enum { BUDGET = 8 * 1024 * 1024, TRACE_MAX = 1024 * 1024 };

/* Everything that the tokenizer says, in a form that is easy to compare: <ns|name a="v">,
 * text, </name>; text in a row is one. */
static void trace_name(struct buf *out, struct view uri, struct view local)
{
	buf_printf(out, "{%.*s}%.*s", VIEW_ARG(uri), VIEW_ARG(local));
}

static void trace(struct view text, size_t depth_max, struct buf *out, struct xml *x)
{
	AUTO(arena) a = arena_new(BUDGET);

	xml_init(x, text, depth_max, NULL, a);
	for (enum xml_event e; (e = xml_next(x)) != XML_DONE;) {
		if (e == XML_TEXT) {
			xml_text_add(x, out);
			continue;
		}
		buf_add(out, e == XML_START ? VIEW("<") : VIEW("</"));
		trace_name(out, x->name.uri, x->name.local);
		for (size_t i = 0; i < x->attrs_len; i++) {
			buf_add_byte(out, ' ');
			trace_name(out, x->attrs[i].name.uri, x->attrs[i].name.local);
			buf_printf(out, "=[%.*s]", VIEW_ARG(x->attrs[i].value));
		}
		buf_add_byte(out, '>');
	}
}

static void expect(const char *text, const char *wanted)
{
	struct xml x;
	BUF(out, TRACE_MAX);

	trace(view_of(text), 64, &out, &x);
	cr_assert(eq(str, (char *)buf_string(&out), (char *)wanted), "%s", text);
}

Test(xml, gives_elements_attributes_and_text)
{
	expect("<?xml version='1.0'?><!-- c --><a x='1' y = \"2\"><b/>t</a>",
	       "<{}a {}x=[1] {}y=[2]><{}b></{}b>t</{}a>");
}

Test(xml, resolves_namespaces_declared_before_or_after_their_use)
{
	expect("<p:a p:x='1' xmlns:p='u'><b xmlns='v'/><b/></p:a>",
	       "<{u}a {u}x=[1]><{v}b></{v}b><{}b></{}b></{u}a>");
	expect("<q:a/>", "<{}a></{}a>");
}

Test(xml, decodes_references_and_leaves_stray_ampersands)
{
	expect("<a>&lt;&#65;&#x42;&eacute;&nbsp;|&amp;amp; & &copy=1 &bogus;</a>",
	       "<{}a><AB\xc3\xa9\xc2\xa0|&amp; & &copy=1 &bogus;</{}a>");
	expect("<a h='?x=1&amp;y=2&z=3'/>", "<{}a {}h=[?x=1&y=2&z=3]></{}a>");
	expect("<a>&#150;&#55357;&#56832;&#0;</a>",
	       "<{}a>\xe2\x80\x93\xf0\x9f\x98\x80 </{}a>");
}

Test(xml, takes_sections_as_they_are_and_makes_line_ends_one)
{
	expect("<a><![CDATA[<b>&amp;\r\n]]>x\ry</a>", "<{}a><b>&amp;\nx\ny</{}a>");
	expect("<a><![CDATA[cut off", "<{}a>cut off");
}

Test(xml, closes_what_was_left_open_and_passes_over_strange_end_tags)
{
	expect("<a><b>1<c>2</b>3</x></a>", "<{}a><{}b>1<{}c>2</{}c></{}b>3</{}a>");
	expect("<a>1 < 2 <3</a>", "<{}a>1 < 2 <3</{}a>");
	expect("<a b=c d><e f='1'<g/></a>",
	       "<{}a {}b=[c] {}d=[]><{}e {}f=[1]><{}g></{}g></{}e></{}a>");
}

Test(xml, says_that_a_document_ends_too_early)
{
	struct xml x;
	BUF(out, TRACE_MAX);

	trace(VIEW("<a><b>x</b><c at"), 64, &out, &x);
	cr_assert(eq(str, (char *)buf_string(&out), "<{}a><{}b>x</{}b>"));
	cr_assert(x.truncated);
	buf_clear(&out);
	trace(VIEW("<a></a>"), 64, &out, &x);
	cr_assert(not(x.truncated));
}

Test(xml, ends_at_the_depth_limit)
{
	struct xml x;
	BUF(out, TRACE_MAX);

	trace(VIEW("<a><b><c/></b></a>"), 2, &out, &x);
	cr_assert(eq(str, (char *)buf_string(&out), "<{}a><{}b>"));
	cr_assert(x.too_deep);
}

Test(xml, gives_declared_entities_once_and_external_ones_never)
{
	expect("<!DOCTYPE a [<!ENTITY e \"v&#65;\"><!ENTITY f '&e;&e;'>"
	       "<!ENTITY x SYSTEM 'file:///etc/passwd'><!-- ]> --> ]><a>&e;|&f;|&x;|</a>",
	       "<{}a>vA|&e;&e;||</{}a>");
}

Test(xml, bounds_what_entities_expand_to)
{
	struct xml x;
	BUF(text, TRACE_MAX);
	BUF(out, TRACE_MAX);

	buf_add(&text, VIEW("<!DOCTYPE a [<!ENTITY e \""));
	for (int i = 0; i < 1000; i++)
		buf_add_byte(&text, 'x');
	buf_add(&text, VIEW("\">]><a>"));
	for (int i = 0; i < 10000; i++)
		buf_add(&text, VIEW("&e;"));
	buf_add(&text, VIEW("</a>"));
	trace(buf_view(&text), 64, &out, &x);
	cr_assert(le(sz, out.len, XML_EXPANSION_MAX + 32));
	cr_assert(not(zero(ptr, (void *)x.damage)));
}

/* Held against libxml2 on what is well-formed. */

static void peer_name(struct buf *out, const xmlChar *uri, const xmlChar *local)
{
	trace_name(out, view_of((const char *)uri), view_of((const char *)local));
}

static void peer_start(void *out, const xmlChar *local, const xmlChar *prefix,
		       const xmlChar *uri, int ns_len, const xmlChar **ns, int len,
		       int defaulted, const xmlChar **attrs)
{
	(void)prefix, (void)ns_len, (void)ns, (void)defaulted;
	buf_add_byte(out, '<');
	peer_name(out, uri, local);
	for (int i = 0; i < len; i++) {
		const xmlChar **at = attrs + 5 * i;
		buf_add_byte(out, ' ');
		peer_name(out, at[2], at[0]);
		buf_printf(out, "=[%.*s]", (int)(at[4] - at[3]), (const char *)at[3]);
	}
	buf_add_byte(out, '>');
}

static void peer_end(void *out, const xmlChar *local, const xmlChar *prefix,
		     const xmlChar *uri)
{
	(void)prefix;
	buf_add(out, VIEW("</"));
	peer_name(out, uri, local);
	buf_add_byte(out, '>');
}

static void peer_text(void *out, const xmlChar *text, int len)
{
	buf_add(out, view_at(text, (size_t)len));
}

Test(xml, agrees_with_libxml2_on_well_formed_documents)
{
	static const char *const documents[] = {
		"<a/>",
		"<a xmlns='u' xmlns:p='v'><p:b p:c='1' d='2'>t&amp;t</p:b>\r\n<c "
		"xmlns=''/></a>",
		"<?xml version='1.0' encoding='UTF-8'?>\n"
		"<rss><?pi some ?><t a=\"a'b\">&#x430;<!-- x -->&gt;</t></rss>",
		"<a><![CDATA[]]]]><![CDATA[>]]>\r\r\n</a>",
		"<long-name.with_odd:prefix xmlns:long-name.with_odd='w' \n\t "
		"z='\n1\t2'/>",
		"<\xd0\xb0 \xd0\xb1='\xd0\xb2'>\xd0\xb3</\xd0\xb0>",
	};
	xmlSAXHandler sax = { .startElementNs = peer_start,
			      .endElementNs = peer_end,
			      .characters = peer_text,
			      .ignorableWhitespace = peer_text,
			      .cdataBlock = peer_text,
			      .initialized = XML_SAX2_MAGIC };

	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
		struct xml x;
		BUF(ours, TRACE_MAX);
		BUF(theirs, TRACE_MAX);
		trace(view_of(documents[i]), 64, &ours, &x);
		xmlSAXUserParseMemory(&sax, &theirs, documents[i],
				      (int)strlen(documents[i]));
		cr_assert(
		    eq(str, (char *)buf_string(&ours), (char *)buf_string(&theirs)));
	}
	xmlCleanupParser();
}
