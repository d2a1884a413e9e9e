/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/sink_step.h"

#include "common/base/mem.h"
#include "common/story/ninjs.h"
#include "sink/delivery.h"
#include "sink/follow_up.h"
#include "sink/member.h"
#include "sink/ways.h"

enum {
	RECORD_BYTES =
	    32 * 1024 * 1024,           /* memory of one record, twice its largest size */
	STATE_BYTES = 16 * 1024 * 1024, /* the largest state: a story held whole */
	LOOK_MAX = 500,                 /* stories released or forgotten in one look */
	LOOK_BYTES = 32 * 1024 * 1024,  /* of those that are released, but for the last */
	LOOK_EVERY_MS = 60 * 60 * 1000,
	TIMER_EVERY_MS = 1000, /* so late at most is a story when its embargo is over */
};

/* A partition that is ours. */
struct part {
	int32_t number;
	instant_ms next_look;
};

struct sink {
	const struct routes *routes;
	int64_t forget_after_ms;
	struct matched *matched;
	struct follow_up *follow_up;
	struct ways ways;
	struct arena *arena; /* of one record */
	struct buf state;
	struct part *parts;
	size_t parts_len;
	struct sink_counts counts;
};

struct sink *sink_new(const struct routes *routes, struct matched_limits limits)
{
	struct sink *sink = mem_new(sizeof *sink);

	sink->matched = matched_new(routes, limits);
	sink->follow_up = follow_up_new();
	sink_reload(sink, routes, limits);
	sink->arena = arena_new(RECORD_BYTES);
	buf_init(&sink->state, STATE_BYTES);
	return sink;
}

void sink_reload(struct sink *sink, const struct routes *routes,
		 struct matched_limits limits)
{
	ways_init(&sink->ways, routes);
	memset(sink->counts.published, 0, sizeof sink->counts.published);
	sink->routes = routes;
	sink->forget_after_ms = limits.forget_after_ms;
	matched_reload(sink->matched, routes, limits);
}

void sink_free(struct sink *sink)
{
	if (!sink)
		return;
	matched_free(sink->matched);
	follow_up_free(sink->follow_up);
	arena_free(sink->arena);
	buf_done(&sink->state);
	free(sink->parts);
	free(sink);
}

void sink_look_after(struct sink *sink, int64_t ms)
{
	follow_up_look_after(sink->follow_up, ms);
}

const struct sink_counts *sink_counts(struct sink *sink)
{
	sink->counts.compared = matched_len(sink->matched);
	return &sink->counts;
}

/* --- partitions ------------------------------------------------------------------------ */

static struct part *part_of(struct sink *sink, int32_t number)
{
	for (size_t i = 0; i < sink->parts_len; i++)
		if (sink->parts[i].number == number)
			return &sink->parts[i];
	return NULL;
}

/* What was restored, or what an abort left, has to be looked through. */
static bool on_assigned(void *self, struct stage *s, int32_t partition, struct err *err)
{
	struct sink *sink = self;
	struct part *p = part_of(sink, partition);

	(void)err;
	if (stage_is_second(s, partition)) {
		matched_assigned(sink->matched, partition);
		return true;
	}
	if (!p) {
		sink->parts =
		    mem_grow(sink->parts, sink->parts_len + 1, sizeof *sink->parts);
		p = &sink->parts[sink->parts_len++];
		p->number = partition;
	}
	p->next_look = 0;
	return true;
}

static void on_revoked(void *self, struct stage *s, int32_t partition)
{
	struct sink *sink = self;
	struct part *p = part_of(sink, partition);

	follow_up_aborted(sink->follow_up);
	if (stage_is_second(s, partition))
		matched_revoked(sink->matched, partition);
	else if (p)
		*p = sink->parts[--sink->parts_len];
}

static void on_aborted(void *self, struct stage *s, int32_t partition)
{
	struct sink *sink = self;
	struct part *p = part_of(sink, partition);

	follow_up_aborted(sink->follow_up);
	if (stage_is_second(s, partition))
		matched_aborted(sink->matched, partition);
	else if (p)
		p->next_look = 0;
}

