/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/json_mend.h"

static void expect(const char *text, const char *wanted)
{
	BUF(out, 4096);

	cr_assert(json_mend(view_of(text), &out));
	cr_expect(view_eq(buf_view(&out), view_of(wanted)), "%s became %.*s, not %s",
		  text, (int)out.len, out.p, wanted);
}

static void stays(const char *text)
{
	expect(text, text);
}

Test(json_mend, leaves_alone_what_is_right)
{
	stays("{}");
	stays("{\"a\": [1, 2.5e3, true, null], \"b\": {\"c\": \"d, e: [f] // g /* h "
	      "*/\"}}");
	stays("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\", \"\"]");
}

Test(json_mend, drops_commas_before_a_bracket_and_double_ones)
{
	expect("[1, 2, ]", "[1, 2 ]");
	expect("{\"a\": 1,\n}", "{\"a\": 1\n}");
	expect("[1,, 2]", "[1, 2]");
	expect("[1, /* last */ ]", "[1  ]");
}

Test(json_mend, drops_comments_and_what_stands_around)
{
	expect("// x\n{\"a\": /* b */ 1}", "{\"a\":  1}");
	expect("callback({\"a\": 1});", "{\"a\": 1}");
	expect(")]}'\n{\"a\": 1}", "{\"a\": 1}");
	expect("{\"a\": 1}\n<!-- cached -->", "{\"a\": 1}");
}

Test(json_mend, writes_words_and_quotes_of_other_languages_as_json)
{
	expect("{'a': 'it\\'s \"b\"', 'c': NaN}",
	       "{\"a\": \"it's \\\"b\\\"\", \"c\": null}");
	expect("[True, False, None, undefined, -Infinity, -1, 1e5]",
	       "[true, false, null, null, null, -1, 1e5]");
	expect("{\"a\": Nanette}", "{\"a\": Nanette}");
}

Test(json_mend, escapes_what_a_string_may_not_hold)
{
	expect("[\"a\nb\tc\"]", "[\"a\\nb c\"]");
	expect("[\"he said \"no\" twice\"]", "[\"he said \\\"no\\\" twice\"]");
	expect("[\"it\\'s\"]", "[\"it's\"]");
}

Test(json_mend, makes_up_no_end)
{
	expect("{\"a\": [1, 2", "{\"a\": [1, 2");
	expect("[\"a", "[\"a");
	expect("[\"a\\", "[\"a");
	expect("no brackets", "");
	expect("", "");
}

Test(json_mend, stays_within_the_limit)
{
	BUF(out, 4);

	cr_expect(not(json_mend(VIEW("[1, 2, 3]"), &out)));
}
