/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "sink/ways.h"

enum { ARENA_BYTES = 1024 * 1024 };

static const char rules[] =
    "routes:\n"
    "  - {id: plain, to: [news.a, news.b], when: {mentions: kurils}}\n"
    "  - {id: first, to: news.first, copies: first, when: {mentions: kurils}}\n"
    "  - {id: other, to: [news.c, news.d], copies: all, when: {mentions: treaty}}\n";

enum { FIRST = 1, OTHER = 2 }; /* routes that tell copies apart, as bits */

struct desk {
	struct arena *a;
	struct settings_errors *e;
	struct ways ways;
	struct headers headers;
	struct delivery_record record;
	struct ways_taken taken;
};

/* A first version that `mentions` something. */
static struct desk desk_of(const char *mentions)
{
	struct desk d = { .a = arena_new(ARENA_BYTES), .e = settings_errors_new() };
	struct routes *routes;

	cr_assert(routes_load_text("x.yaml", view_of(rules), d.a, &routes, d.e));
	ways_init(&d.ways, routes);
	headers_set(&d.headers, d.a, VIEW("kw-tags"), view_of(mentions));
	headers_set(&d.headers, d.a, VIEW("kw-status"), VIEW("usable"));
	d.record =
	    (struct delivery_record){ .version = { 1, 0 }, .status = STORY_USABLE };
	return d;
}

static void desk_done(struct desk *d)
{
	settings_errors_free(d->e);
	arena_free(d->a);
}

static void take(struct desk *d, const struct delivery *was)
{
	d->record.headers = &d->headers;
	ways_of(&d->ways, &d->record, was, 0, d->a, &d->taken);
}

static struct delivery got(struct desk *d, const char *name)
{
	struct delivery was = { .held_until = INSTANT_NONE };

	*ARENA_PUSH(d->a, was.topics, was.topics_len) =
	    (struct delivery_topic){ view_of(name), { 1, 0 } };
	return was;
}

Test(ways, lead_straight_to_topics_and_to_routes_that_tell_copies_apart)
{
	struct desk d = desk_of("kurils");

	take(&d, NULL);
	cr_assert(eq(sz, d.taken.topics.len, 2));
	cr_assert(view_eq(d.taken.topics.items[0], VIEW("news.a")));
	cr_assert(view_eq(d.taken.topics.items[1], VIEW("news.b")));
	cr_assert(eq(u64, d.taken.routes, FIRST));
	cr_assert(eq(u64, d.taken.shown, 0));
	cr_assert(eq(sz, ways_straight(&d.ways).len, 2));
	desk_done(&d);
}

Test(ways, what_is_not_the_first_sending_is_shown_to_the_other_routes)
{
	struct desk d = desk_of("kurils");

	d.record.version.version = 2;
	take(&d, NULL);
	cr_assert(eq(u64, d.taken.routes, FIRST));
	cr_assert(eq(u64, d.taken.shown, OTHER));
	d.record.version = (struct delivery_version){ 1, 1 };
	take(&d, NULL);
	cr_assert(eq(u64, d.taken.shown, OTHER));
	d.record.version = (struct delivery_version){ 1, 0 };
	d.record.status = STORY_CANCELED;
	take(&d, NULL);
	cr_assert(eq(u64, d.taken.shown, OTHER));
	desk_done(&d);
}

Test(ways, a_route_got_what_its_topics_got)
{
	struct desk d = desk_of("nothing");
	struct delivery was = got(&d, "news.d");

	take(&d, &was);
	cr_assert(eq(u64, d.taken.routes, OTHER));
	cr_assert(eq(sz, d.taken.topics.len, 0));
	desk_done(&d);
}

Test(ways, states_that_list_routes_are_understood_and_lose_them)
{
	struct desk d = desk_of("nothing");
	struct delivery was = got(&d, "@first");

	*ARENA_PUSH(d.a, was.topics, was.topics_len) =
	    (struct delivery_topic){ VIEW("news.a"), { 1, 0 } };
	take(&d, &was);
	cr_assert(eq(u64, d.taken.routes, FIRST));
	ways_drop_routes(&was);
	cr_assert(eq(sz, was.topics_len, 1));
	cr_assert(view_eq(was.topics[0].name, VIEW("news.a")));
	desk_done(&d);
}

Test(ways, the_key_of_what_is_shown_names_no_route_but_tells_it)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct view key = ways_shown_key(VIEW("first"), a), route;

	cr_assert(not(view_eq(key, VIEW("first"))));
	cr_assert(ways_is_shown(key, &route));
	cr_assert(view_eq(route, VIEW("first")));
	cr_assert(not(ways_is_shown(VIEW("first"), &route)));
	cr_assert(view_eq(route, VIEW("first")));
}
