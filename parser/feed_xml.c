/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSS 0.90 to 2.0, RDF and Atom, as one format: what an element means follows from its name
 * and from where it stands, not from the version that the feed says it has. One pass over
 * the events of xml.h; texts look into the document until they are made a story's.
 *
 * An element whose text is wanted is "collected" up to its end tag. Markup inside, which
 * should have been escaped, is collected as HTML, except in elements that may also be
 * containers (author, source, image): there the first element inside ends the collecting.
 */
#include <stdlib.h>

#include "common/base/must.h"
#include "common/story/url.h"
#include "parser/feed_entry.h"
#include "parser/feed_names.h"
#include "parser/formats.h"
#include "parser/html_text.h"
#include "parser/xml_html.h"

/* Where in the feed an element stands. */
enum place {
	PLACE_DOCUMENT,
	PLACE_FEED,
	PLACE_ENTRY,
	PLACE_DELETED,
	PLACE_PERSON,
	PLACE_SOURCE,
	PLACE_IMAGE,
	PLACE_GROUP, /* media:group, transparent */
	PLACE_MEDIA, /* media:content: what it holds describes it */
	PLACE_SKIP,
};

enum { SCOPES_MAX = 64, COLLECT_MAX = 16 * 1024 * 1024 };

/* xml:base and xml:lang, in force from an element on. */
struct scope {
	size_t depth;
	struct view base, language;
};

struct collected {
	enum feed_name name; /* NAME_OTHER: nothing is being collected */
	size_t depth;
	bool markup;     /* text is HTML because elements were inside */
	bool section;    /* some of it was CDATA */
	bool tail_space; /* white space came after `one` */
	struct view one; /* all of it so far, in the document; or */
	struct buf text; /* all of it so far */
	/* Of the element that is collected. */
	struct view type, scheme, url, role;
	bool dublin_core, permalink;
};

struct person {
	struct view name, email;
	struct view rel;
	size_t depth;
};

struct reader {
	const struct document *d;
	struct arena *a;
	struct parsed *p;
	struct feed_tools tools;
	struct feed_names names;
	struct xml x;
	bool atom, feed_seen;
	unsigned char places[XML_DEPTH_MAX + 1];
	struct scope scopes[SCOPES_MAX];
	size_t scopes_len;
	struct collected c;
	struct person person;

	bool in_entry;
	size_t entry_depth;
	struct feed_entry e;
	struct story_rendition *media; /* of the media:content that is open */
	struct view source_author;     /* Atom: of the entry's source */

	/* Of the feed, for entries that say nothing themselves. */
	struct view feed_author, feed_rights;
	int home_rank;
};

static struct scope *scope_of(struct reader *r)
{
	return &r->scopes[r->scopes_len - 1];
}

static void scope_open(struct reader *r)
{
	struct view base = xml_attr_ns(&r->x, NS_XML, "base");
	struct view language = xml_attr_ns(&r->x, NS_XML, "lang");

	if ((!base.p && !language.p) || r->scopes_len == SCOPES_MAX)
		return;
	struct scope inner = *scope_of(r);
	inner.depth = r->x.depth;
	if (base.len) {
		struct view absolute = url_resolve(inner.base, base, r->a);
		inner.base = absolute.len ? absolute : inner.base;
	}
	if (language.p)
		inner.language = feed_language(r->a, language);
	r->scopes[r->scopes_len++] = inner;
}

static void scope_close(struct reader *r)
{
	while (r->scopes_len > 1 && scope_of(r)->depth >= r->x.depth)
		r->scopes_len--;
}

static void lose(struct reader *r, const char *why)
{
	r->p->lost++;
	if (r->p->lost_why.len == 0)
		r->p->lost_why = view_of(why);
}

/* Entries. */

