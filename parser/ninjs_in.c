/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ninjs of others: 1.x ("headline", "body_text", "person"), 2.x ("headlines", "contenttype") and 3.x
 * ("contentType"); member names are compared without regard to case, which makes one reader
 * of all three. A document is one item, a list of items, items one behind the other, or
 * items within the answer of a service ("items", "_items", "data", "item").
 */
#include <stdlib.h>

#include "common/story/url.h"
#include "parser/formats.h"
#include "parser/ninjs_parts.h"
#include "parser/wire_text.h"

enum { WRAPPERS_MAX = 4 }; /* objects around an item */

const struct json_node *ninjs_get(const struct json_node *n, const char *const *names)
{
	if (!n || n->kind != JSON_OBJECT)
		return NULL;
	for (; *names; names++)
		for (const struct json_node *c = n->first; c; c = c->next)
			if (view_eq_nocase(c->key, view_of(*names)))
				return c;
	return NULL;
}

struct view ninjs_text_of(const struct ninjs_item *it, const struct json_node *n)
{
	return n && (n->kind == JSON_STRING || n->kind == JSON_WORD)
		   ? view_trim(json_text(n, it->t->a))
		   : (struct view){ NULL, 0 };
}

struct view ninjs_line_of(const struct ninjs_item *it, struct view v)
{
	return feed_line(it->t, v, FEED_GUESS);
}

int64_t ninjs_number_of(const struct ninjs_item *it, const struct json_node *n)
{
	int64_t number;

	return view_to_i64(ninjs_text_of(it, n), &number) ? number : 0;
}

/* ---- lists of concepts ---- */

/* "code" behind the address of its scheme, or an address of its own. */
static struct view uri_of(const struct ninjs_item *it, const struct json_node *n)
{
	struct view uri = TEXT(it, n, "uri");
	struct view scheme = TEXT(it, n, "scheme"), code = TEXT(it, n, "code", "literal");

	if (url_is_web(uri) || !url_is_web(scheme) || code.len == 0)
		return uri;
	char last = scheme.p[scheme.len - 1];
	return arena_printf(it->t->a, "%.*s%s%.*s", VIEW_ARG(scheme),
			    last == '/' || last == '#' || last == '=' ? "" : "/",
			    VIEW_ARG(code));
}

static void read_subjects(struct ninjs_item *it)
{
	for (const struct json_node *n =
		 ninjs_first_of(GET(it->node, "subjects", "subject"));
	     n; n = n->next) {
		struct view name =
		    n->kind == JSON_STRING ? ninjs_text_of(it, n) : TEXT(it, n, "name");
		wire_subject(it->s, it->t, name, TEXT(it, n, "literal", "code", "qcode"),
			     uri_of(it, n));
	}
	const struct json_node *keywords = GET(it->node, "keywords");
	if (keywords && keywords->kind == JSON_STRING)
		feed_keywords_add(it->s, it->t, ninjs_text_of(it, keywords));
	for (const struct json_node *n = ninjs_first_of(keywords); n; n = n->next)
		wire_subject(it->s, it->t, ninjs_text_of(it, n), (struct view){ NULL, 0 },
			     (struct view){ NULL, 0 });
}

static bool is_author(struct view rel)
{
	return ninjs_holds(rel, "author") || ninjs_holds(rel, "byline") ||
	       ninjs_holds(rel, "creator") || ninjs_holds(rel, "writer");
}

static void read_by(struct ninjs_item *it)
{
	struct story *s = it->s;
	struct view by = TEXT(it, it->node, "by", "byline");

	by = ninjs_line_of(it, by);
	if (by.len)
		wire_text_byline(s, by, it->t->a);
	if (by.len && s->by.len == 0)
		s->by = by;
	for (const struct json_node *n =
		 ninjs_first_of(GET(it->node, "bylines", "authors"));
	     n; n = n->next) {
		struct view name = n->kind == JSON_STRING ? ninjs_text_of(it, n)
							  : TEXT(it, n, "by", "name");
		wire_text_byline(s, ninjs_line_of(it, name), it->t->a);
	}
}

static void read_people(struct ninjs_item *it)
{
	for (const struct json_node *n =
		 ninjs_first_of(GET(it->node, "people", "persons", "person"));
	     n; n = n->next) {
		struct view rel = TEXT(it, n, "rel", "role");
		struct view name = ninjs_line_of(it, TEXT(it, n, "name"));
		struct story_concept *c = story_add_person(it->s, it->t->a, name,
							   is_author(rel) ? VIEW("author")
							   : rel.len      ? rel
								     : VIEW("about"));
		if (c)
			c->uri = uri_of(it, n);
	}
	for (const struct json_node *n = ninjs_first_of(
		 GET(it->node, "organisations", "organisation", "organizations"));
	     n; n = n->next) {
		struct view rel = TEXT(it, n, "rel");
		struct story_concept *c = story_add_organisation(
		    it->s, it->t->a, ninjs_line_of(it, TEXT(it, n, "name")),
		    rel.len ? rel : VIEW("about"));
		if (c)
			c->uri = uri_of(it, n);
	}
}

