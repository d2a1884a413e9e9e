/* SPDX-License-Identifier: Apache-2.0 */
/* check_stories - what holds for the stories of any document, whatever its bytes. */
#pragma once

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "common/story/ninjs.h"
#include "parser/document.h"

enum { CHECK_RECORD_MAX = 64 * 1024 * 1024, CHECK_ARENA_MAX = 256 * 1024 * 1024 };

static inline void check_text(struct view v)
{
	MUST(utf8_valid(v));
	for (size_t i = 0; i < v.len; i++)
		MUST((unsigned char)v.p[i] >= ' ' || v.p[i] == '\n' || v.p[i] == '\t');
}

static inline void check_texts(const struct story_texts *t)
{
	for (size_t i = 0; i < t->len; i++)
		check_text(t->items[i].value);
}

static inline void check_concepts(const struct story_concepts *c)
{
	for (size_t i = 0; i < c->len; i++)
		check_text(c->items[i].name);
}

static inline void check_story(const struct story *s)
{
	struct err err;
	BUF(json, CHECK_RECORD_MAX);

	check_texts(&s->headlines);
	check_texts(&s->descriptions);
	check_texts(&s->bodies);
	check_concepts(&s->people);
	check_concepts(&s->subjects);
	check_concepts(&s->places);
	check_concepts(&s->sources);
	for (size_t i = 0; i < s->alt_ids.len; i++)
		MUST(utf8_valid(s->alt_ids.items[i].value));
	MUST(ninjs_encode(s, &json, &err));
	MUST(utf8_valid(buf_view(&json)));
}

/* Parses the bytes as if a server had sent them, and checks every story. */
static inline void check_document_as(const uint8_t *data, size_t size,
				     const char *content_type,
				     const struct document_hints *hints)
{
	AUTO(arena) a = arena_new(CHECK_ARENA_MAX);
	struct document d = { .body = view_at(data, size),
			      .content_type = view_of(content_type),
			      .url = VIEW("https://example.org/news/feed.xml"),
			      .fetched_at = 1700000000000,
			      .hints = *hints,
			      .limits = DOCUMENT_LIMITS };
	struct parsed p;
	struct err err;

	if (!parse_document(&d, a, &p, &err)) {
		MUST(err.fate == ERR_REJECT);
		return;
	}
	for (size_t i = 0; i < p.stories_len; i++) {
		p.stories[i].uri =
		    VIEW("urn:kurilwire:story:00000000000000000000000000000000");
		p.stories[i].version = 1;
		check_story(&p.stories[i]);
	}
	check_text(p.title);
}

static inline void check_document(const uint8_t *data, size_t size,
				  const char *content_type)
{
	const struct document_hints hints = { .provider = VIEW("example") };

	check_document_as(data, size, content_type, &hints);
}
