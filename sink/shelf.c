/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/shelf.h"

#include <stdlib.h>

#include "common/base/mem.h"

enum {
	AGE_MAX = 2000, /* stories that lose their sample, or go, in one transaction */
	AGES = 16,      /* looks in a window */
	STATE_BYTES = 1024 * 1024,
};

#define AGE_EVERY_MS (60 * 60 * (int64_t)1000)

/* The stories of one route. */
struct group {
	char *route;
	struct clusters *clusters;
	size_t stored; /* while it is put together: how many are yet to come */
};

struct shelf {
	int32_t partition;
	size_t stories_max;
	int64_t window_ms;
	bool fresh; /* as the state is */
	struct group *groups;
	size_t groups_len;
	int64_t last; /* the largest number that was given */
	/* The state that was written last: it is gone when the step was undone after all. */
	struct buf last_key;
	const char *last_value;
	struct buf value; /* of a story that loses its sample */
};

struct shelf *shelf_new(int32_t partition, size_t stories_max, int64_t window_ms)
{
	struct shelf *s = mem_new(sizeof *s);

	s->partition = partition;
	buf_init(&s->last_key, STATE_BYTES);
	buf_init(&s->value, STATE_BYTES);
	shelf_limit(s, stories_max, window_ms);
	return s;
}

static void clear(struct shelf *s)
{
	for (size_t i = 0; i < s->groups_len; i++) {
		clusters_free(s->groups[i].clusters);
		free(s->groups[i].route);
	}
	free(s->groups);
	s->groups = NULL;
	s->groups_len = 0;
	s->last = 0;
	s->last_value = NULL;
}

void shelf_free(struct shelf *s)
{
	if (!s)
		return;
	clear(s);
	buf_done(&s->last_key);
	buf_done(&s->value);
	free(s);
}

int32_t shelf_partition(const struct shelf *s)
{
	return s->partition;
}

void shelf_limit(struct shelf *s, size_t stories_max, int64_t window_ms)
{
	s->stories_max = stories_max;
	s->window_ms = window_ms;
	s->fresh = false;
}

void shelf_spoil(struct shelf *s)
{
	s->fresh = false;
}

size_t shelf_len(const struct shelf *s)
{
	size_t len = 0;

	for (size_t i = 0; i < s->groups_len; i++)
		len += clusters_len(s->groups[i].clusters);
	return len;
}

static struct group *find_group(struct shelf *s, struct view route)
{
	for (size_t i = 0; i < s->groups_len; i++)
		if (view_eq(view_of(s->groups[i].route), route))
			return &s->groups[i];
	return NULL;
}

static struct group *group_of(struct shelf *s, struct view route)
{
	struct group *known = find_group(s, route);

	if (known)
		return known;
	s->groups = mem_grow(s->groups, s->groups_len + 1, sizeof *s->groups);
	struct group *g = &s->groups[s->groups_len++];
	g->route = mem_raw(route.len + 1);
	memcpy(g->route, route.p, route.len);
	g->route[route.len] = '\0';
	g->clusters = clusters_new(s->stories_max);
	g->stored = 0;
	return g;
}

/* --- putting together --------------------------------------------------------------------- */

struct entry {
	struct view route, uri, value;
	int64_t number;
};

static int by_number(const void *a, const void *b)
{
	int64_t x = ((const struct entry *)a)->number;
	int64_t y = ((const struct entry *)b)->number;

	return x < y ? -1 : x > y;
}

static bool split_key(struct view key, struct view *ret_route, struct view *ret_uri)
{
	*ret_uri = key;
	return view_next(ret_uri, ' ', ret_route) && ret_uri->p;
}

