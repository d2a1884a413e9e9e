/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "sink/delivery.h"

enum { ARENA_BYTES = 1024 * 1024, OUT_MAX = 64 * 1024 };

static const struct view topics[] = { VIEW_INIT("news.a"), VIEW_INIT("news.b"),
				      VIEW_INIT("news.c") };
static const struct delivery_names none = { NULL, 0 }, a_only = { topics, 1 },
				   b_only = { topics + 1, 1 }, both = { topics, 2 };
static const struct headers no_headers;

/* A story and the memory of it, driven by hand. */
struct desk {
	struct arena *a;
	struct delivery memory;
	bool remembered, elsewhere;
	instant_ms now;
	struct delivery_plan plan;
};

static void desk_init(struct desk *d)
{
	*d = (struct desk){ .a = arena_new(ARENA_BYTES), .now = 1000 };
}

static void desk_done(struct desk *d)
{
	arena_free(d->a);
}

static struct delivery_record record(int version, enum story_status status)
{
	return (struct delivery_record){ .version = { version, 0 },
					 .status = status,
					 .embargo = INSTANT_NONE,
					 .headers = &no_headers,
					 .value = VIEW("{}") };
}

/* Decides, and remembers through the text, so that each test proves that too. Returns the
 * topics that it went to, with commas. */
static struct view deliver(struct desk *d, const struct delivery_record *r,
			   struct delivery_names matched)
{
	const struct delivery_names known = { topics, 2 };
	struct view sent = VIEW("");
	struct err err;
	BUF(out, OUT_MAX);

	delivery_decide(d->remembered ? &d->memory : NULL, r, matched, known,
			d->elsewhere, d->now, d->a, &d->plan);
	if (d->plan.changed) {
		delivery_encode(&d->plan.next, &out);
		cr_assert(delivery_decode(arena_copy(d->a, buf_view(&out)), d->a,
					  &d->memory, &err),
			  "%.*s", VIEW_ARG(buf_view(&out)));
		d->remembered = true;
	}
	for (size_t i = 0; i < d->plan.topics_len; i++)
		sent = arena_printf(d->a, "%.*s%s%.*s", VIEW_ARG(sent), i ? "," : "",
				    VIEW_ARG(d->plan.topics[i]));
	return sent;
}

static struct view version(struct desk *d, int n, struct delivery_names matched)
{
	struct delivery_record r = record(n, STORY_USABLE);

	return deliver(d, &r, matched);
}

static struct view kill(struct desk *d, int n)
{
	struct delivery_record r = record(n, STORY_CANCELED);

	return deliver(d, &r, none);
}

static struct view embargoed(struct desk *d, int n, instant_ms until,
			     struct delivery_names matched)
{
	struct delivery_record r = record(n, STORY_USABLE);

	r.embargo = until;
	return deliver(d, &r, matched);
}

Test(delivery, sends_a_version_once_to_each_topic_that_matches)
{
	struct desk d;

	desk_init(&d);
	cr_assert(view_eq(version(&d, 1, both), VIEW("news.a,news.b")));
	cr_assert(eq(int, d.plan.fate, DELIVERY_PUBLISHED));
	cr_assert(eq(sz, version(&d, 1, both).len, 0));
	cr_assert(eq(int, d.plan.fate, DELIVERY_DUPLICATE));
	cr_assert(not(d.plan.changed));
	desk_done(&d);
}

Test(delivery, remembers_nothing_of_what_no_topic_wants)
{
	struct desk d;

	desk_init(&d);
	cr_assert(eq(sz, version(&d, 1, none).len, 0));
	cr_assert(eq(int, d.plan.fate, DELIVERY_FILTERED));
	cr_assert(not(d.plan.changed));
	desk_done(&d);
}

Test(delivery, sends_a_correction_to_topics_that_got_the_story_though_it_matches_no_more)
{
	struct desk d;

	desk_init(&d);
	(void)version(&d, 1, a_only);
	cr_assert(view_eq(version(&d, 2, b_only), VIEW("news.a,news.b")));
	cr_assert(view_eq(version(&d, 3, none), VIEW("news.a,news.b")));
	desk_done(&d);
}

Test(delivery, sends_a_kill_and_a_withdrawal_to_topics_that_got_the_story_and_no_others)
{
	struct desk d;

	desk_init(&d);
	(void)version(&d, 1, a_only);
	cr_assert(view_eq(kill(&d, 2), VIEW("news.a")));
	struct delivery_record r = record(3, STORY_WITHHELD);
	cr_assert(view_eq(deliver(&d, &r, none), VIEW("news.a")));
	desk_done(&d);
}

Test(delivery, never_sends_an_older_version)
{
	struct desk d;

	desk_init(&d);
	(void)version(&d, 3, a_only);
	cr_assert(eq(sz, version(&d, 2, both).len, 0));
	cr_assert(eq(int, d.plan.fate, DELIVERY_DUPLICATE));
	cr_assert(not(d.plan.changed));
	desk_done(&d);
}

