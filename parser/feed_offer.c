/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/feed_reader.h"

#include <stdlib.h>

#include "common/story/url.h"

static void author_keep(struct feed_reader *r, struct view v)
{
	if (r->feed_authors_len < FEED_AUTHORS_MAX)
		r->feed_authors[r->feed_authors_len++] = v;
}

static bool offer_text(struct feed_reader *r, struct view v)
{
	struct feed_entry *e = &r->e;
	const struct feed_collected *c = &r->c;
	enum feed_kind kind = feed_collect_kind(r);
	struct view base = feed_reader_scope(r)->base;

	if (e->text_language.len == 0)
		e->text_language = feed_reader_scope(r)->language;
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
		feed_text_offer(&e->content, v, kind, 4, base);
		return true;
	case NAME_XHTML:
		feed_text_offer(&e->content, v, FEED_HTML, 3, base);
		return true;
	default:
		return false;
	}
}

static bool offer_id_or_date(struct feed_reader *r, struct view v)
{
	struct feed_entry *e = &r->e;
	struct feed_tools *t = &r->tools;
	struct view base = feed_reader_scope(r)->base;

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
		feed_attributes_item_link(r, v);
		return true;
	case NAME_ORIGINAL_LINK:
		story_add_alt_id(e->story, r->a, VIEW("canonical"),
				 url_resolve(base, v, r->a));
		return true;
	case NAME_ORIGINAL_ENCLOSURE:
		feed_attributes_original_enclosure(r, v);
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

static bool offer_person_or_term(struct feed_reader *r, struct view v)
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

static double real_of(struct feed_reader *r, struct view v)
{
	return strtod(arena_string(r->a, view_head(v, 64)), NULL);
}

/* georss:point: latitude and longitude, between white space or a comma. */
static void point(struct feed_reader *r, struct view v)
{
	size_t split = 0;

	while (split < v.len && !byte_is_space(v.p[split]) && v.p[split] != ',')
		split++;
	if (split > 0 && split < v.len)
		feed_point_set(&r->e, real_of(r, view_head(v, split)),
			       real_of(r, view_from(v, split + 1)));
}

static void offer_rest(struct feed_reader *r, struct view v)
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
	case NAME_DELETED_WHY:
		s->ed_note = feed_line(t, v, FEED_GUESS);
		break;
	case NAME_LICENSE:
		s->usage_terms = feed_line(t, v, FEED_GUESS);
		break;
	case NAME_IMAGE:
		if (url_is_web(v))
			feed_media_add(s, t, feed_reader_scope(r)->base, v);
		break;
	case NAME_URL:
	case NAME_THUMBNAIL:
		feed_media_add(s, t, feed_reader_scope(r)->base, v);
		break;
	default:
		break;
	}
}

static void offer_to_feed(struct feed_reader *r, struct view v)
{
	struct parsed *p = r->p;

	switch (r->c.name) {
	case NAME_TITLE:
		if (p->title.len == 0)
			p->title = feed_line(&r->tools, v, feed_collect_kind(r));
		break;
	case NAME_LINK:
		p->home_url = url_resolve(feed_reader_scope(r)->base, v, r->a);
		r->home_rank = 8;
		/* Relative links of RSS are the site's, not those of where the feed lies. */
		if (url_is_web(p->home_url) && r->scopes_len == 1)
			r->scopes[0].base = p->home_url;
		break;
	case NAME_AUTHOR:
	case NAME_CREATOR:
	case NAME_ITUNES_AUTHOR:
		author_keep(r, v);
		break;
	case NAME_LANGUAGE:
		p->language = r->tools.language = feed_language(r->a, v);
		break;
	case NAME_RIGHTS:
		r->feed_rights = feed_line(&r->tools, v, FEED_GUESS);
		break;
	default:
		feed_wishes_offer(r, r->c.name, v);
		break;
	}
}

void feed_offer(struct feed_reader *r)
{
	enum feed_name name = r->c.name;
	struct view v = feed_collect_value(r);
	bool in_person = name == NAME_PERSON_NAME || name == NAME_PERSON_EMAIL;

	if (r->c.text.over)
		v = (struct view){ NULL, 0 };
	if (name == NAME_PERSON_NAME)
		r->person.name = v;
	else if (in_person)
		r->person.email = v;
	else if (v.len == 0)
		;
	else if (r->in_entry && r->places[r->c.depth - 1] == PLACE_SOURCE &&
		 name == NAME_TITLE)
		story_add_source(r->e.story, r->a,
				 feed_line(&r->tools, v, feed_collect_kind(r)),
				 VIEW("publisher"));
	else if (!r->in_entry)
		offer_to_feed(r, v);
	else if (!offer_text(r, v) && !offer_id_or_date(r, v) &&
		 !offer_person_or_term(r, v))
		offer_rest(r, v);
	r->c.name = NAME_OTHER;
}

void feed_offer_person(struct feed_reader *r)
{
	struct feed_person *person = &r->person;
	struct view v = person->name.len ? person->name : person->email;

	if (v.len == 0)
		return;
	if (r->places[person->depth - 1] == PLACE_SOURCE) {
		r->source_author = v;
	} else if (r->in_entry) {
		feed_author_add(r->e.story, &r->tools, v, person->rel);
	} else {
		author_keep(r, v);
	}
}
