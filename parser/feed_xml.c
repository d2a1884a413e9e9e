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
#include "common/story/url.h"
#include "parser/feed_reader.h"
#include "parser/formats.h"
#include "parser/xml_html.h"

static void scope_open(struct feed_reader *r)
{
	struct view base = xml_attr_ns(&r->x, NS_XML, "base");
	struct view language = xml_attr_ns(&r->x, NS_XML, "lang");

	if ((!base.p && !language.p) || r->scopes_len == SCOPES_MAX)
		return;
	struct feed_scope inner = *feed_reader_scope(r);
	inner.depth = r->x.depth;
	if (base.len) {
		struct view absolute = url_resolve(inner.base, base, r->a);
		inner.base = absolute.len ? absolute : inner.base;
	}
	if (language.p)
		inner.language = feed_language(r->a, language);
	r->scopes[r->scopes_len++] = inner;
}

static void scope_close(struct feed_reader *r)
{
	while (r->scopes_len > 1 && feed_reader_scope(r)->depth >= r->x.depth)
		r->scopes_len--;
}

static void lose(struct feed_reader *r, const char *why)
{
	r->p->lost++;
	if (r->p->lost_why.len == 0)
		r->p->lost_why = view_of(why);
}

/* Entries. */

static void entry_open(struct feed_reader *r)
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
	r->e.language = feed_reader_scope(r)->language;
	r->places[r->x.depth] = PLACE_ENTRY;
	/* RSS 1.0: the item's id. */
	struct view about = xml_attr_ns(&r->x, NS_RDF, "about");
	if (about.len) {
		r->e.guid = view_trim(about);
		feed_link_offer(&r->e, &r->tools, feed_reader_scope(r)->base, about, 2);
	}
}

/* Atom's entries have the author of their source or feed (RFC 4287 §4.2.1). */
static void inherit_author(struct feed_reader *r)
{
	struct story *s = r->e.story;

	for (size_t i = 0; i < s->people.len; i++)
		if (view_eq(s->people.items[i].rel, VIEW("author")))
			return;
	if (r->source_author.len)
		feed_author_add(s, &r->tools, r->source_author, VIEW("author"));
	for (size_t i = 0; i < r->feed_authors_len && r->source_author.len == 0; i++)
		feed_author_add(s, &r->tools, r->feed_authors[i], VIEW("author"));
}

static void entry_close(struct feed_reader *r)
{
	struct feed_entry *e = &r->e;

	r->in_entry = false;
	/* A guid that is no link but looks like one is better than none. */
	if (url_is_web(e->guid))
		feed_link_offer(e, &r->tools, feed_reader_scope(r)->base, e->guid, 1);
	if (r->places[r->entry_depth] != PLACE_DELETED)
		inherit_author(r);
	feed_entry_settle(e, &r->tools);
	const struct story *s = e->story;
	if (s->headlines.len || s->descriptions.len || s->bodies.len || s->alt_ids.len ||
	    s->renditions.len)
		return;
	r->p->stories_len--; /* nothing in it: not even lost */
}

static void entry_drop(struct feed_reader *r, const char *why)
{
	r->in_entry = false;
	r->p->stories_len--;
	lose(r, why);
}

static void person_open(struct feed_reader *r, enum feed_name name)
{
	r->person = (struct feed_person){ .depth = r->x.depth };
	r->person.rel = name == NAME_CONTRIBUTOR ? VIEW("contributor") : VIEW("author");
}

/* Starts of elements, by place. Each sets the place of what is inside. */