static void entry_open(struct reader *r)
{
	struct story *s = parsed_add(r->p, r->d, r->a);

	r->entry_depth = r->x.depth;
	r->in_entry = s != NULL;
	r->media = NULL;
	r->source_author = (struct view){ NULL, 0 };
	if (!s) {
		r->places[r->x.depth] = PLACE_SKIP;
		return;
	}
	feed_entry_init(&r->e, s);
	r->e.language = scope_of(r)->language;
	r->places[r->x.depth] = PLACE_ENTRY;
	/* RSS 1.0: the item's id. */
	struct view about = xml_attr_ns(&r->x, NS_RDF, "about");
	if (about.len) {
		r->e.guid = view_trim(about);
		feed_link_offer(&r->e, &r->tools, scope_of(r)->base, about, 2);
	}
}

/* Atom's entries have the author of their source or feed (RFC 4287 §4.2.1). */
static void inherit_author(struct reader *r)
{
	struct story *s = r->e.story;

	for (size_t i = 0; i < s->people.len; i++)
		if (view_eq(s->people.items[i].rel, VIEW("author")))
			return;
	if (r->source_author.len)
		feed_author_add(s, &r->tools, r->source_author, VIEW("author"));
	else if (r->feed_author.len)
		feed_author_add(s, &r->tools, r->feed_author, VIEW("author"));
}

static void entry_close(struct reader *r)
{
	struct feed_entry *e = &r->e;

	r->in_entry = false;
	/* A guid that is no link but looks like one is better than none. */
	if (url_is_web(e->guid))
		feed_link_offer(e, &r->tools, scope_of(r)->base, e->guid, 1);
	if (r->places[r->entry_depth] != PLACE_DELETED)
		inherit_author(r);
	feed_entry_settle(e, &r->tools);
	const struct story *s = e->story;
	if (s->headlines.len || s->descriptions.len || s->bodies.len || s->alt_ids.len ||
	    s->renditions.len)
		return;
	r->p->stories_len--; /* nothing in it: not even lost */
}

static void entry_drop(struct reader *r, const char *why)
{
	r->in_entry = false;
	r->p->stories_len--;
	lose(r, why);
}

/* Links. */

/* How well a link of an entry leads to the story; 0 for not at all. */
static int link_rank(struct view rel, struct view type)
{
	bool other = type.len && view_find_nocase(type, VIEW("html"), 0) == VIEW_NONE;

	if (rel.len == 0 || view_eq_nocase(rel, VIEW("alternate")) ||
	    view_eq(rel, VIEW("http://www.iana.org/assignments/relation/alternate")))
		return other ? 5 : 7;
	if (view_eq_nocase(rel, VIEW("canonical")))
		return 6;
	if (view_eq_nocase(rel, VIEW("self")))
		return 1;
	return 0;
}

static void rendition_fill(struct story_rendition *m, struct view type, struct view title,
			   struct view bytes)
{
	uint64_t n;

	if (!m)
		return;
	m->content_type = view_trim(type);
	m->title = view_trim(title);
	if (view_to_u64(view_trim(bytes), &n) && n <= INT64_MAX)
		m->size_bytes = (int64_t)n;
}

static void entry_link(struct reader *r, struct view href)
{
	struct view rel = view_trim(xml_attr(&r->x, "rel"));
	struct view type = xml_attr(&r->x, "type"), base = scope_of(r)->base;

	if (view_eq_nocase(rel, VIEW("enclosure"))) {
		struct story_rendition *m =
		    feed_media_add(r->e.story, &r->tools, base, href);
		rendition_fill(m, type, xml_attr(&r->x, "title"),
			       xml_attr(&r->x, "length"));
		return;
	}
	int rank = link_rank(rel, type);
	if (rank)
		feed_link_offer(&r->e, &r->tools, base, href, rank);
	if (view_eq_nocase(rel, VIEW("canonical")))
		story_add_alt_id(r->e.story, r->a, VIEW("canonical"),
				 url_resolve(base, href, r->a));
}

static void feed_link(struct reader *r, struct view href)
{
	struct view rel = view_trim(xml_attr(&r->x, "rel"));
	struct view url = url_resolve(scope_of(r)->base, view_trim(href), r->a);
	int rank = link_rank(rel, xml_attr(&r->x, "type"));

	if (view_eq_nocase(rel, VIEW("self"))) {
		r->p->self_url = url;
	} else if (view_eq_nocase(rel, VIEW("next")) ||
		   view_eq_nocase(rel, VIEW("prev-archive"))) {
		r->p->next_url = url;
	} else if (rank > r->home_rank && url.len) {
		r->home_rank = rank;
		r->p->home_url = url;
	}
}

