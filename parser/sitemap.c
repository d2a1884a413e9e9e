/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sitemaps with news (https://www.sitemaps.org/protocol.html, Google's news and image
 * extensions) and sitemap indexes. A url without <news:news> is a story too: its address
 * and, as the day it changed, lastmod. Nothing in a sitemap is a text.
 */
#include "common/base/utf8.h"
#include "common/story/url.h"
#include "parser/date.h"
#include "parser/feed_entry.h"
#include "parser/formats.h"
#include "parser/xml.h"

enum { TEXT_MAX = 16 * 1024, MORE_MAX = 10000, ADDRESS_SHOWN = 100 };

enum field {
	FIELD_OTHER,
	FIELD_LOC,
	FIELD_LASTMOD,
	FIELD_TITLE,
	FIELD_PUBLICATION,
	FIELD_LANGUAGE,
	FIELD_DATE,
	FIELD_KEYWORDS,
	FIELD_GENRES,
	FIELD_SUMMARY,   /* of a video */
	FIELD_THUMBNAIL, /* of a video */
	FIELD_IMAGE,
	FIELD_IMAGE_TITLE,
};

struct reader {
	const struct document *d;
	struct arena *a;
	struct parsed *p;
	struct feed_tools tools;
	struct xml x;
	struct buf text;
	bool in_url, in_index, root_seen;
	size_t entry_depth, image_depth; /* 0: none is open */
	struct view image, image_title;
	struct view address; /* of the url that is open, as it stands there */
	bool index_has_url;
	instant_ms index_date; /* of the sitemap that is open in an index */
	struct feed_entry e;
};

static enum field field_of(const struct reader *r)
{
	static const struct {
		struct view local;
		enum field field;
	} fields[] = {
		{ VIEW_INIT("loc"), FIELD_LOC },
		{ VIEW_INIT("lastmod"), FIELD_LASTMOD },
		{ VIEW_INIT("title"), FIELD_TITLE },
		{ VIEW_INIT("description"), FIELD_SUMMARY },
		{ VIEW_INIT("thumbnail_loc"), FIELD_THUMBNAIL },
		{ VIEW_INIT("name"), FIELD_PUBLICATION },
		{ VIEW_INIT("language"), FIELD_LANGUAGE },
		{ VIEW_INIT("publication_date"), FIELD_DATE },
		{ VIEW_INIT("keywords"), FIELD_KEYWORDS },
		{ VIEW_INIT("genres"), FIELD_GENRES },
	};
	struct view local = r->x.name.local;

	if (r->image_depth)
		return view_eq(local, VIEW("loc")) ? FIELD_IMAGE
		       : view_eq(local, VIEW("title")) || view_eq(local, VIEW("caption"))
			   ? FIELD_IMAGE_TITLE
			   : FIELD_OTHER;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (view_eq_nocase(fields[i].local, local))
			return fields[i].field;
	return FIELD_OTHER;
}

static void genres_add(struct reader *r, struct view v)
{
	struct view piece;

	for (int i = 0; i < 16 && view_next(&v, ',', &piece); i++)
		story_add_genre(r->e.story, r->a, arena_copy(r->a, view_trim(piece)));
}

static void image_add(struct reader *r)
{
	struct story_rendition *m =
	    feed_media_add(r->e.story, &r->tools, r->d->url, r->image);

	if (m)
		m->title = feed_line(&r->tools, r->image_title, FEED_GUESS);
}

static void field_close(struct reader *r, enum field field)
{
	struct feed_entry *e = &r->e;
	struct feed_tools *t = &r->tools;
	struct view v = arena_copy(r->a, view_trim(buf_view(&r->text)));

	switch (field) {
	case FIELD_LOC:
		r->address = v;
		feed_link_offer(e, t, r->d->url, v, 1);
		break;
	case FIELD_LASTMOD:
		feed_date_offer(e, t, &e->updated, v, 1);
		break;
	case FIELD_TITLE:
		feed_text_offer(&e->title, v, FEED_GUESS, 1, r->d->url);
		break;
	case FIELD_PUBLICATION:
		story_add_source(e->story, r->a, feed_line(t, v, FEED_GUESS),
				 VIEW("publisher"));
		break;
	case FIELD_LANGUAGE:
		e->language = feed_language(r->a, v);
		break;
	case FIELD_DATE:
		feed_date_offer(e, t, &e->published, v, 1);
		break;
	case FIELD_KEYWORDS:
		feed_keywords_add(e->story, t, v);
		break;
	case FIELD_GENRES:
		genres_add(r, v);
		break;
	case FIELD_SUMMARY:
		feed_text_offer(&e->summary, v, FEED_GUESS, 1, r->d->url);
		break;
	case FIELD_THUMBNAIL:
		feed_media_add(e->story, t, r->d->url, v);
		break;
	case FIELD_IMAGE:
		r->image = v;
		break;
	case FIELD_IMAGE_TITLE:
		r->image_title = v;
		break;
	case FIELD_OTHER:
		break;
	}
}

