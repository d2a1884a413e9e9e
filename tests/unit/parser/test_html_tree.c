/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "common/base/buf.h"
#include "parser/html_tree.h"

enum { DEPTH = 64 };

/* The tree as "div(p('text') br)". */
static void show(const struct html_node *n, struct buf *b)
{
	for (; n; n = n->next) {
		if (n->is_text)
			buf_printf(b, "'%.*s'", VIEW_ARG(n->text));
		else
			buf_printf(b, "%.*s",
				   VIEW_ARG(html_tag_name((enum html_tag)n->tag)));
		if (n->first) {
			buf_printf(b, "(");
			show(n->first, b);
			buf_printf(b, ")");
		}
		if (n->next)
			buf_printf(b, " ");
	}
}

#define TREE(html, want)                                                    \
	do {                                                                \
		AUTO(arena) a = arena_new(1 << 20);                         \
		struct html_tree t;                                         \
		BUF(b, 65536);                                              \
		html_tree_build(VIEW(html), DEPTH, a, &t);                  \
		show(t.body->first, &b);                                    \
		cr_expect_str_eq(buf_string(&b), want, "%s gives %s", html, \
				 buf_string(&b));                           \
	} while (0)

Test(html_tree, nests_elements_as_they_are_written)
{
	TREE("<div><p>a <b>b</b></p><br>c</div>", "div(p('a ' b('b')) br 'c')");
	TREE("<html><body><p>a</p></body></html>d", "p('a') 'd'");
}

Test(html_tree, ends_elements_whose_end_tags_are_missing)
{
	TREE("<p>a<p>b<div>c</div>", "p('a') p('b') div('c')");
	TREE("<ul><li>a<ul><li>b</ul><li>c</ul>", "ul(li('a' ul(li('b'))) li('c'))");
	TREE("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt('a') dd('b') dt('c'))");
	TREE("<table><tr><td>a<td>b<tr><td>c</table>d",
	     "table(tr(td('a') td('b')) tr(td('c'))) 'd'");
	TREE("<table><thead><tr><th>a<tbody><tr><td>b</table>",
	     "table(thead(tr(th('a'))) tbody(tr(td('b'))))");
	TREE("<h2>a<h3>b</h3>", "h2('a') h3('b')");
	TREE("<a href=1>a<a href=2>b</a>", "a('a') a('b')");
}

Test(html_tree, ignores_end_tags_of_what_is_not_open)
{
	TREE("a</div></p>b", "'a' 'b'");
	TREE("<div>a</span>b</div>c", "div('a' 'b') 'c'");
	TREE("<table><tr><td>a</div>b</td></table>", "table(tr(td('a' 'b')))");
	TREE("<b><div>a</b>b</div>", "b(div('a' 'b'))");
}

Test(html_tree, leaves_out_what_is_no_text)
{
	TREE("<p>a<script>b</script><style>c</style><svg><text>d</text></svg>e</p>",
	     "p('a' 'e')");
	TREE("<noscript>a</noscript><iframe>b</iframe><select><option>c</select>d",
	     "'d'");
	TREE("<div>\n <p>a</p>\n <p>b <i>c</i> d</p></div>",
	     "div(p('a') p('b ' i('c') ' d'))");
}

Test(html_tree, collects_what_the_head_says)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct html_tree t;

	html_tree_build(
	    VIEW("<html lang=ja><head><title>A &amp; B</title><base href=/x/>"
		 "<meta name=a content=1><link rel=canonical href=/c>"
		 "<script type='application/ld+json'>{}</script>"
		 "<script>no</script></head><p hidden>x</p><meta name=b content=2>"
		 "<title>second</title>"),
	    DEPTH, a, &t);
	cr_expect(view_eq(t.html_attrs, VIEW(" lang=ja")));
	cr_expect(view_eq(t.title, VIEW("A &amp; B")));
	cr_expect(view_eq(t.base_href, VIEW("/x/")));
	cr_expect_eq(t.metas_len, 2);
	cr_expect_eq(t.links_len, 1);
	cr_assert_eq(t.json_ld_len, 1);
	cr_expect(view_eq(t.json_ld[0], VIEW("{}")));
	cr_expect(t.body->first->hidden);
	cr_expect(view_eq(html_node_attr(t.body->first, VIEW("hidden")), VIEW("")));
}

Test(html_tree, bounds_its_depth_and_keeps_the_text)
{
	AUTO(arena) a = arena_new(16 << 20);
	struct html_tree t;
	BUF(html, 1 << 20);
	unsigned deepest = 0;
	bool found = false;

	for (int i = 0; i < 5000; i++)
		buf_printf(&html, "<div>");
	buf_printf(&html, "deep");
	for (int i = 0; i < 5000; i++)
		buf_printf(&html, "</div>");
	buf_printf(&html, "<p>after");
	html_tree_build(buf_view(&html), DEPTH, a, &t);
	for (const struct html_node *n = t.body; n; n = html_next(n, t.body, false)) {
		deepest = n->depth > deepest ? n->depth : deepest;
		found = found || (n->is_text && view_eq(n->text, VIEW("deep")));
	}
	cr_expect_leq(deepest, DEPTH);
	cr_expect(found);
	cr_expect_eq(t.body->last->tag, TAG_P);
	cr_expect_not(t.cut);
}

Test(html_tree, takes_no_more_memory_than_it_promises)
{
	AUTO(arena) a = arena_new(64 << 20);
	struct html_tree t;
	BUF(html, 4 << 20);

	for (int i = 0; i < 500000; i++)
		buf_printf(&html, "<b>x");
	html_tree_build(buf_view(&html), DEPTH, a, &t);
	cr_expect(t.cut);
	cr_expect_leq(arena_used(a), 4 * html.len + (4 << 20));
}

Test(html_tree, walks_with_and_without_children)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct html_tree t;

	html_tree_build(VIEW("<div><p>a</p></div><ul></ul>"), DEPTH, a, &t);
	struct html_node *div = t.body->first;
	cr_expect_eq(html_next(div, t.body, false), div->first);
	cr_expect_eq(html_next(div, t.body, true), t.body->last);
	cr_expect_null(html_next(div->first->first, div, false));
	cr_expect_null(html_next(t.body->last, t.body, false));
}