/* Media. */

static int64_t number_of(struct view v)
{
	uint64_t n;
	v = view_trim(v);
	v = view_head(v, view_find_byte(v, '.', 0));
	return view_to_u64(v, &n) && n <= INT32_MAX ? (int64_t)n : 0;
}

/* media:content, media:thumbnail: https://www.rssboard.org/media-rss */
static struct story_rendition *media_element(struct reader *r, const char *name)
{
	struct view type = xml_attr(&r->x, "type"), medium = xml_attr(&r->x, "medium");
	struct story_rendition *m = feed_media_add(
	    r->e.story, &r->tools, scope_of(r)->base, xml_attr(&r->x, "url"));

	if (!m)
		return NULL;
	rendition_fill(m, type, (struct view){ NULL, 0 }, xml_attr(&r->x, "fileSize"));
	m->width = number_of(xml_attr(&r->x, "width"));
	m->height = number_of(xml_attr(&r->x, "height"));
	m->duration_s = number_of(xml_attr(&r->x, "duration"));
	if (name)
		m->name = view_of(name);
	else if (!m->content_type.len && medium.len)
		m->name = view_trim(medium);
	return m;
}

/* Elements whose attributes say all. */

static void enclosure(struct reader *r)
{
	struct view url = xml_attr(&r->x, "url");
	struct story_rendition *m =
	    feed_media_add(r->e.story, &r->tools, scope_of(r)->base,
			   url.len ? url : xml_attr(&r->x, "href"));

	rendition_fill(m, xml_attr(&r->x, "type"), xml_attr(&r->x, "title"),
		       xml_attr(&r->x, "length"));
}

/* Atom's category, iTunes's: false when its text has to tell. */
static bool category_by_attributes(struct reader *r)
{
	struct view term = xml_attr(&r->x, "term"), label = xml_attr(&r->x, "label");

	if (term.len == 0)
		term = xml_attr(&r->x, "text");
	if (term.len == 0 && label.len == 0)
		return false;
	feed_category_add(r->e.story, &r->tools, label, term, xml_attr(&r->x, "scheme"));
	return true;
}

static void collect(struct reader *r, enum feed_name name)
{
	struct collected *c = &r->c;
	struct buf text = c->text;
	const struct xml *x = &r->x;

	buf_clear(&text);
	*c = (struct collected){ .name = name, .depth = x->depth, .text = text };
	c->dublin_core = x->name.ns == NS_DC;
	c->type = view_trim(xml_attr(x, "type"));
	if (c->type.len == 0 && view_eq(xml_attr(x, "mode"), VIEW("escaped")))
		c->type = VIEW("html");
	c->scheme = xml_attr(
	    x, name == NAME_CATEGORY && x->name.ns == NS_CORE ? "domain" : "scheme");
	c->url = xml_attr(x, "url");
	c->role = xml_attr(x, "role");
	c->permalink =
	    !view_eq_nocase(view_trim(xml_attr(x, "isPermaLink")), VIEW("false"));
	c->markup = name == NAME_XHTML ||
		    view_find_nocase(c->type, VIEW("xhtml"), 0) != VIEW_NONE;
	r->places[x->depth] = PLACE_SKIP;
}

static void person_open(struct reader *r, enum feed_name name)
{
	r->person = (struct person){ .depth = r->x.depth };
	r->person.rel = name == NAME_CONTRIBUTOR ? VIEW("contributor") : VIEW("author");
}

/* Starts of elements, by place. Each sets the place of what is inside. */