Test(delivery, lets_nothing_older_come_after_a_kill_that_nobody_got)
{
	struct desk d;

	desk_init(&d);
	cr_assert(eq(sz, kill(&d, 2).len, 0));
	cr_assert(eq(int, d.plan.fate, DELIVERY_FILTERED));
	cr_assert(eq(sz, version(&d, 1, both).len, 0));
	cr_assert(view_eq(version(&d, 3, both), VIEW("news.a,news.b")));
	desk_done(&d);
}

Test(delivery, sends_a_revision_of_the_same_version)
{
	struct desk d;

	desk_init(&d);
	(void)version(&d, 2, a_only);
	struct delivery_record r = record(2, STORY_USABLE);
	r.version.revision = 1;
	cr_assert(view_eq(deliver(&d, &r, a_only), VIEW("news.a")));
	cr_assert(eq(sz, version(&d, 2, a_only).len, 0));
	desk_done(&d);
}

Test(delivery, sends_the_same_version_to_a_topic_that_matches_only_now)
{
	struct desk d;

	desk_init(&d);
	(void)version(&d, 1, a_only);
	cr_assert(view_eq(version(&d, 1, both), VIEW("news.b")));
	desk_done(&d);
}

Test(delivery, sends_nothing_to_a_topic_that_is_configured_no_more)
{
	struct desk d;
	struct err err;

	desk_init(&d);
	cr_assert(delivery_decode(VIEW("5 1.0 -\nnews.a 1.0\nnews.c 1.0\n\n"), d.a,
				  &d.memory, &err));
	d.remembered = true;
	cr_assert(view_eq(version(&d, 2, none), VIEW("news.a")));
	cr_assert(eq(sz, d.memory.topics_len, 2));
	cr_assert(eq(int, d.memory.topics[1].got.version, 1));
	desk_done(&d);
}

Test(delivery, holds_an_embargoed_story_whole_until_its_time)
{
	struct desk d;
	struct headers h = { 0 };

	desk_init(&d);
	headers_set(&h, d.a, VIEW("ce_id"), VIEW("urn:x#1.0"));
	headers_set(&h, d.a, VIEW("kw-status"), VIEW("usable"));
	headers_set(&h, d.a, VIEW("kw-embargo"), VIEW("1970-01-01T00:00:05Z"));
	struct delivery_record r = record(1, STORY_USABLE), held;
	struct err err;
	r.headers = &h;
	r.embargo = 5000;
	r.value = VIEW("{\"a\":\n\n1}");
	cr_assert(eq(sz, deliver(&d, &r, a_only).len, 0));
	cr_assert(eq(int, d.plan.fate, DELIVERY_HELD));
	cr_assert(eq(i64, d.memory.held_until, 5000));

	d.now = 5000;
	cr_assert(
	    delivery_record_of(&d.memory.held_headers, d.memory.held_value, &held, &err));
	cr_assert(view_eq(held.value, r.value));
	cr_assert(eq(i64, held.embargo, 5000));
	cr_assert(eq(sz, held.headers->len, 3));
	cr_assert(view_eq(deliver(&d, &held, a_only), VIEW("news.a")));
	cr_assert(eq(i64, d.memory.held_until, INSTANT_NONE));
	cr_assert(eq(sz, version(&d, 1, a_only).len, 0));
	desk_done(&d);
}

Test(delivery, does_not_hold_what_no_topic_wants)
{
	struct desk d;

	desk_init(&d);
	(void)embargoed(&d, 1, 5000, none);
	cr_assert(eq(int, d.plan.fate, DELIVERY_FILTERED));
	cr_assert(not(d.plan.changed));
	desk_done(&d);
}

Test(delivery, lets_a_newer_version_take_the_place_of_a_held_one)
{
	struct desk d;

	desk_init(&d);
	(void)embargoed(&d, 1, 5000, a_only);
	(void)embargoed(&d, 2, 9000, a_only);
	cr_assert(eq(i64, d.memory.held_until, 9000));
	cr_assert(eq(int, d.memory.latest.version, 2));
	cr_assert(view_eq(version(&d, 3, a_only), VIEW("news.a")));
	cr_assert(eq(i64, d.memory.held_until, INSTANT_NONE));
	desk_done(&d);
}

Test(delivery, drops_a_held_story_when_it_is_killed_withheld_or_matches_no_more)
{
	struct desk d;

	for (int way = 0; way < 3; way++) {
		desk_init(&d);
		(void)embargoed(&d, 1, 5000, a_only);
		struct delivery_record r = record(2, STORY_WITHHELD);
		if (way == 0)
			cr_assert(eq(sz, kill(&d, 2).len, 0));
		else if (way == 1)
			cr_assert(eq(sz, deliver(&d, &r, none).len, 0));
		else
			cr_assert(eq(sz, embargoed(&d, 2, 5000, none).len, 0));
		cr_assert(eq(i64, d.memory.held_until, INSTANT_NONE));
		cr_assert(eq(int, d.plan.fate, DELIVERY_FILTERED));
		cr_assert(eq(sz, embargoed(&d, 1, 5000, a_only).len, 0));
		cr_assert(eq(i64, d.memory.held_until, INSTANT_NONE));
		desk_done(&d);
	}
}