static void start_in_entry(struct feed_reader *r, enum feed_name name)
{
	enum feed_place place = PLACE_SKIP;
	struct view href;

	switch (name) {
	case NAME_LINK:
		href = xml_attr(&r->x, "href");
		if (href.len)
			feed_attributes_entry_link(r, href);
		else
			feed_collect(r, name);
		return;
	case NAME_CATEGORY:
	case NAME_ITUNES_CATEGORY:
		if (!feed_attributes_category(r))
			feed_collect(r, name);
		return;
	case NAME_ENCLOSURE:
		feed_attributes_enclosure(r);
		break;
	case NAME_GROUP:
		place = PLACE_GROUP;
		break;
	case NAME_WRAPPER:
		place = (enum feed_place)r->places[r->x.depth - 1];
		break;
	case NAME_MEDIA_CONTENT:
		r->media = feed_attributes_media(r, NULL);
		place = PLACE_MEDIA;
		break;
	case NAME_THUMBNAIL:
		if (!xml_attr(&r->x, "url").len) {
			feed_collect(r, name);
			return;
		}
		feed_attributes_media(r, "thumbnail");
		break;
	case NAME_PLAYER:
		feed_attributes_media(r, "player");
		break;
	case NAME_ITUNES_IMAGE:
		feed_media_add(r->e.story, &r->tools, feed_reader_scope(r)->base,
			       xml_attr(&r->x, "href"));
		break;
	case NAME_POINT:
		if (r->x.name.local.p[0] == 'P') { /* gml:Point holds gml:pos */
			place = (enum feed_place)r->places[r->x.depth - 1];
			break;
		}
		feed_collect(r, name);
		return;
	case NAME_AUTHOR:
	case NAME_CONTRIBUTOR:
		person_open(r, name);
		feed_collect(r, name);
		return;
	case NAME_CONTENT:
		feed_attributes_content(r);
		feed_collect(r, name);
		return;
	case NAME_OTHER:
	case NAME_ROOT:
	case NAME_FEED:
	case NAME_ASIDE:
	case NAME_SUBTITLE:
	case NAME_EDITOR:
	case NAME_TTL:
	case NAME_PERIOD:
	case NAME_FREQUENCY:
	case NAME_SKIPS:
	case NAME_SKIP_HOUR:
	case NAME_SKIP_DAY:
	case NAME_ICON:
	case NAME_URL:
	case NAME_PERSON_NAME:
	case NAME_PERSON_EMAIL:
	case NAME_PERSON_URI:
	case NAME_COMMENTS:
		break;
	default:
		feed_collect(r, name);
		return;
	}
	r->places[r->x.depth] = (unsigned char)place;
}

static void start_in_feed(struct feed_reader *r, enum feed_name name)
{
	struct view href;

	switch (name) {
	case NAME_LINK:
		href = xml_attr(&r->x, "href");
		if (href.len)
			feed_attributes_feed_link(r, href);
		else
			feed_collect(r, name);
		break;
	case NAME_AUTHOR:
	case NAME_ITUNES_AUTHOR:
		person_open(r, name);
		feed_collect(r, name);
		break;
	case NAME_CREATOR:
	case NAME_TITLE:
	case NAME_LANGUAGE:
	case NAME_RIGHTS:
	case NAME_TTL:
	case NAME_PERIOD:
	case NAME_FREQUENCY:
	case NAME_SKIP_HOUR:
	case NAME_SKIP_DAY:
		feed_collect(r, name);
		break;
	case NAME_SKIPS:
	case NAME_GROUP: /* RSS 1.1 and the like */
		r->places[r->x.depth] = PLACE_FEED;
		break;
	default:
		r->places[r->x.depth] = PLACE_SKIP;
	}
}

static void deleted_open(struct feed_reader *r)
{
	entry_open(r);
	if (!r->in_entry)
		return;
	r->places[r->x.depth] = PLACE_DELETED;
	r->e.story->status = STORY_CANCELED;
	r->e.guid = view_trim(xml_attr(&r->x, "ref"));
	feed_date_offer(&r->e, &r->tools, &r->e.updated, xml_attr(&r->x, "when"), 1);
}

