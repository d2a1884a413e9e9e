/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ninjs of others: 1.x ("headline", "body_text", "person"), 2.x ("headlines", "contenttype") and 3.x
 * ("contentType"); member names are compared without regard to case, which makes one reader
 * of all three. A document is one item, a list of items, items one behind the other, or
 * items within the answer of a service ("items", "_items", "data", "item").
 */
#include <stdlib.h>

#include "common/base/utf8.h"
#include "common/story/url.h"
#include "parser/formats.h"
#include "parser/html_text.h"
#include "parser/json_loose.h"
#include "parser/nitf.h"
#include "parser/wire_meta.h"
#include "parser/wire_text.h"

enum {
	WRAPPERS_MAX = 4, /* objects around an item */
	LINES_MAX = 80,   /* columns of lines that a terminal broke */
	NITF_DEPTH = 64,
};

struct item {
	struct story *s;
	struct feed_tools *t;
	const struct json_node *node;
};

/* ---- JSON ---- */

/* The member with one of the names, which end with NULL. */
static const struct json_node *get(const struct json_node *n, const char *const *names)
{
	if (!n || n->kind != JSON_OBJECT)
		return NULL;
	for (; *names; names++)
		for (const struct json_node *c = n->first; c; c = c->next)
			if (view_eq_nocase(c->key, view_of(*names)))
				return c;
	return NULL;
}

#define NAMES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define GET(n, ...) get((n), NAMES(__VA_ARGS__))

static struct view text_of(const struct item *it, const struct json_node *n)
{
	return n && (n->kind == JSON_STRING || n->kind == JSON_WORD)
		   ? view_trim(json_text(n, it->t->a))
		   : (struct view){ NULL, 0 };
}

#define TEXT(it, n, ...) text_of((it), GET((n), __VA_ARGS__))

static struct view line_of(const struct item *it, struct view v)
{
	return feed_line(it->t, v, FEED_GUESS);
}

/* The items of a list, or of an object whose members are items, or the item itself. */
static const struct json_node *first_of(const struct json_node *n)
{
	if (!n)
		return NULL;
	return n->kind == JSON_ARRAY || n->kind == JSON_OBJECT ? n->first : NULL;
}

static int64_t number_of(const struct item *it, const struct json_node *n)
{
	int64_t number;

	return view_to_i64(text_of(it, n), &number) ? number : 0;
}

/* ---- texts ---- */

enum text_kind { TEXT_PLAIN, TEXT_HTML, TEXT_NITF, TEXT_OTHER };

static bool holds(struct view v, const char *word)
{
	return view_find_nocase(v, view_of(word), 0) != VIEW_NONE;
}

/* By the content type, else by the role or the member's name, else by its looks. */
static enum text_kind kind_of(struct view type, struct view role, struct view value)
{
	if (holds(type, "nitf") || (holds(role, "nitf") && holds(value, "<nitf")))
		return TEXT_NITF;
	if (holds(type, "html"))
		return TEXT_HTML;
	if (holds(type, "plain"))
		return TEXT_PLAIN;
	if (type.len || holds(role, "xml") || holds(role, "nitf"))
		return TEXT_OTHER;
	if (holds(role, "html"))
		return TEXT_HTML;
	return holds(value, "<p") || holds(value, "<br") ? TEXT_HTML : TEXT_PLAIN;
}

/* Each line is a paragraph, unless all of them are as short as a terminal breaks them. */
static void add_plain(struct item *it, struct view text)
{
	struct wire_lines lines = wire_lines_split(text, it->t->a);
	bool broken = lines.len > 3, blank = false;

	for (size_t i = 0; i < lines.len; i++) {
		broken &= lines.items[i].text.len <= LINES_MAX;
		blank |= lines.items[i].text.len == 0 && i + 1 < lines.len;
	}
	if (broken || blank) {
		wire_body_text(it->s, it->t, text);
		return;
	}
	BUF(out, STORY_TEXT_MAX);
	for (size_t i = 0; i < lines.len; i++) {
		(void)buf_add(&out, lines.items[i].text);
		(void)buf_add(&out, VIEW("\n\n"));
	}
	wire_body_text(it->s, it->t, arena_copy(it->t->a, buf_view(&out)));
}

