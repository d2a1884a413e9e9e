/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/json_feed_parts.h"

#include "common/story/url.h"

/* Of relative links: the site's page, as in RSS, which may lie elsewhere than its feed. */
struct view json_feed_base(const struct json_reader *r)
{
	return url_is_web(r->p->home_url) ? r->p->home_url : r->d->url;
}

/* A copy of yajl's string without control characters, which JSON can hide in escapes. */
static struct view text_copy(struct json_reader *r, const unsigned char *text, size_t len)
{
	char *p = arena_string(r->a, view_at(text, len));
	size_t to = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)p[i];
		if ((c >= ' ' && c != 0x7f) || c == '\n' || c == '\t' || c == '\r')
			p[to++] = p[i];
	}
	return view_at(p, to);
}

void json_feed_author(struct json_reader *r, struct view name)
{
	if (r->in_item)
		feed_author_add(r->e.story, &r->tools, name, VIEW("author"));
	else if (name.len && r->authors_len < JSON_AUTHORS_MAX)
		r->authors[r->authors_len++] = name;
}

static void of_feed(struct json_reader *r, struct view v)
{
	struct parsed *p = r->p;

	switch (r->member) {
	case MEMBER_TITLE:
		p->title = feed_line(&r->tools, v, FEED_GUESS);
		break;
	case MEMBER_HOME:
		p->home_url = url_resolve(r->d->url, v, r->a);
		break;
	case MEMBER_SELF:
		p->self_url = url_resolve(r->d->url, v, r->a);
		break;
	case MEMBER_NEXT:
		p->next_url = url_resolve(r->d->url, v, r->a);
		break;
	case MEMBER_LANGUAGE:
		p->language = feed_language(r->a, v);
		break;
	case MEMBER_AUTHOR:
	case MEMBER_AUTHORS:
		json_feed_author(r, v);
		break;
	default:
		break;
	}
}

static void picture(struct json_reader *r, struct view v, const char *name)
{
	struct story_rendition *m =
	    feed_media_add(r->e.story, &r->tools, json_feed_base(r), v);
	if (m)
		m->name = view_of(name);
}

static struct view in_gmt(struct json_reader *r, struct view v)
{
	return arena_printf(r->a, "%.*sZ", VIEW_ARG(v));
}

static void of_item(struct json_reader *r, struct view v)
{
	struct feed_entry *e = &r->e;
	struct feed_tools *t = &r->tools;
	struct view base = json_feed_base(r);

	switch (r->member) {
	case MEMBER_ID:
		e->guid = view_trim(v);
		break;
	case MEMBER_URL:
		feed_link_offer(e, t, base, v, 3);
		break;
	case MEMBER_EXTERNAL_URL:
		feed_link_offer(e, t, base, v, 2);
		break;
	case MEMBER_TITLE:
		feed_text_offer(&e->title, v, FEED_GUESS, 1, base);
		break;
	case MEMBER_HTML:
		feed_text_offer(&e->content, v, FEED_EXACT, 2, base);
		break;
	case MEMBER_TEXT:
		feed_text_offer(&e->content, v, FEED_GUESS, 1, base);
		break;
	case MEMBER_SUMMARY:
		feed_text_offer(&e->summary, v, FEED_GUESS, 1, base);
		break;
	case MEMBER_IMAGE:
		picture(r, v, "image");
		break;
	case MEMBER_BANNER:
		picture(r, v, "banner");
		break;
	case MEMBER_PUBLISHED:
		feed_date_offer(e, t, &e->published, v, 3);
		break;
	case MEMBER_PUBLISHED_GMT:
		feed_date_offer(e, t, &e->published, in_gmt(r, v), 2);
		break;
	case MEMBER_DATE: /* in the site's zone, which is not said */
		feed_date_offer(e, t, &e->published, v, 1);
		break;
	case MEMBER_MODIFIED:
		feed_date_offer(e, t, &e->updated, v, 2);
		break;
	case MEMBER_MODIFIED_GMT:
		feed_date_offer(e, t, &e->updated, in_gmt(r, v), 1);
		break;
	case MEMBER_LANGUAGE:
		e->language = feed_language(r->a, v);
		break;
	case MEMBER_AUTHOR:
	case MEMBER_AUTHORS:
		json_feed_author(r, v);
		break;
	case MEMBER_TAGS:
		feed_keywords_add(e->story, t, v);
		break;
	default:
		break;
	}
}

static int64_t whole_number(struct view v)
{
	int64_t n;
	v = view_head(v, view_find_byte(v, '.', 0));
	return view_to_i64(v, &n) && n > 0 ? n : 0;
}

static void of_attachment(struct json_reader *r, struct view v)
{
	struct json_attachment *at = &r->attachment;

	if (r->member == MEMBER_URL)
		at->url = v;
	else if (r->member == MEMBER_MIME_TYPE)
		at->type = view_trim(v);
	else if (r->member == MEMBER_TITLE)
		at->title = feed_line(&r->tools, v, FEED_PLAIN);
	else if (r->member == MEMBER_BYTES)
		at->size_bytes = whole_number(v);
	else if (r->member == MEMBER_SECONDS)
		at->seconds = whole_number(v);
}

/* Of WordPress everything is HTML, titles too. */
static void of_rendered(struct json_reader *r, struct view v)
{
	struct feed_entry *e = &r->e;

	if (r->rendered == MEMBER_TITLE)
		feed_text_offer(&e->title, v, FEED_HTML, 2, json_feed_base(r));
	else if (r->rendered == MEMBER_SUMMARY)
		feed_text_offer(&e->summary, v, FEED_HTML, 2, json_feed_base(r));
	else if (r->rendered == MEMBER_HTML)
		feed_text_offer(&e->content, v, FEED_HTML, 2, json_feed_base(r));
	else if (r->rendered == MEMBER_ID)
		e->guid = view_trim(v);
}

void json_feed_value(struct json_reader *r, const unsigned char *text, size_t len)
{
	enum json_place place = json_feed_place(r);
	struct view none = { NULL, 0 };

	if (place == PLACE_SKIP ||
	    (place != PLACE_TAGS && place != PLACE_AUTHORS && r->member == MEMBER_OTHER))
		return;
	struct view v = text_copy(r, text, len);
	if (place == PLACE_FEED)
		of_feed(r, v);
	else if (place == PLACE_ITEM)
		of_item(r, v);
	else if (place == PLACE_RENDERED && r->member == MEMBER_RENDERED)
		of_rendered(r, v);
	else if (place == PLACE_AUTHORS)
		json_feed_author(r, v);
	else if (place == PLACE_AUTHOR && r->member == MEMBER_NAME)
		r->name = v;
	else if (place == PLACE_TAGS && r->in_item)
		feed_category_add(r->e.story, &r->tools, v, none, none);
	else if (place == PLACE_ATTACHMENT)
		of_attachment(r, v);
}
