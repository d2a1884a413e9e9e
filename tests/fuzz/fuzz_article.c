/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a page: an article with text, or a reason why there is none; never other
 * than valid UTF-8, never more memory than is promised for the page.
 */
#include <stddef.h>
#include <stdint.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "parser/formats.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BUDGET = 64 * 1024 * 1024, FREE_BYTES = 4 * 1024 * 1024, TIMES = 4 };

static void check(const struct story *s)
{
	struct view body = story_plain(s, FIELD_BODY);

	MUST(s->ext.text_from == STORY_PAGE);
	MUST(body.len > 0 && utf8_valid(body));
	MUST(utf8_valid(story_plain(s, FIELD_HEADLINE)));
	for (size_t i = 0; i < s->people.len; i++)
		MUST(s->people.items[i].name.len && utf8_valid(s->people.items[i].name));
	for (size_t i = 0; i < s->ext.notes.len; i++)
		MUST(s->ext.notes.items[i].value.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document d = { .body = view_at(data, size),
			      .url = VIEW("https://news.example/2023/story"),
			      .fetched_at = INSTANT_NONE,
			      .limits = DOCUMENT_LIMITS };
	struct view text = view_at(data, utf8_valid_prefix(view_at(data, size)));
	struct parsed ret = { 0 };
	struct err err;

	/* The first byte decides whether a selector is used. */
	if (text.len && text.p[0] == '#')
		d.hints.body_selector = VIEW("#story");
	AUTO(arena) a = arena_new(BUDGET);
	if (article_parse(&d, text, a, &ret, &err)) {
		MUST(ret.stories_len == 1);
		check(&ret.stories[0]);
	} else {
		MUST(ret.stories_len == 0 && err.fate == ERR_REJECT);
	}
	MUST(arena_used(a) <= TIMES * size + FREE_BYTES);
	return 0;
}