/* The stories that still have a sample. */
static bool list_entries(struct shelf *s, struct stage *stage, struct entry **ret,
			 size_t *ret_len, struct err *err)
{
	struct entry *list = NULL;
	size_t len = 0, room = 0;
	struct view key;
	struct member m;

	for (size_t i = 0;;) {
		struct entry e;
		if (!stage_state_each(stage, s->partition, &i, &key, &e.value))
			break;
		if (!split_key(key, &e.route, &e.uri) || !member_peek(e.value, &m)) {
			free(list);
			return err_set(err, ERR_STOP, "state of a cluster is damaged");
		}
		e.number = m.story.number;
		if (e.number > s->last)
			s->last = e.number;
		if (m.packed.len == 0)
			continue;
		group_of(s, e.route)->stored++;
		if (len == room) {
			room = room ? room * 2 : 1024;
			list = mem_grow(list, room, sizeof *list);
		}
		list[len++] = e;
	}
	*ret = list;
	*ret_len = len;
	return true;
}

/* Is the last state that was written still there? A step that was undone has taken it away,
 * and with it what the shelf has of it. */
static bool is_undone(struct shelf *s, struct stage *stage)
{
	struct view value;

	if (!s->last_value)
		return false;
	return !stage_state_get(stage, s->partition, buf_view(&s->last_key), &value) ||
	       value.p != s->last_value;
}

bool shelf_ready(struct shelf *s, struct stage *stage, struct err *err)
{
	struct entry *list = NULL;
	size_t len = 0;

	if (s->fresh && !is_undone(s, stage))
		return true;
	clear(s);
	if (!list_entries(s, stage, &list, &len, err))
		return false;
	if (len)
		qsort(list, len, sizeof *list, by_number);
	/* If there is room for fewer than there was: the latest. */
	for (size_t i = 0; i < len; i++) {
		struct group *g = group_of(s, list[i].route);
		struct member m;
		if (g->stored-- <= s->stories_max && member_peek(list[i].value, &m) &&
		    member_id(list[i].uri, &m.story.id))
			clusters_restore(g->clusters, &m.story, m.packed);
	}
	free(list);
	s->fresh = true;
	return true;
}

/* --- taking out --------------------------------------------------------------------------- */

struct taking {
	struct shelf *shelf;
	struct stage *stage;
	struct view route;
	struct arena *arena;
	struct err err;
	bool ok;
};

/* The sample goes, the rest stays. */
static void drop_sample(void *self, const struct cluster_id *id)
{
	struct taking *t = self;
	struct shelf *s = t->shelf;
	struct view key = member_key(t->route, member_uri(id, t->arena), t->arena), value;
	struct member m;

	if (!t->ok || !stage_state_get(t->stage, s->partition, key, &value))
		return;
	t->ok = member_decode(value, t->arena, &m, &t->err);
	if (!t->ok)
		return;
	m.packed = (struct view){ NULL, 0 };
	m.story.joins_len = 0;
	buf_clear(&s->value);
	member_encode(&m, &s->value);
	stage_state_put(t->stage, s->partition, key, buf_view(&s->value));
	if (view_eq(key, buf_view(&s->last_key)))
		s->last_value = NULL;
}

static bool take_old(struct shelf *s, struct stage *stage, const struct group *g,
		     instant_ms before, struct arena *a, size_t *ret_taken,
		     struct err *err)
{
	struct taking t = { .shelf = s,
			    .stage = stage,
			    .route = view_of(g->route),
			    .arena = a,
			    .ok = true };

	*ret_taken = clusters_take_old(g->clusters, before, AGE_MAX, drop_sample, &t);
	if (!t.ok)
		*err = t.err;
	return t.ok;
}

/* Those whose clusters are the oldest go before their time. */
static bool make_room(struct shelf *s, struct stage *stage, struct view route,
		      struct arena *a, struct err *err)
{
	const struct group *g = group_of(s, route);
	instant_ms now = stage_now_ms(stage);
	size_t taken = 0;

	for (int64_t window = s->window_ms / 2; clusters_full(g->clusters); window /= 2)
		if (!take_old(s, stage, g, window ? now - window : INT64_MAX, a, &taken,
			      err))
			return false;
	return true;
}

static bool forget(struct shelf *s, struct stage *stage, instant_ms before,
		   struct arena *a, uint64_t *forgotten, bool *ret_all, struct err *err)
{
	struct view key, value, *old = NULL;
	size_t len = 0;

