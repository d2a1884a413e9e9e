/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/matched.h"

#include <stdlib.h>

#include "common/base/mem.h"
#include "common/story/json_text.h"
#include "sink/record_text.h"
#include "sink/shelf.h"
#include "sink/ways.h"

enum {
	RECORD_BYTES = 64 * 1024 * 1024, /* memory of one record */
	VALUE_BYTES = 32 * 1024 * 1024,
	STATE_BYTES = 1024 * 1024,
};

struct part {
	struct shelf *shelf;
	instant_ms next_age;
};

struct matched {
	const struct routes *routes;
	struct matched_limits limits;
	struct part *parts;
	size_t parts_len;
	struct arena *arena; /* of one record */
	struct buf state, value;
};

static size_t stories_of_route(const struct matched *m)
{
	size_t routes;

	(void)route_clustered(m->routes, &routes);
	size_t share = (size_t)m->limits.stories_max / (routes ? routes : 1);
	return share ? share : 1;
}

struct matched *matched_new(const struct routes *routes, struct matched_limits limits)
{
	struct matched *m = mem_new(sizeof *m);

	m->routes = routes;
	m->limits = limits;
	m->arena = arena_new(RECORD_BYTES);
	buf_init(&m->state, STATE_BYTES);
	buf_init(&m->value, VALUE_BYTES);
	return m;
}

void matched_free(struct matched *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->parts_len; i++)
		shelf_free(m->parts[i].shelf);
	free(m->parts);
	arena_free(m->arena);
	buf_done(&m->state);
	buf_done(&m->value);
	free(m);
}

void matched_reload(struct matched *m, const struct routes *routes,
		    struct matched_limits limits)
{
	m->routes = routes;
	m->limits = limits;
	for (size_t i = 0; i < m->parts_len; i++)
		shelf_limit(m->parts[i].shelf, stories_of_route(m), limits.window_ms);
}

/* --- partitions --------------------------------------------------------------------------- */

static struct part *part_of(struct matched *m, int32_t partition)
{
	for (size_t i = 0; i < m->parts_len; i++)
		if (shelf_partition(m->parts[i].shelf) == partition)
			return &m->parts[i];
	return NULL;
}

void matched_assigned(struct matched *m, int32_t partition)
{
	struct part *p = part_of(m, partition);

	if (!p) {
		m->parts = mem_grow(m->parts, m->parts_len + 1, sizeof *m->parts);
		p = &m->parts[m->parts_len++];
		p->shelf = shelf_new(partition, stories_of_route(m), m->limits.window_ms);
	}
	p->next_age = 0;
	shelf_spoil(p->shelf);
}

void matched_revoked(struct matched *m, int32_t partition)
{
	struct part *p = part_of(m, partition);

	if (!p)
		return;
	shelf_free(p->shelf);
	*p = m->parts[--m->parts_len];
}

void matched_aborted(struct matched *m, int32_t partition)
{
	struct part *p = part_of(m, partition);

	if (p)
		shelf_spoil(p->shelf);
}

size_t matched_len(const struct matched *m)
{
	size_t len = 0;

	for (size_t i = 0; i < m->parts_len; i++)
		len += shelf_len(m->parts[i].shelf);
	return len;
}

/* --- what is sent ------------------------------------------------------------------------- */

/* One record while it is decided. */
struct hand {
	struct part *part;
	const struct stage_record *in;
	const struct route_clustered *route;
	struct view id, uri, key; /* of the route, the story, its state */
	bool shown;               /* taken only if it is known */
	struct delivery_record record;
	struct record_text text;
	struct shingles shingles; /* of its body */
	bool compared;            /* it has one */
	struct member was, now;
	bool known;
	struct cluster cluster;
	bool described;
};

static void list_ids(const struct cluster *c, struct arena *a, struct view quote,
		     struct buf *out)
{
	for (size_t i = 0; i < c->ids_len; i++) {
		(void)buf_add(out, i ? VIEW(",") : VIEW(""));
		(void)buf_add(out, quote);
		(void)buf_add(out, member_uri(&c->ids[i], a));
		(void)buf_add(out, quote);
	}
}

/* "cluster":{"id":…,"first":…,"size":3,"sources":2}, */
static void add_cluster(const struct cluster *c, struct arena *a, struct buf *out)
{
	struct view first = member_uri(&c->ids[0], a);

	(void)buf_add(out, VIEW("\"cluster\":{\"id\":\""));
	(void)buf_add(out, first);
	(void)buf_add(out, VIEW("\",\"first\":\""));
	(void)buf_add(out, first);
	(void)buf_add(out, VIEW("\","));
	if (c->ids_len > 1) {
		(void)buf_add(out, VIEW("\"ids\":["));
		list_ids(c, a, VIEW("\""), out);
		(void)buf_add(out, VIEW("],"));
	}
	(void)buf_add(out, VIEW("\"size\":"));
	(void)buf_add_number(out, (int64_t)c->size);
	(void)buf_add(out, VIEW(",\"sources\":"));
	(void)buf_add_number(out, (int64_t)c->sources);
	(void)buf_add_byte(out, '}');
}

