/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "common/base/buf.h"
#include "parser/html_tokens.h"

static void show_attrs(struct buf *b, struct view attrs)
{
	struct html_attr a;

	while (html_attr_next(&attrs, &a))
		buf_printf(b, " %.*s=[%.*s]", VIEW_ARG(a.name), VIEW_ARG(a.value));
}

/* All tokens of `html` on one line. */
static const char *show(struct buf *b, struct view html)
{
	struct html_tokens t;
	struct html_token k;

	buf_clear(b);
	html_tokens_init(&t, html);
	while (html_tokens_next(&t, &k)) {
		switch (k.kind) {
		case HTML_TEXT:
			buf_printf(b, "%c%.*s|", k.literal ? 'L' : 'T', VIEW_ARG(k.text));
			break;
		case HTML_OPEN:
			buf_printf(b, "<%.*s", VIEW_ARG(k.name));
			show_attrs(b, k.attrs);
			buf_printf(b, "%s>|", k.self_closing ? "/" : "");
			break;
		case HTML_CLOSE:
			buf_printf(b, "</%.*s>|", VIEW_ARG(k.name));
			break;
		case HTML_COMMENT:
			buf_printf(b, "C%.*s|", VIEW_ARG(k.text));
			break;
		case HTML_DOCTYPE:
			buf_printf(b, "D|");
			break;
		}
	}
	return buf_string(b);
}

#define TOKENS(html, want)                                                        \
	do {                                                                      \
		BUF(b, 65536);                                                    \
		cr_expect_str_eq(show(&b, VIEW(html)), want, "%s gives %s", html, \
				 buf_string(&b));                                 \
	} while (0)

Test(html_tokens, cuts_text_tags_and_comments)
{
	TOKENS("a<b>c</b>d", "Ta|<b>|Tc|</b>|Td|");
	TOKENS("<!DOCTYPE html><P>x", "D|<P>|Tx|");
	TOKENS("<br/><br /><hr>", "<br/>|<br/>|<hr>|");
	TOKENS("", "");
}

Test(html_tokens, takes_a_bare_less_than_sign_for_text)
{
	TOKENS("1 < 2 <3 <", "T1 < 2 <3 <|");
	TOKENS("<<b>>", "T<|<b>|T>|");
}

Test(html_tokens, reads_attributes_in_every_quoting)
{
	TOKENS("<a href=\"x>y\" title='it''s' id=z checked>",
	       "<a href=[x>y] title=[it] 's'=[] id=[z] checked=[]>|");
	TOKENS("<a href = x/y/ >", "<a href=[x/y/]>|");
	TOKENS("<a href=x/>t", "<a href=[x/]>|Tt|");
	TOKENS("<a/b=c/>", "<a b=[c/]>|");
	TOKENS("<a =b>", "<a =b=[]>|");
	TOKENS("<a b=>c", "<a b=[]>|Tc|");
	TOKENS("<a b c=\"\" />", "<a b=[] c=[]/>|");
	TOKENS("<a title=x\"y>z", "<a title=[x\"y]>|Tz|");
}

Test(html_tokens, drops_a_tag_that_never_ends)
{
	TOKENS("a<b href=\"c>d", "Ta|");
	TOKENS("a<b", "Ta|");
	TOKENS("a</b", "Ta|");
}

Test(html_tokens, ends_comments_in_all_the_ways_of_the_standard)
{
	TOKENS("<!-- a -- b -->c", "C a -- b |Tc|");
	TOKENS("<!-->c", "C|Tc|");
	TOKENS("<!--->c", "C|Tc|");
	TOKENS("<!--a--!>c", "Ca|Tc|");
	TOKENS("<!---->c", "C|Tc|");
	TOKENS("<!--a", "Ca|");
	TOKENS("<?php a ?>c", "Cphp a ?|Tc|");
	TOKENS("</ a>c", "C a|Tc|");
	TOKENS("<!x>c", "Cx|Tc|");
}

Test(html_tokens, does_not_look_for_tags_in_script_style_and_title)
{
	TOKENS("<script>a<b>&amp;</scriptx></script>c",
	       "<script>|La<b>&amp;</scriptx>|</script>|Tc|");
	TOKENS("<STYLE>a</style >c", "<STYLE>|La|</style>|Tc|");
	TOKENS("<title>a<b></title>c", "<title>|Ta<b>|</title>|Tc|");
	TOKENS("<script></script>c", "<script>|</script>|Tc|");
	TOKENS("<script>a", "<script>|La|");
}

Test(html_tokens, keeps_the_text_after_a_script_that_closes_itself)
{
	TOKENS("<script src=\"a\"/>b<i>c", "<script src=[a]/>|Tb|<i>|Tc|");
}

Test(html_tokens, gives_cdata_as_text_without_references)
{
	TOKENS("<![CDATA[a<b>&amp;]]>c", "La<b>&amp;|Tc|");
	TOKENS("<![CDATA[]]>c", "Tc|");
	TOKENS("<![CDATA[a]]", "La]]|");
}

/* What is left when the first element of `html` is skipped. */
static struct view rest_after_skip(struct view html)
{
	struct html_tokens t;
	struct html_token k;

	html_tokens_init(&t, html);
	cr_assert(html_tokens_next(&t, &k));
	html_tokens_skip(&t, &k);
	return view_from(html, t.pos);
}

#define LEFT(html, want)                                                              \
	cr_expect(view_eq(rest_after_skip(VIEW(html)), VIEW(want)), "%s leaves %.*s", \
		  html, VIEW_ARG(rest_after_skip(VIEW(html))))

Test(html_tokens, skips_an_element_with_those_of_its_name_inside)
{
	LEFT("<div hidden>a<div>b</div>c</div>d", "d");
	LEFT("<svg><path/></svg>d", "d");
	LEFT("<svg/>d", "d");
	LEFT("<script>a</script>d", "d");
	LEFT("<img hidden>d", "d");
	LEFT("<x-hint hidden>a<x-tip></x-tip></x-hint>d", "d");
	LEFT("<div hidden>a", "");
}

Test(html_tokens, ends_a_skipped_element_where_its_end_tag_may_be_missing)
{
	LEFT("<rt>a<rb>b", "<rb>b");
	LEFT("<rt>a</ruby>b", "</ruby>b");
	LEFT("<p hidden>a<p>b", "<p>b");
	LEFT("<li hidden>a</ul>b", "</ul>b");
}

static bool hides(const char *html)
{
	struct html_tokens t;
	struct html_token k;

	html_tokens_init(&t, view_of(html));
	cr_assert(html_tokens_next(&t, &k));
	return html_hidden(&k);
}

Test(html_tokens, knows_what_hides_an_element)
{
	cr_expect(hides("<p hidden>"));
	cr_expect(hides("<p HIDDEN=''>"));
	cr_expect(hides("<p style='color: red; DISPLAY : none'>"));
	cr_expect(hides("<p style=visibility:hidden>"));
	cr_expect(!hides("<p hidden=until-found>"));
	cr_expect(!hides("<p style='display: block'>"));
	cr_expect(!hides("<p style='display'>"));
	cr_expect(!hides("<p class=hidden>"));
	cr_expect(!hides("<p>"));
}

Test(html_tokens, looks_at_a_bounded_number_of_attributes)
{
	BUF(b, 1 << 20);
	struct view v;

	for (int i = 0; i < HTML_ATTRS_MAX; i++)
		buf_printf(&b, " a%d=1", i);
	buf_printf(&b, " late=1");
	cr_expect(html_attr(buf_view(&b), VIEW("a127"), &v));
	cr_expect(!html_attr(buf_view(&b), VIEW("late"), &v));
}
