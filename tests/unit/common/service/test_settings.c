/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdlib.h>

#include "settings_case.h"

SETTINGS_SUITE(settings);

Test(settings, gives_defaults_to_an_empty_file)
{
	cr_assert(load(""));
	cr_assert(same(sample.title, "Untitled"));
	cr_assert(eq(i64, sample.timeout_ms, 30000));
	cr_assert(eq(i64, sample.size_bytes, 1 << 20));
	cr_assert(eq(dbl, sample.factor, 1.5));
	cr_assert(eq(int, sample.mode, 1));
	cr_assert(eq(sz, sample.words.len, 2));
	cr_assert(same(sample.words.items[1], "two"));
	cr_assert(eq(int, sample.words.marks[1].line, 0));
	cr_assert(same(sample.headers.items[0].name, "a"));
	cr_assert(same(sample.headers.items[0].value, "b"));
	cr_assert(eq(i64, sample.limits.entries, 500));
	cr_assert(sample.limits.deep.on);
	cr_assert(eq(sz, sample.feeds.len, 0));
	cr_assert(zero(ptr, sample.when));
	cr_assert(eq(int, sample.title_mark.line, 0));
	cr_assert(load("# only a comment\n"));
	cr_assert(load("---\n...\n"));
}

Test(settings, reads_every_type)
{
	cr_assert(load("title: 42 is a text\n"
		       "password: 'p: #'\n"
		       "topic: news-1_x\n"
		       "timeout: 1m 30s\n"
		       "wait: 1d 2h 3m 4s 5ms\n"
		       "size: 64KiB\n"
		       "count: 7\n"
		       "factor: 5e-1\n"
		       "mode: fast\n"
		       "strict: On\n"
		       "words: one\n"
		       "headers: {Accept: text/html, n: 1}\n"
		       "secrets:\n  k: v\n"
		       "limits:\n  entries: 10000\n  name: äöü\n  deep: {on: off}\n"
		       "feeds:\n"
		       "  - id: kyodo\n    url: https://example.org/rss\n"
		       "  - {id: 7a, url: 'HTTP://x', interval: 10s, pages: yes, "
		       "include: [a, b]}\n"
		       "when:\n  any: [x]\n"),
		  "%s", printed());
	cr_assert(same(sample.title, "42 is a text"));
	cr_assert(eq(int, sample.title_mark.line, 1));
	cr_assert(eq(int, sample.title_mark.column, 8));
	cr_assert(eq(str, (char *)sample.title_mark.file, "a.yaml"));
	cr_assert(same(sample.password, "p: #"));
	cr_assert(same(sample.topic, "news-1_x"));
	cr_assert(eq(i64, sample.timeout_ms, 90000));
	cr_assert(eq(i64, sample.wait_ms, 86400000 + 7200000 + 180000 + 4000 + 5));
	cr_assert(eq(i64, sample.size_bytes, 65536));
	cr_assert(eq(i64, sample.count, 7));
	cr_assert(eq(dbl, sample.factor, 0.5));
	cr_assert(eq(int, sample.mode, 0));
	cr_assert(sample.strict);
	cr_assert(eq(sz, sample.words.len, 1));
	cr_assert(same(sample.words.items[0], "one"));
	cr_assert(eq(sz, sample.headers.len, 2));
	cr_assert(same(sample.headers.items[1].value, "1"));
	cr_assert(same(sample.secrets.items[0].value, "v"));
	cr_assert(eq(int, sample.secrets.items[0].mark.line, 14));
	cr_assert(eq(i64, sample.limits.entries, 10000));
	cr_assert(same(sample.limits.name, "äöü"));
	cr_assert(not(sample.limits.deep.on));
	cr_assert(eq(sz, sample.feeds.len, 2));
	const struct sample_feed *feeds = sample.feeds.items;
	cr_assert(same(feeds[0].id, "kyodo"));
	cr_assert(eq(i64, feeds[0].interval_ms, 300000));
	cr_assert(not(feeds[0].pages));
	cr_assert(eq(i64, feeds[1].interval_ms, 10000));
	cr_assert(feeds[1].pages);
	cr_assert(eq(sz, feeds[1].include.len, 2));
	cr_assert(eq(int, sample.feeds.marks[1].line, 22));
	cr_assert(eq(int, (int)sample.when->type, NODE_MAP));
	cr_assert(same(sample.when->items[1].items[0].scalar, "x"));
}

