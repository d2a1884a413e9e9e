/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/markup.h"

static void escapes(struct view text, bool quotes, const char *want)
{
	BUF(out, 256);

	cr_assert(markup_escape(&out, text, quotes));
	cr_assert(eq(str, (char *)buf_string(&out), (char *)want));
}

Test(markup, makes_entities_of_what_is_markup_and_of_nothing_else)
{
	escapes(VIEW("Fish & chips <b>\"fresh\"</b>, 鱼"), false,
		"Fish &amp; chips &lt;b&gt;\"fresh\"&lt;/b&gt;, 鱼");
	escapes(VIEW(""), false, "");
	escapes(VIEW("<"), false, "&lt;");
}

Test(markup, keeps_a_value_inside_its_quotes)
{
	escapes(VIEW("a\" onload=\"b"), true, "a&quot; onload=&quot;b");
}

Test(markup, says_when_it_does_not_fit)
{
	BUF(out, 4);

	cr_assert(markup_escape(&out, VIEW("<"), false));
	cr_assert(not(markup_escape(&out, VIEW("<"), false)));
}