	for (size_t i = 0; stage_state_each(stage, s->partition, &i, &key, &value);) {
		struct view route, uri;
		struct member m;
		struct cluster known;
		if (!split_key(key, &route, &uri) || !member_peek(value, &m))
			return err_set(err, ERR_STOP, "state of a cluster is damaged");
		if (m.story.latest < before && len < AGE_MAX &&
		    !shelf_describe(s, route, &m, &known))
			*ARENA_PUSH(a, old, len) = arena_copy(a, key);
	}
	for (size_t i = 0; i < len; i++) {
		stage_state_put(stage, s->partition, old[i], VIEW(""));
		if (view_eq(old[i], buf_view(&s->last_key)))
			s->last_value = NULL;
	}
	*forgotten += len;
	*ret_all = len < AGE_MAX;
	return true;
}

bool shelf_age(struct shelf *s, struct stage *stage, int64_t forget_after_ms,
	       struct arena *a, instant_ms *ret_next, uint64_t *forgotten,
	       struct err *err)
{
	instant_ms now = stage_now_ms(stage);
	int64_t every = s->window_ms / AGES;
	bool all = false;

	if (!shelf_ready(s, stage, err))
		return false;
	*ret_next = now + (every < AGE_EVERY_MS ? every : AGE_EVERY_MS);
	for (size_t i = 0; i < s->groups_len; i++) {
		size_t taken;
		if (!take_old(s, stage, &s->groups[i], now - s->window_ms, a, &taken,
			      err))
			return false;
		if (taken >= AGE_MAX) {
			*ret_next = now;
			return true;
		}
	}
	if (!forget(s, stage, now - forget_after_ms, a, forgotten, &all, err))
		return false;
	if (!all)
		*ret_next = now;
	return true;
}

/* --- a story ------------------------------------------------------------------------------ */

void shelf_expect(struct shelf *s, struct view route, const struct shingles *text)
{
	struct group *g = find_group(s, route);

	if (g)
		clusters_expect(g->clusters, text);
}

bool shelf_add(struct shelf *s, struct stage *stage, struct view route, struct member *m,
	       const struct shingles *text, struct arena *a, struct err *err)
{
	struct clusters *c = group_of(s, route)->clusters;
	char *packed = arena_raw(a, SHINGLES_PACKED);
	struct cluster known;

	if (m->packed.len == 0 || !clusters_describe(c, m->story.number, &known)) {
		if (!make_room(s, stage, route, a, err))
			return false;
		m->story.number = ++s->last;
		m->story.joins_len = 0;
	}
	m->story.latest = stage_now_ms(stage);
	clusters_add(c, &m->story, text);
	m->packed = view_at(packed, shingles_pack(text, packed));
	clusters_lend(c, m->story.number, m->packed);
	/* Until it is stored: if that is not to be, all is put together again. */
	s->fresh = false;
	return true;
}

bool shelf_describe(struct shelf *s, struct view route, const struct member *m,
		    struct cluster *ret)
{
	return m->packed.len > 0 &&
	       clusters_describe(group_of(s, route)->clusters, m->story.number, ret);
}

bool shelf_repeats(struct shelf *s, struct view route, const struct member *m)
{
	return m->packed.len > 0 &&
	       clusters_repeats(group_of(s, route)->clusters, m->story.number);
}

bool shelf_store(struct shelf *s, struct stage *stage, struct view route, struct view key,
		 const struct member *m, struct buf *value, struct err *err)
{
	struct clusters *c = group_of(s, route)->clusters;
	struct view stored;
	struct member lent;
	struct cluster known;

	buf_clear(value);
	member_encode(m, value);
	stage_state_put(stage, s->partition, key, buf_view(value));
	buf_clear(&s->last_key);
	(void)buf_add(&s->last_key, key);
	s->last_value = NULL;
	/* Not there when the stage rejects the record: all is put together again. */
	s->fresh = stage_state_get(stage, s->partition, key, &stored) &&
		   view_eq(stored, buf_view(value));
	if (!s->fresh)
		return true;
	if (!member_peek(stored, &lent))
		return err_set(err, ERR_STOP, "state of a cluster is damaged");
	s->last_value = stored.p;
	if (lent.packed.len && clusters_describe(c, m->story.number, &known))
		clusters_lend(c, m->story.number, lent.packed);
	return true;
}
