/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/want.h"
#include "sink_bench.h"

Test(sink_step, sends_a_record_on_as_it_came)
{
	struct bench b = bench_new();

	mention(&b);
	struct stage_record in = record_of(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	const struct fake_emitted *out = &b.s->emitted[0];
	cr_assert(eq(int, out->topic, TOPIC_PUBLIC));
	cr_assert(view_eq(out->topic_name, VIEW("news.a")));
	cr_assert(view_eq(out->key, b.story.uri));
	cr_assert(view_eq(out->value, in.value));
	cr_assert(eq(sz, out->headers.len, in.headers.len));
	cr_assert(view_eq(headers_get(&out->headers, VIEW("traceparent")), VIEW("00-1")));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_PUBLISHED], 1));
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_DUPLICATE], 1));
	bench_free(&b);
}

Test(sink_step, filters_what_no_route_takes_and_remembers_nothing_of_it)
{
	struct bench b = bench_new();

	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0));
	cr_assert(eq(sz, map_len(b.s->state), 0));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_FILTERED], 1));
	bench_free(&b);
}

Test(sink_step, sends_a_kill_where_the_story_went)
{
	struct bench b = bench_new();

	mention(&b);
	step(&b);
	story_init(&b.story);
	b.story.uri = VIEW("urn:kurilwire:story:1");
	b.story.version = 2;
	b.story.status = STORY_CANCELED;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(view_eq(headers_get(&b.s->emitted[1].headers, VIEW("kw-status")),
			  VIEW("canceled")));
	bench_free(&b);
}

Test(sink_step, reads_a_record_that_came_without_headers)
{
	struct bench b = bench_new();
	struct err err;

	mention(&b);
	struct stage_record in = record_of(&b);
	in.headers.len = 0;
	headers_set(&in.headers, b.a, VIEW("kept"), VIEW("1"));
	cr_assert(fake_stage_step(b.s, &b.w, &in, &err), "%s", err.text);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	const struct headers *h = &b.s->emitted[0].headers;
	cr_assert(view_eq(headers_get(h, VIEW("kw-tags")), VIEW("kurils")));
	cr_assert(view_eq(headers_get(h, VIEW("kept")), VIEW("1")));
	bench_free(&b);
}

Test(sink_step, rejects_what_is_no_story)
{
	struct bench b = bench_new();
	struct stage_record in = { .key = VIEW("k"), .value = VIEW("not JSON") };
	struct err err = { 0 };

	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	in.value = VIEW("");
	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	in.value = VIEW("{}");
	in.key = VIEW("");
	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	headers_set(&in.headers, b.a, VIEW("ce_id"), VIEW("odd"));
	in.key = VIEW("k");
	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	bench_free(&b);
}

Test(sink_step, stops_at_a_damaged_state)
{
	struct bench b = bench_new();
	struct stage_record in = record_of(&b);
	struct err err = { 0 };

	stage_state_put(b.s, 0, in.key, VIEW("damaged"));
	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	int64_t wait;
	cr_assert(not(b.w.timer(b.w.self, b.s, &wait, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	bench_free(&b);
}

Test(sink_step, holds_an_embargoed_story_and_releases_it_by_the_clock)
{
	struct bench b = bench_new();

	(void)tick(&b);
	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 500;
	struct stage_record in = record_of(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_HELD], 1));
	cr_assert(eq(i64, tick(&b), 500));
	cr_assert(eq(sz, b.s->emitted_len, 0));
	b.s->now_ms += 500;
	cr_assert(eq(i64, tick(&b), 1000));
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(view_eq(b.s->emitted[0].value, in.value));
	cr_assert(view_eq(headers_get(&b.s->emitted[0].headers, VIEW("ce_id")),
			  headers_get(&in.headers, VIEW("ce_id"))));
	b.s->now_ms += 2 * day_ms;
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(u64, sink_counts(b.sink)->released, 1));
	bench_free(&b);
}

Test(sink_step, finds_what_was_held_before_the_partition_was_its_own)
{
	struct bench b = bench_new();

	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 10 * day_ms;
	step(&b);
	b.w.revoked(b.w.self, b.s, 0);
	b.s->now_ms += 11 * day_ms;
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0));
	assign(&b, 0);
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	bench_free(&b);
}

Test(sink_step, looks_again_after_an_abort)
{
	struct bench b = bench_new();

	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 500;
	step(&b);
	struct view held;
	cr_assert(stage_state_get(b.s, 0, b.story.uri, &held));
	b.s->now_ms += 500;
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	/* The transaction of the timer is undone. */
	b.s->emitted_len = 0;
	stage_state_put(b.s, 0, b.story.uri, held);
	b.w.aborted(b.w.self, b.s, 0);
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	bench_free(&b);
}