/* The cleaned HTML beside a plain text that was given. */
static void add_html_beside(struct item *it, struct view html)
{
	buf_clear(&it->t->scratch);
	(void)html_clean(utf8_head(html, STORY_TEXT_MAX), it->t->d->url, &it->t->scratch);
	story_add_body(it->s, it->t->a, VIEW("text/html"),
		       arena_copy(it->t->a, buf_view(&it->t->scratch)));
}

static void add_nitf(struct item *it, struct view value)
{
	struct xml_tree tree;
	struct err err;

	if (!xml_tree_parse(value, NITF_DEPTH, it->t->a, &tree, &err))
		return;
	const struct xml_node *nitf =
	    xml_is(tree.root, "nitf") ? tree.root : xml_find(tree.root, "nitf");
	if (nitf)
		nitf_read(it->s, it->t, nitf);
	else
		nitf_body(it->s, it->t, tree.root);
}

/* The best of several forms of one text; the first among equals. */
struct texts {
	struct view kinds[TEXT_OTHER + 1];
};

static void offer(struct texts *t, enum text_kind kind, struct view value)
{
	if (t->kinds[kind].len == 0)
		t->kinds[kind] = value;
}

/* "body_text", "body_xhtml", …, and the list "bodies". */
static struct texts gather(const struct item *it, const char *prefix, const char *list)
{
	struct texts found = { 0 };
	struct view start = view_of(prefix);
	const char *const names[] = { list, NULL };

	for (const struct json_node *n = first_of(get(it->node, names)); n; n = n->next) {
		struct view value = TEXT(it, n, "value");
		if (value.len == 0 && n->kind == JSON_STRING)
			value = text_of(it, n);
		offer(&found,
		      kind_of(TEXT(it, n, "contenttype"), TEXT(it, n, "role"), value),
		      value);
	}
	for (const struct json_node *n = it->node->first; n; n = n->next) {
		if (!view_starts_nocase(n->key, start) || n->kind != JSON_STRING)
			continue;
		struct view behind = view_from(n->key, start.len);
		if (behind.len && behind.p[0] != '_')
			continue;
		struct view value = text_of(it, n);
		enum text_kind kind = holds(behind, "html") ? TEXT_HTML
				      : holds(behind, "text")
					  ? TEXT_PLAIN
					  : kind_of(VIEW(""), behind, value);
		offer(&found, kind, value);
	}
	return found;
}

static void read_bodies(struct item *it)
{
	struct texts found = gather(it, "body", "bodies");
	struct view plain = found.kinds[TEXT_PLAIN], html = found.kinds[TEXT_HTML];

	if (plain.len) {
		add_plain(it, plain);
		if (html.len)
			add_html_beside(it, html);
	} else if (html.len) {
		wire_body_html(it->s, it->t, html);
	} else if (found.kinds[TEXT_NITF].len) {
		add_nitf(it, found.kinds[TEXT_NITF]);
	} else if (found.kinds[TEXT_OTHER].len) {
		wire_body_html(it->s, it->t, found.kinds[TEXT_OTHER]);
	}
}

static void read_descriptions(struct item *it)
{
	struct texts found = gather(it, "description", "descriptions");
	struct view v = found.kinds[TEXT_PLAIN];

	if (v.len == 0 && found.kinds[TEXT_HTML].len) {
		buf_clear(&it->t->scratch);
		(void)html_text(found.kinds[TEXT_HTML], &it->t->scratch);
		v = arena_copy(it->t->a, buf_view(&it->t->scratch));
	}
	story_add_description(it->s, it->t->a, VIEW("text/plain"),
			      feed_lines(it->t->a, v));
}

/* Of "headlines" the one called main, else the first. */
static void read_headline(struct item *it)
{
	const struct json_node *list = GET(it->node, "headlines", "headline");
	struct view v = text_of(it, list);

	for (const struct json_node *n = v.len ? NULL : first_of(list); n; n = n->next) {
		struct view value = TEXT(it, n, "value");
		bool main = view_eq_nocase(TEXT(it, n, "role"), VIEW("main"));
		if (v.len == 0 || main)
			v = value;
		if (main)
			break;
	}
	if (v.len == 0)
		v = TEXT(it, it->node, "headline_extended", "title", "name");
	story_add_headline(it->s, it->t->a, VIEW("text/plain"), line_of(it, v));
}

