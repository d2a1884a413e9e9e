/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/json_scan.h"

#include <criterion/criterion.h>

#include "common/base/buf.h"

/* What was called back, as text: s:…, k:…, n:…, true, brackets. */
struct seen {
	struct buf text;
	size_t stop_after; /* calls, 0: never */
	size_t calls;
};

static bool note(struct seen *s, const char *what, struct view v)
{
	if (s->text.len)
		(void)buf_add_byte(&s->text, ' ');
	(void)buf_add(&s->text, view_of(what));
	(void)buf_add(&s->text, v);
	return ++s->calls != s->stop_after;
}

static bool on_scalar(void *self, enum json_token token, struct view v)
{
	static const char *const names[] = { "s:", "n:", "", "", "" };

	return note(self, names[token], v);
}

static bool on_key(void *self, struct view name)
{
	return note(self, "k:", name);
}

static bool on_bracket(void *self, char bracket)
{
	return note(self, "", view_at(&bracket, 1));
}

static const struct json_calls calls = { on_scalar, on_key, on_bracket, on_bracket };

/* What the scan of a text says, or why it is refused, behind a "!". */
static const char *scanned(struct view json, struct arena *a)
{
	struct seen s = { .text = { .max = 65536 } };
	const char *why;
	bool ok = json_scan(json, a, &calls, &s, &why);
	const char *text = ok ? arena_string(a, buf_view(&s.text))
			      : arena_printf(a, "!%s", why ? why : "").p;

	buf_done(&s.text);
	return text;
}

static void expect(const char *json, const char *what)
{
	AUTO(arena) a = arena_new(65536);
	const char *got = scanned(view_of(json), a);

	cr_assert(strcmp(got, what) == 0, "%s gives %s, not %s", json, got, what);
}

Test(json_scan, every_token_is_called_back_in_order)
{
	expect(" {\"a\" : [1, -2.5e+3,true ,false,null,\"x\"],\n\"b\":{}, \"c\":[ ]} ",
	       "{ k:a [ n:1 n:-2.5e+3 true false null s:x ] k:b { } k:c [ ] }");
	expect("\"alone\"", "s:alone");
	expect("0", "n:0");
	expect("[[[]],[]]", "[ [ [ ] ] [ ] ]");
}

Test(json_scan, escapes_are_undone)
{
	expect("\"a\\n\\t\\\"\\\\\\/\\b\\f\\r\"", "s:a\n\t\"\\/\b\f\r");
	expect("\"\\u0041\\u00e9\\u30A2\\uD83D\\uDE00z\"", "s:Aé\u30A2\U0001F600z");
	expect("{\"k\\u0065y\":1}", "{ k:key n:1 }");
	expect("\"no escape for sixteen bytes and more\\n\"",
	       "s:no escape for sixteen bytes and more\n");
}

Test(json_scan, a_string_without_escapes_lies_in_the_json)
{
	AUTO(arena) a = arena_new(65536);
	struct view json = VIEW("\"as it is\"");

	(void)scanned(json, a);
	size_t used = arena_used(a);
	(void)scanned(VIEW("\"as\\tit is\""), a);
	cr_assert(arena_used(a) > 2 * used);
}

Test(json_scan, what_is_no_json_is_refused)
{
	expect("", "!it ends too early");
	expect("  ", "!it ends too early");
	expect("{", "!a member without a name");
	expect("{\"a\"}", "!a member without a value");
	expect("{\"a\":}", "!no value where one is wanted");
	expect("{\"a\":1,}", "!a member without a name");
	expect("[1,]", "!no value where one is wanted");
	expect("[1 2]", "!a comma or a bracket is missing");
	expect("[1}", "!a comma or a bracket is missing");
	expect("[", "!it ends too early");
	expect("[1", "!a comma or a bracket is missing");
	expect("1 x", "!something behind its end");
	expect("{} {}", "!something behind its end");
	expect("tru", "!an unknown word");
	expect("nul]", "!an unknown word");
	expect("'a'", "!no value where one is wanted");
	expect("01", "!something behind its end");
	expect("-", "!a wrong number");
	expect("1.", "!a wrong number");
	expect("1e", "!a wrong number");
	expect(".5", "!no value where one is wanted");
}

Test(json_scan, wrong_strings_are_refused)
{
	expect("\"a", "!a string without an end");
	expect("\"a\\", "!a string without an end");
	expect("\"a\\\"", "!a string without an end");
	expect("\"a\nb\"", "!a control character in a string");
	expect("\"\\x\"", "!an escape that is unknown or not UTF-8");
	expect("\"\\u12\"", "!an escape that is unknown or not UTF-8");
	expect("\"\\u12g4\"", "!an escape that is unknown or not UTF-8");
	expect("\"\\ud800\"", "!an escape that is unknown or not UTF-8");
	expect("\"\\udc00\"", "!an escape that is unknown or not UTF-8");
	expect("\"\\ud800\\u0041\"", "!an escape that is unknown or not UTF-8");
	expect("\"\\ud800x\"", "!an escape that is unknown or not UTF-8");
}

Test(json_scan, deep_nesting_is_refused_at_the_limit)
{
	AUTO(arena) a = arena_new(65536);
	char json[2 * JSON_DEPTH_MAX + 2];

	memset(json, '[', JSON_DEPTH_MAX);
	memset(json + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
	cr_assert(scanned(view_at(json, 2 * JSON_DEPTH_MAX), a)[0] == '[');
	memset(json, '[', JSON_DEPTH_MAX + 1);
	memset(json + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
	cr_assert(strcmp(scanned(view_at(json, sizeof json), a), "!nested too deep") ==
		  0);
}

Test(json_scan, a_callback_ends_the_scan)
{
	AUTO(arena) a = arena_new(65536);
	const char *why = "untouched";

	for (size_t n = 1; n <= 7; n++) {
		struct seen s = { .text = { .max = 65536 }, .stop_after = n };
		cr_assert(
		    !json_scan(VIEW("{\"a\":[1,true,\"x\"]}"), a, &calls, &s, &why));
		cr_assert(s.calls == n && why == NULL);
		buf_done(&s.text);
	}
}

Test(json_scan, escapes_stop_when_the_memory_of_the_record_is_used_up)
{
	AUTO(arena) a = arena_new(64);
	char json[500] = "[";

	for (size_t i = 0; i < 40; i++)
		strcat(json, "\"\\t12345\",");
	strcat(json, "1]");
	cr_assert(strcmp(scanned(view_of(json), a), "!over the record's memory") == 0);
}
