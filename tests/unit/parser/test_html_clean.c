/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "parser/html_text.h"

#define BASE VIEW("https://news.example/world/today.html")

static const char *clean(struct buf *b, struct view html)
{
	buf_clear(b);
	cr_assert(html_clean(html, BASE, b));
	return buf_string(b);
}

/* The cleaned copy is `want`, and cleaning that again changes nothing. */
#define CLEAN(html, want)                                                             \
	do {                                                                          \
		BUF(once, 65536);                                                     \
		BUF(twice, 65536);                                                    \
		cr_expect_str_eq(clean(&once, VIEW(html)), want, "%s gives %s", html, \
				 buf_string(&once));                                  \
		cr_expect_str_eq(clean(&twice, buf_view(&once)), want);               \
	} while (0)

Test(html_clean, keeps_paragraphs_headings_and_formats)
{
	CLEAN("<h2>Head</h2><p>One <b>bold</b> and <i>slanted</i>.</p>",
	      "<h2>Head</h2><p>One <b>bold</b> and <i>slanted</i>.</p>");
	CLEAN("<p>a<br>b</p><hr><pre>c  d\n e</pre>",
	      "<p>a<br>b</p><hr><pre>c  d\n e</pre>");
	CLEAN("<strike>a</strike><tt>b</tt>", "<p><s>a</s><code>b</code></p>");
}

Test(html_clean, puts_loose_text_into_paragraphs)
{
	CLEAN("a", "<p>a</p>");
	CLEAN("<div>a</div><div>b</div>c", "<p>a</p><p>b</p><p>c</p>");
	CLEAN("<div><p>a</p>b</div><span>c</span>", "<p>a</p><p>b</p><p>c</p>");
	CLEAN("<blockquote>a<p>b</blockquote>",
	      "<blockquote><p>a</p><p>b</p></blockquote>");
	CLEAN("<ul>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>");
	CLEAN("<table>a</table>", "<table><tr><td>a</td></tr></table>");
	CLEAN("<table><tr>a<p>b</table>", "<table><tr><td>a<p>b</p></td></tr></table>");
	CLEAN("<dl>a<dt>b<dd>c</dl>", "<dl><dd>a</dd><dt>b</dt><dd>c</dd></dl>");
}

Test(html_clean, balances_what_is_not)
{
	CLEAN("<p>a<p>b", "<p>a</p><p>b</p>");
	CLEAN("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
	      "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>");
	CLEAN("<b>a<i>b</b>c</i>d", "<p><b>a<i>b</i></b><i>c</i>d</p>");
	CLEAN("<b><p>a</p><p>b</p></b>c", "<p><b>a</b></p><p><b>b</b></p><p>c</p>");
	CLEAN("</p></div></b>a</td>b", "<p>ab</p>");
	CLEAN("<table><td>a<td>b<tr><th>c</table>d",
	      "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table><p>d</p>");
	CLEAN("<h2>a<p>b</h2>c", "<h2>a b</h2><p>c</p>");
	CLEAN("<p>a<h3>b</h4>c", "<p>a</p><h3>b</h3><p>c</p>");
	CLEAN("<li>a<li>b", "<p>a</p><p>b</p>");
}

Test(html_clean, leaves_no_empty_elements_but_cells)
{
	CLEAN("<p></p><p>&nbsp;</p><b></b><ul><li></li></ul><a href=/x></a>a<br><br>",
	      "<p>a</p>");
	CLEAN("<table><tr><td></td><td>a</td></tr></table>",
	      "<table><tr><td></td><td>a</td></tr></table>");
	CLEAN("", "");
	CLEAN(" \n ", "");
}

Test(html_clean, folds_white_space_around_formats)
{
	CLEAN("<p> a<b> b </b>c </p> <p> d</p>", "<p>a <b>b</b> c</p><p>d</p>");
	CLEAN("a<b> </b>b", "<p>a b</p>");
	CLEAN("a <br> <br> <br> b", "<p>a<br><br>b</p>");
}

Test(html_clean, keeps_web_addresses_and_makes_them_absolute)
{
	CLEAN("<a href=\"/a?b=1&c=2\" title='x \"y\"' onclick=\"z()\">t</a>",
	      "<p><a href=\"https://news.example/a?b=1&amp;c=2\" title=\"x "
	      "&quot;y&quot;\">t</a></p>");
	CLEAN("<a href=http://x.example/a>t</a>",
	      "<p><a href=\"http://x.example/a\">t</a></p>");
	CLEAN("<a href=a>b<a href=c>d</a>e</a>",
	      "<p><a href=\"https://news.example/world/a\">b</a>"
	      "<a href=\"https://news.example/world/c\">d</a>e</p>");
	CLEAN("<img src=\"p.jpg\" alt=\" A  &lt;b&gt; \" width=640 height=x onerror=y>",
	      "<p><img src=\"https://news.example/world/p.jpg\" alt=\"A &lt;b&gt;\" "
	      "width=\"640\"></p>");
	CLEAN("<img src=data:image/gif;base64,R0l data-src=/q.jpg>",
	      "<p><img src=\"https://news.example/q.jpg\"></p>");
	CLEAN("<img srcset=\"/s.jpg 320w, /m.jpg 640w\">",
	      "<p><img src=\"https://news.example/s.jpg\"></p>");
}