Test(settings, takes_limits_themselves_and_refuses_what_is_just_outside)
{
	cr_assert(
	    load("timeout: 1s\nsize: 1KiB\ncount: 1\nfactor: 0.5\nlimits: {name: ab}\n"));
	cr_assert(load("timeout: 120s\nsize: 4MiB\nfactor: 2\nlimits: {name: abcde}\n"));
	expect_error("timeout: 999ms\n", "\"timeout\" is 1s to 120s, not \"999ms\"");
	expect_error("timeout: 120001ms\n", "\"timeout\" is 1s to 120s, not");
	expect_error("size: 1023\n", "\"size\" is 1KiB to 4MiB, not \"1023\"");
	expect_error("size: 4194305B\n", "\"size\" is ");
	expect_error("count: 0\n", "\"count\" is at least 1, not \"0\"");
	expect_error("factor: 2.1\n", "\"factor\" is 0.5 to 2, not \"2.1\"");
	expect_error("limits: {name: ä}\n",
		     "\"name\" is a text of 2 to 5 characters, not \"ä\"");
	expect_error("limits: {name: abcdef}\n",
		     "\"name\" is a text of 2 to 5 characters");
	expect_error("limits: {entries: 0}\n", "\"entries\" is 1 to 10000, not \"0\"");
}

Test(settings, refuses_what_is_not_of_the_type)
{
	expect_error("timeout: soon\n", "\"timeout\" is a duration like");
	expect_error("timeout: 1w\n", "\"timeout\" is a duration like");
	expect_error("wait: -5m\n", "\"wait\" is a duration like");
	expect_error("wait: ''\n", "\"wait\" is a duration like");
	expect_error("wait: 5m 3\n", "\"wait\" is a duration like");
	expect_error("wait: 99999999999999999d\n", "\"wait\" is a duration like");
	expect_error("wait: 9223372036854775807ms 1ms\n", "\"wait\" is a duration like");
	expect_error("size: big\n", "\"size\" is a size like");
	expect_error("size: 99999999999999GiB\n", "\"size\" is a size like");
	expect_error("count: 1.5\n", "\"count\" is a whole number, not \"1.5\"");
	expect_error("count: 9223372036854775808\n", "\"count\" is a whole number");
	expect_error("factor: 0x1\n", "\"factor\" is a number, not \"0x1\"");
	expect_error("factor: nan\n", "\"factor\" is a number");
	expect_error("factor: 1e999\n", "\"factor\" is a number");
	expect_error("factor: ''\n", "\"factor\" is a number");
	expect_error("strict: maybe\n", "\"strict\" is true or false, not \"maybe\"");
	expect_error("topic: News\n", "\"topic\" is an id of");
	expect_error("topic: -a\n", "\"topic\" is an id of");
	expect_error("topic: ''\n", "\"topic\" is an id of");
	expect_error(
	    "topic: 12345678901234567890123456789012345678901234567890123456789012345\n",
	    "\"topic\" is an id of at most 64 characters");
}