static void start_in_entry(struct reader *r, enum feed_name name)
{
	enum place place = PLACE_SKIP;
	struct view href;

	switch (name) {
	case NAME_LINK:
		href = xml_attr(&r->x, "href");
		if (href.len)
			entry_link(r, href);
		else
			collect(r, name);
		return;
	case NAME_CATEGORY:
	case NAME_ITUNES_CATEGORY:
		if (!category_by_attributes(r))
			collect(r, name);
		return;
	case NAME_ENCLOSURE:
		enclosure(r);
		break;
	case NAME_GROUP:
		place = PLACE_GROUP;
		break;
	case NAME_WRAPPER:
		place = (enum place)r->places[r->x.depth - 1];
		break;
	case NAME_MEDIA_CONTENT:
		r->media = media_element(r, NULL);
		place = PLACE_MEDIA;
		break;
	case NAME_THUMBNAIL:
		media_element(r, "thumbnail");
		break;
	case NAME_ITUNES_IMAGE:
		feed_media_add(r->e.story, &r->tools, scope_of(r)->base,
			       xml_attr(&r->x, "href"));
		break;
	case NAME_POINT:
		if (r->x.name.local.p[0] == 'P') { /* gml:Point holds gml:pos */
			place = (enum place)r->places[r->x.depth - 1];
			break;
		}
		collect(r, name);
		return;
	case NAME_AUTHOR:
	case NAME_CONTRIBUTOR:
		person_open(r, name);
		collect(r, name);
		return;
	case NAME_OTHER:
	case NAME_ROOT:
	case NAME_FEED:
	case NAME_ASIDE:
	case NAME_SUBTITLE:
	case NAME_EDITOR:
	case NAME_TTL:
	case NAME_ICON:
	case NAME_URL:
	case NAME_PERSON_NAME:
	case NAME_PERSON_EMAIL:
	case NAME_PERSON_URI:
	case NAME_COMMENTS:
		break;
	default:
		collect(r, name);
		return;
	}
	r->places[r->x.depth] = (unsigned char)place;
}

static void start_in_feed(struct reader *r, enum feed_name name)
{
	struct view href;

	switch (name) {
	case NAME_LINK:
		href = xml_attr(&r->x, "href");
		if (href.len)
			feed_link(r, href);
		else
			collect(r, name);
		break;
	case NAME_AUTHOR:
	case NAME_ITUNES_AUTHOR:
		person_open(r, name);
		collect(r, name);
		break;
	case NAME_TITLE:
	case NAME_LANGUAGE:
	case NAME_RIGHTS:
	case NAME_TTL:
		collect(r, name);
		break;
	case NAME_GROUP: /* RSS 1.1 and the like */
		r->places[r->x.depth] = PLACE_FEED;
		break;
	default:
		r->places[r->x.depth] = PLACE_SKIP;
	}
}

static void deleted_open(struct reader *r)
{
	entry_open(r);
	if (!r->in_entry)
		return;
	r->places[r->x.depth] = PLACE_DELETED;
	r->e.story->status = STORY_CANCELED;
	r->e.guid = view_trim(xml_attr(&r->x, "ref"));
	feed_date_offer(&r->e, &r->tools, &r->e.updated, xml_attr(&r->x, "when"), 1);
}

static void start(struct reader *r)
{
	struct xml *x = &r->x;
	enum place parent = (enum place)r->places[x->depth - 1];
	enum feed_name name = feed_name_of(&r->names, x->name.ns, x->name.local);

	scope_open(r);
	r->places[x->depth] = PLACE_SKIP;
	if (parent == PLACE_SKIP)
		return;
	bool outside = parent == PLACE_DOCUMENT || parent == PLACE_FEED;
	if (name == NAME_ENTRY && (outside || parent == PLACE_ENTRY)) {
		if (r->in_entry) /* the one before has no end tag */
			entry_close(r);
		r->feed_seen = true;
		entry_open(r);
	} else if (name == NAME_DELETED && outside) {
		deleted_open(r);
	} else if (parent == PLACE_DOCUMENT) {
		bool feed = name == NAME_FEED;
		r->feed_seen |= feed || name == NAME_ROOT;
		r->atom |= feed && view_eq_nocase(x->name.local, VIEW("feed"));
		r->places[x->depth] = feed ? PLACE_FEED : PLACE_DOCUMENT;
	} else if (parent == PLACE_FEED) {
		start_in_feed(r, name);
	} else if (parent == PLACE_ENTRY) {
		start_in_entry(r, name);
	} else if (parent == PLACE_DELETED && name == NAME_LINK) {
		start_in_entry(r, name);
	} else if (parent == PLACE_GROUP || parent == PLACE_MEDIA) {
		if (x->name.ns == NS_MEDIA)
			start_in_entry(r, name);
	} else if ((parent == PLACE_PERSON &&
		    (name == NAME_PERSON_NAME || name == NAME_PERSON_EMAIL)) ||
		   (parent == PLACE_SOURCE && name == NAME_TITLE) ||
		   (parent == PLACE_IMAGE && name == NAME_URL)) {
		collect(r, name);
	} else if (parent == PLACE_SOURCE && name == NAME_AUTHOR) {
		person_open(r, name);
		collect(r, name);
	}
}

