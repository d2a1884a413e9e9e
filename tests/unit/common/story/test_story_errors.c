/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of records that are none: the letters' reasons, kept word for word. */
#include "../service/golden.h"
#include "common/story/ninjs.h"
#include "common/story/want.h"

enum { ARENA_BYTES = 1 << 20, OUT_BYTES = 1 << 16 };

static void say(struct buf *out, struct view input, const struct err *err)
{
	(void)buf_printf(out, "%.*s\n  %s\n", VIEW_ARG(view_head(input, 60)), err->text);
}

static void decode_story(struct view json, size_t memory, struct buf *out)
{
	AUTO(arena) a = arena_new(memory);
	struct story s;
	struct err err = { 0 };

	cr_assert(not(ninjs_decode(json, a, &s, &err)), "%.*s", VIEW_ARG(json));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	say(out, json, &err);
}

static void decode_want(struct view json, struct buf *out)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct want w;
	struct err err = { 0 };

	cr_assert(not(want_decode(json, a, &w, &err)), "%.*s", VIEW_ARG(json));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	say(out, json, &err);
}

static void encode_story(struct view uri, size_t room, struct buf *out)
{
	struct story s;
	struct err err = { 0 };
	BUF(json, room);

	story_init(&s);
	s.uri = uri;
	s.version = 1;
	cr_assert(not(ninjs_encode(&s, &json, &err)));
	say(out, uri, &err);
}

static void encode_want(const struct want *w, size_t room, struct buf *out)
{
	struct err err = { 0 };
	BUF(json, room);

	cr_assert(not(want_encode(w, &json, &err)));
	say(out, w->url, &err);
}

Test(story_errors, are_those_that_are_kept)
{
	static const char *const stories[] = {
		"not JSON",
		"{",
		"[]",
		"{}",
		"{\"uri\":7}",
		"{\"uri\":\"urn:x:1\",\"version\":\"many\"}",
		"{\"uri\":\"urn:x:1\",\"firstCreated\":\"yesterday\"}",
		"{\"uri\":\"urn:x:1\",\"pubStatus\":\"odd\"}",
		"{\"uri\":\"urn:x:1\",\"headlines\":{}}",
		"{\"uri\":\"urn:x:1\"} {}",
	};
	static const char *const wants[] = {
		"not JSON",
		"[]",
		"{} {}",
		"{\"kind\":\"odd\"}",
		"{\"kind\":7}",
		"{\"kind\":\"page\",\"kind\":\"page\"}",
		"{\"kind\":\"page\"}",
		"{\"kind\":\"page\",\"feed\":\"f\",\"url\":\"http://x/\"}",
		"{\"kind\":\"page\",\"feed\":\"f\",\"url\":\"http://x/\",\"hops\":99}",
		"{\"kind\":\"page\",\"feed\":\"f\",\"url\":\"http://x/\",\"hops\":1.5}",
		"{\"kind\":\"page\",\"feed\":\"f\",\"url\":\"h://x/\",\"since\":\"9\"}",
	};
	static char large[WANT_VALUE_MAX + 2];
	BUF(out, OUT_BYTES);
	struct want w;

	for (size_t i = 0; i < sizeof stories / sizeof *stories; i++)
		decode_story(view_of(stories[i]), ARENA_BYTES, &out);
	decode_story(VIEW("{\"uri\":\"\xff\"}"), ARENA_BYTES, &out);
	decode_story(VIEW("{\"uri\":\"urn:x:1\",\"slugline\":\"a \\u0062 longer one\"}"),
		     1, &out);
	encode_story(VIEW("no uri"), OUT_BYTES, &out);
	encode_story(VIEW("urn:x:1"), 40, &out);
	for (size_t i = 0; i < sizeof wants / sizeof *wants; i++)
		decode_want(view_of(wants[i]), &out);
	memset(large, ' ', sizeof large);
	decode_want(view_at(large, sizeof large), &out);
	want_init(&w, WANT_PAGE);
	encode_want(&w, OUT_BYTES, &out);
	w.feed = VIEW("f");
	w.url = VIEW("http://x/");
	encode_want(&w, OUT_BYTES, &out);
	w.hops = 1;
	encode_want(&w, 8, &out);
	w.since = INT64_MAX;
	encode_want(&w, OUT_BYTES, &out);
	want_init(&w, WANT_PAGE);
	w.feed = VIEW("f");
	w.url = VIEW("http://x/");
	w.hops = 1;
	w.traceparent = view_at(large, 300);
	encode_want(&w, OUT_BYTES, &out);
	golden("tests/golden/story/errors.txt", &out);
}