Test(delivery, holds_an_embargoed_update_while_topics_keep_the_version_before)
{
	struct desk d;

	desk_init(&d);
	(void)version(&d, 1, a_only);
	cr_assert(eq(sz, embargoed(&d, 2, 5000, none).len, 0));
	cr_assert(eq(int, d.plan.fate, DELIVERY_HELD));
	d.now = 6000;
	cr_assert(view_eq(embargoed(&d, 2, 5000, none), VIEW("news.a")));
	desk_done(&d);
}

Test(delivery, does_not_hold_back_a_kill)
{
	struct desk d;

	desk_init(&d);
	(void)version(&d, 1, a_only);
	struct delivery_record r = record(2, STORY_CANCELED);
	r.embargo = 5000;
	cr_assert(view_eq(deliver(&d, &r, none), VIEW("news.a")));
	desk_done(&d);
}

Test(delivery, reads_version_status_and_embargo_from_headers)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct headers h = { 0 };
	struct delivery_record r;
	struct err err = { 0 };

	cr_assert(not(delivery_record_of(&h, VIEW(""), &r, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	cr_assert(strstr(err.text, "ce_id") != NULL);
	headers_set(&h, a, VIEW("ce_id"), VIEW("urn:x#4.2"));
	cr_assert(not(delivery_record_of(&h, VIEW(""), &r, &err)));
	cr_assert(strstr(err.text, "kw-status") != NULL);
	headers_set(&h, a, VIEW("kw-status"), VIEW("withheld"));
	headers_set(&h, a, VIEW("kw-embargo"), VIEW("soon"));
	cr_assert(not(delivery_record_of(&h, VIEW(""), &r, &err)));
	cr_assert(strstr(err.text, "kw-embargo") != NULL);
	headers_set(&h, a, VIEW("kw-embargo"), VIEW("1970-01-01T00:00:01Z"));
	cr_assert(delivery_record_of(&h, VIEW("x"), &r, &err));
	cr_assert(eq(int, r.version.version, 4));
	cr_assert(eq(int, r.version.revision, 2));
	cr_assert(eq(int, r.status, STORY_WITHHELD));
	cr_assert(eq(i64, r.embargo, 1000));
}

Test(delivery, holds_no_header_that_would_break_its_text)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct delivery d = { .latest = { 1, 0 },
			      .held_until = 7,
			      .held_value = VIEW("v") },
			back;
	struct err err;
	BUF(out, OUT_MAX);

	d.held_headers.items[0] = (struct header){ VIEW("a b"), VIEW("1") };
	d.held_headers.items[1] = (struct header){ VIEW("c"), VIEW("x\ny") };
	d.held_headers.items[2] = (struct header){ VIEW(""), VIEW("1") };
	d.held_headers.len = 3;
	delivery_encode(&d, &out);
	cr_assert(delivery_decode(buf_view(&out), a, &back, &err));
	cr_assert(eq(sz, back.held_headers.len, 1));
	cr_assert(view_eq(headers_get(&back.held_headers, VIEW("c")), VIEW("xy")));
	cr_assert(view_eq(back.held_value, VIEW("v")));
}

Test(delivery, stops_at_a_damaged_state)
{
	static const char *const damaged[] = {
		"",
		"x",
		"5",
		"5 1.0",
		"5 1.0 x\n\n",
		"5 1 -\n\n",
		"5 1.0 -\n",
		"5 1.0 -\nnews.a\n\n",
		"5 1.0 -\n\nmore",
		"x 1.0 -\n\n",
		"5 1.0 7\n\n",
		"5 1.0 7\n\na b\n",
	};
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct delivery d;

	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
		struct err err = { 0 };
		cr_assert(not(delivery_decode(view_of(damaged[i]), a, &d, &err)), "%zu",
			  i);
		cr_assert(eq(int, err.fate, ERR_STOP));
	}
}

Test(delivery, peeks_at_what_a_look_through_needs)
{
	instant_ms held, changed;

	cr_assert(delivery_peek(VIEW("5 1.0 -\n…"), &held, &changed));
	cr_assert(eq(i64, held, INSTANT_NONE));
	cr_assert(eq(i64, changed, 5));
	cr_assert(delivery_peek(VIEW("5 1.0 99\n"), &held, &changed));
	cr_assert(eq(i64, held, 99));
	cr_assert(not(delivery_peek(VIEW("nonsense"), &held, &changed)));
}