/* The bytes that came, with the cluster inside. */
static struct view value_of(struct matched *m, const struct hand *h)
{
	struct view bytes = h->in->value;
	size_t at = h->text.inside;

	if (!h->described || !at || h->text.has_cluster)
		return bytes;
	buf_clear(&m->value);
	(void)buf_add(&m->value, view_head(bytes, at));
	add_cluster(&h->cluster, m->arena, &m->value);
	if (view_trim(view_from(bytes, at)).p[0] != '}')
		(void)buf_add_byte(&m->value, ',');
	(void)buf_add(&m->value, view_from(bytes, at));
	return m->value.over ? bytes : buf_view(&m->value);
}

static struct view number_in(struct arena *a, size_t n)
{
	BUF(digits, 32);

	(void)buf_add_number(&digits, (int64_t)n);
	return arena_copy(a, buf_view(&digits));
}

static void headers_of(struct matched *m, const struct hand *h, struct headers *ret)
{
	BUF(ids, 4096);

	*ret = h->in->headers;
	if (!h->described || ret->len + 3 > HEADERS_MAX)
		return;
	list_ids(&h->cluster, m->arena, VIEW(""), &ids);
	headers_set(ret, m->arena, VIEW("kw-cluster"),
		    arena_copy(m->arena, buf_view(&ids)));
	headers_set(ret, m->arena, VIEW("kw-cluster-size"),
		    number_in(m->arena, h->cluster.size));
	headers_set(ret, m->arena, VIEW("kw-cluster-sources"),
		    number_in(m->arena, h->cluster.sources));
}

static void emit(struct matched *m, struct stage *s, const struct hand *h,
		 const struct delivery_plan *plan, struct matched_counts *counts)
{
	size_t len;
	const struct route_topic *topics = route_topics(m->routes, &len);
	struct headers headers;

	if (plan->topics_len == 0)
		return;
	struct view value = value_of(m, h);
	headers_of(m, h, &headers);
	for (size_t i = 0; i < plan->topics_len; i++)
		for (size_t t = 0; t < len; t++) {
			if (!view_eq(view_of(topics[t].name), plan->topics[i]))
				continue;
			counts->published[t]++;
			counts->sent = true;
			stage_emit(s, h->in->partition, TOPIC_PUBLIC, topics[t].name, -1,
				   h->uri, value, &headers);
		}
}

/* --- deciding ----------------------------------------------------------------------------- */

static bool take_in_hand(struct matched *m, const struct stage_record *in, struct hand *h,
			 struct err *err)
{
	struct view id = headers_get(&in->headers, VIEW("ce_id")), rest = id;

	*h = (struct hand){ .in = in, .part = part_of(m, in->partition) };
	MUST(h->part != NULL);
	if (!view_next(&rest, '#', &h->uri) || h->uri.len == 0 || in->key.len == 0)
		return err_set(err, ERR_REJECT, "no story of a route: ce_id \"%.*s\"",
			       VIEW_ARG(view_head(id, 128)));
	if (!delivery_record_of(&in->headers, in->value, &h->record, err))
		return false;
	/* It was held before it came here. */
	h->record.embargo = INSTANT_NONE;
	h->shown = ways_is_shown(in->key, &h->id);
	h->route = route_clustered_named(m->routes, h->id);
	return true;
}

/* Of a usable version, whose copies are looked for. */
static void read_text(struct matched *m, struct hand *h)
{
	/* What cannot be read goes on as it is. */
	if (!record_text_of(h->in->value, m->arena, &h->text))
		h->text = (struct record_text){ .inside = 0 };
	h->compared = h->record.status == STORY_USABLE && h->text.body.len > 0 &&
		      member_id(h->uri, &h->now.story.id);
	if (!h->compared)
		return;
	shingles_of(h->text.body, &h->shingles);
	shelf_expect(h->part->shelf, h->id, &h->shingles);
}

/* What is remembered of it. */
static bool recall(struct matched *m, struct stage *s, struct hand *h, struct err *err)
{
	struct view state;
	const struct cluster_id id = h->now.story.id;

	h->key = member_key(h->id, h->uri, m->arena);
	h->known = stage_state_get(s, h->in->partition, h->key, &state);
	if (h->known && !member_decode(state, m->arena, &h->was, err))
		return false;
	if (h->known)
		h->now = h->was;
	h->now.story.id = id;
	return true;
}