/* ---- lists of concepts ---- */

/* "code" behind the address of its scheme, or an address of its own. */
static struct view uri_of(const struct item *it, const struct json_node *n)
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

static void read_subjects(struct item *it)
{
	for (const struct json_node *n = first_of(GET(it->node, "subjects", "subject"));
	     n; n = n->next) {
		struct view name =
		    n->kind == JSON_STRING ? text_of(it, n) : TEXT(it, n, "name");
		wire_subject(it->s, it->t, name, TEXT(it, n, "literal", "code", "qcode"),
			     uri_of(it, n));
	}
	const struct json_node *keywords = GET(it->node, "keywords");
	if (keywords && keywords->kind == JSON_STRING)
		feed_keywords_add(it->s, it->t, text_of(it, keywords));
	for (const struct json_node *n = first_of(keywords); n; n = n->next)
		wire_subject(it->s, it->t, text_of(it, n), (struct view){ NULL, 0 },
			     (struct view){ NULL, 0 });
}

static bool is_author(struct view rel)
{
	return holds(rel, "author") || holds(rel, "byline") || holds(rel, "creator") ||
	       holds(rel, "writer");
}

static void read_by(struct item *it)
{
	struct story *s = it->s;
	struct view by = TEXT(it, it->node, "by", "byline");

	by = line_of(it, by);
	if (by.len)
		wire_text_byline(s, by, it->t->a);
	if (by.len && s->by.len == 0)
		s->by = by;
	for (const struct json_node *n = first_of(GET(it->node, "bylines", "authors")); n;
	     n = n->next) {
		struct view name =
		    n->kind == JSON_STRING ? text_of(it, n) : TEXT(it, n, "by", "name");
		wire_text_byline(s, line_of(it, name), it->t->a);
	}
}

static void read_people(struct item *it)
{
	for (const struct json_node *n =
		 first_of(GET(it->node, "people", "persons", "person"));
	     n; n = n->next) {
		struct view rel = TEXT(it, n, "rel", "role");
		struct view name = line_of(it, TEXT(it, n, "name"));
		struct story_concept *c = story_add_person(it->s, it->t->a, name,
							   is_author(rel) ? VIEW("author")
							   : rel.len      ? rel
								     : VIEW("about"));
		if (c)
			c->uri = uri_of(it, n);
	}
	for (const struct json_node *n = first_of(
		 GET(it->node, "organisations", "organisation", "organizations"));
	     n; n = n->next) {
		struct view rel = TEXT(it, n, "rel");
		struct story_concept *c = story_add_organisation(
		    it->s, it->t->a, line_of(it, TEXT(it, n, "name")),
		    rel.len ? rel : VIEW("about"));
		if (c)
			c->uri = uri_of(it, n);
	}
}

/* A number with its fraction; JSON has no other places for degrees. */
static bool degrees_of(const struct item *it, const struct json_node *n, double *ret)
{
	struct view v = text_of(it, n);
	char text[32];

	if (v.len == 0 || v.len >= sizeof text)
		return false;
	memcpy(text, v.p, v.len);
	text[v.len] = '\0';
	char *end;
	*ret = strtod(text, &end);
	return *end == '\0' && *ret >= -180 && *ret <= 180;
}

static void read_point(const struct item *it, const struct json_node *place,
		       struct story_concept *c)
{
	const struct json_node *geometry = GET(place, "geojson", "geometry_geojson");
	const struct json_node *at = first_of(GET(geometry, "coordinates"));
	double longitude, latitude;

	if (!view_eq_nocase(TEXT(it, geometry, "type"), VIEW("Point")) || !at ||
	    !degrees_of(it, at, &longitude) || !degrees_of(it, at->next, &latitude) ||
	    latitude < -90 || latitude > 90)
		return;
	c->has_point = true;
	c->longitude = longitude;
	c->latitude = latitude;
}

static void read_places(struct item *it)
{
	for (const struct json_node *n = first_of(GET(it->node, "places", "place")); n;
	     n = n->next) {
		struct view rel = TEXT(it, n, "rel");
		struct story_concept *c =
		    story_add_place(it->s, it->t->a, line_of(it, TEXT(it, n, "name")),
				    rel.len ? rel : VIEW("about"));
		if (!c)
			continue;
		c->uri = uri_of(it, n);
		read_point(it, n, c);
	}
}

