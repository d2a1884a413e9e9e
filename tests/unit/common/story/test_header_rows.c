/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/story/header_rows.h"
#include "common/story/headers.h"
#include "sample.h"

enum { ARENA_BYTES = 1024 * 1024 };

static const struct header_row *row_of(struct view name)
{
	size_t len;
	const struct header_row *rows = header_rows(HEADERS_OF_STORY, &len);

	for (size_t i = 0; i < len; i++)
		if (view_eq(view_of(rows[i].name), name))
			return &rows[i];
	return NULL;
}

Test(header_rows, name_each_header_of_a_story_once_and_no_other)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct story s = sample_story(a);
	struct headers h = { 0 };
	size_t len;

	headers_of_story(&h, a, &s, HEADERS_ENRICHED, VIEW("00-1-2-01"));
	const struct header_row *rows = header_rows(HEADERS_OF_STORY, &len);
	/* Of clusters the sink speaks alone. */
	while (view_starts(view_of(rows[len - 1].name), VIEW("kw-cluster")))
		len--;
	cr_assert(eq(sz, h.len, len));
	for (size_t i = 0; i < h.len; i++)
		cr_assert(row_of(h.items[i].name) != NULL, "%.*s is in no row",
			  VIEW_ARG(h.items[i].name));
}

Test(header_rows, say_which_headers_even_the_barest_story_has)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct headers h = { 0 };
	struct story s;
	size_t len, always = 0;

	story_init(&s);
	s.uri = VIEW("urn:x:1");
	s.version = 1;
	headers_of_story(&h, a, &s, HEADERS_PARSED, VIEW(""));
	const struct header_row *rows = header_rows(HEADERS_OF_STORY, &len);
	for (size_t i = 0; i < len; i++) {
		struct view value = headers_get(&h, view_of(rows[i].name));
		cr_assert(eq(int, value.len > 0, rows[i].always), "%s", rows[i].name);
		always += rows[i].always;
	}
	cr_assert(eq(sz, h.len, always));
}