Test(settings, refuses_addresses_that_are_none)
{
	expect_error("feeds: [{id: a, url: 'ftp://x'}]\n",
		     "begins with http:// or https://");
	expect_error("feeds: [{id: a, url: 'http://'}]\n", "an address with a host");
	expect_error("feeds: [{id: a, url: 'http:///x'}]\n", "an address with a host");
	expect_error("feeds: [{id: a, url: 'http://x/a b'}]\n",
		     "an address without spaces");
	expect_error("feeds: [{id: a, url: 'http://x/<a>'}]\n",
		     "an address without spaces");

	char url[2200] = "feeds: [{id: a, url: 'http://";
	size_t len = strlen(url);
	memset(url + len, 'x', SETTINGS_URL_MAX);
	strcpy(url + len + SETTINGS_URL_MAX - 7, "'}]");
	cr_assert(load(url), "%s", printed());
	strcpy(url + len + SETTINGS_URL_MAX - 7, "x'}]");
	expect_error(url, "an address of at most 2048 bytes");
}

Test(settings, suggests_what_was_meant)
{
	expect_error("titel: x\n", "unknown setting \"titel\"; did you mean \"title\"?");
	expect_error(
	    "mode: fats\n",
	    "\"mode\" is \"fast\", \"careful\" or \"off\", not \"fats\"; did you mean "
	    "\"fast\"?");
	expect_error(
	    "timeout: 30\n",
	    "\"timeout\" needs a unit (ms, s, m, h or d) after \"30\"; did you mean "
	    "\"30s\"?");
	expect_error("size: 64K\n", "not \"64K\"; did you mean \"64KiB\"?");
	expect_error("size: 2 mb\n", "not \"2 mb\"; did you mean \"2MiB\"?");
	expect_error(
	    "limits: {xyzzy: 1}\n",
	    "unknown setting \"xyzzy\" in \"limits\"; it is \"entries\", \"name\" or "
	    "\"deep\"\n");
	expect_error(
	    "limits: {deep: {no: 1}}\n",
	    "unknown setting \"no\" in \"deep\" of \"limits\"; did you mean \"on\"?");
	expect_error("feeds: [{id: kyodo, url: 'http://x', intervall: 5m}]\n",
		     "unknown setting \"intervall\" in feed \"kyodo\"; did you mean "
		     "\"interval\"?");
	expect_error("feeds: [{url: 'http://x'}]\n", "\"id\" is missing in feed 1\n");
}

Test(settings, refuses_a_value_of_another_shape)
{
	expect_error("timeout: [1s]\n", "\"timeout\" is a duration like");
	expect_error("timeout: [1s]\n", ", not a list");
	expect_error("timeout: {a: 1s}\n", ", not a map");
	expect_error("words: {a: b}\n", "\"words\" is a list of texts, not a map");
	expect_error("words: [[a]]\n", "\"words\" is a list of texts, not a list");
	expect_error("headers: [a]\n",
		     "\"headers\" is a map of names and texts, not a list");
	expect_error("headers: {a: [b]}\n",
		     "\"headers\" is a map of names and texts, not a list");
	expect_error("limits: 5\n", "\"limits\" is a map of settings, not one value");
	expect_error(
	    "feeds: {id: a}\n",
	    "\"feeds\" is a list of maps, not a map; begin each item with \"- \"");
	expect_error("feeds: [a]\n", "an item of \"feeds\" is lines of \"key: value\"");
	expect_error("- a\n", "a file of settings is lines of \"key: value\"");
	expect_error("just words\n", "a file of settings is lines of \"key: value\"");
	expect_error("timeout:\n",
		     "\"timeout\" has no value; give it one or remove the line");
	expect_error("title: ~\n", "\"title\" has no value");
	expect_error("words: [a, null]\n", "\"words\" has no value");
}

Test(settings, takes_sections_with_nothing_in_them)
{
	cr_assert(load("limits:\nfeeds:\nheaders:\ntitle: ''\n"), "%s", printed());
	cr_assert(eq(i64, sample.limits.entries, 500));
	cr_assert(eq(sz, sample.headers.len, 0));
	cr_assert(eq(sz, sample.title.len, 0));
}