static void on_committed(void *self, struct stage *s)
{
	struct sink *sink = self;

	(void)s;
	follow_up_committed(sink->follow_up);
}

/* --- one record ------------------------------------------------------------------------ */

/* Where a record comes from and where its headers are. */
struct input {
	int32_t partition;
	struct view key, value;
	const struct headers *headers;
};

/* What became of a record on one of its ways. */
struct outcome {
	enum disposition what;
	bool is_public; /* it went to a public topic */
};

static bool take_matched(struct sink *sink, struct stage *s,
			 const struct stage_record *in, struct outcome *ret,
			 struct err *err)
{
	struct matched_counts counts = { .published = sink->counts.published };
	bool ok = matched_step(sink->matched, s, in, &counts, &ret->what, err);

	sink->counts.copies += counts.copies;
	sink->counts.withheld += counts.withheld;
	ret->is_public = counts.sent;
	return ok;
}

/* To the instance that sees all of a route's stories, which may be this one. One that is only
 * shown has a key of its own (ways.h), and still comes behind all that went to the route. */
static bool send_to_route(struct sink *sink, struct stage *s, const struct input *in,
			  struct view route, bool shown, struct outcome *ret,
			  struct err *err)
{
	int32_t to = stage_second_of(s, route);
	struct view key = shown ? ways_shown_key(route, sink->arena) : route;
	struct stage_record record = { .key = key, .value = in->value, .partition = to };

	if (!stage_owns(s, to)) {
		stage_emit(s, in->partition, TOPIC_MATCHED, NULL,
			   shown ? stage_partition_of(s, route) : -1, key, in->value,
			   in->headers);
		ret->what = shown ? DISPOSITION_FILTERED : DISPOSITION_PUBLISHED;
		return true;
	}
	record.headers = *in->headers;
	return take_matched(sink, s, &record, ret, err);
}

static void send_straight(struct sink *sink, struct stage *s, const struct input *in,
			  struct view topic)
{
	size_t len;
	const struct route_topic *topics = route_topics(sink->routes, &len);

	for (size_t i = 0; i < len; i++) {
		if (!view_eq(view_of(topics[i].name), topic))
			continue;
		sink->counts.published[i]++;
		stage_emit(s, in->partition, TOPIC_PUBLIC, topics[i].name, -1, in->key,
			   in->value, in->headers);
	}
}

/* The best of what became of it on its ways. */
static void add_outcome(struct outcome *all, const struct outcome *one)
{
	if (one->what == DISPOSITION_PUBLISHED || all->what == DISPOSITION_FILTERED)
		all->what = one->what;
	all->is_public |= one->is_public;
}

static bool send_to_routes(struct sink *sink, struct stage *s, const struct input *in,
			   const struct ways_taken *ways, struct outcome *all,
			   struct err *err)
{
	size_t len;
	const struct route_clustered *routes = route_clustered(sink->routes, &len);

	for (size_t i = 0; i < len; i++) {
		bool shown = ways->shown >> i & 1;
		struct outcome one = { .is_public = false };
		if (!shown && !(ways->routes >> i & 1))
			continue;
		if (!send_to_route(sink, s, in, routes[i].id, shown, &one, err))
			return false;
		add_outcome(all, &one);
	}
	return true;
}

static bool store(struct sink *sink, struct stage *s, const struct input *in,
		  const struct delivery *next, struct err *err)
{
	buf_clear(&sink->state);
	delivery_encode(next, &sink->state);
	if (sink->state.over)
		return err_set(err, ERR_REJECT,
			       "the story is too large to be held: over %d bytes",
			       STATE_BYTES);
	stage_state_put(s, in->partition, in->key, buf_view(&sink->state));
	struct part *p = part_of(sink, in->partition);
	if (p && next->held_until != INSTANT_NONE && next->held_until < p->next_look)
		p->next_look = next->held_until;
	return true;
}

/* A story that only routes have is remembered by them. */
static bool forget_here(const struct delivery *next, const struct ways_taken *ways,
			enum story_status status)
{
	return (ways->routes || ways->shown) && next->topics_len == 0 &&
	       next->held_until == INSTANT_NONE && status != STORY_CANCELED;
}

