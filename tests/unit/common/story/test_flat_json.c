/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stddef.h>

#include "common/story/flat_json.h"

struct thing {
	struct view name, note;
	int64_t count;
	bool open;
	instant_ms at;
};

#define AT(member) offsetof(struct thing, member)
static const struct flat_member members[] = {
	{ "name", FLAT_TEXT, AT(name), 0, 64 }, { "count", FLAT_INT, AT(count), 0, 0 },
	{ "open", FLAT_BOOL, AT(open), 0, 0 },  { "at", FLAT_INSTANT, AT(at), 0, 0 },
	{ "note", FLAT_TEXT, AT(note), 0, 0 },  { NULL, FLAT_TEXT, 0, 0, 0 },
};

static struct thing read_back;
static struct err err;

static bool decodes(const char *json, struct arena *a)
{
	return flat_json_decode(members, view_of(json), a, &read_back, &err);
}

static void expect_same(const struct thing *t)
{
	cr_assert(view_eq(read_back.name, t->name));
	cr_assert(view_eq(read_back.note, t->note));
	cr_assert(eq(i64, read_back.count, t->count));
	cr_assert(eq(int, read_back.open, t->open));
	cr_assert(eq(i64, read_back.at, t->at));
}

static void expect_round_trip(struct thing t)
{
	AUTO(arena) a = arena_new(65536);
	BUF(out, 65536);

	cr_assert(flat_json_encode(members, &t, &out, &err));
	cr_assert(decodes(buf_string(&out), a), "%s: %s", buf_string(&out), err.text);
	expect_same(&t);
}

Test(flat_json, gives_back_what_was_written)
{
	expect_round_trip((struct thing){ .at = INSTANT_NONE });
	expect_round_trip(
	    (struct thing){ VIEW("\"7f-bba2\""), VIEW("C:\\new\\"), 7, true, 0 });
	expect_round_trip((struct thing){ VIEW("Курилы"), VIEW("a\nb\x01\0c"), -7, false,
					  1700000000123 });
	expect_round_trip((struct thing){ .count = INT64_MAX, .at = -1 });
	expect_round_trip((struct thing){ .count = INT64_MIN, .at = INSTANT_NONE });
	expect_round_trip(
	    (struct thing){ .count = 999999999999999999, .at = INSTANT_NONE });
	expect_round_trip(
	    (struct thing){ .count = 1000000000000000000, .at = INSTANT_NONE });
}

/* Order, spaces and escapes are what another writer chose. */
Test(flat_json, reads_a_record_in_any_form)
{
	static const char *const forms[] = {
		"{\"name\":\"\\\"7f\\\"\",\"count\":3,\"open\":true,\"at\":5,\"note\":"
		"\"a/b\"}",
		"{\"note\":\"a/"
		"b\",\"at\":5,\"open\":true,\"count\":3,\"name\":\"\\\"7f\\\"\"}",
		" { \"name\" : \"\\\"7f\\\"\" , \"count\":3, "
		"\"open\":true,\"at\":5,\"note\":\"a/b\"} ",
		"{\"name\":\"\\u00227f\\u0022\",\"count\":3,\"open\":true,\"at\":5,"
		"\"note\":\"a\\/b\"}",
		"{\"nam\":1,\"name\":\"\\\"7f\\\"\",\"names\":{\"count\":[4]},\"count\":"
		"3,\"open\":"
		"true,\"at\":5,\"note\":\"a/b\",\"zone\":null}",
	};
	const struct thing t = { VIEW("\"7f\""), VIEW("a/b"), 3, true, 5 };

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		AUTO(arena) a = arena_new(65536);
		cr_assert(decodes(forms[i], a), "%s: %s", forms[i], err.text);
		expect_same(&t);
	}
}