static void read_sources(struct item *it)
{
	struct story *s = it->s;

	for (const struct json_node *n =
		 first_of(GET(it->node, "infosources", "infosource"));
	     n; n = n->next) {
		struct view role = TEXT(it, n, "role", "rel");
		(void)story_add_source(s, it->t->a, line_of(it, TEXT(it, n, "name")),
				       role.len ? role : VIEW("agency"));
	}
	(void)story_add_source(s, it->t->a, line_of(it, TEXT(it, it->node, "source")),
			       VIEW("agency"));
	for (const struct json_node *n = first_of(GET(it->node, "genres", "genre")); n;
	     n = n->next)
		(void)story_add_genre(s, it->t->a,
				      n->kind == JSON_STRING
					  ? text_of(it, n)
					  : TEXT(it, n, "name", "code"));
}

/* ---- pictures and other files ---- */

static void read_renditions(struct item *it, const struct json_node *of,
			    struct view title)
{
	for (const struct json_node *n = first_of(GET(of, "renditions")); n;
	     n = n->next) {
		struct story_rendition *r =
		    feed_media_add(it->s, it->t, it->t->d->url, TEXT(it, n, "href"));
		if (!r)
			continue;
		struct view own = TEXT(it, n, "title");
		r->name = TEXT(it, n, "name");
		if (r->name.len == 0)
			r->name = n->key;
		r->title = own.len ? own : title;
		r->content_type = TEXT(it, n, "contenttype", "mimetype");
		r->width = number_of(it, GET(n, "width"));
		r->height = number_of(it, GET(n, "height"));
		r->size_bytes = number_of(it, GET(n, "sizeinbytes"));
		r->duration_s = number_of(it, GET(n, "duration"));
	}
}

static struct view association_title(const struct item *it, const struct json_node *n)
{
	struct item part = { it->s, it->t, n };
	struct view title = TEXT(it, n, "headline");

	if (title.len == 0)
		title = TEXT(it, first_of(GET(n, "headlines")), "value");
	if (title.len || n->kind != JSON_OBJECT)
		return line_of(it, title);
	return line_of(it,
		       gather(&part, "description", "descriptions").kinds[TEXT_PLAIN]);
}

static void read_files(struct item *it)
{
	read_renditions(it, it->node, (struct view){ NULL, 0 });
	for (const struct json_node *n = first_of(GET(it->node, "associations")); n;
	     n = n->next)
		read_renditions(it, n, association_title(it, n));
}

/* ---- the item ---- */

static void read_ids(struct item *it)
{
	struct story *s = it->s;
	const struct json_node *ids = GET(it->node, "altids");

	story_add_alt_id(s, it->t->a, VIEW("guid"),
			 TEXT(it, it->node, "uri", "guid", "_id"));
	for (const struct json_node *n = first_of(ids); n; n = n->next)
		story_add_alt_id(s, it->t->a, VIEW("agency"),
				 n->kind == JSON_OBJECT ? TEXT(it, n, "value")
							: text_of(it, n));
}

static void read_management(struct item *it)
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

static void read_lines(struct item *it)
{
	struct story *s = it->s;
	const struct json_node *n = it->node;

	s->slugline = line_of(it, TEXT(it, n, "slugline", "slug"));
	s->located = line_of(it, TEXT(it, n, "located"));
	if (s->located.len == 0)
		s->located = line_of(it, TEXT(it, GET(n, "dateline"), "text", "located"));
	if (s->located.len == 0)
		s->located = line_of(it, TEXT(it, n, "dateline", "datelinelocation"));
	s->ed_note = line_of(it, TEXT(it, n, "ednote", "editornote"));
	s->usage_terms = line_of(it, TEXT(it, n, "usageterms"));
	s->copyright_holder = line_of(it, TEXT(it, n, "copyrightholder"));
	s->copyright_notice = line_of(it, TEXT(it, n, "copyrightnotice"));
}

static void read_item(struct item *it)
{
	read_ids(it);
	read_management(it);
	read_lines(it);
	read_headline(it);
	read_by(it);
	read_people(it);
	read_places(it);
	read_subjects(it);
	read_sources(it);
	read_descriptions(it);
	read_bodies(it);
	read_files(it);
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
	read_item(&(struct item){ s, in->t, n });
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
