/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <libxml/HTMLparser.h>
#include <stdio.h>

#include "parser/html_tags.h"
#include "parser/html_text.h"

static const char *text_of(struct buf *b, struct view html)
{
	buf_clear(b);
	cr_assert(html_text(html, b));
	return buf_string(b);
}

#define TEXT(html, want)                                                                 \
	do {                                                                             \
		BUF(b, 65536);                                                           \
		cr_expect_str_eq(text_of(&b, VIEW(html)), want, "%s gives \"%s\"", html, \
				 buf_string(&b));                                        \
	} while (0)

Test(html_text, separates_paragraphs_by_an_empty_line)
{
	TEXT("<p>One.</p><p>Two.</p>", "One.\n\nTwo.");
	TEXT("<p>One.<p>Two.", "One.\n\nTwo.");
	TEXT("One.<div>Two.</div>Three.", "One.\n\nTwo.\n\nThree.");
	TEXT("<div><div><p>One.</p></div></div>\n<div>Two.</div>", "One.\n\nTwo.");
	TEXT("<h1>Head</h1>Text<hr>More", "Head\n\nText\n\nMore");
}

Test(html_text, breaks_lines_at_br_and_paragraphs_at_two)
{
	TEXT("One.<br>Two.<br/>Three.", "One.\nTwo.\nThree.");
	TEXT("One.<br><br>Two.", "One.\n\nTwo.");
	TEXT("One.<br>\n <br>\n<br>Two.<br>", "One.\n\nTwo.");
}

Test(html_text, gives_list_items_and_table_rows_a_line)
{
	TEXT("Of:<ul><li>One</li><li>Two<ul><li>In</li></ul></li></ul>end",
	     "Of:\n\nOne\nTwo\nIn\n\nend");
	TEXT("<table><tr><td>a<td>b<tr><th>c</th><th>d</th></tr></table>", "a\tb\nc\td");
	TEXT("<dl><dt>a<dd>b</dl>", "a\nb");
}

Test(html_text, folds_white_space_as_css_does)
{
	TEXT("  a \n\t b<b> c</b> <i> d </i>e ", "a b c d e");
	TEXT("<p> a </p> <p> b </p>", "a\n\nb");
	TEXT("a&nbsp; b", "a\xC2\xA0 b");
	TEXT("<p>a&nbsp;</p><p>&nbsp;</p><p>&#160;b</p>", "a\n\nb");
	TEXT("one two  three   four five six seven  ",
	     "one two three four five six seven");
}

Test(html_text, keeps_the_white_space_of_pre)
{
	TEXT("<pre>a  b\n  c &amp; d</pre>e  f", "a  b\n  c & d\n\ne f");
	TEXT("<pre>a<br>b</pre>", "a\nb");
}

Test(html_text, decodes_references)
{
	TEXT("AT&amp;T &copy 2023 &#8212; &quot;R&D&quot; &lt;b&gt;",
	     "AT&T \xC2\xA9 2023 \xE2\x80\x94 \"R&D\" <b>");
	TEXT("a&#10;b&#32;c&#0;", "a b c\xEF\xBF\xBD");
}

Test(html_text, leaves_out_what_a_reader_does_not_see)
{
	TEXT("a<script>b<p>c</script><style>d</style><!-- e -->f", "af");
	TEXT("a<span hidden>b</span><div style=\"display:none\">c<div>d</div></div>e",
	     "ae");
	TEXT("a<noscript>b</noscript><template>c</template><svg><title>d</title></svg>e",
	     "ae");
	TEXT("a<textarea><b>b</textarea><select><option>c</select>d", "ad");
}

Test(html_text, keeps_the_base_text_of_ruby)
{
	TEXT("<ruby>\xE6\xBC\xA2<rp>(</rp><rt>kan</rt><rp>)</rp>\xE5\xAD\x97<rt>ji</rt></"
	     "ruby>",
	     "\xE6\xBC\xA2\xE5\xAD\x97");
	TEXT("<ruby>\xE6\xBC\xA2<rt>kan<rb>\xE5\xAD\x97<rt>ji</ruby>.",
	     "\xE6\xBC\xA2\xE5\xAD\x97.");
}

Test(html_text, drops_control_characters)
{
	TEXT("a\0b\x01"
	     "c\x7F"
	     "d\xC2\x85"
	     "e\xC2\xAB",
	     "abcde\xC2\xAB");
}

Test(html_text, takes_unmarked_text_as_it_is)
{
	TEXT("1 < 2 & 3 > 2", "1 < 2 & 3 > 2");
	TEXT("<![CDATA[a &amp; b]]>", "a &amp; b");
	TEXT("", "");
}

Test(html_text, finds_what_is_not_plain_at_every_place_of_a_long_run)
{
	BUF(b, 4096);

	for (size_t at = 1; at < 40; at++) {
		char html[64], want[64];
		memset(html, 'x', 48);
		memcpy(want, html, 48);
		memcpy(html + at, " \n", 2);
		want[at] = ' ';
		memset(want + at + 1, 'x', 46 - at);
		want[47] = '\0';
		cr_expect_str_eq(text_of(&b, view_at(html, 48)), want, "at %zu", at);
		memcpy(html + at, "&lt", 3);
		want[at] = '<';
		want[46] = '\0';
		cr_expect_str_eq(text_of(&b, view_at(html, 48)), want, "at %zu", at);
	}
}

Test(html_text, says_when_it_does_not_fit_and_appends_to_what_is_there)
{
	BUF(b, 8);

	buf_add(&b, VIEW("ab "));
	cr_expect(html_text(VIEW("<p>c<p>d"), &b));
	cr_expect_str_eq(buf_string(&b), "ab c\n\nd");
	cr_expect(!html_text(VIEW("<p>ef"), &b));
}

