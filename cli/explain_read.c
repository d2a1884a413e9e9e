/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which story an address belongs to is what the parser remembers, under an id made of
 * provider and address; if that is gone, the stories themselves name their addresses. Every
 * topic is read once, raw documents by their headers alone.
 */
#include "cli/explain_parts.h"
#include "common/kafka/topics.h"
#include "common/story/identity.h"
#include "common/story/ninjs.h"
#include "common/story/url.h"
#include "fetcher/feed_state.h"
#include "parser/memory.h"
#include "sink/ways.h"

#define URI_PREFIX "urn:kurilwire:story:"

typedef void visitor(struct explained *x, struct view topic,
		     const struct stage_record *r);

struct visiting {
	struct explained *x;
	struct view topic;
	visitor *visit;
};

static bool visit_one(void *self, const struct stage_record *r, struct err *err)
{
	const struct visiting *v = self;

	(void)err;
	arena_reset(v->x->scratch);
	v->visit(v->x, v->topic, r);
	return true;
}

/* Hands all records of a topic to `visit`; a topic that is not there has none. State is
 * read from its beginning, whatever was asked for. */
static bool each(struct explained *x, enum topic topic, const char *public_name,
		 visitor *visit, struct err *err)
{
	AUTO(reader) reader = NULL;
	char name[TOPICS_NAME_MAX + 1];
	struct visiting v = {
		x, view_of(public_name ? public_name : topics_row(topic)->name), visit
	};
	bool state = topic != TOPIC_PUBLIC && topics_row(topic)->compact;

	if (!topics_name(&x->kafka, topic, public_name, name, err))
		return false;
	if (!reader_open(&x->kafka, name, state ? READER_BEGINNING : x->from, x->since_ms,
			 &reader, err))
		return err->fate == ERR_REJECT;
	return reader_each(reader, visit_one, &v, err);
}

static struct sighting *note(struct explained *x, struct sightings *list,
			     struct view topic, const struct stage_record *r)
{
	struct sighting *s = ARENA_PUSH(x->arena, list->items, list->len);

	s->topic = topic;
	s->partition = r->partition;
	s->offset = r->offset;
	s->at = r->timestamp_ms;
	s->value_bytes = r->value.len;
	for (size_t i = 0; i < r->headers.len; i++)
		headers_set(&s->headers, x->arena,
			    arena_copy(x->arena, r->headers.items[i].name),
			    arena_copy(x->arena, r->headers.items[i].value));
	return s;
}

/* --- which story ------------------------------------------------------------------------- */

static bool same_address(struct explained *x, struct view url)
{
	return x->url.len && url.len && view_eq(url_canonical(url, x->scratch), x->url);
}

/* The keys under which the parser remembers the address, at whatever provider. */
static void list_aliases(struct explained *x)
{
	for (size_t i = 0; i < feeds_len(x->feeds); i++) {
		struct view provider = feeds_at(x->feeds, i)->provider;
		struct story s;
		size_t len;

		if (i > 0 && view_eq(provider, feeds_at(x->feeds, i - 1)->provider))
			continue;
		story_init(&s);
		story_add_alt_id(&s, x->arena, VIEW("link"), x->url);
		struct view *ids = identity_keys(&s, provider, x->arena, &len);
		struct memory_key *keys = memory_keys(ids, len, x->arena);
		for (size_t k = 0; k < len; k++)
			*ARENA_PUSH(x->arena, x->aliases, x->aliases_len) =
			    view_at(keys[k].hex, MEMORY_HEX);
	}
}

/* Stories have their line under "s:", their other ids a pointer to it under "a:". */
static void see_alias(struct explained *x, struct view topic,
		      const struct stage_record *r)
{
	struct view hex = view_from(r->key, 2);

	(void)topic;
	if (r->value.len < 2)
		return;
	for (size_t i = 0; i < x->aliases_len; i++)
		if (view_eq(hex, x->aliases[i])) {
			if (r->key.p[0] == 'a')
				hex = view_from(r->value, 1);
			x->uri = arena_printf(x->arena, URI_PREFIX "%.*s", VIEW_ARG(hex));
			return;
		}
}

