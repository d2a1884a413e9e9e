/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/buf.h"
#include "enricher/pattern.h"

/* The forms joined by "/", or why there are none. */
static const char *expand(const char *pattern, struct buf *out)
{
	static const struct pattern_piece pieces[] = {
		{ VIEW_INIT("end"), VIEW_INIT("(a|b)") },
		{ VIEW_INIT("loop"), VIEW_INIT("x{loop}") },
		{ VIEW_INIT("odd"), VIEW_INIT("a)b") },
	};
	AUTO(arena) a = arena_new(64 * 1024 * 1024);
	struct pattern_forms forms;
	struct err err = { 0 };

	buf_clear(out);
	if (!pattern_expand(view_of(pattern), (struct pattern_pieces){ pieces, 3 }, a,
			    &forms, &err)) {
		buf_printf(out, "! %s", err.text);
		return buf_string(out);
	}
	for (size_t i = 0; i < forms.len; i++)
		buf_printf(out, "%s%.*s", i ? "/" : "", VIEW_ARG(forms.items[i]));
	buf_printf(out, "%s%s", forms.left == EDGE_OPEN ? " ~left" : "",
		   forms.right == EDGE_OPEN     ? " ~right"
		   : forms.right == EDGE_CLOSED ? " =right"
						: "");
	return buf_string(out);
}

Test(pattern, writes_out_choices_options_pieces_and_agreeing_endings)
{
	static const char *const cases[][2] = {
		{ "Iturup", "Iturup" },
		{ "остров(|а|у)", "остров/острова/острову" },
		{ "a[b]c", "abc/ac" },
		{ "(a|b)(c|d)", "ac/ad/bc/bd" },
		{ "a(b(c|d)|e)", "abc/abd/ae" },
		{ "x<1|2> y<3|4>", "x1 y3/x2 y4" },
		{ "[x<1|2> ]y<3|4>", "x1 y3/y3/x2 y4/y4" },
		{ "{end}c", "ac/bc" },
		{ "\\(a\\)", "(a)" },
		{ "Kurilen~", "Kurilen ~right" },
		{ "~pakt=", "pakt ~left =right" },
	};
	BUF(out, 4096);

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		cr_assert(
		    eq(str, (char *)expand(cases[i][0], &out), (char *)cases[i][1]));
}

Test(pattern, says_what_is_wrong_with_a_pattern)
{
	static const char *const cases[][2] = {
		{ "a(b", "! has a ( without its )" },
		{ "a)b", "! has a ) too many" },
		{ "a[b", "! has a [ without its ]" },
		{ "a<b", "! has a < without its >" },
		{ "a}b", "! has a } without its {" },
		{ "a~ b", "! has a ~ that is not at its start or end" },
		{ "a(b~|c)", "! has a ~ that is not at its start or end" },
		{ "a{end", "! has a { without its }" },
		{ "{nix}", "! uses the piece {nix}, which is not there" },
		{ "{odd}", "! has a piece with an odd bracket: {odd}" },
		{ "{loop}", "! is nested deeper than 12" },
		{ "<a|b> <c|d|e>", "! has <...> of 2 and of 3 choices" },
		{ "[a]", "! can be empty" },
		{ "", "! can be empty" },
	};
	BUF(out, 4096);

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		cr_assert(
		    eq(str, (char *)expand(cases[i][0], &out), (char *)cases[i][1]));
}

Test(pattern, refuses_more_forms_than_it_may_have)
{
	BUF(out, 1024 * 1024);

	expand(
	    "(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)",
	    &out);
	cr_assert(
	    eq(str, (char *)buf_string(&out), "! stands for more than 20000 forms"));
}
