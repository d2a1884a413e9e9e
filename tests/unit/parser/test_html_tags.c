/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "parser/html_tags.h"

Test(html_tags, finds_each_element_by_its_name_in_any_case)
{
	for (unsigned i = TAG_OTHER + 1; i < HTML_TAG_COUNT; i++) {
		struct view name = html_tag_name((enum html_tag)i);
		char upper[16];
		cr_assert_lt(name.len, sizeof(upper));
		for (size_t at = 0; at < name.len; at++)
			upper[at] =
			    byte_is_alpha(name.p[at]) ? name.p[at] & ~0x20 : name.p[at];
		cr_expect_eq(html_tag_find(name), i, "%.*s", VIEW_ARG(name));
		cr_expect_eq(html_tag_find(view_at(upper, name.len)), i);
		if (i > 1)
			cr_expect(view_cmp(html_tag_name((enum html_tag)(i - 1)), name) <
				      0,
				  "%.*s is out of order", VIEW_ARG(name));
	}
}

Test(html_tags, does_not_take_other_names_for_elements)
{
	static const char *const OTHERS[] = {
		"",          "x",        "h7", "blockquotes",
		"blockquot", "1",        "-",  "averyveryverylongname",
		"g",         "\xD0\xB0", "ap"
	};

	for (size_t i = 0; i < sizeof(OTHERS) / sizeof(*OTHERS); i++)
		cr_expect_eq(html_tag_find(view_of(OTHERS[i])), TAG_OTHER, "%s",
			     OTHERS[i]);
	cr_expect_eq(html_tag_name(TAG_OTHER).len, 0);
	cr_expect_eq(html_tag_does(TAG_OTHER), 0);
}