static void see_ledger(struct explained *x, struct view topic,
		       const struct stage_record *r)
{
	struct err err;

	(void)topic;
	if (view_starts(r->key, VIEW("s:")) && view_starts(x->uri, VIEW(URI_PREFIX)) &&
	    view_eq(view_from(r->key, 2), view_from(x->uri, sizeof URI_PREFIX - 1)))
		x->remembered = ledger_decode(view_from(r->value, 1), &x->ledger, &err);
}

/* --- the road ---------------------------------------------------------------------------- */

static bool names_address(struct explained *x, const struct story *s)
{
	for (size_t i = 0; i < s->alt_ids.len; i++)
		if (same_address(x, s->alt_ids.items[i].value))
			return true;
	return same_address(x, s->ext.url) && s->ext.text_from == STORY_PAGE;
}

/* A story by its key, or, as long as it is not known which one, by its addresses. */
static void see_story_in(struct explained *x, struct sightings *list, struct view topic,
			 const struct stage_record *r)
{
	struct story s;
	struct err err;

	if (x->uri.len && !view_eq(r->key, x->uri))
		return;
	if (!x->uri.len &&
	    (!ninjs_decode(r->value, x->scratch, &s, &err) || !names_address(x, &s)))
		return;
	if (!ninjs_decode(arena_copy(x->arena, r->value), x->arena, &s, &err))
		return;
	x->uri = s.uri;
	note(x, list, topic, r)->story = s;
}

static void see_story(struct explained *x, struct view topic,
		      const struct stage_record *r)
{
	see_story_in(x, &x->stories, topic, r);
}

static void see_enriched(struct explained *x, struct view topic,
			 const struct stage_record *r)
{
	see_story_in(x, &x->enriched, topic, r);
}

static void see_published(struct explained *x, struct view topic,
			  const struct stage_record *r)
{
	see_story_in(x, &x->published, topic, r);
}

static void see_delivery(struct explained *x, struct view topic,
			 const struct stage_record *r)
{
	struct err err;

	(void)topic;
	if (view_eq(r->key, x->uri))
		x->delivered =
		    delivery_decode(arena_copy(x->arena, view_from(r->value, 1)),
				    x->arena, &x->delivery, &err);
}

/* --- copies ------------------------------------------------------------------------------ */

/* Keyed by route, the story is in the headers. */
static void see_matched(struct explained *x, struct view topic,
			const struct stage_record *r)
{
	struct view uri, route, rest = headers_get(&r->headers, VIEW("ce_id"));

	/* What a route is only shown is in its state if it took it. */
	if (view_next(&rest, '#', &uri) && view_eq(uri, x->uri) &&
	    !ways_is_shown(r->key, &route))
		note(x, &x->matched, topic, r)->route = arena_copy(x->arena, r->key);
}

static struct membership *membership_of(struct explained *x, struct view route)
{
	for (size_t i = 0; i < x->memberships.len; i++)
		if (view_eq(x->memberships.items[i].route, route))
			return &x->memberships.items[i];
	struct membership *m =
	    ARENA_PUSH(x->arena, x->memberships.items, x->memberships.len);
	*m = (struct membership){ .route = arena_copy(x->arena, route) };
	return m;
}

/* What is compacted away later may come before what counts. */
static void see_member(struct explained *x, struct view topic,
		       const struct stage_record *r)
{
	struct view uri = r->key, route;
	struct member m;
	struct err err;

	(void)topic;
	if (!view_next(&uri, ' ', &route) || !view_eq(uri, x->uri) ||
	    !member_decode(arena_copy(x->arena, view_from(r->value, 1)), x->arena, &m,
			   &err))
		return;
	struct membership *known = membership_of(x, route);
	known->partition = r->partition;
	known->member = m;
}

