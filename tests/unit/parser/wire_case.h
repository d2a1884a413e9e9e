/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire_case - parses a text as a wire's, for the tests of what reads them. One arena for each
 * test: WIRE_SUITE(name) makes and frees it.
 */
#pragma once

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/formats.h"

#define NOON_25_JAN_2023 INT64_C(1674648000000)

static struct arena *arena;
static struct parsed parsed;
static struct err err;

static inline void case_setup(void)
{
	arena = arena_new(16 << 20);
	parsed = (struct parsed){ .encoding = "" };
}

static inline void case_teardown(void)
{
	arena_free(arena);
}

static inline bool parse(const char *text)
{
	struct document d = { .fetched_at = NOON_25_JAN_2023, .limits = DOCUMENT_LIMITS };

	parsed = (struct parsed){ .encoding = "" };
	return wire_text_parse(&d, view_of(text), arena, &parsed, &err);
}

/* The only story of the text. */
static inline struct story *story_of(const char *text)
{
	cr_assert(parse(text), "%s", err.text);
	cr_assert(eq(sz, parsed.stories_len, 1));
	return &parsed.stories[0];
}

static inline char *str(struct view v)
{
	return arena_string(arena, v);
}

static inline char *body(const struct story *s)
{
	return str(story_plain(s, FIELD_BODY));
}

static inline char *headline(const struct story *s)
{
	return str(story_plain(s, FIELD_HEADLINE));
}

static inline char *day(instant_ms t)
{
	char text[INSTANT_TEXT];

	return t == INSTANT_NONE ? "none" : str(view_head(instant_format(t, text), 10));
}

static inline bool has_source(const struct story *s, const char *name)
{
	for (size_t i = 0; i < s->sources.len; i++)
		if (view_eq(s->sources.items[i].name, view_of(name)) &&
		    view_eq(s->sources.items[i].role, VIEW("agency")))
			return true;
	return false;
}

#define WIRE_SUITE(name) TestSuite(name, .init = case_setup, .fini = case_teardown)