/* Collecting. */

static bool is_blank(struct view v)
{
	return view_trim(v).len == 0;
}

/* Moves what lies in the document into the buffer, to be added to. */
static void collected_flush(struct collected *c)
{
	buf_add(&c->text, c->one);
	if (c->tail_space)
		buf_add_byte(&c->text, ' ');
	c->one = (struct view){ NULL, 0 };
	c->tail_space = false;
}

static void collected_text(struct reader *r)
{
	struct collected *c = &r->c;
	struct xml *x = &r->x;

	c->section |= x->cdata;
	if (c->markup) {
		collected_flush(c);
		/* A section inside of markup is HTML that was escaped in its own way. */
		if (x->cdata && !r->atom)
			buf_add(&c->text, x->raw);
		else
			xml_html_event(x, XML_TEXT, &c->text);
		return;
	}
	if (is_blank(x->raw)) {
		if (c->text.len)
			buf_add_byte(&c->text, ' ');
		else
			c->tail_space = c->one.len > 0;
		return;
	}
	if (x->plain && c->one.len == 0 && c->text.len == 0) {
		c->one = x->raw;
		return;
	}
	collected_flush(c);
	xml_text_add(x, &c->text);
}

/* What an element may be besides text, or PLACE_SKIP. */
static enum place container_of(enum feed_name name)
{
	switch (name) {
	case NAME_AUTHOR:
	case NAME_CONTRIBUTOR:
		return PLACE_PERSON;
	case NAME_SOURCE:
		return PLACE_SOURCE;
	case NAME_IMAGE:
		return PLACE_IMAGE;
	default:
		return PLACE_SKIP;
	}
}

/* An element within the one that is collected. */
static void collected_element(struct reader *r)
{
	struct collected *c = &r->c;
	enum place container = container_of(c->name);

	if (container != PLACE_SKIP) {
		c->name = NAME_OTHER;
		r->places[c->depth] = (unsigned char)container;
		start(r);
		return;
	}
	r->places[r->x.depth] = PLACE_SKIP;
	if (!c->markup) {
		c->markup = true;
		collected_flush(c);
		if (c->text.len && !c->section &&
		    !html_looks_like_markup(buf_view(&c->text))) {
			struct view text = arena_copy(r->a, buf_view(&c->text));
			buf_clear(&c->text);
			xml_html_text(text, &c->text);
		}
	}
	xml_html_event(&r->x, XML_START, &c->text);
}

static struct view collected_value(struct reader *r)
{
	struct collected *c = &r->c;

	if (c->one.len)
		return view_trim(c->one);
	return arena_copy(r->a, view_trim(buf_view(&c->text)));
}

/* How the text of an element is to be read: Atom says (RFC 4287 §3.1), RSS does not. */
static enum feed_kind kind_of(const struct reader *r)
{
	const struct collected *c = &r->c;

	if (c->markup)
		return FEED_HTML;
	if (c->type.len == 0)
		return r->atom ? FEED_GUESS : FEED_HTML;
	if (view_find_nocase(c->type, VIEW("html"), 0) != VIEW_NONE)
		return FEED_HTML;
	return view_eq_nocase(c->type, VIEW("text")) ||
		       view_starts_nocase(c->type, VIEW("text/plain"))
		   ? FEED_PLAIN
		   : FEED_GUESS;
}