/* The first story of a cluster is known by its number. */
static void see_first(struct explained *x, struct view topic,
		      const struct stage_record *r)
{
	struct view uri = r->key, route;
	struct member first;

	(void)topic;
	if (!view_next(&uri, ' ', &route) || !member_peek(view_from(r->value, 1), &first))
		return;
	for (size_t i = 0; i < x->memberships.len; i++) {
		struct membership *m = &x->memberships.items[i];
		const struct cluster_story *s = &m->member.story;
		if (view_eq(m->route, route) && m->partition == r->partition &&
		    s->joins_len > 0 && s->joins[0] == first.story.number)
			m->first = arena_copy(x->arena, uri);
	}
}

static bool read_copies(struct explained *x, struct err *err)
{
	return each(x, TOPIC_MATCHED, NULL, see_matched, err) &&
	       each(x, TOPIC_CLUSTER_STATE, NULL, see_member, err) &&
	       (x->memberships.len == 0 ||
		each(x, TOPIC_CLUSTER_STATE, NULL, see_first, err));
}

/* ----------------------------------------------------------------------------------------- */

static void see_wanted(struct explained *x, struct view topic,
		       const struct stage_record *r)
{
	struct page_state page;
	struct view name;
	struct err err;

	(void)topic;
	if (state_key_kind(r->key, &name) != STATE_PAGE || !same_address(x, name))
		return;
	x->wanted = r->value.len > 1 &&
		    page_state_decode(arena_copy(x->arena, view_from(r->value, 1)),
				      x->arena, &page, &err);
	x->page_attempts = x->wanted ? page.attempts : 0;
	x->page_error = x->wanted ? page.error : VIEW("");
}

static bool is_document_of(struct explained *x, const struct headers *h)
{
	struct view url = headers_get(h, VIEW("kw-url"));
	instant_ms at;

	if (same_address(x, url) ||
	    same_address(x, headers_get(h, VIEW("kw-requested-url"))))
		return true;
	if (!instant_parse(headers_get(h, VIEW("kw-fetched-at")), &at))
		return false;
	for (size_t i = 0; i < x->stories.len; i++) {
		const struct story_extension *e = &x->stories.items[i].story.ext;
		if (e->fetched_at == at && view_eq(e->url, url))
			return true;
	}
	return false;
}

static void see_raw(struct explained *x, struct view topic, const struct stage_record *r)
{
	if (is_document_of(x, &r->headers))
		(void)note(x, &x->raw, topic, r);
}

static void see_letter(struct explained *x, struct view topic,
		       const struct stage_record *r)
{
	if ((x->uri.len && view_eq(r->key, x->uri)) || is_document_of(x, &r->headers))
		(void)note(x, &x->letters, topic, r);
}

bool explain_read(struct explained *x, struct err *err)
{
	size_t len;
	const struct route_topic *topics = route_topics(x->routes, &len);

	if (x->url.len)
		list_aliases(x);
	if (x->url.len && !each(x, TOPIC_PARSE_STATE, NULL, see_alias, err))
		return false;
	if (!each(x, TOPIC_STORIES, NULL, see_story, err))
		return false;
	if (x->uri.len &&
	    (!each(x, TOPIC_PARSE_STATE, NULL, see_ledger, err) ||
	     !each(x, TOPIC_ENRICHED, NULL, see_enriched, err) ||
	     !each(x, TOPIC_SINK_STATE, NULL, see_delivery, err) || !read_copies(x, err)))
		return false;
	for (size_t i = 0; x->uri.len && i < len; i++)
		if (!each(x, TOPIC_PUBLIC, topics[i].name, see_published, err))
			return false;
	return each(x, TOPIC_FETCH_STATE, NULL, see_wanted, err) &&
	       each(x, TOPIC_RAW, NULL, see_raw, err) &&
	       each(x, TOPIC_DEAD_LETTER, NULL, see_letter, err);
}
