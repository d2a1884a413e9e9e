/* SPDX-License-Identifier: Apache-2.0 */
/*
 * route - which public topics a story goes to, and why.
 *
 * Routes are rules over what the headers of a record say, so nothing is decoded to decide.
 * They come from config/routes.d (README.md says how they are written), lie in an arena and
 * do not change. Matching is pure, allocates nothing and costs about 20 ns a condition.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/instant.h"
#include "common/service/settings.h"
#include "common/story/headers.h"

enum { ROUTE_TOPICS_MAX = 64, ROUTES_MAX = 1000, ROUTE_CLUSTERED_MAX = 64 };

/* A public topic as the routes' files describe it. */
struct route_topic {
	const char *name;     /* "news.kurils", without prefix */
	int64_t retention_ms; /* 0: the usual for public topics; -1: for ever */
	bool compact;         /* keeps each story's last version */
};

/* A set of topics: bit i is topic i of route_topics(). */
typedef uint64_t route_set;

struct routes;

/* Loads the files *.yaml of a folder. False if it added errors to `e`. Everything lies in
 * the arena. A topic that a route names and no file describes has the usual life. */
NODISCARD bool routes_load(const char *folder, struct arena *a, struct routes **ret,
			   struct settings_errors *e);
/* The same for one text that is said to be `file`. */
NODISCARD bool routes_load_text(const char *file, struct view text, struct arena *a,
				struct routes **ret, struct settings_errors *e);

/* Which copies of one text a route sends on. */
enum route_copies {
	ROUTE_COPIES_UNASKED, /* it does not ask which stories are copies */
	ROUTE_COPIES_ALL,     /* each, with what is known of its cluster */
	ROUTE_COPIES_FIRST,   /* the one that came first */
	ROUTE_COPIES_CHANGED, /* that one, and those that say something else or more */
};

/* A route that asks. No other route leads to its topics. */
struct route_clustered {
	struct view id;
	enum route_copies copies;
	route_set topics;
};

/* All that ask. */
const struct route_clustered *route_clustered(const struct routes *r, size_t *ret_len);

/* The one of this id, or NULL. */
const struct route_clustered *route_clustered_named(const struct routes *r,
						    struct view id);

/* All topics that routes lead to or files describe. */
const struct route_topic *route_topics(const struct routes *r, size_t *ret_len);

/* The topic of this name; 0 if there is none. */
route_set route_topic_named(const struct routes *r, struct view name);
/* The first `len` of either. */
route_set route_set_of(size_t len);

/* What routes decide by. Views look into the headers. */
struct route_facts {
	struct view about, tags, subjects, scores, language, feed, provider, status;
	instant_ms time; /* of the version, or INSTANT_NONE */
	instant_ms now;
};
void route_facts_of(const struct headers *h, instant_ms now, struct route_facts *ret);

/* The topics that a story with these facts goes to. A route that says nothing about the
 * status takes usable stories only. */
route_set route_match(const struct routes *r, const struct route_facts *facts);
/* The same in two parts: the topics that it goes straight to, and the routes that take it and
 * ask for clusters, bit i being that of route_clustered(). */
route_set route_split(const struct routes *r, const struct route_facts *facts,
		      route_set *ret_clustered);

/* What a condition names that lies elsewhere: in packs and feeds. */
enum route_ref {
	ROUTE_REF_PACK,  /* mentions */
	ROUTE_REF_TOPIC, /* about, score */
	ROUTE_REF_SUBJECT,
	ROUTE_REF_LANGUAGE,
	ROUTE_REF_FEED,
	ROUTE_REF_PROVIDER,
	ROUTE_REFS
};
typedef void route_ref_visit(void *self, enum route_ref what, struct view name,
			     struct setting_mark where);
/* Every such name, with its place in the file. */
void route_refs(const struct routes *r, route_ref_visit *visit, void *self);

/* Appends, for each route, whether it takes the story, and each of its conditions with what
 * it found:
 *   kurils → news.kurils: yes
 *     any_of: yes
 *       about kurils: no (peace_treaty)
 *       mentions kurils: yes                                                           */
void route_explain(const struct routes *r, const struct route_facts *facts,
		   struct buf *out);
