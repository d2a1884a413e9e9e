/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/replay_before.h"

#include <stdlib.h>

#include "common/base/map.h"
#include "common/base/mem.h"
#include "common/kafka/reader.h"
#include "common/kafka/topics.h"
#include "sink/member.h"

enum { ARENA_BYTES = 64 * 1024 * 1024 };

struct replay_before {
	struct map *stories; /* uri → struct replay_story * */
	const struct routes *routes;
	struct arena *arena; /* of one record */
};

/* --- tags --------------------------------------------------------------------------------- */

/* FNV-1a, 64 bits. */
static uint64_t hash_more(uint64_t h, struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		h = (h ^ (unsigned char)v.p[i]) * UINT64_C(1099511628211);
	return (h ^ 0xFF) * UINT64_C(1099511628211);
}

/* The list of mentions, as it is written. */
static struct view mentions_of(struct view value)
{
	size_t at = view_find(value, VIEW("\"mentions\":["), 0);
	size_t end = at == VIEW_NONE ? VIEW_NONE : view_find(value, VIEW("}]"), at);

	return end == VIEW_NONE ? VIEW("") : view_head(view_from(value, at), end - at);
}

uint64_t replay_tags(const struct headers *h, struct view value)
{
	static const char *const names[] = { "kw-about", "kw-tags", "kw-subjects",
					     "kw-scores" };
	uint64_t n = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		n = hash_more(n, headers_get(h, view_of(names[i])));
	return hash_more(n, mentions_of(value));
}

/* --- reading ------------------------------------------------------------------------------ */

static bool each(struct replay_before *b, const struct kafka_settings *k,
		 enum topic topic, reader_visit *visit, struct err *err)
{
	AUTO(reader) reader = NULL;
	char name[TOPICS_NAME_MAX + 1];

	return topics_name(k, topic, NULL, name, err) &&
	       reader_open(k, name, READER_BEGINNING, 0, &reader, err) &&
	       reader_each(reader, visit, b, err);
}

static bool see_enriched(void *self, const struct stage_record *r, struct err *err)
{
	struct replay_before *b = self;
	struct replay_story now = { .topics = 0 };

	(void)err;
	if (!r->key.len || !headers_version(headers_get(&r->headers, VIEW("ce_id")),
					    &now.version, &now.revision))
		return true;
	struct replay_story *was = map_get(b->stories, r->key);
	if (was && (was->version > now.version ||
		    (was->version == now.version && was->revision > now.revision)))
		return true;
	if (!was) {
		was = mem_new(sizeof *was);
		(void)map_put(b->stories, r->key, was);
	}
	now.usable = view_eq(headers_get(&r->headers, VIEW("kw-status")), VIEW("usable"));
	now.tags = replay_tags(&r->headers, r->value);
	*was = now;
	return true;
}

/* All topics of a route that tells copies apart, which has the story whatever it made of it. */
static route_set topics_of_route(const struct routes *routes, struct view id)
{
	const struct route_clustered *route = route_clustered_named(routes, id);

	return route ? route->topics : 0;
}

/* A topic, or "@route" in a state of an earlier version. */
static route_set topics_named(const struct routes *routes, struct view name)
{
	if (view_starts(name, VIEW("@")))
		return topics_of_route(routes, view_from(name, 1));
	return route_topic_named(routes, name);
}

static bool see_delivery(void *self, const struct stage_record *r, struct err *err)
{
	struct replay_before *b = self;
	struct replay_story *story = map_get(b->stories, r->key);
	struct delivery d;

	if (!story)
		return true;
	arena_reset(b->arena);
	story->topics = 0;
	if (r->value.len == 0)
		return true;
	/* The stage's format number stands before it. */
	if (!delivery_decode(view_from(r->value, 1), b->arena, &d, err))
		return err_prefix(err, "%.*s", VIEW_ARG(r->key));
	for (size_t i = 0; i < d.topics_len; i++)
		story->topics |= topics_named(b->routes, d.topics[i].name);
	/* What is held goes out by the routes of its time. */
	if (d.held_until != INSTANT_NONE)
		story->topics = ~(route_set)0;
	return true;
}

/* What a route remembers of a story: it got it. */
static bool see_member(void *self, const struct stage_record *r, struct err *err)
{
	struct replay_before *b = self;
	struct view uri = r->key, route;

	(void)err;
	if (!view_next(&uri, ' ', &route) || !uri.p)
		return true;
	struct replay_story *story = map_get(b->stories, uri);
	route_set topics = topics_of_route(b->routes, route);
	if (story && r->value.len)
		story->topics |= topics;
	else if (story)
		story->topics &= ~topics;
	return true;
}

bool replay_before_read(const struct kafka_settings *settings,
			const struct routes *routes, struct replay_before **ret,
			struct err *err)
{
	AUTO(replay_before) b = mem_new(sizeof *b);

	b->stories = map_new();
	b->routes = routes;
	b->arena = arena_new(ARENA_BYTES);
	if (!each(b, settings, TOPIC_ENRICHED, see_enriched, err) ||
	    !each(b, settings, TOPIC_SINK_STATE, see_delivery, err) ||
	    !each(b, settings, TOPIC_CLUSTER_STATE, see_member, err))
		return false;
	*ret = TAKE(b);
	return true;
}

void replay_before_free(struct replay_before *b)
{
	struct view key;
	void *story;

	if (!b)
		return;
	for (size_t i = 0; map_each(b->stories, &i, &key, &story);)
		free(story);
	map_free(b->stories);
	arena_free(b->arena);
	free(b);
}

bool replay_before_find(const struct replay_before *b, struct view uri,
			struct replay_story *ret)
{
	const struct replay_story *story = map_get(b->stories, uri);

	if (story)
		*ret = *story;
	return story != NULL;
}