Test(flat_json, says_what_is_wrong_in_whichever_form)
{
	static const struct {
		const char *json, *why;
	} wrong[] = {
		{ "", "the record is not a JSON object" },
		{ "{", "the record is not a JSON object" },
		{ "{}}", "the record is not a JSON object" },
		{ "{\"count\":1}{\"at\":1}", "the record is not a JSON object" },
		{ "{\"count\":1,}", "the record is not a JSON object" },
		{ "{\"count\":}", "the record is not a JSON object" },
		{ "{\"count\":-}", "the record is not a JSON object" },
		{ "{\"count\":01}", "the record is not a JSON object" },
		{ "{\"name\":\"a}", "the record is not a JSON object" },
		{ "{\"name\":\"a\\\"}", "the record is not a JSON object" },
		{ "{\"name\":\"\xff\"}", "the record is not a JSON object" },
		{ "{\"name\"}", "the record is not a JSON object" },
		{ "[1]", "\"the record\" is not an object" },
		{ "3", "\"the record\" is not an object" },
		{ "{\"count\":1.5}", "\"count\" is not a whole number" },
		{ "{\"count\":9223372036854775808}", "\"count\" is not a whole number" },
		{ "{\"count\":\"1\"}", "\"count\" has another type" },
		{ "{\"count\":[1]}", "\"count\" has another type" },
		{ "{\"name\":1}", "\"name\" has another type" },
		{ "{\"open\":\"true\"}", "\"open\" has another type" },
		{ "{\"name\":null}", "\"name\" has another type" },
		{ "{\"count\":1,\"count\":2}", "\"count\" is there twice" },
		{ "{\"at\":253402300800000}", "\"at\" is a time that no clock shows" },
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		AUTO(arena) a = arena_new(65536);
		cr_assert(not(decodes(wrong[i].json, a)), "%s", wrong[i].json);
		cr_assert(eq(str, err.text, (char *)(uintptr_t)wrong[i].why));
	}
}

Test(flat_json, holds_texts_to_their_limit)
{
	struct thing t = { .at = INSTANT_NONE };
	AUTO(arena) a = arena_new(65536);
	BUF(out, 65536);
	char name[65];

	memset(name, 'x', sizeof name);
	t.name = view_at(name, 64);
	cr_assert(flat_json_encode(members, &t, &out, &err));
	cr_assert(decodes(buf_string(&out), a));
	buf_clear(&out);
	t.name = view_at(name, 65);
	cr_assert(not(flat_json_encode(members, &t, &out, &err)));
	cr_assert(eq(str, err.text, "\"name\" is at most 64 bytes, not 65"));
	buf_clear(&out);
	buf_printf(&out, "{\"name\":\"%.65s\"}", name);
	cr_assert(not(decodes(buf_string(&out), a)));
	cr_assert(eq(str, err.text, "\"name\" is at most 64 bytes, not 65"));
}

Test(flat_json, mends_bytes_that_are_no_utf8)
{
	struct thing t = { .name = VIEW("a\xff\xc3"), .at = INSTANT_NONE };
	AUTO(arena) a = arena_new(65536);
	BUF(out, 65536);

	cr_assert(flat_json_encode(members, &t, &out, &err));
	cr_assert(decodes(buf_string(&out), a));
	cr_assert(view_eq(read_back.name, VIEW("a\xef\xbf\xbd\xef\xbf\xbd")));
}

Test(flat_json, reads_the_start_of_a_record_alone)
{
	AUTO(arena) a = arena_new(65536);
	struct thing t;

	/* In the order of the rows the rest is not looked at. */
	cr_assert(flat_json_decode_start(
	    members, 2, VIEW("{\"name\":\"a\",\"count\":4,\"open\":true,\"at\":\"?\"}"),
	    a, &t, &err));
	cr_assert(view_eq(t.name, VIEW("a")));
	cr_assert(eq(i64, t.count, 4));
	cr_assert(flat_json_decode_start(members, 2, VIEW("{\"x\":1,\"count\":4}"), a, &t,
					 &err));
	cr_assert(eq(i64, t.count, 4));
	cr_assert(flat_json_decode_start(members, 2, VIEW("{\"at\":1}"), a, &t, &err));
	cr_assert(eq(i64, t.count, 0));
	cr_assert(not(flat_json_decode_start(
	    members, 2, VIEW("{\"count\":\"a\",\"at\":1}"), a, &t, &err)));
	cr_assert(
	    not(flat_json_decode_start(members, 2, VIEW("{\"count\":1"), a, &t, &err)));
}