Test(html_clean, keeps_no_address_that_a_browser_would_run)
{
	CLEAN("<a href=\"javascript:alert(1)\">t</a>", "<p>t</p>");
	CLEAN("<a href=\" &#x6A;avascript&colon;alert(1)\">t</a>", "<p>t</p>");
	CLEAN("<a href=\"java\nscript:alert(1)\">t</a>", "<p>t</p>");
	CLEAN("<a href=\"data:text/html,x\">t</a>", "<p>t</p>");
	CLEAN("<a href=\"vbscript:x\">t</a>", "<p>t</p>");
	CLEAN("<a name=x>t</a>", "<p>t</p>");
	CLEAN("<img src=javascript:x>t", "<p>t</p>");
}

Test(html_clean, keeps_no_element_that_a_browser_would_run)
{
	CLEAN("a<script>b</script><iframe src=x></iframe><style>c</style>d", "<p>ad</p>");
	CLEAN("<svg onload=x><script>y</script></svg>a", "<p>a</p>");
	CLEAN("<math><mtext></p><script>x</script></math>a", "<p>a</p>");
	CLEAN("<form action=x><input value=y>a</form>", "<p>a</p>");
	CLEAN("<b style=\"background:url(x)\" onmouseover=y class=z>a</b>",
	      "<p><b>a</b></p>");
	CLEAN("&lt;script&gt;x&lt;/script&gt;", "<p>&lt;script&gt;x&lt;/script&gt;</p>");
	CLEAN("a &nvlt; b < c", "<p>a &lt;\xE2\x83\x92 b &lt; c</p>");
	CLEAN("<![CDATA[<script>]]>", "<p>&lt;script&gt;</p>");
	CLEAN("<scr<script>ipt>a", "<p>ipt&gt;a</p>");
}

Test(html_clean, drops_pictures_that_count_readers)
{
	CLEAN("a<img src=/p.gif width=1 height=1>", "<p>a</p>");
}

Test(html_clean, bounds_depth_and_repeated_links)
{
	BUF(html, 1 << 20);
	BUF(out, 1 << 20);
	BUF(again, 1 << 20);

	for (int i = 0; i < 2000; i++)
		buf_printf(&html, "<blockquote>");
	buf_printf(&html, "deep");
	(void)clean(&out, buf_view(&html));
	size_t quotes = 0;
	for (size_t at = 0;
	     (at = view_find(buf_view(&out), VIEW("<blockquote>"), at)) != VIEW_NONE;
	     at++)
		quotes++;
	cr_expect_eq(quotes, 64);
	cr_expect_str_eq(clean(&again, buf_view(&out)), buf_string(&out));

	buf_clear(&html);
	buf_printf(&html, "<a href=/x>");
	for (int i = 0; i < 2000; i++)
		buf_printf(&html, "<p>y");
	(void)clean(&out, buf_view(&html));
	size_t links = 0;
	for (size_t at = 0;
	     (at = view_find(buf_view(&out), VIEW("<a "), at)) != VIEW_NONE; at++)
		links++;
	cr_expect_lt(links, 100);
}

Test(html_clean, says_when_it_does_not_fit)
{
	BUF(out, 8);

	cr_expect(!html_clean(VIEW("<p>too long"), BASE, &out));
}

Test(html_clean, is_stable_on_markup_thrown_together)
{
	static const char *const PIECES[] = {
		"<p>",
		"</p>",
		"<div>",
		"</div>",
		"<b>",
		"</b>",
		"<i>",
		"</i>",
		"<a href=/x>",
		"</a>",
		"<ul>",
		"</ul>",
		"<li>",
		"</li>",
		"<table>",
		"</table>",
		"<tr>",
		"</tr>",
		"<td>",
		"</td>",
		"<th>",
		"<caption>",
		"</caption>",
		"<pre>",
		"</pre>",
		"<h2>",
		"</h2>",
		"<br>",
		"<hr>",
		"<img src=/i.png>",
		"x",
		" ",
		"\n",
		"&nbsp;",
		"&lt;",
		"<blockquote>",
		"</blockquote>",
		"<dl>",
		"<dt>",
		"<dd>",
		"</dl>",
		"<figure>",
		"<figcaption>",
		"</figure>",
		"<tbody>",
		"</tbody>",
		"<span hidden>",
		"</span>",
		"y z ",
		"<sub>",
	};
	enum { PIECES_LEN = sizeof(PIECES) / sizeof(*PIECES) };
	BUF(html, 1 << 16);
	BUF(once, 1 << 20);
	BUF(twice, 1 << 20);
	unsigned state = 7;

	for (int round = 0; round < 20000; round++) {
		buf_clear(&html);
		for (unsigned n = 0; n < 12; n++) {
			state = state * 1664525u + 1013904223u;
			buf_printf(&html, "%s", PIECES[(state >> 16) % PIECES_LEN]);
		}
		(void)clean(&once, buf_view(&html));
		(void)clean(&twice, buf_view(&once));
		cr_assert(view_eq(buf_view(&once), buf_view(&twice)), "%s\n%s\n%s",
			  buf_string(&html), buf_string(&once), buf_string(&twice));
	}
}
