/* SPDX-License-Identifier: Apache-2.0 */
/* The sink's step with routes that tell copies apart. */
#include "sink/ways.h"
#include "sink_bench.h"

static const char clustered[] =
    "routes:\n"
    "  - {id: a, to: news.a, copies: all, when: {mentions: kurils}}\n"
    "  - {id: b, to: news.b, when: {about: kurils}}\n";

Test(sink_step_routes, hands_stories_of_routes_that_ask_for_clusters_to_them_by_route)
{
	struct bench b = bench_with(clustered);

	mention(&b);
	struct stage_record in = record_of(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(int, last(&b)->topic, TOPIC_MATCHED));
	cr_assert(view_eq(last(&b)->key, VIEW("a")));
	cr_assert(view_eq(last(&b)->value, in.value));
	cr_assert(eq(sz, map_len(b.s->state), 0), "the route remembers it");
	cr_assert(eq(u64, b.s->counts[DISPOSITION_PUBLISHED], 1));
	bench_free(&b);
}

Test(sink_step_routes, shows_what_comes_later_to_routes_that_may_have_the_story)
{
	struct bench b = bench_with(clustered);
	struct view route;

	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0), "nobody can have what comes first");
	b.story.version = 2;
	step(&b);
	b.story.version = 3;
	b.story.status = STORY_CANCELED;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(eq(int, last(&b)->topic, TOPIC_MATCHED));
	cr_assert(ways_is_shown(last(&b)->key, &route));
	cr_assert(view_eq(route, VIEW("a")));
	cr_assert(eq(int, last(&b)->to_partition, FAKE_PARTITION_OF));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_FILTERED], 3));
	bench_free(&b);
}

Test(sink_step_routes, holds_an_embargoed_story_before_it_is_compared)
{
	struct bench b = bench_with(clustered);

	mention(&b);
	b.story.embargoed_until = b.s->now_ms + 1000;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 0));
	cr_assert(eq(sz, map_len(b.s->state), 1));
	b.s->now_ms += 1000;
	(void)tick(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(int, last(&b)->topic, TOPIC_MATCHED));
	cr_assert(eq(sz, map_len(b.s->state), 0), "the route remembers it");
	bench_free(&b);
}

Test(sink_step_routes, a_topic_that_begins_to_ask_for_clusters_still_gets_what_it_had)
{
	struct bench b = bench_new();

	mention(&b);
	step(&b);
	cr_assert(eq(int, last(&b)->topic, TOPIC_PUBLIC));
	reload(&b, clustered);
	b.story.version = 2;
	b.story.status = STORY_CANCELED;
	b.story.ext.mentions.len = 0;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(eq(int, last(&b)->topic, TOPIC_MATCHED));
	bench_free(&b);
}

Test(sink_step_routes, takes_what_it_would_hand_to_itself_at_once)
{
	struct bench b = bench_with(clustered);

	mention(&b);
	b.story.uri = uri_of(&b, 1);
	own_routes(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(int, last(&b)->topic, TOPIC_PUBLIC));
	cr_assert(view_eq(last(&b)->topic_name, VIEW("news.a")));
	/* Its offset fences a zombie that still sends for the same route. */
	cr_assert(eq(int, last(&b)->for_partition, 1));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_PUBLISHED], 1));
	/* A kill goes the same way, once. */
	b.story.version = 2;
	b.story.status = STORY_CANCELED;
	step(&b);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(view_eq(last(&b)->topic_name, VIEW("news.a")));
	bench_free(&b);
}

Test(sink_step_routes, what_is_shown_to_a_route_goes_out_if_it_knows_the_story)
{
	struct bench b = bench_with(clustered);

	own_routes(&b);
	b.story.uri = uri_of(&b, 1);
	b.story.version = 2;
	step(&b);
	cr_assert(eq(u64, b.s->counts[DISPOSITION_FILTERED], 1));
	cr_assert(eq(sz, map_len(b.s->state), 0));
	mention(&b);
	b.story.version = 3;
	step(&b);
	b.story.ext.mentions.len = 0;
	b.story.version = 4;
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 2));
	cr_assert(view_eq(last(&b)->topic_name, VIEW("news.a")));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_PUBLISHED], 2));
	cr_assert(eq(sz, map_len(b.s->state), 1), "only what its route remembers");
	bench_free(&b);
}

Test(sink_step_routes, reads_the_state_of_a_story_that_lists_routes)
{
	struct bench b = bench_with(clustered);
	struct delivery d = { .latest = { 1, 0 }, .held_until = INSTANT_NONE };

	*ARENA_PUSH(b.a, d.topics, d.topics_len) =
	    (struct delivery_topic){ VIEW("@a"), { 1, 0 } };
	remember(&b, b.story.uri, &d);
	b.story.version = 2;
	step(&b);
	cr_assert(eq(int, last(&b)->topic, TOPIC_MATCHED));
	cr_assert(view_eq(last(&b)->key, VIEW("a")));
	cr_assert(eq(sz, map_len(b.s->state), 0), "from now on the route remembers it");
	bench_free(&b);
}

Test(sink_step_routes, a_copy_that_its_only_route_does_not_want_is_filtered)
{
	static const char firsts[] =
	    "routes:\n"
	    "  - {id: a, to: news.a, copies: first, when: {mentions: kurils}}\n";
	static const char text[] =
	    "Iturup was shaken on Monday by a quake of magnitude five, the ministry "
	    "said, "
	    "and a ferry from Korsakov turned back before noon because of the high waves "
	    "that the storm had left between the islands.";
	struct bench b = bench_with(firsts);

	mention(&b);
	story_add_body(&b.story, b.a, VIEW("text/plain"), view_of(text));
	own_routes(&b);
	b.story.uri = uri_of(&b, 1);
	step(&b);
	b.story.uri = uri_of(&b, 2);
	step(&b);
	cr_assert(eq(sz, b.s->emitted_len, 1));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_PUBLISHED], 1));
	cr_assert(eq(u64, b.s->counts[DISPOSITION_FILTERED], 1));
	cr_assert(eq(u64, sink_counts(b.sink)->withheld, 1));
	bench_free(&b);
}

Test(sink_step_routes, takes_what_was_handed_over)
{
	struct bench b = bench_with(clustered);
	struct err err;

	mention(&b);
	b.story.uri = uri_of(&b, 1);
	struct stage_record in = record_of(&b);
	in.key = VIEW("a");
	b.s->second = true;
	assign(&b, 0);
	cr_assert(fake_stage_step(b.s, &b.w, &in, &err), "%s", err.text);
	cr_assert(view_eq(last(&b)->topic_name, VIEW("news.a")));
	cr_assert(view_eq(last(&b)->key, b.story.uri));
	cr_assert(eq(u64, sink_counts(b.sink)->published[0], 1));
	b.w.aborted(b.w.self, b.s, 0);
	b.w.revoked(b.w.self, b.s, 0);
	cr_assert(eq(sz, sink_counts(b.sink)->compared, 0));
	bench_free(&b);
}