/* Is the content something else than text: a picture in base64, another XML? */
static bool is_foreign(struct view type)
{
	return view_find_byte(type, '/', 0) != VIEW_NONE &&
	       !view_starts_nocase(type, VIEW("text/")) &&
	       view_find_nocase(type, VIEW("html"), 0) == VIEW_NONE;
}

static bool offer_text(struct reader *r, struct view v)
{
	struct feed_entry *e = &r->e;
	const struct collected *c = &r->c;
	enum feed_kind kind = kind_of(r);
	struct view base = scope_of(r)->base;

	switch (c->name) {
	case NAME_TITLE:
		feed_text_offer(&e->title, v, kind, c->dublin_core ? 4 : 5, base);
		return true;
	case NAME_ITUNES_TITLE:
		feed_text_offer(&e->title, v, FEED_HTML, 2, base);
		return true;
	case NAME_MEDIA_TITLE:
		if (r->places[c->depth - 1] == PLACE_MEDIA && r->media)
			r->media->title = feed_line(&r->tools, v, FEED_HTML);
		else
			feed_text_offer(&e->title, v, FEED_HTML, 1, base);
		return true;
	case NAME_SUMMARY:
		feed_text_offer(&e->summary, v, kind, c->dublin_core ? 4 : 5, base);
		return true;
	case NAME_ITUNES_SUMMARY:
		feed_text_offer(&e->summary, v, FEED_HTML, 3, base);
		return true;
	case NAME_MEDIA_DESCRIPTION:
		if (r->places[c->depth - 1] != PLACE_MEDIA)
			feed_text_offer(&e->summary, v, FEED_HTML, 2, base);
		return true;
	case NAME_FULL_TEXT:
		feed_text_offer(&e->content, v, FEED_HTML, 5, base);
		return true;
	case NAME_CONTENT:
		if (!is_foreign(c->type))
			feed_text_offer(&e->content, v, kind, 4, base);
		return true;
	case NAME_XHTML:
		feed_text_offer(&e->content, v, FEED_HTML, 3, base);
		return true;
	default:
		return false;
	}
}

static bool offer_id_or_date(struct reader *r, struct view v)
{
	struct feed_entry *e = &r->e;
	struct feed_tools *t = &r->tools;
	struct view base = scope_of(r)->base;

	switch (r->c.name) {
	case NAME_GUID:
		if (v.len)
			e->guid = v;
		if (r->c.permalink && url_is_web(v))
			feed_link_offer(e, t, base, v, 2);
		return true;
	case NAME_DC_ID:
		if (e->guid.len == 0)
			e->guid = v;
		return true;
	case NAME_LINK:
		feed_link_offer(e, t, base, v, 8);
		return true;
	case NAME_ORIGINAL_LINK:
		story_add_alt_id(e->story, r->a, VIEW("canonical"),
				 url_resolve(base, v, r->a));
		return true;
	case NAME_PUBLISHED:
		feed_date_offer(e, t, &e->published, v, 5);
		return true;
	case NAME_DC_DATE:
		feed_date_offer(e, t, &e->published, v, 4);
		return true;
	case NAME_CREATED:
		feed_date_offer(e, t, &e->published, v, 3);
		return true;
	case NAME_UPDATED:
		feed_date_offer(e, t, &e->updated, v, 5);
		return true;
	case NAME_EDITED:
		feed_date_offer(e, t, &e->updated, v, 4);
		return true;
	default:
		return false;
	}
}

