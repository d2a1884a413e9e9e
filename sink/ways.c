/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/ways.h"

#define MARK \
	"@" /* before a route's id, where a route is told from a topic or another record */

void ways_init(struct ways *w, const struct routes *routes)
{
	size_t topics_len, clustered_len;
	const struct route_topic *topics = route_topics(routes, &topics_len);
	const struct route_clustered *clustered = route_clustered(routes, &clustered_len);
	route_set by_route = 0;

	*w = (struct ways){ .routes = routes };
	for (size_t i = 0; i < clustered_len; i++)
		by_route |= clustered[i].topics;
	for (size_t i = 0; i < topics_len; i++)
		if (!(by_route >> i & 1)) {
			w->straight[w->straight_len++] = view_of(topics[i].name);
			w->straight_set |= (route_set)1 << i;
		}
}

struct delivery_names ways_straight(const struct ways *w)
{
	return (struct delivery_names){ w->straight, w->straight_len };
}

static struct delivery_names names_of(const struct ways *w, route_set topics,
				      struct arena *a)
{
	size_t all_len, len = 0;
	const struct route_topic *all = route_topics(w->routes, &all_len);
	struct view *names = ARENA_ARRAY(a, struct view, ROUTE_TOPICS_MAX);

	for (size_t i = 0; i < all_len; i++)
		if (topics >> i & 1)
			names[len++] = view_of(all[i].name);
	return (struct delivery_names){ names, len };
}

/* A topic that was led to straight and is now by way of a route is one that got the story all
 * the same. */
static route_set routes_that_got(const struct ways *w, const struct delivery *was)
{
	size_t len;
	const struct route_clustered *clustered = route_clustered(w->routes, &len);
	route_set found = 0;

	for (size_t t = 0; was && t < was->topics_len; t++) {
		struct view name = was->topics[t].name, id;
		bool by_name = ways_is_shown(name, &id);
		route_set topic = route_topic_named(w->routes, name);
		for (size_t i = 0; i < len; i++)
			if ((by_name && view_eq(id, clustered[i].id)) ||
			    clustered[i].topics & topic)
				found |= (route_set)1 << i;
	}
	return found;
}

static bool is_first_sending(const struct delivery_record *r)
{
	return r->version.version <= 1 && r->version.revision == 0 &&
	       r->status == STORY_USABLE;
}

void ways_of(const struct ways *w, const struct delivery_record *record,
	     const struct delivery *was, instant_ms now, struct arena *a,
	     struct ways_taken *ret)
{
	struct route_facts facts;
	route_set routes;
	size_t len;

	(void)route_clustered(w->routes, &len);
	route_facts_of(record->headers, now, &facts);
	route_set topics = route_split(w->routes, &facts, &routes);
	routes |= routes_that_got(w, was);
	ret->topics = names_of(w, topics & w->straight_set, a);
	ret->routes = routes;
	ret->shown = is_first_sending(record) ? 0 : route_set_of(len) & ~routes;
}

struct view ways_shown_key(struct view route, struct arena *a)
{
	return arena_printf(a, MARK "%.*s", VIEW_ARG(route));
}

bool ways_is_shown(struct view key, struct view *ret_route)
{
	bool shown = view_starts(key, VIEW(MARK));

	*ret_route = view_from(key, shown ? sizeof MARK - 1 : 0);
	return shown;
}

void ways_drop_routes(struct delivery *d)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->topics_len; i++)
		if (!view_starts(d->topics[i].name, VIEW(MARK)))
			d->topics[kept++] = d->topics[i];
	d->topics_len = kept;
}