Test(html_text, unescapes_attribute_values)
{
	BUF(b, 100);

	cr_assert(html_unescape(VIEW("?a=1&amp;b=2&copy=3&lt;&"), &b));
	cr_expect_str_eq(buf_string(&b), "?a=1&b=2&copy=3<&");
	cr_assert(html_unescape(VIEW(""), &b));
	BUF(tiny, 2);
	cr_expect(!html_unescape(VIEW("a&amp;b"), &tiny));
}

Test(html_text, tells_markup_from_text)
{
	cr_expect(html_looks_like_markup(VIEW("a <b>b</b>")));
	cr_expect(html_looks_like_markup(VIEW("line<br/>line")));
	cr_expect(html_looks_like_markup(VIEW("end</p>")));
	cr_expect(html_looks_like_markup(VIEW("AT&amp;T")));
	cr_expect(html_looks_like_markup(VIEW("&#8212;")));
	cr_expect(html_looks_like_markup(VIEW("<!-- a -->")));
	cr_expect(!html_looks_like_markup(VIEW("AT&T; R&D")));
	cr_expect(!html_looks_like_markup(VIEW("a < b and b > c")));
	cr_expect(!html_looks_like_markup(VIEW("vector<int> v")));
	cr_expect(!html_looks_like_markup(VIEW("a <b")));
	cr_expect(!html_looks_like_markup(VIEW("?a=1&copy=2")));
	cr_expect(!html_looks_like_markup(VIEW("")));
}

/* ---- against libxml2's HTML parser, on fragments that both have to understand alike
 * ---- */

static unsigned random_state;

static unsigned dice(unsigned sides)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 16) % sides;
}

/* A well-formed piece of markup, nested at most `depth` deep. */
static void make(struct buf *b, int depth, bool block)
{
	static const char *const BLOCKS[] = { "div", "blockquote", "ul", "p" };
	static const char *const INLINES[] = { "b", "em", "a", "span", "code" };
	static const char *const TEXTS[] = {
		"Kunashir ",
		" and",
		"\n  the  ",
		"A&amp;B",
		"&#1050;&#1091;&#1088;",
		"&nbsp;x",
		"&eacute;",
		", ",
		"\xE6\x97\xA5\xE6\x9C\xAC",
		"a<!-- no -->b",
		"\"quoted\"",
	};
	for (unsigned n = 1 + dice(4); n > 0; n--) {
		if (depth == 0 || dice(3) == 0) {
			buf_printf(b, "%s", TEXTS[dice(11)]);
			continue;
		}
		bool inner = block && dice(2);
		const char *name = inner ? BLOCKS[dice(4)] : INLINES[dice(5)];
		bool list = strcmp(name, "ul") == 0;
		buf_printf(b, "<%s title=\"a &gt; b\">%s", name, list ? "<li>" : "");
		make(b, depth - 1, inner && strcmp(name, "p") != 0);
		buf_printf(b, "%s</%s>", list ? "</li>" : "", name);
		if (dice(8) == 0)
			buf_printf(b, "<br>");
	}
}

/* The text below a node, with a line's end around each block. */
static void walk(const xmlNode *node, struct buf *out)
{
	for (; node; node = node->next) {
		if (node->type == XML_TEXT_NODE) {
			buf_add(out, view_of((const char *)node->content));
			continue;
		}
		if (node->type != XML_ELEMENT_NODE)
			continue;
		enum html_tag tag = html_tag_find(view_of((const char *)node->name));
		bool breaks =
		    (html_tag_does(tag) & (HTML_PARA | HTML_LINE)) || tag == TAG_BR;
		if (breaks)
			buf_add_byte(out, '\n');
		walk(node->children, out);
		if (breaks)
			buf_add_byte(out, '\n');
	}
}

/* Words alone, one space between them, no-break space as a space. */
static void words_of(struct view v, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < v.len; i++) {
		bool nbsp = v.p[i] == '\xC2' && i + 1 < v.len && v.p[i + 1] == '\xA0';
		if (nbsp)
			i++;
		if (!nbsp && !byte_is_space(v.p[i]))
			buf_add_byte(out, v.p[i]);
		else if (out->len && out->p[out->len - 1] != ' ')
			buf_add_byte(out, ' ');
	}
	while (out->len && out->p[out->len - 1] == ' ')
		out->len--;
}

Test(html_text, gives_the_words_that_libxml2_gives)
{
	BUF(html, 1 << 20);
	BUF(mine, 1 << 20);
	BUF(theirs, 1 << 20);
	BUF(a, 1 << 20);
	BUF(b, 1 << 20);

	for (random_state = 1; random_state % 65536 < 2000; random_state++) {
		unsigned seed = random_state;
		buf_clear(&html);
		buf_clear(&mine);
		buf_clear(&theirs);
		make(&html, 5, true);
		cr_assert(html_text(buf_view(&html), &mine));
		htmlDocPtr doc = htmlReadMemory(
		    buf_string(&html), (int)html.len, NULL, "UTF-8",
		    HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
		if (doc)
			walk(xmlDocGetRootElement(doc), &theirs);
		xmlFreeDoc(doc);
		words_of(buf_view(&mine), &a);
		words_of(buf_view(&theirs), &b);
		cr_assert(view_eq(buf_view(&a), buf_view(&b)), "seed %u: %s\n%s\n%s",
			  seed, buf_string(&html), buf_string(&a), buf_string(&b));
		random_state = seed;
	}
	xmlCleanupParser();
}