static bool offer_person_or_term(struct reader *r, struct view v)
{
	struct story *s = r->e.story;
	struct feed_tools *t = &r->tools;
	struct view none = { NULL, 0 };

	switch (r->c.name) {
	case NAME_AUTHOR:
	case NAME_CREATOR:
	case NAME_ITUNES_AUTHOR:
		feed_author_add(s, t, v, VIEW("author"));
		return true;
	case NAME_CONTRIBUTOR:
		feed_author_add(s, t, v, VIEW("contributor"));
		return true;
	case NAME_CREDIT:
		feed_author_add(s, t, v,
				view_eq_nocase(r->c.role, VIEW("author"))
				    ? VIEW("author")
				    : VIEW("credit"));
		return true;
	case NAME_CATEGORY:
	case NAME_ITUNES_CATEGORY:
		feed_category_add(s, t, v, none, r->c.scheme);
		return true;
	case NAME_KEYWORDS:
		feed_keywords_add(s, t, v);
		return true;
	case NAME_GENRE:
		story_add_genre(s, r->a, feed_line(t, v, FEED_GUESS));
		return true;
	case NAME_PUBLISHER:
	case NAME_SOURCE:
		story_add_source(s, r->a, feed_line(t, v, FEED_GUESS), VIEW("publisher"));
		return true;
	default:
		return false;
	}
}

static double real_of(struct reader *r, struct view v)
{
	return strtod(arena_string(r->a, view_head(v, 64)), NULL);
}

/* georss:point: latitude and longitude, between white space or a comma. */
static void point(struct reader *r, struct view v)
{
	size_t split = 0;

	while (split < v.len && !byte_is_space(v.p[split]) && v.p[split] != ',')
		split++;
	if (split > 0 && split < v.len)
		feed_point_set(&r->e, real_of(r, view_head(v, split)),
			       real_of(r, view_from(v, split + 1)));
}

static void offer_rest(struct reader *r, struct view v)
{
	struct feed_entry *e = &r->e;
	struct story *s = e->story;
	struct feed_tools *t = &r->tools;

	switch (r->c.name) {
	case NAME_PLACE:
		story_add_place(s, r->a, feed_line(t, v, FEED_GUESS), VIEW("mentions"));
		break;
	case NAME_POINT:
		point(r, v);
		break;
	case NAME_LATITUDE:
		e->has_latitude = true;
		e->latitude = real_of(r, v);
		break;
	case NAME_LONGITUDE:
		e->has_longitude = true;
		e->longitude = real_of(r, v);
		break;
	case NAME_LANGUAGE: {
		struct view language = feed_language(r->a, v);
		if (language.len)
			e->language = language;
		break;
	}
	case NAME_RIGHTS:
		if (s->copyright_notice.len == 0)
			s->copyright_notice = feed_line(t, v, FEED_GUESS);
		break;
	case NAME_LICENSE:
		s->usage_terms = feed_line(t, v, FEED_GUESS);
		break;
	case NAME_IMAGE:
		if (url_is_web(v))
			feed_media_add(s, t, scope_of(r)->base, v);
		break;
	case NAME_URL:
		feed_media_add(s, t, scope_of(r)->base, v);
		break;
	default:
		break;
	}
}

static void offer_to_feed(struct reader *r, struct view v)
{
	struct parsed *p = r->p;
	uint64_t ttl;

	switch (r->c.name) {
	case NAME_TITLE:
		if (p->title.len == 0)
			p->title = feed_line(&r->tools, v, kind_of(r));
		break;
	case NAME_LINK:
		p->home_url = url_resolve(scope_of(r)->base, v, r->a);
		r->home_rank = 8;
		break;
	case NAME_AUTHOR:
	case NAME_ITUNES_AUTHOR:
		if (r->feed_author.len == 0)
			r->feed_author = v;
		break;
	case NAME_LANGUAGE:
		p->language = feed_language(r->a, v);
		break;
	case NAME_RIGHTS:
		r->feed_rights = feed_line(&r->tools, v, FEED_GUESS);
		break;
	case NAME_TTL:
		if (view_to_u64(v, &ttl) && ttl <= 60 * 24 * 365)
			p->ttl_minutes = (int)ttl;
		break;
	default:
		break;
	}
}