static bool remember(struct sink *sink, struct stage *s, const struct input *in,
		     const struct delivery_plan *plan, bool forget, struct err *err)
{
	if (!plan->changed)
		return true;
	if (!forget)
		return store(sink, s, in, &plan->next, err);
	stage_state_put(s, in->partition, in->key, VIEW(""));
	return true;
}

/* Decides and does it. `was` is NULL when nothing is remembered. */
static bool deliver(struct sink *sink, struct stage *s, const struct input *in,
		    struct delivery *was, enum disposition *ret, struct err *err)
{
	instant_ms now = stage_now_ms(s);
	struct delivery_record record;
	struct delivery_plan plan;
	struct ways_taken ways;

	if (!delivery_record_of(in->headers, in->value, &record, err))
		return false;
	ways_of(&sink->ways, &record, was, now, sink->arena, &ways);
	if (was)
		ways_drop_routes(was);
	delivery_decide(was, &record, ways.topics, ways_straight(&sink->ways),
			ways.routes || ways.shown, now, sink->arena, &plan);
	struct outcome all = { matched_disposition(plan.fate), plan.topics_len > 0 };
	for (size_t i = 0; i < plan.topics_len; i++)
		send_straight(sink, s, in, plan.topics[i]);
	if (plan.due && !send_to_routes(sink, s, in, &ways, &all, err))
		return false;
	if (all.is_public)
		sink->counts.looks += follow_up_note(sink->follow_up, s, in->partition,
						     in->value, in->headers);
	sink->counts.held += all.what == DISPOSITION_HELD;
	sink->counts.stale += all.what == DISPOSITION_DUPLICATE;
	*ret = all.what;
	return remember(sink, s, in, &plan, forget_here(&plan.next, &ways, record.status),
			err);
}

/* The record's own headers, or, for one that came without, those that its value gives. */
static bool headers_of(struct sink *sink, const struct stage_record *in,
		       struct headers *made, const struct headers **ret, struct err *err)
{
	struct story story;

	*ret = &in->headers;
	if (headers_get(&in->headers, VIEW("ce_id")).len)
		return true;
	if (!ninjs_decode(in->value, sink->arena, &story, err))
		return false;
	*made = in->headers;
	headers_of_story(made, sink->arena, &story, HEADERS_ENRICHED, VIEW(""));
	*ret = made;
	return true;
}

/* Of kw.matched. */
static bool on_second(struct sink *sink, struct stage *s, const struct stage_record *in,
		      struct err *err)
{
	struct outcome what;

	if (!take_matched(sink, s, in, &what, err))
		return false;
	if (what.is_public)
		sink->counts.looks += follow_up_note(sink->follow_up, s, in->partition,
						     in->value, &in->headers);
	stage_count(s, in->partition, what.what, 1);
	return true;
}

static bool on_record(void *self, struct stage *s, const struct stage_record *in,
		      struct err *err)
{
	struct sink *sink = self;
	struct input input = { in->partition, in->key, in->value, NULL };
	struct delivery was;
	struct headers made;
	struct view state;
	enum disposition what;

	if (stage_is_second(s, in->partition))
		return on_second(sink, s, in, err);
	arena_reset(sink->arena);
	if (in->key.len == 0 || in->value.len == 0)
		return err_set(err, ERR_REJECT,
			       "a record without a key or a value is no story");
	if (!headers_of(sink, in, &made, &input.headers, err))
		return false;
	bool remembered = stage_state_get(s, in->partition, in->key, &state);
	if (remembered && !delivery_decode(state, sink->arena, &was, err))
		return false;
	if (!deliver(sink, s, &input, remembered ? &was : NULL, &what, err))
		return false;
	stage_count(s, in->partition, what, 1);
	return true;
}

/* --- by time --------------------------------------------------------------------------- */

/* A held story whose embargo is over: it is decided anew, by the routes of today. */
static bool release(struct sink *sink, struct stage *s, int32_t partition,
		    struct view key, struct err *err)
{
	struct input input = { .partition = partition, .key = key };
	struct delivery was;
	struct view state;
	enum disposition what;

