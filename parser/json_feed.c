/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Feed 1.0 and 1.1 (https://jsonfeed.org/version/1.1), and what is close to it: a
 * single author where a list is wanted, numbers for strings, an array without its feed.
 * One pass over yajl's events; a member is known by the place of its object and its name.
 */
#include <yajl_parse.h>

#include "common/story/url.h"
#include "parser/formats.h"
#include "parser/json_feed_parts.h"
#include "parser/json_mend.h"

static const struct {
	struct view key;
	enum json_member member;
} members[] = {
	{ VIEW_INIT("title"), MEMBER_TITLE },
	{ VIEW_INIT("home_page_url"), MEMBER_HOME },
	{ VIEW_INIT("feed_url"), MEMBER_SELF },
	{ VIEW_INIT("next_url"), MEMBER_NEXT },
	{ VIEW_INIT("language"), MEMBER_LANGUAGE },
	{ VIEW_INIT("items"), MEMBER_ITEMS },
	{ VIEW_INIT("id"), MEMBER_ID },
	{ VIEW_INIT("url"), MEMBER_URL },
	{ VIEW_INIT("external_url"), MEMBER_EXTERNAL_URL },
	{ VIEW_INIT("content_html"), MEMBER_HTML },
	{ VIEW_INIT("content_text"), MEMBER_TEXT },
	{ VIEW_INIT("summary"), MEMBER_SUMMARY },
	{ VIEW_INIT("image"), MEMBER_IMAGE },
	{ VIEW_INIT("banner_image"), MEMBER_BANNER },
	{ VIEW_INIT("date_published"), MEMBER_PUBLISHED },
	{ VIEW_INIT("date_modified"), MEMBER_MODIFIED },
	{ VIEW_INIT("author"), MEMBER_AUTHOR },
	{ VIEW_INIT("authors"), MEMBER_AUTHORS },
	{ VIEW_INIT("tags"), MEMBER_TAGS },
	{ VIEW_INIT("attachments"), MEMBER_ATTACHMENTS },
	/* WordPress: https://developer.wordpress.org/rest-api/reference/posts/ */
	{ VIEW_INIT("link"), MEMBER_URL },
	{ VIEW_INIT("guid"), MEMBER_ID },
	{ VIEW_INIT("content"), MEMBER_HTML },
	{ VIEW_INIT("excerpt"), MEMBER_SUMMARY },
	{ VIEW_INIT("rendered"), MEMBER_RENDERED },
	{ VIEW_INIT("date"), MEMBER_DATE },
	{ VIEW_INIT("date_gmt"), MEMBER_PUBLISHED_GMT },
	{ VIEW_INIT("modified_gmt"), MEMBER_MODIFIED_GMT },
	{ VIEW_INIT("name"), MEMBER_NAME },
	{ VIEW_INIT("mime_type"), MEMBER_MIME_TYPE },
	{ VIEW_INIT("size_in_bytes"), MEMBER_BYTES },
	{ VIEW_INIT("duration_in_seconds"), MEMBER_SECONDS },
};

static int on_string(void *self, const unsigned char *text, size_t len)
{
	json_feed_value(self, text, len);
	return 1;
}

static int on_number(void *self, const char *text, size_t len)
{
	json_feed_value(self, (const unsigned char *)text, len);
	return 1;
}

static int on_key(void *self, const unsigned char *key, size_t len)
{
	struct json_reader *r = self;
	struct view v = view_at(key, len);

	r->member = MEMBER_OTHER;
	if (json_feed_place(r) == PLACE_SKIP)
		return 1;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (view_eq(members[i].key, v))
			r->member = members[i].member;
	return 1;
}

/* Objects and arrays. */

/* False: too deep, which ends the reading. */
static bool push(struct json_reader *r, enum json_place place)
{
	size_t depth_max = r->d->limits.depth_max;

	if (r->depth + 1 >= JSON_DEPTH_MAX || r->depth + 1 >= depth_max) {
		r->too_deep = true;
		return false;
	}
	r->places[++r->depth] = (unsigned char)place;
	return true;
}

static enum json_place place_of_object(struct json_reader *r)
{
	switch (json_feed_place(r)) {
	case PLACE_DOCUMENT:
		return PLACE_FEED;
	case PLACE_ITEMS:
		return PLACE_ITEM;
	case PLACE_AUTHORS:
		return PLACE_AUTHOR;
	case PLACE_ATTACHMENTS:
		return PLACE_ATTACHMENT;
	case PLACE_FEED:
	case PLACE_ITEM:
		return r->member == MEMBER_AUTHOR || r->member == MEMBER_AUTHORS
			   ? PLACE_AUTHOR
		       : r->member == MEMBER_ATTACHMENTS  ? PLACE_ATTACHMENT
		       : json_feed_place(r) == PLACE_ITEM ? PLACE_RENDERED
							  : PLACE_SKIP;
	default:
		return PLACE_SKIP;
	}
}

static int on_object(void *self)
{
	struct json_reader *r = self;
	enum json_place place = place_of_object(r);

	if (arena_over(r->a) || !push(r, place))
		return 0;
	r->rendered = place == PLACE_RENDERED ? r->member : MEMBER_OTHER;
	r->member = MEMBER_OTHER;
	if (place == PLACE_AUTHOR) {
		r->name = (struct view){ NULL, 0 };
	} else if (place == PLACE_ATTACHMENT) {
		r->attachment = (struct json_attachment){ .url = { NULL, 0 } };
	} else if (place == PLACE_ITEM) {
		struct story *s = parsed_add(r->p, r->d, r->a);
		r->in_item = s != NULL;
		if (s)
			feed_entry_init(&r->e, s);
		else
			r->places[r->depth] = PLACE_SKIP;
	}
	return 1;
}

static void item_close(struct json_reader *r)
{
	struct feed_entry *e = &r->e;
	const struct story *s = e->story;

	r->in_item = false;
	if (url_is_web(e->guid))
		feed_link_offer(e, &r->tools, json_feed_base(r), e->guid, 1);
	feed_entry_settle(e, &r->tools);
	if (!s->headlines.len && !s->bodies.len && !s->alt_ids.len && !s->renditions.len)
		r->p->stories_len--; /* nothing in it: not even lost */
}

static void attachment_close(struct json_reader *r)
{
	const struct json_attachment *at = &r->attachment;

	if (!r->in_item)
		return;
	struct story_rendition *m =
	    feed_media_add(r->e.story, &r->tools, json_feed_base(r), at->url);
	if (!m)
		return;
	m->content_type = at->type;
	m->title = at->title;
	m->size_bytes = at->size_bytes;
	m->duration_s = at->seconds;
}

static int on_object_end(void *self)
{
	struct json_reader *r = self;
	enum json_place place = json_feed_place(r);

	r->depth--;
	r->member = MEMBER_OTHER;
	if (place == PLACE_AUTHOR)
		json_feed_author(r, r->name);
	else if (place == PLACE_ATTACHMENT)
		attachment_close(r);
	else if (place == PLACE_ITEM)
		item_close(r);
	return 1;
}

static int on_array(void *self)
{
	struct json_reader *r = self;
	enum json_place place = json_feed_place(r), inner = PLACE_SKIP;
	enum json_member member = r->member;

	if (place == PLACE_DOCUMENT || (place == PLACE_FEED && member == MEMBER_ITEMS)) {
		inner = PLACE_ITEMS;
		r->items_seen = true;
	} else if ((place == PLACE_FEED || place == PLACE_ITEM) &&
		   (member == MEMBER_AUTHORS || member == MEMBER_AUTHOR)) {
		inner = PLACE_AUTHORS;
	} else if (place == PLACE_ITEM && member == MEMBER_TAGS) {
		inner = PLACE_TAGS;
	} else if (place == PLACE_ITEM && member == MEMBER_ATTACHMENTS) {
		inner = PLACE_ATTACHMENTS;
	}
	return push(r, inner);
}

static int on_array_end(void *self)
{
	struct json_reader *r = self;

	r->depth--;
	r->member = MEMBER_OTHER;
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_object,
	.yajl_map_key = on_key,
	.yajl_end_map = on_object_end,
	.yajl_start_array = on_array,
	.yajl_end_array = on_array_end,
};

/* True: all of it was read. */
static bool run(struct json_reader *r, struct view text)
{
	yajl_handle h = yajl_alloc(&callbacks, NULL, r);

	yajl_config(h, yajl_allow_comments, 1);
	yajl_config(h, yajl_dont_validate_strings, 1); /* they are valid: charset.h */
	yajl_config(h, yajl_allow_trailing_garbage, 1);
	bool ok =
	    yajl_parse(h, (const unsigned char *)text.p, text.len) == yajl_status_ok &&
	    yajl_complete_parse(h) == yajl_status_ok;
	yajl_free(h);
	return ok;
}

/* The same from the start, with the text mended. */
static bool run_again(struct json_reader *r, struct view text,
		      const struct parsed *before)
{
	struct json_reader fresh = { .d = r->d, .a = r->a, .p = r->p, .tools = r->tools };

	*r->p = *before;
	*r = fresh;
	return run(r, text);
}

static const char *damage_of(const struct json_reader *r)
{
	if (r->too_deep)
		return "objects nested too deep";
	return arena_over(r->a) ? "the document needs too much memory"
				: "the document is damaged or ends too early";
}

/* What the feed says holds for items that say nothing. */
static void inherit(struct json_reader *r)
{
	struct parsed *p = r->p;

	for (size_t i = 0; i < p->stories_len; i++) {
		struct story *s = &p->stories[i];
		if (s->language.len == 0)
			s->language = p->language;
		for (size_t k = 0; k < r->authors_len && s->by.len == 0; k++)
			feed_author_add(s, &r->tools, r->authors[k], VIEW("author"));
		feed_byline(s, r->a);
		if (s->sources.len == 0)
			story_add_source(s, r->a, p->title, VIEW("provider"));
	}
}

bool json_feed_parse(const struct document *d, struct view text, struct arena *a,
		     struct parsed *ret, struct err *err)
{
	struct json_reader *r = ARENA_NEW(a, struct json_reader);

	r->d = d;
	r->a = a;
	r->p = ret;
	feed_tools_init(&r->tools, d, a);
	const struct parsed before = *ret;
	bool whole = run(r, text);
	if (!whole && !r->too_deep && !arena_over(a)) {
		BUF(mended, text.len * 2);
		if (json_mend(text, &mended))
			whole = run_again(r, arena_copy(a, buf_view(&mended)), &before);
	}
	if (!whole && r->in_item)
		ret->stories_len--;
	if (!whole) {
		ret->lost++;
		ret->lost_why = view_of(damage_of(r));
	}
	inherit(r);
	feed_tools_done(&r->tools);
	if (!r->items_seen && !ret->stories_len)
		return err_set(err, ERR_REJECT, "JSON, but no feed: %s",
			       whole ? "it has no items" : damage_of(r));
	if (ret->stories_len == 0 && ret->lost > 0)
		return err_set(err, ERR_REJECT, "no item of the feed is whole: %.*s",
			       VIEW_ARG(ret->lost_why));
	return true;
}
