/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/story/ninjs.h"
#include "common/story/want.h"
#include "sink/later_look.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, OUT_MAX = 1024 * 1024 };

static const instant_ms at = INT64_C(1767225600000);

struct bench {
	struct arena *a;
	struct story story;
	struct view key;
	struct want want;
};

static struct bench bench_new(void)
{
	struct bench b = { .a = arena_new(ARENA_BYTES) };

	story_init(&b.story);
	b.story.uri = VIEW("urn:kurilwire:story:5f3c1a7e90b24d6688d1c0a4e7f2b913");
	b.story.version = 2;
	b.story.ext.feed = VIEW("asia");
	b.story.ext.url = VIEW("https://News.Example/ferry.html");
	b.story.ext.text_from = STORY_PAGE;
	b.story.ext.content_hash = VIEW("0123456789abcdef");
	story_add_body(&b.story, b.a, VIEW("text/plain"), VIEW("The ferry sails."));
	struct story_mention *m =
	    ARENA_PUSH(b.a, b.story.ext.mentions.items, b.story.ext.mentions.len);
	m->tag = VIEW("kurils");
	m->subject = VIEW("iturup");
	m->text = VIEW("Iturup");
	m->end = 6;
	return b;
}

static bool wanted(struct bench *b, int revision)
{
	struct headers h = { .len = 0 };
	struct err err;
	BUF(json, OUT_MAX);
	BUF(out, OUT_MAX);

	cr_assert(ninjs_encode(&b->story, &json, &err), "%s", err.text);
	headers_set(&h, b->a, VIEW("ce_id"),
		    arena_printf(b->a, "%.*s#2.%d", VIEW_ARG(b->story.uri), revision));
	headers_set(&h, b->a, VIEW("traceparent"), VIEW("00-1"));
	if (!later_look_of(buf_view(&json), &h, at, b->a, &out, &b->key))
		return false;
	cr_assert(want_decode(arena_copy(b->a, buf_view(&out)), b->a, &b->want, &err),
		  "%s", err.text);
	return true;
}

Test(later_look, asks_the_owner_of_the_host_for_the_page_from_then_on)
{
	struct bench b = bench_new();

	cr_assert(wanted(&b, 0));
	cr_assert(view_eq(b.key, VIEW("news.example")));
	cr_assert(eq(int, b.want.kind, WANT_PAGE));
	cr_assert(eq(i64, b.want.not_before, at));
	cr_assert(view_eq(b.want.feed, VIEW("asia")));
	cr_assert(view_eq(b.want.url, VIEW("https://News.Example/ferry.html")));
	cr_assert(view_eq(b.want.story_uri, b.story.uri));
	cr_assert(view_eq(b.want.traceparent, VIEW("00-1")));
	cr_assert(eq(i64, b.want.hops, WANT_HOPS_MAX));
	arena_free(b.a);
}

Test(later_look, brings_what_the_page_is_held_against_and_no_more)
{
	struct bench b = bench_new();
	struct story s;
	struct err err;

	cr_assert(wanted(&b, 0));
	cr_assert(ninjs_decode(b.want.story, b.a, &s, &err), "%s", err.text);
	cr_assert(view_eq(s.uri, b.story.uri));
	cr_assert(view_eq(s.ext.content_hash, b.story.ext.content_hash));
	cr_assert(eq(int, s.ext.text_from, STORY_PAGE));
	cr_assert(eq(sz, s.bodies.len, 0));
	cr_assert(eq(sz, s.ext.mentions.len, 0));
	arena_free(b.a);
}

Test(later_look, is_wanted_of_nothing_else)
{
	struct bench b = bench_new();

	cr_assert(not(wanted(&b, 1)), "a replay's");
	b.story.ext.text_from = STORY_ENTRY;
	cr_assert(not(wanted(&b, 0)), "a feed's own text");
	b.story.ext.text_from = STORY_PAGE;
	b.story.ext.url = VIEW("file:///tmp/ferry.html");
	cr_assert(not(wanted(&b, 0)), "no address of the web");
	b.story.ext.url = VIEW("https://news.example/ferry.html");
	b.story.status = STORY_WITHHELD;
	cr_assert(not(wanted(&b, 0)), "a withheld story");
	b.story.status = STORY_USABLE;
	cr_assert(wanted(&b, 0));
	arena_free(b.a);
}

Test(later_look, takes_any_bytes)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct headers h = { .len = 0 };
	struct view key;
	BUF(out, OUT_MAX);

	headers_set(&h, a, VIEW("ce_id"), VIEW("x#1.0"));
	cr_assert(not(later_look_of(VIEW("\"textFrom\":\"page\" not JSON"), &h, at, a,
				    &out, &key)));
	cr_assert(eq(sz, out.len, 0));
}