static void collected_close(struct reader *r)
{
	enum feed_name name = r->c.name;
	struct view v = collected_value(r);
	bool in_person = name == NAME_PERSON_NAME || name == NAME_PERSON_EMAIL;

	if (r->c.text.over)
		v = (struct view){ NULL, 0 };
	if (name == NAME_PERSON_NAME)
		r->person.name = v;
	else if (in_person)
		r->person.email = v;
	else if (v.len == 0)
		;
	else if (r->places[r->c.depth - 1] == PLACE_SOURCE && name == NAME_TITLE)
		story_add_source(r->e.story, r->a, feed_line(&r->tools, v, kind_of(r)),
				 VIEW("publisher"));
	else if (!r->in_entry)
		offer_to_feed(r, v);
	else if (!offer_text(r, v) && !offer_id_or_date(r, v) &&
		 !offer_person_or_term(r, v))
		offer_rest(r, v);
	r->c.name = NAME_OTHER;
}

static void person_close(struct reader *r)
{
	struct person *person = &r->person;
	struct view v = person->name.len ? person->name : person->email;

	if (v.len == 0)
		return;
	if (r->places[person->depth - 1] == PLACE_SOURCE) {
		r->source_author = v;
	} else if (r->in_entry) {
		feed_author_add(r->e.story, &r->tools, v, person->rel);
	} else if (r->feed_author.len == 0) {
		r->feed_author = v;
	}
}

static void end(struct reader *r)
{
	size_t depth = r->x.depth;

	if (r->c.name != NAME_OTHER) {
		if (depth > r->c.depth)
			xml_html_event(&r->x, XML_END, &r->c.text);
		else
			collected_close(r);
	} else if (r->places[depth] == PLACE_PERSON && r->person.depth == depth) {
		person_close(r);
	} else if (r->places[depth] == PLACE_MEDIA) {
		r->media = NULL;
	}
	if (r->in_entry && depth == r->entry_depth)
		entry_close(r);
	scope_close(r);
}

static void read_events(struct reader *r)
{
	enum xml_event e;

	while ((e = xml_next(&r->x)) != XML_DONE) {
		if (e == XML_START) {
			if (r->c.name != NAME_OTHER)
				collected_element(r);
			else
				start(r);
			if (arena_over(r->a)) {
				if (r->in_entry)
					entry_drop(r,
						   "the document needs too much memory");
				break;
			}
		} else if (e == XML_END) {
			end(r);
		} else if (r->c.name != NAME_OTHER) {
			collected_text(r);
		}
	}
	if (r->in_entry)
		entry_drop(r, r->x.damage ? r->x.damage
					  : "the document ends within an entry");
}

/* What the feed says holds for entries that say nothing; it may say so after them. */
static void inherit(struct reader *r)
{
	struct parsed *p = r->p;

	if (p->language.len == 0)
		p->language = r->scopes[0].language;
	for (size_t i = 0; i < p->stories_len; i++) {
		struct story *s = &p->stories[i];
		if (s->language.len == 0)
			s->language = p->language;
		if (s->copyright_notice.len == 0)
			s->copyright_notice = r->feed_rights;
		if (s->sources.len == 0)
			story_add_source(s, r->a, p->title, VIEW("provider"));
	}
}

bool feed_xml_parse(const struct document *d, struct view text, struct arena *a,
		    struct parsed *ret, struct err *err)
{
	struct reader *r = ARENA_NEW(a, struct reader);

	r->d = d;
	r->a = a;
	r->p = ret;
	r->scopes[0].base = d->url;
	r->scopes_len = 1;
	buf_init(&r->c.text, COLLECT_MAX);
	feed_tools_init(&r->tools, d, a);
	feed_names_init(&r->names);
	xml_init(&r->x, text, d->limits.depth_max, feed_ns_of, a);
	read_events(r);
	inherit(r);
	buf_done(&r->c.text);
	feed_tools_done(&r->tools);
	if (!r->feed_seen)
		return err_set(err, ERR_REJECT, "no feed in the document");
	if (ret->stories_len == 0 && ret->lost > 0)
		return err_set(err, ERR_REJECT, "no entry of the feed is whole: %.*s",
			       VIEW_ARG(ret->lost_why));
	ret->format = r->atom ? FORMAT_ATOM : FORMAT_RSS;
	return true;
}
