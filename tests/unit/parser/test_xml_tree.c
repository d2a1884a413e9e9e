/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "parser/xml_tree.h"

enum { BUDGET = 1024 * 1024 };

static struct xml_node *parse(const char *text, struct arena *a)
{
	struct xml_tree t;
	struct err err;

	cr_assert(xml_tree_parse(view_of(text), 64, a, &t, &err));
	return t.root;
}

static void expect(struct view got, const char *wanted)
{
	cr_assert(view_eq(got, view_of(wanted)), "got \"%.*s\"", VIEW_ARG(got));
}

Test(xml_tree, finds_children_paths_and_descendants)
{
	AUTO(arena) a = arena_new(BUDGET);
	struct xml_node *r =
	    parse("<r><a n='1'><b>x</b></a><a n='2'/><c><b>y</b></c></r>", a);

	expect(xml_node_attr(xml_child(r, "a"), "n"), "1");
	expect(xml_node_attr(xml_sibling(xml_child(r, "a"), "a"), "n"), "2");
	expect(xml_node_text(xml_path(r, "c/b"), a), "y");
	cr_assert(zero(ptr, xml_path(r, "c/x/b")));
	struct xml_node *b = xml_find(r, "b");
	expect(xml_node_text(b, a), "x");
	expect(xml_node_text(xml_find_next(r, b, "b"), a), "y");
	cr_assert(zero(ptr, xml_find_next(xml_child(r, "a"), b, "b")));
}

Test(xml_tree, gathers_text_as_it_is_and_as_one_line)
{
	AUTO(arena) a = arena_new(BUDGET);
	struct xml_node *r = parse("<r> one\n <i>two</i><![CDATA[ & ]]>&amp; </r>", a);

	expect(xml_node_text(r, a), " one\n two & & ");
	expect(xml_node_line(r, a), "one two & &");
}

Test(xml_tree, writes_content_as_html)
{
	AUTO(arena) a = arena_new(BUDGET);
	BUF(out, BUDGET);
	struct xml_node *r =
	    parse("<r xmlns:h='u'><h:p class='x'>1 &lt; 2<h:br/></h:p><p/>t</r>", a);

	cr_assert(xml_node_html(r, &out));
	expect(buf_view(&out), "<p class=\"x\">1 &lt; 2<br></p><p></p>t");
}

Test(xml_tree, keeps_what_there_is_of_a_torn_document)
{
	AUTO(arena) a = arena_new(BUDGET);
	struct xml_tree t;
	struct err err;

	cr_assert(xml_tree_parse(VIEW("<r><a>x</a><b>y"), 64, a, &t, &err));
	cr_assert(t.truncated);
	expect(xml_node_text(xml_child(t.root, "b"), a), "y");
	cr_assert(not(xml_tree_parse(VIEW("no element"), 64, a, &t, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
}

Test(xml_tree, says_which_elements_are_cut)
{
	AUTO(arena) a = arena_new(BUDGET);
	struct xml_node *r = parse("<r><a>x</a><b/><c>y", a);

	cr_expect(r->cut);
	cr_expect(not(xml_child(r, "a")->cut));
	cr_expect(not(xml_child(r, "b")->cut));
	cr_expect(xml_child(r, "c")->cut);
}

Test(xml_tree, takes_a_missing_node_for_an_empty_one)
{
	AUTO(arena) a = arena_new(BUDGET);
	BUF(out, 16);

	cr_assert(zero(ptr, xml_child(NULL, "a")));
	cr_assert(eq(sz, xml_node_text(NULL, a).len, 0));
	cr_assert(zero(ptr, (void *)xml_node_attr(NULL, "a").p));
	cr_assert(xml_node_html(NULL, &out));
}