/* A number with its fraction; JSON has no other places for degrees. */
static bool degrees_of(const struct ninjs_item *it, const struct json_node *n,
		       double *ret)
{
	struct view v = ninjs_text_of(it, n);
	char text[32];

	if (v.len == 0 || v.len >= sizeof text)
		return false;
	memcpy(text, v.p, v.len);
	text[v.len] = '\0';
	char *end;
	*ret = strtod(text, &end);
	return *end == '\0' && *ret >= -180 && *ret <= 180;
}

static void read_point(const struct ninjs_item *it, const struct json_node *place,
		       struct story_concept *c)
{
	const struct json_node *geometry = GET(place, "geojson", "geometry_geojson");
	const struct json_node *at = ninjs_first_of(GET(geometry, "coordinates"));
	double longitude, latitude;

	if (!view_eq_nocase(TEXT(it, geometry, "type"), VIEW("Point")) || !at ||
	    !degrees_of(it, at, &longitude) || !degrees_of(it, at->next, &latitude) ||
	    latitude < -90 || latitude > 90)
		return;
	c->has_point = true;
	c->longitude = longitude;
	c->latitude = latitude;
}

static void read_places(struct ninjs_item *it)
{
	for (const struct json_node *n = ninjs_first_of(GET(it->node, "places", "place"));
	     n; n = n->next) {
		struct view rel = TEXT(it, n, "rel");
		struct story_concept *c = story_add_place(
		    it->s, it->t->a, ninjs_line_of(it, TEXT(it, n, "name")),
		    rel.len ? rel : VIEW("about"));
		if (!c)
			continue;
		c->uri = uri_of(it, n);
		read_point(it, n, c);
	}
}

static void read_sources(struct ninjs_item *it)
{
	struct story *s = it->s;

	for (const struct json_node *n =
		 ninjs_first_of(GET(it->node, "infosources", "infosource"));
	     n; n = n->next) {
		struct view role = TEXT(it, n, "role", "rel");
		(void)story_add_source(s, it->t->a,
				       ninjs_line_of(it, TEXT(it, n, "name")),
				       role.len ? role : VIEW("agency"));
	}
	(void)story_add_source(
	    s, it->t->a, ninjs_line_of(it, TEXT(it, it->node, "source")), VIEW("agency"));
	for (const struct json_node *n = ninjs_first_of(GET(it->node, "genres", "genre"));
	     n; n = n->next)
		(void)story_add_genre(s, it->t->a,
				      n->kind == JSON_STRING
					  ? ninjs_text_of(it, n)
					  : TEXT(it, n, "name", "code"));
}

/* ---- the item ---- */

static void read_ids(struct ninjs_item *it)
{
	struct story *s = it->s;
	const struct json_node *ids = GET(it->node, "altids");

	story_add_alt_id(s, it->t->a, VIEW("guid"),
			 TEXT(it, it->node, "uri", "guid", "_id"));
	for (const struct json_node *n = ninjs_first_of(ids); n; n = n->next)
		story_add_alt_id(s, it->t->a, VIEW("agency"),
				 n->kind == JSON_OBJECT ? TEXT(it, n, "value")
							: ninjs_text_of(it, n));
}

static void read_management(struct ninjs_item *it)
{
	struct story *s = it->s;
	const struct json_node *n = it->node;

	s->provider_version = TEXT(it, n, "version");
	s->type = wire_type(TEXT(it, n, "type"));
	s->status = wire_status(TEXT(it, n, "pubstatus"));
	s->language = feed_language(it->t->a, TEXT(it, n, "language"));
	s->urgency = wire_urgency(TEXT(it, n, "urgency"));
	s->version_created = wire_date(s, it->t, TEXT(it, n, "versioncreated"));
	s->first_created =
	    wire_date(s, it->t, TEXT(it, n, "firstcreated", "firstpublished"));
	s->content_created = wire_date(s, it->t, TEXT(it, n, "contentcreated"));
	s->embargoed_until =
	    wire_date(s, it->t, TEXT(it, n, "embargoeduntil", "embargoed", "embargo"));
	s->expires = wire_date(s, it->t, TEXT(it, n, "expires"));
}