/* Looks for copies of its text. */
static bool compare(struct matched *m, struct stage *s, struct hand *h, struct err *err)
{
	struct shelf *shelf = h->part->shelf;

	if (!shelf_ready(shelf, s, err))
		return false;
	if (h->compared) {
		if (h->text.agency.len || !h->known)
			h->now.story.source = cluster_source(h->text.agency);
		if (!shelf_add(shelf, s, h->id, &h->now, &h->shingles, m->arena, err))
			return false;
	}
	h->described = shelf_describe(shelf, h->id, &h->now, &h->cluster);
	return true;
}

static bool is_wanted(const struct hand *h)
{
	struct shelf *shelf = h->part->shelf;

	if (!h->described || h->cluster.first)
		return true;
	switch (h->route->copies) {
	case ROUTE_COPIES_FIRST:
		return false;
	case ROUTE_COPIES_CHANGED:
		return !shelf_repeats(shelf, h->id, &h->now);
	case ROUTE_COPIES_ALL:
	case ROUTE_COPIES_UNASKED:
		break;
	}
	return true;
}

/* The route's topics: all that it may send to. */
static struct delivery_names names_of(struct matched *m, const struct hand *h)
{
	size_t len, n = 0;
	const struct route_topic *topics = route_topics(m->routes, &len);
	struct view *names = ARENA_ARRAY(m->arena, struct view, ROUTE_TOPICS_MAX);

	for (size_t i = 0; h->route && i < len; i++)
		if (h->route->topics >> i & 1)
			names[n++] = view_of(topics[i].name);
	return (struct delivery_names){ names, n };
}

enum disposition matched_disposition(enum delivery_fate fate)
{
	switch (fate) {
	case DELIVERY_PUBLISHED:
		return DISPOSITION_PUBLISHED;
	case DELIVERY_FILTERED:
		return DISPOSITION_FILTERED;
	case DELIVERY_HELD:
		return DISPOSITION_HELD;
	case DELIVERY_DUPLICATE:
		break;
	}
	return DISPOSITION_DUPLICATE;
}

static bool is_older(const struct hand *h)
{
	const struct delivery_version was = h->was.delivery.latest;
	const struct delivery_version now = h->record.version;

	return h->known && (now.version < was.version ||
			    (now.version == was.version && now.revision < was.revision));
}

static bool decide(struct matched *m, struct stage *s, struct hand *h,
		   struct matched_counts *counts, enum disposition *ret, struct err *err)
{
	struct delivery_names known = names_of(m, h), wanted = known;
	struct delivery_plan plan;

	if (!compare(m, s, h, err))
		return false;
	bool copy = h->described && !h->cluster.first;
	/* What takes a story back goes where the story went. */
	if (!is_wanted(h) || (h->known && h->record.status != STORY_USABLE))
		wanted.len = 0;
	counts->copies += copy && !h->known;
	counts->withheld += copy && !h->known && wanted.len == 0;
	delivery_decide(h->known ? &h->was.delivery : NULL, &h->record, wanted, known,
			false, stage_now_ms(s), m->arena, &plan);
	emit(m, s, h, &plan, counts);
	h->now.delivery = plan.next;
	*ret = matched_disposition(plan.fate);
	return shelf_store(h->part->shelf, s, h->id, h->key, &h->now, &m->state, err);
}

bool matched_step(struct matched *m, struct stage *s, const struct stage_record *in,
		  struct matched_counts *counts, enum disposition *ret, struct err *err)
{
	struct hand h;

	arena_reset(m->arena);
	if (!take_in_hand(m, in, &h, err))
		return false;
	*ret = DISPOSITION_FILTERED;
	if (!h.route)
		return true;
	read_text(m, &h);
	if (!recall(m, s, &h, err))
		return false;
	if (h.shown && !h.known)
		return true;
	if (!is_older(&h))
		return decide(m, s, &h, counts, ret, err);
	*ret = DISPOSITION_DUPLICATE;
	return true;
}

bool matched_timer(struct matched *m, struct stage *s, int64_t *ret_wait_ms,
		   struct matched_counts *counts, struct err *err)
{
	instant_ms now = stage_now_ms(s);

	for (size_t i = 0; i < m->parts_len; i++) {
		struct part *p = &m->parts[i];
		arena_reset(m->arena);
		if (p->next_age <= now &&
		    !shelf_age(p->shelf, s, m->limits.forget_after_ms, m->arena,
			       &p->next_age, &counts->forgotten, err))
			return false;
		if (p->next_age - now < *ret_wait_ms)
			*ret_wait_ms = p->next_age > now ? p->next_age - now : 0;
	}
	return true;
}