Test(settings, refuses_yaml_that_has_two_meanings)
{
	expect_error("title: a\ntitle: b\n",
		     "\"title\" is set twice, first in line 1; remove");
	expect_error("when: {a: 1, b: 2, a: 3}\n", "\"a\" is set twice");
	expect_error("title: &x a\n", "anchors (&name) are not taken");
	expect_error("title: !!str a\n", "tags (!name) are not taken");
	expect_error("title: *x\n", "aliases (*name) are not taken");
	expect_error("title: a\n---\ntitle: b\n",
		     "a second document; one file holds one");
	expect_error("%YAML 1.1\n---\ntitle: a\n", "directives (%NAME) are not taken");
	expect_error("? [a]\n: b\n", "a key is one value, not a list or a map");
	expect_error("title: \"a\\0b\"\n", "a NUL character");
}

Test(settings, says_where_yaml_is_broken)
{
	expect_error("title: a: b\n", "a.yaml:1:9: a \": \" inside a value");
	expect_error("limits:\n  entries: 1\n name: x\n",
		     "a.yaml:3:2: this does not fit");
	expect_error("title: \"open\nmode: fast\n",
		     "a.yaml:1:8: a quote that was opened");
	expect_error("words: [a\nmode: fast\n", "a list that was opened");
	expect_error("\ttitle: x\n", "a.yaml:1:1: a value cannot begin");
	expect_error("title: \xff\n", "a.yaml:1:8: not UTF-8");
	expect_error("mode: fast\r\ntitle: \x01\n",
		     "a.yaml:2:8: control character U+0001");
	expect_error("title: \"\\q\"\n", "unknown escape in double quotes");
}

Test(settings, limits_depth_and_size)
{
	expect_error("when: [[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]\ncount: 0\n",
		     "\"count\" is at least 1");
	expect_error("when: [[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]\n",
		     "nested more than 16 deep");

	BUF(many, 8 << 20);
	buf_add(&many, VIEW("words: ["));
	for (int i = 0; i < SETTINGS_NODES_MAX; i++)
		buf_add(&many, VIEW("a,"));
	buf_add(&many, VIEW("]\n"));
	AUTO(arena) small = arena_new(1 << 20);
	cr_assert(not(settings_load_text("a.yaml", buf_view(&many), sample_rows, small,
					 &sample, errors)));
	cr_assert(strstr(printed(), "more than 1000000 values") != NULL);
}

Test(settings, replaces_variables_of_the_environment)
{
	setenv("KW_TEST_A", "from outside", 1);
	setenv("KW_TEST_N", "45s", 1);
	setenv("KW_TEST_EMPTY", "", 1);
	cr_assert(load("title: <${KW_TEST_A}|${KW_TEST_A}${KW_TEST_EMPTY}>\n"
		       "timeout: ${KW_TEST_N}\nwords: ['a$${KW_TEST_A}b', $5, "
		       "'${KW_TEST_A}']\n"),
		  "%s", printed());
	cr_assert(same(sample.title, "<from outside|from outside>"));
	cr_assert(eq(i64, sample.timeout_ms, 45000));
	cr_assert(same(sample.words.items[0], "a${KW_TEST_A}b"));
	cr_assert(same(sample.words.items[1], "$5"));
	cr_assert(same(sample.words.items[2], "from outside"));

	unsetenv("KW_TEST_A");
	expect_error("title: x${KW_TEST_A}\n",
		     "environment variable \"KW_TEST_A\" is not set");
	expect_error("title: ${}\n", "\"${\" begins the name of an environment variable");
	expect_error("title: ${1A}\n", "\"${\" begins the name");
	expect_error("title: ${A\n", "\"${\" begins the name");
	setenv("KW_TEST_N", "5h", 1);
	expect_error("timeout: ${KW_TEST_N}\n",
		     "\"timeout\" is 1s to 120s, not \"${KW_TEST_N}\"");
	setenv("KW_TEST_N", "\xff", 1);
	expect_error("title: ${KW_TEST_N}\n", "too long or not UTF-8");
}