static void read_lines(struct ninjs_item *it)
{
	struct story *s = it->s;
	const struct json_node *n = it->node;

	s->slugline = ninjs_line_of(it, TEXT(it, n, "slugline", "slug"));
	s->located = ninjs_line_of(it, TEXT(it, n, "located"));
	if (s->located.len == 0)
		s->located =
		    ninjs_line_of(it, TEXT(it, GET(n, "dateline"), "text", "located"));
	if (s->located.len == 0)
		s->located =
		    ninjs_line_of(it, TEXT(it, n, "dateline", "datelinelocation"));
	s->ed_note = ninjs_line_of(it, TEXT(it, n, "ednote", "editornote"));
	s->usage_terms = ninjs_line_of(it, TEXT(it, n, "usageterms"));
	s->copyright_holder = ninjs_line_of(it, TEXT(it, n, "copyrightholder"));
	s->copyright_notice = ninjs_line_of(it, TEXT(it, n, "copyrightnotice"));
}

static void read_item(struct ninjs_item *it)
{
	read_ids(it);
	read_management(it);
	read_lines(it);
	ninjs_read_headline(it);
	read_by(it);
	read_people(it);
	read_places(it);
	read_subjects(it);
	read_sources(it);
	ninjs_read_descriptions(it);
	ninjs_read_bodies(it);
	ninjs_read_files(it);
}

static bool is_item(const struct json_node *n)
{
	return n && n->kind == JSON_OBJECT &&
	       GET(n, "uri", "headline", "headlines", "bodies", "body_text", "body_html",
		   "body_xhtml", "altids") &&
	       !GET(n, "items", "_items");
}

/* ---- documents ---- */

struct intake {
	const struct document *d;
	struct feed_tools *t;
	struct parsed *ret;
};

static void add_item(struct intake *in, const struct json_node *n)
{
	struct story *s = parsed_add(in->ret, in->d, in->t->a);

	if (!s)
		return;
	read_item(&(struct ninjs_item){ s, in->t, n });
	wire_settle(in->ret, in->t);
}

/* An item, or what is wrapped around items. */
static void add_value(struct intake *in, const struct json_node *n)
{
	for (int depth = 0; n && depth < WRAPPERS_MAX; depth++) {
		const struct json_node *inner = GET(n, "item");
		if (inner && inner->kind == JSON_OBJECT)
			n = inner;
		if (is_item(n)) {
			add_item(in, n);
			return;
		}
		const struct json_node *list = GET(n, "items", "_items", "newsitems",
						   "stories", "results", "articles");
		if (list && list->kind == JSON_ARRAY) {
			for (const struct json_node *c = list->first; c; c = c->next) {
				inner = GET(c, "item");
				if (is_item(inner ? inner : c))
					add_item(in, inner ? inner : c);
			}
			return;
		}
		n = GET(n, "data", "response", "payload", "newsitem");
	}
}

/* The next object that stands directly in the document or its outermost list; `*pos` moves
 * behind it. False: there is none that is complete. */
static bool next_object(struct view text, size_t *pos, struct view *ret)
{
	size_t depth = 0, start = 0;
	bool string = false;

	for (size_t i = *pos; i < text.len; i++) {
		char c = text.p[i];
		if (string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				string = false;
			continue;
		}
		string = c == '"' && depth > 0;
		if (c == '{' && depth++ == 0)
			start = i;
		if (c != '}' || depth == 0 || --depth > 0)
			continue;
		*ret = view_at(text.p + start, i + 1 - start);
		*pos = i + 1;
		return true;
	}
	*ret = depth ? view_from(text, start) : (struct view){ NULL, 0 };
	*pos = text.len;
	return false;
}

bool ninjs_in_parse(const struct document *d, struct view text, struct arena *a,
		    struct parsed *ret, struct err *err)
{
	struct feed_tools t;
	struct intake in = { d, &t, ret };
	size_t first = ret->stories_len, pos = 0;
	struct view object;

	feed_tools_init(&t, d, a);
	while (next_object(text, &pos, &object) && !arena_over(a)) {
		bool cut;
		add_value(&in, json_loose_all(object, a, &cut)->first);
		if (cut) {
			ret->lost++;
			ret->lost_why = VIEW("the document needs too much memory");
		}
	}
	feed_tools_done(&t);
	if (object.len && pos == text.len) {
		ret->lost++;
		ret->lost_why = VIEW("the document ends inside an item");
	}
	if (ret->stories_len > first)
		return true;
	return wire_nothing(ret, "no ninjs item in the JSON", err);
}