static void entry_open(struct reader *r)
{
	struct story *s = parsed_add(r->p, r->d, r->a);

	r->entry_depth = r->x.depth;
	r->in_url = s != NULL;
	r->image_depth = 0;
	r->address = (struct view){ NULL, 0 };
	if (s)
		feed_entry_init(&r->e, s);
}

/* Why a url is no story: its address, as the document has it. */
static struct view why_no_link(const struct reader *r)
{
	struct view address = utf8_head(r->address, ADDRESS_SHOWN);

	if (!address.len)
		return VIEW("a url without an address");
	return arena_printf(r->a, "a url with an address that is not complete: %.*s",
			    VIEW_ARG(address));
}

static void entry_close(struct reader *r)
{
	r->in_url = false;
	feed_entry_settle(&r->e, &r->tools);
	if (r->e.link.rank == 0) {
		r->p->stories_len--;
		r->p->lost++;
		r->p->lost_why = why_no_link(r);
	}
}

static void index_close(struct reader *r)
{
	struct parsed *p = r->p;
	struct view url = url_resolve(r->d->url, view_trim(buf_view(&r->text)), r->a);

	if (!url_is_web(url) || p->more_urls_len >= MORE_MAX)
		return;
	size_t dates_len = p->more_urls_len;
	*ARENA_PUSH(r->a, p->more_urls, p->more_urls_len) = url;
	*ARENA_PUSH(r->a, p->more_dates, dates_len) = r->index_date;
	r->index_has_url = true;
}

/* Before or after the address. */
static void index_dated(struct reader *r)
{
	const struct date_hints none = { 0 };
	struct date date;

	if (!date_parse(view_trim(buf_view(&r->text)), &none, &date))
		return;
	r->index_date = date.at;
	if (r->index_has_url)
		r->p->more_dates[r->p->more_urls_len - 1] = date.at;
}

static void start(struct reader *r)
{
	struct view local = r->x.name.local;

	buf_clear(&r->text);
	if (view_eq_nocase(local, VIEW("urlset")) ||
	    view_eq_nocase(local, VIEW("sitemapindex"))) {
		r->root_seen = true;
	} else if (view_eq_nocase(local, VIEW("url")) && !r->image_depth) {
		if (r->in_url) /* the one before has no end tag */
			entry_close(r);
		entry_open(r);
	} else if (view_eq_nocase(local, VIEW("sitemap")) && !r->in_url) {
		r->in_index = true;
		r->index_has_url = false;
		r->index_date = INSTANT_NONE;
	} else if (r->in_url && view_eq_nocase(local, VIEW("image")) && !r->image_depth) {
		r->image_depth = r->x.depth;
		r->image = r->image_title = (struct view){ NULL, 0 };
	}
}

static void end(struct reader *r)
{
	if (r->in_index && view_eq_nocase(r->x.name.local, VIEW("loc")))
		index_close(r);
	if (r->in_index && view_eq(r->x.name.local, VIEW("lastmod")))
		index_dated(r);
	if (!r->in_url)
		return;
	if (r->image_depth == r->x.depth) {
		image_add(r);
		r->image_depth = 0;
	} else if (r->entry_depth == r->x.depth) {
		entry_close(r);
	} else {
		field_close(r, field_of(r));
	}
	buf_clear(&r->text);
}

static void read_events(struct reader *r)
{
	enum xml_event e;

	while ((e = xml_next(&r->x)) != XML_DONE && !arena_over(r->a)) {
		if (e == XML_START)
			start(r);
		else if (e == XML_END)
			end(r);
		else
			xml_text_add(&r->x, &r->text);
	}
	if (!r->in_url)
		return;
	r->p->stories_len--;
	r->p->lost++;
	r->p->lost_why = VIEW("the document ends within an entry");
}

bool sitemap_parse(const struct document *d, struct view text, struct arena *a,
		   struct parsed *ret, struct err *err)
{
	struct reader *r = ARENA_NEW(a, struct reader);

	r->d = d;
	r->a = a;
	r->p = ret;
	buf_init(&r->text, TEXT_MAX);
	feed_tools_init(&r->tools, d, a);
	xml_init(&r->x, text, d->limits.depth_max, NULL, a);
	read_events(r);
	buf_done(&r->text);
	feed_tools_done(&r->tools);
	if (!r->root_seen)
		return err_set(err, ERR_REJECT, "no sitemap in the document");
	if (ret->stories_len == 0 && ret->lost > 0)
		return err_set(err, ERR_REJECT, "no url of the sitemap is whole: %.*s",
			       VIEW_ARG(ret->lost_why));
	if (ret->more_urls_len && !ret->stories_len)
		ret->format = FORMAT_SITEMAP_INDEX;
	return true;
}
