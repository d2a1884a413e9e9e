/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "common/base/buf.h"
#include "parser/json_loose.h"

static void show(const struct json_node *n, struct buf *b)
{
	static const char *const BRACKETS[] = {
		[JSON_ARRAY] = "[]", [JSON_OBJECT] = "{}"
	};

	if (n->kind <= JSON_STRING) {
		buf_printf(b, n->kind == JSON_STRING ? "'%.*s'" : "%.*s",
			   VIEW_ARG(n->text));
		return;
	}
	buf_printf(b, "%c", BRACKETS[n->kind][0]);
	for (const struct json_node *m = n->first; m; m = m->next) {
		if (n->kind == JSON_OBJECT)
			buf_printf(b, "%.*s:", VIEW_ARG(m->key));
		show(m, b);
		if (m->next)
			buf_printf(b, ",");
	}
	buf_printf(b, "%c", BRACKETS[n->kind][1]);
}

#define JSON(text, want)                                                    \
	do {                                                                \
		AUTO(arena) a = arena_new(1 << 20);                         \
		BUF(b, 65536);                                              \
		show(json_loose(VIEW(text), a), &b);                        \
		cr_expect_str_eq(buf_string(&b), want, "%s gives %s", text, \
				 buf_string(&b));                           \
	} while (0)

Test(json_loose, reads_right_json_rightly)
{
	JSON("{\"a\": [1, -2.5e3, true, null], \"b\": {\"c\": \"d\"}}",
	     "[{a:[1,-2.5e3,true,null],b:{c:'d'}}]");
	JSON("\"a\\\"b\"", "['a\\\"b']");
	JSON("", "[]");
}

Test(json_loose, takes_what_strict_readers_refuse)
{
	JSON("{\"a\": 1,, \"b\": 2,}", "[{a:1,b:2}]");
	JSON("{\"a\": \"x\"\n\"b\": \"y\"}", "[{a:'x',b:'y'}]");
	JSON("{a: 1, \"b\": \"say \"no\" twice\"}", "[{a:1,b:'say \"no\" twice'}]");
	JSON("<!-- {\"a\": \"line\nbreak\"} -->", "[--,{a:'line\nbreak'},--]");
	JSON("/*<![CDATA[*/{\"a\":1}/*]]>*/", "[[CDATA,[{a:1}]]]");
	JSON("{\"a\":1} {\"b\":2}", "[{a:1},{b:2}]");
	JSON("{\"a\": {\"b\": \"cut of", "[{a:{b:'cut of'}}]");
	JSON("]}{\"a\":1}", "[{a:1}]");
	JSON("{\"no key\", \"a\": 1}", "[{a:1}]");
}

Test(json_loose, finds_members_and_decodes_text)
{
	AUTO(arena) a = arena_new(1 << 20);
	struct json_node *o =
	    json_loose(VIEW("{\"a\":\"\\u00e9\\n\\\"\\/"
			    "\\ud83d\\ude00\\ud800x\\u12\",\"n\":null,\"l\":[]}"),
		       a)
		->first;

	cr_expect(view_eq(json_text(json_get(o, VIEW("a")), a),
			  VIEW("\xC3\xA9\n\"/\xF0\x9F\x98\x80\xEF\xBF\xBDxu12")));
	cr_expect_eq(json_text(json_get(o, VIEW("n")), a).len, 0);
	cr_expect_eq(json_text(json_get(o, VIEW("l")), a).len, 0);
	cr_expect_null(json_get(o, VIEW("z")));
	cr_expect_null(json_get(NULL, VIEW("z")));
	cr_expect_null(json_get(json_get(o, VIEW("l")), VIEW("z")));
}

Test(json_loose, bounds_depth_and_number)
{
	AUTO(arena) a = arena_new(16 << 20);
	BUF(text, 1 << 20);
	size_t depth = 0, len = 0;

	for (int i = 0; i < 10000; i++)
		buf_printf(&text, "[");
	for (int i = 0; i < 10000; i++)
		buf_printf(&text, "]");
	for (int i = 0; i < 2 * JSON_NODES_MAX; i++)
		buf_printf(&text, "1,");
	struct json_node *root = json_loose(buf_view(&text), a);
	for (const struct json_node *n = root->first; n; n = n->first)
		depth++;
	for (const struct json_node *n = root->first; n; n = n->next)
		len++;
	cr_expect_eq(depth, JSON_DEPTH_MAX);
	cr_expect_leq(len, JSON_NODES_MAX);
	cr_expect_gt(len, JSON_NODES_MAX / 2);
}

Test(json_loose, reads_many_records_as_far_as_the_arena_goes_and_says_when_it_does_not)
{
	enum { NUMBERS = 20000 };
	AUTO(arena) large = arena_new(64 << 20);
	AUTO(arena) small = arena_new(64 << 10);
	char text[2 * NUMBERS + 1] = "[";
	size_t len = 0;
	bool cut = true;

	for (size_t i = 1; i < sizeof(text); i++)
		text[i] = i % 2 ? '1' : ',';
	const struct json_node *n =
	    json_loose_all(view_at(text, sizeof(text)), large, &cut)->first->first;
	for (; n; n = n->next)
		len++;
	cr_expect(len == NUMBERS);
	cr_expect(!cut);
	(void)json_loose_all(view_at(text, sizeof(text)), small, &cut);
	cr_expect(cut);
}
