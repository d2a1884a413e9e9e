/* SPDX-License-Identifier: Apache-2.0 */
#include "intake_polls.h"

#define TWO_FEEDS                                                                   \
	ASIA "  - {id: world, provider: agency, url: \"https://a.example/world\", " \
	     "first_poll: all}\n"

static struct sent poll_world(const char *body, int64_t at)
{
	return (struct sent){
		.feed = "world", .url = "https://a.example/world", .body = body, .at = at
	};
}

Test(intake_providers, makes_one_story_of_one_in_two_feeds_of_a_provider)
{
	struct bench b = bench_new(TWO_FEEDS);

	bench_send(&b, poll(RSS(STORY_1)));
	bench_send(&b, poll_world(RSS(ITEM("<guid>w-1</guid><title>In Asia: harbour "
					   "opens</title><link>https://a.example/1#top"
					   "</link>")),
				  NOW + 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_DUPLICATE), 1));
	bench_send(
	    &b, poll_world(RSS(ITEM("<guid>w-1</guid><title>Changed</title>")), NOW + 2));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 1),
		  "the other feed's wording is no version");
	bench_free(&b);
}

Test(intake_providers, lets_no_provider_speak_for_another)
{
	struct bench b =
	    bench_new("providers: [{id: agency, name: A}, {id: rival, name: B}]\n"
		      "feeds: [{id: world, provider: agency, first_poll: all, "
		      "url: \"https://a.example/world\"},\n"
		      "  {id: rival, provider: rival, first_poll: all, "
		      "url: \"https://b.example/rss\"}]\n");

	bench_send(&b, poll_world(RSS(STORY_1), NOW));
	const struct story *first = bench_story(&b);
	cr_assert(first != NULL);
	bench_send(&b, (struct sent){ .provider = "rival",
				      .feed = "rival",
				      .url = "https://b.example/rss",
				      .body = RSS(STORY_1),
				      .at = NOW + 1 });
	const struct story *second = bench_story(&b);
	cr_assert(second != NULL);
	cr_expect(not(view_eq(first->uri, second->uri)),
		  "the same guid and link elsewhere");
	cr_expect(eq(i64, second->version, 1));
	bench_free(&b);
}

Test(intake_providers, lets_another_feed_take_over_when_a_storys_own_is_gone)
{
	struct bench b = bench_new(TWO_FEEDS);

	bench_send(&b, poll(RSS(STORY_1)));
	intake_configure(b.it,
			 feeds_of("providers: [{id: agency, name: The Agency}]\n"
				  "feeds: [{id: world, provider: agency, "
				  "url: \"https://a.example/world\"}]\n",
				  b.a),
			 DOCUMENT_LIMITS);
	const char *other = RSS(ITEM("<guid>1</guid><title>Asia: harbour opens</title>"));
	bench_send(&b, poll_world(other, NOW + 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 1));
	bench_send(&b, poll_world(other, NOW + 2));
	bench_send(
	    &b, poll_world(RSS(ITEM("<guid>1</guid><title>Corrected</title>")), NOW + 3));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 2));
	bench_free(&b);
}

Test(intake_providers, knows_the_stories_of_a_feed_that_has_a_new_name)
{
	struct bench b = bench_new(ASIA);

	bench_send(&b, poll(RSS(STORY_1)));
	intake_configure(b.it,
			 feeds_of("providers: [{id: agency, name: The Agency}]\n"
				  "feeds: [{id: far-east, was: asia, "
				  "provider: agency, first_poll: none, "
				  "url: \"https://a.example/asia\"}]\n",
				  b.a),
			 DOCUMENT_LIMITS);
	struct sent d = poll_at(RSS(STORY_1 OLD_STORY), NOW + 1);
	d.feed = "far-east";
	bench_send(&b, d);
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_UNCHANGED), 1));
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 2), "no first poll");
	d = poll_at(RSS(ITEM("<guid>1</guid><title>Corrected</title>")), NOW + 2);
	d.feed = "far-east";
	bench_send(&b, d);
	cr_assert(eq(u64, bench_count(&b, DISPOSITION_PUBLISHED), 3));
	bench_free(&b);
}
