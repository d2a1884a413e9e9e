/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that are copied from where they stand are byte for byte those that are written anew. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <glob.h>
#include <stdio.h>

#include "common/story/ninjs.h"
#include "sample.h"

enum { ARENA_BYTES = 8 * 1024 * 1024, JSON_MAX = 1024 * 1024 };

/* Writes a record both ways; false if it is none. `ret_spans` may look into `json`. */
static bool same_both_ways(struct view json, struct arena *a,
			   struct ninjs_spans *ret_spans)
{
	struct story s;
	struct err err;
	BUF(anew, JSON_MAX);
	BUF(copied, JSON_MAX);

	if (!ninjs_decode_spans(json, a, &s, ret_spans, &err))
		return false;
	/* What the enricher adds stands beside the texts. */
	s.language = VIEW("de");
	story_add_subject(&s, a, VIEW("Iturup"), VIEW("urn:x"), VIEW("kurilwire"));
	s.ext.tagger = VIEW("kurils 2");
	cr_assert(ninjs_encode(&s, &anew, &err), "%s", err.text);
	cr_assert(ninjs_encode_spans(&s, ret_spans, &copied, &err), "%s", err.text);
	cr_assert(view_eq(buf_view(&anew), buf_view(&copied)), "\n%.*s\n%.*s",
		  VIEW_ARG(buf_view(&anew)), VIEW_ARG(buf_view(&copied)));
	return true;
}

/* The records among a file's lines, and how many of them had a body with a span. */
static size_t check_lines(const char *path, size_t *ret_with_span)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0, records = 0;
	ssize_t len;

	cr_assert(f != NULL, "%s", path);
	while ((len = getline(&line, &room, f)) > 0) {
		AUTO(arena) a = arena_new(ARENA_BYTES);
		struct ninjs_spans spans = { 0 };
		bool is_record = same_both_ways(view_at(line, (size_t)len), a, &spans);
		records += is_record;
		*ret_with_span += is_record && spans.bodies.len > 0;
	}
	free(line);
	(void)fclose(f);
	return records;
}

static size_t check_files(const char *pattern, size_t *ret_with_span)
{
	size_t records = 0;
	glob_t found;

	cr_assert(glob(pattern, 0, NULL, &found) == 0, "%s", pattern);
	for (size_t i = 0; i < found.gl_pathc; i++)
		records += check_lines(found.gl_pathv[i], ret_with_span);
	globfree(&found);
	return records;
}

Test(ninjs_spans, of_every_golden_record_give_the_bytes_that_encoding_gives)
{
	size_t with_span = 0, records = 0;

	records += check_files(TEST_SOURCE_DIR "/tests/golden/wire/*.jsonl", &with_span);
	records += check_files(TEST_SOURCE_DIR "/tests/golden/pages/*.jsonl", &with_span);
	cr_expect(records >= 25, "%zu", records);
	cr_expect(with_span >= 15, "%zu", with_span);
}

Test(ninjs_spans, are_there_for_each_list_that_we_wrote_ourselves)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = sample_story(a);
	struct ninjs_spans spans;
	struct err err;
	BUF(json, JSON_MAX);

	cr_assert(ninjs_encode(&s, &json, &err));
	cr_assert(same_both_ways(buf_view(&json), a, &spans));
	cr_expect(view_starts(spans.headlines, VIEW("[{\"role\":\"main\",")));
	cr_expect(view_ends(spans.bodies, VIEW("\"<p>The ferry</p>\"}]")));
	cr_expect(view_find(spans.bodies, VIEW("\\n\\tIt\\u0001 is"), 0) != VIEW_NONE);
	cr_expect(spans.descriptions.len > 0);
}

#define RECORD(bodies) "{\"uri\":\"urn:x\",\"bodies\":" bodies "}"
#define BODY "{\"role\":\"main\",\"charCount\":1,\"value\":\"a\"}"

Test(ninjs_spans, are_not_there_for_what_the_encoder_writes_in_another_way)
{
	static const char *const records[] = {
		RECORD("[]"),
		RECORD("[" BODY " ]"),
		RECORD("[ " BODY "]"),
		RECORD("[{}]"),
		RECORD("[" BODY ",{\"role\":\"b\"}]"),
		RECORD("[{\"value\":\"a\",\"role\":\"main\"}]"),
		RECORD("[{\"value\":\"a\",\"value\":\"b\"}]"),
		RECORD("[{\"role\":\"\",\"value\":\"a\"}]"),
		RECORD("[{\"charCount\":0,\"value\":\"a\"}]"),
		RECORD("[{\"charCount\":-0,\"value\":\"a\"}]"),
		RECORD("[{\"value\":\"a\",\"more\":1}]"),
		RECORD("[{\"more\":{\"value\":\"x\"},\"value\":\"a\"}]"),
		RECORD("[{\"value\":\"a\\/b\"}]"),
		RECORD("[{\"value\":\"\\u0061\"}]"),
		RECORD("[{\"value\":\"\\u000a\"}]"),
		RECORD("[{\"value\":\"\\u001F\"}]"),
		RECORD("[{\"value\":\"\\u2028\"}]"),
		RECORD("[{\"v\\u0061lue\":\"a\"}]"),
		RECORD("[" BODY "],\"bodies\":[" BODY "]"),
		RECORD("[" BODY "],\"bodies\":[]"),
	};

	for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
		AUTO(arena) a = arena_new(ARENA_BYTES);
		struct ninjs_spans spans = { 0 };
		cr_assert(same_both_ways(view_of(records[i]), a, &spans), "%s",
			  records[i]);
		cr_expect(eq(sz, spans.bodies.len, 0), "%s", records[i]);
	}
}

Test(ninjs_spans, are_there_when_all_around_them_is_written_in_another_way)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct ninjs_spans spans;

	cr_assert(same_both_ways(VIEW("{ \"bodies\" : [" BODY "] , \"more\":[1],"
				      "\"uri\":\"urn\\u003ax\"}"),
				 a, &spans));
	cr_expect(view_eq(spans.bodies, VIEW("[" BODY "]")));
	cr_assert(same_both_ways(VIEW("{\"uri\":\"urn:x\",\"pubStatus\":\"canceled\","
				      "\"bodies\":[" BODY "]}"),
				 a, &spans));
}