static void start(struct feed_reader *r)
{
	struct xml *x = &r->x;
	enum feed_place parent = (enum feed_place)r->places[x->depth - 1];
	enum feed_name name = feed_name_of(&r->names, x->name.ns, x->name.local);

	scope_open(r);
	r->places[x->depth] = PLACE_SKIP;
	if (parent == PLACE_SKIP)
		return;
	/* What follows an entry within the one that it cut short belongs to neither. */
	bool inside = parent == PLACE_ENTRY || parent == PLACE_DELETED ||
		      parent == PLACE_GROUP || parent == PLACE_MEDIA ||
		      parent == PLACE_SOURCE || parent == PLACE_IMAGE;
	if (inside && !r->in_entry && name != NAME_ENTRY)
		return;
	bool outside = parent == PLACE_DOCUMENT || parent == PLACE_FEED;
	if (name == NAME_ENTRY && (outside || parent == PLACE_ENTRY)) {
		if (r->in_entry) /* the one before has no end tag */
			entry_close(r);
		r->feed_seen = true;
		r->atom |= parent == PLACE_DOCUMENT &&
			   view_eq_nocase(x->name.local, VIEW("entry"));
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
	} else if (parent == PLACE_DELETED && name == NAME_DELETED_WHY) {
		feed_collect(r, name);
	} else if (parent == PLACE_GROUP || parent == PLACE_MEDIA) {
		if (x->name.ns == NS_MEDIA)
			start_in_entry(r, name);
	} else if ((parent == PLACE_PERSON &&
		    (name == NAME_PERSON_NAME || name == NAME_PERSON_EMAIL)) ||
		   (parent == PLACE_SOURCE && name == NAME_TITLE) ||
		   (parent == PLACE_IMAGE && name == NAME_URL)) {
		feed_collect(r, name);
	} else if (parent == PLACE_SOURCE && name == NAME_AUTHOR) {
		person_open(r, name);
		feed_collect(r, name);
	}
}

static void end(struct feed_reader *r)
{
	size_t depth = r->x.depth;

	if (r->c.name != NAME_OTHER) {
		if (depth == r->c.depth)
			feed_offer(r);
		else if (r->c.markup)
			xml_html_event(&r->x, XML_END, &r->c.text);
	} else if (r->places[depth] == PLACE_PERSON && r->person.depth == depth) {
		feed_offer_person(r);
	} else if (r->places[depth] == PLACE_MEDIA) {
		r->media = NULL;
	}
	if (r->in_entry && depth == r->entry_depth)
		entry_close(r);
	scope_close(r);
}

/* Can the element stand in the text that is collected? No text holds an entry, and a title of
 * RSS none of its neighbours. */
static bool cuts_short(const struct feed_reader *r, enum feed_name name)
{
	bool neighbour = name == NAME_LINK || name == NAME_GUID ||
			 name == NAME_PUBLISHED || name == NAME_SUMMARY;

	return name == NAME_ENTRY || (neighbour && r->c.name == NAME_TITLE && !r->atom);
}

/* The element that is collected was not closed. */
static void collecting_cut_short(struct feed_reader *r)
{
	if (r->c.name == NAME_OTHER || !r->in_entry ||
	    !cuts_short(r, feed_name_of(&r->names, r->x.name.ns, r->x.name.local)))
		return;
	r->places[r->x.depth - 1] = PLACE_ENTRY;
	feed_offer(r);
}

static void read_events(struct feed_reader *r)
{
	enum xml_event e;

	while ((e = xml_next(&r->x)) != XML_DONE) {
		if (e == XML_START) {
			collecting_cut_short(r);
			if (r->c.name == NAME_OTHER || feed_collect_element(r))
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
			feed_collect_text(r);
		}
	}
	if (r->in_entry)
		entry_drop(r, r->x.too_deep ? "elements nested too deep"
					    : "the document ends within an entry");
}

/* What the feed says holds for entries that say nothing; it may say so after them. */
static void inherit(struct feed_reader *r)
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
	struct feed_reader *r = ARENA_NEW(a, struct feed_reader);

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
