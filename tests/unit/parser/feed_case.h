/* SPDX-License-Identifier: Apache-2.0 */
/* feed_case - parses a text as if a server had sent it, for the tests of feed formats. */
#pragma once

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "parser/document.h"

enum { CASE_BUDGET = 32 * 1024 * 1024 };

#define CASE_FETCHED INT64_C(1700000000000) /* 2023-11-14T22:13:20Z */

static inline struct document case_document(const char *text)
{
	return (struct document){ .body = view_of(text),
				  .url = VIEW("https://news.example/dir/feed.xml"),
				  .fetched_at = CASE_FETCHED,
				  .hints = { .provider = VIEW("example"),
					     .provider_name = VIEW("Example") },
				  .limits = DOCUMENT_LIMITS };
}

static inline struct parsed case_parse(const char *text, struct arena *a)
{
	struct document d = case_document(text);
	struct parsed p = { .stories = NULL };
	struct err err = { .fate = ERR_NONE };

	cr_assert(parse_document(&d, a, &p, &err), "%s", err.text);
	return p;
}

static inline struct err case_rejected(const char *text, struct arena *a)
{
	struct document d = case_document(text);
	struct parsed p;
	struct err err = { .fate = ERR_NONE };

	cr_assert(not(parse_document(&d, a, &p, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	return err;
}

static inline void case_expect(struct view got, const char *wanted)
{
	cr_assert(view_eq(got, view_of(wanted)), "got \"%.*s\", not \"%s\"",
		  VIEW_ARG(got), wanted);
}

/* The body that is HTML, or empty. */
static inline struct view case_html(const struct story *s)
{
	for (size_t i = 0; i < s->bodies.len; i++)
		if (view_eq(s->bodies.items[i].content_type, VIEW("text/html")))
			return s->bodies.items[i].value;
	return (struct view){ NULL, 0 };
}

#define HEADLINE(s) story_plain((s), FIELD_HEADLINE)
#define DESCRIPTION(s) story_plain((s), FIELD_DESCRIPTION)
#define BODY(s) story_plain((s), FIELD_BODY)
#define ALT_ID(s, role) story_alt_id((s), VIEW(role))

static inline void case_expect_time(instant_ms t, const char *wanted)
{
	char text[INSTANT_TEXT];
	case_expect(t == INSTANT_NONE ? VIEW("none") : instant_format(t, text), wanted);
}