	if (!stage_state_get(s, partition, key, &state) ||
	    !delivery_decode(state, sink->arena, &was, err))
		return err_set(err, ERR_STOP, "state of the sink is damaged");
	input.headers = &was.held_headers;
	input.value = was.held_value;
	if (!deliver(sink, s, &input, &was, &what, err)) {
		err->fate = ERR_STOP;
		return err_prefix(err, "held story %.*s", VIEW_ARG(key));
	}
	sink->counts.released++;
	return true;
}

/* What one look through a partition found. */
struct found {
	struct view *due, *old;
	size_t due_len, old_len, due_bytes;
};

static bool find(struct sink *sink, struct stage *s, struct part *p, struct found *ret,
		 struct err *err)
{
	instant_ms now = stage_now_ms(s), next = now + LOOK_EVERY_MS, held, changed;
	struct view key, state;

	for (size_t i = 0; stage_state_each(s, p->number, &i, &key, &state);) {
		if (!delivery_peek(state, &held, &changed))
			return err_set(err, ERR_STOP, "state of the sink is damaged");
		bool due = held != INSTANT_NONE && held <= now;
		bool old = held == INSTANT_NONE && changed < now - sink->forget_after_ms;
		bool full = ret->due_len + ret->old_len >= LOOK_MAX ||
			    ret->due_bytes >= LOOK_BYTES;
		if ((due || old) && full) {
			next = now; /* the rest in the next transaction */
			break;
		}
		if (due) {
			ret->due_bytes += state.len;
			*ARENA_PUSH(sink->arena, ret->due, ret->due_len) =
			    arena_copy(sink->arena, key);
		} else if (old)
			*ARENA_PUSH(sink->arena, ret->old, ret->old_len) =
			    arena_copy(sink->arena, key);
		else if (held != INSTANT_NONE && held < next)
			next = held;
	}
	p->next_look = next;
	return true;
}

static bool look(struct sink *sink, struct stage *s, struct part *p, struct err *err)
{
	struct found found = { .due_len = 0 };

	arena_reset(sink->arena);
	if (!find(sink, s, p, &found, err))
		return false;
	for (size_t i = 0; i < found.due_len; i++)
		if (!release(sink, s, p->number, found.due[i], err))
			return false;
	for (size_t i = 0; i < found.old_len; i++)
		stage_state_put(s, p->number, found.old[i], VIEW(""));
	sink->counts.forgotten += found.old_len;
	return true;
}

static bool on_timer(void *self, struct stage *s, int64_t *ret_wait_ms, struct err *err)
{
	struct sink *sink = self;
	instant_ms now = stage_now_ms(s);
	int64_t wait = TIMER_EVERY_MS;

	for (size_t i = 0; i < sink->parts_len; i++) {
		struct part *p = &sink->parts[i];
		if (p->next_look <= now && !look(sink, s, p, err))
			return false;
		if (p->next_look - now < wait)
			wait = p->next_look > now ? p->next_look - now : 0;
	}
	struct matched_counts counts = { .published = sink->counts.published };
	if (!matched_timer(sink->matched, s, &wait, &counts, err))
		return false;
	sink->counts.forgotten += counts.forgotten;
	*ret_wait_ms = wait;
	return true;
}

/* What was written is the same. But a sink of the formats before would take a story that only
 * its routes remember for one that nobody has, and must not come to read it. */
static bool on_upgrade(void *self, struct view key, struct view value, struct view *ret,
		       struct err *err)
{
	(void)self;
	(void)key;
	(void)err;
	*ret = value;
	return true;
}

void sink_worker(struct sink *sink, struct stage_worker *ret)
{
	static const struct stage_input matched = { .topic = TOPIC_MATCHED,
						    .state = TOPIC_CLUSTER_STATE,
						    .state_format = MEMBER_FORMAT,
						    .upgrade = on_upgrade };

	*ret = (struct stage_worker){
		.name = "sink",
		.second = &matched,
		.input = TOPIC_ENRICHED,
		.state = TOPIC_SINK_STATE,
		.state_format = DELIVERY_FORMAT,
		.upgrade = on_upgrade,
		.self = sink,
		.step = on_record,
		.assigned = on_assigned,
		.revoked = on_revoked,
		.aborted = on_aborted,
		.committed = on_committed,
		.timer = on_timer,
	};
}