Test(sink_step, releases_many_stories_in_several_looks)
{
	struct bench b = bench_new();

	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 500;
	for (int i = 0; i < 1200; i++) {
		b.story.uri = arena_printf(b.a, "urn:kurilwire:story:%d", i);
		step(&b);
	}
	b.s->now_ms += 500;
	cr_assert(eq(i64, tick(&b), 0));
	cr_assert(eq(sz, b.s->emitted_len, 500));
	cr_assert(eq(i64, tick(&b), 0));
	cr_assert(eq(i64, tick(&b), 1000));
	cr_assert(eq(sz, b.s->emitted_len, 1200));
	bench_free(&b);
}

Test(sink_step, forgets_a_story_when_nothing_came_of_it_for_long)
{
	struct bench b = bench_new();

	mention(&b);
	step(&b);
	b.s->now_ms += 90 * day_ms;
	(void)tick(&b);
	cr_assert(eq(sz, map_len(b.s->state), 1));
	b.s->now_ms += 2 * 3600 * 1000;
	(void)tick(&b);
	cr_assert(eq(sz, map_len(b.s->state), 0));
	cr_assert(eq(u64, sink_counts(b.sink)->forgotten, 1));
	bench_free(&b);
}

Test(sink_step, does_not_forget_what_is_held)
{
	struct bench b = bench_new();

	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 200 * day_ms;
	step(&b);
	b.s->now_ms += 150 * day_ms;
	(void)tick(&b);
	cr_assert(eq(sz, map_len(b.s->state), 1));
	bench_free(&b);
}

/* --- later looks ---------------------------------------------------------------------------- */

Test(sink_step, asks_for_a_later_look_at_the_page_of_what_it_publishes)
{
	struct bench b = bench_new();
	struct want w;
	struct err err;

	sink_look_after(b.sink, 3600000);
	b.story.ext.text_from = STORY_PAGE;
	b.story.ext.url = VIEW("https://news.example/ferry.html");
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0), "a story that no route takes");
	b.story.version = 2;
	mention(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	const struct fake_emitted *look = &b.s->emitted[1];
	cr_assert(eq(int, look->topic, TOPIC_FETCH));
	cr_assert(view_eq(look->key, VIEW("news.example")));
	cr_assert(want_decode(look->value, b.a, &w, &err), "%s", err.text);
	cr_assert(eq(i64, w.not_before, b.s->now_ms + 3600000));
	cr_assert(eq(u64, sink_counts(b.sink)->looks, 1));
	/* The topic has it already. */
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	/* A kill ends it. */
	b.story.version = 3;
	b.story.status = STORY_CANCELED;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 3));
	bench_free(&b);
}

Test(sink_step, asks_for_a_look_when_the_embargo_is_over)
{
	struct bench b = bench_new();

	sink_look_after(b.sink, 3600000);
	b.story.ext.text_from = STORY_PAGE;
	b.story.ext.url = VIEW("https://news.example/ferry.html");
	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 1000;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0));
	b.s->now_ms += 1000;
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(eq(int, b.s->emitted[1].topic, TOPIC_FETCH));
	bench_free(&b);
}

/* --- state ---------------------------------------------------------------------------------- */

Test(sink_step, takes_over_the_state_of_the_format_before)
{
	struct bench b = bench_new();
	struct view same;
	struct err err;

	cr_assert(b.w.upgrade(b.w.self, VIEW("k"), VIEW("state"), &same, &err));
	cr_assert(view_eq(same, VIEW("state")));
	cr_assert(b.w.second->upgrade == b.w.upgrade);
	bench_free(&b);
}

Test(sink_step, refuses_a_record_without_a_value)
{
	struct bench b = bench_new();
	struct stage_record in = { .key = b.story.uri };
	struct err err = { 0 };

	cr_assert(not(fake_stage_step(b.s, &b.w, &in, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(eq(str, err.text, "a record without a key or a value is no story"));
	bench_free(&b);
}

Test(sink_step, names_the_held_story_that_cannot_be_sent)
{
	struct bench b = bench_new();
	struct delivery d = { .latest = { 1, 0 },
			      .changed_at = b.s->now_ms,
			      .held_until = b.s->now_ms - 1,
			      .held_value = VIEW("odd") };
	int64_t wait;
	struct err err = { 0 };

	headers_set(&d.held_headers, b.a, VIEW("ce_id"), VIEW("urn:x:1"));
	remember(&b, VIEW("urn:x:1"), &d);
	cr_assert(not(b.w.timer(b.w.self, b.s, &wait, &err)));
	cr_assert(eq(int, err.fate, ERR_STOP));
	cr_assert(eq(str, err.text,
		     "held story urn:x:1: header ce_id names no version: \"urn:x:1\""));
	bench_free(&b);
}