Test(settings, tells_all_errors_of_all_files_in_order)
{
	cr_assert(not(load("timeout: 5m\nmode: x\n\ncount: 0\n")));
	cr_assert(not(settings_load_text("A.yaml", VIEW("size: x\n"), sample_rows, arena,
					 &sample, errors)));
	cr_assert(eq(sz, settings_errors_len(errors), 4));
	char *all = printed();
	const char *first = strstr(all, "A.yaml:1:7"),
		   *second = strstr(all, "a.yaml:1:10");
	const char *third = strstr(all, "a.yaml:2:7"),
		   *fourth = strstr(all, "a.yaml:4:8");
	cr_assert(first == all && second && third && fourth, "%s", all);
	cr_assert(first < second && second < third && third < fourth);
	cr_assert(view_ends(view_of(all), VIEW("\n4 errors; nothing was started\n")));
}

Test(settings, keeps_a_bounded_number_of_errors)
{
	BUF(text, 1 << 20);

	for (int i = 0; i < SETTINGS_ERRORS_MAX + 20; i++)
		buf_printf(&text, "unknown-%d: 1\n", i);
	cr_assert(not(load(buf_string(&text))));
	char *all = printed();
	cr_assert(strstr(all, "and 20 more\n1020 errors; nothing was started\n") != NULL);
}

Test(settings, lets_callers_complain_about_what_they_read)
{
	cr_assert(load("title: abc\n"));
	settings_complain(errors, sample.title_mark, "no feed \"%s\"", "abc");
	cr_assert(
	    eq(str, printed(),
	       "a.yaml:1:8: no feed \"abc\"\n    1 | title: abc\n      |        ^~~\n"
	       "1 error; nothing was started\n"));
	struct setting_mark nowhere = { 0 };
	settings_complain_suggest(errors, nowhere, "abd", "no feed");
	cr_assert(view_starts(view_of(printed()),
			      VIEW("no feed; did you mean \"abd\"?\na.yaml")));
}

Test(settings, loads_a_node_that_was_left)
{
	struct sample_limits limits = { 0 };

	cr_assert(load("when: {entries: 7, name: abc}\n"));
	cr_assert(
	    settings_load_node(sample.when, sample_limits_rows, arena, &limits, errors));
	cr_assert(eq(i64, limits.entries, 7));
	cr_assert(settings_load_node(NULL, sample_limits_rows, arena, &limits, errors));
	cr_assert(eq(i64, limits.entries, 500));

	cr_assert(load("when: {entires: 7}\n"));
	cr_assert(not(settings_load_part(sample.when, "pack \"kurils\"",
					 sample_limits_rows, arena, &limits, errors)));
	cr_assert(strstr(printed(),
			 "unknown setting \"entires\" in pack \"kurils\"; did you "
			 "mean \"entries\"?\n    1 | when: {entires: 7}\n      |        "
			 "^~~~~~~\n") != NULL);
}

Test(settings, finds_keys_and_scalars_of_nodes)
{
	struct view text;

	setenv("KW_TEST_A", "x", 1);
	cr_assert(load("when: {a: '${KW_TEST_A}', b: [c]}\n"));
	const struct setting_node *a = settings_find(sample.when, "a");
	cr_assert(settings_scalar(a, arena, &text, errors));
	cr_assert(same(text, "x"));
	cr_assert(settings_find(sample.when, "c") == NULL);
	cr_assert(settings_find(a, "a") == NULL);
}

Test(settings, calls_a_default_that_is_wrong_a_bug, .signal = SIGABRT)
{
	static const struct setting rows[] = {
		{ .key = "x", .type = SETTING_INT, .min = 1, .max = 2, .fallback = "3" },
		{ .key = NULL },
	};
	int64_t x;
	cr_assert(settings_load_text("a", VIEW(""), rows, arena, &x, errors));
}
