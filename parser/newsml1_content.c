/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/newsml1_parts.h"
#include "parser/nitf.h"
#include "parser/wire_text.h"

enum { ENCODINGS_MAX = 4 /* one within the other */ };

/* The role of the nearest component that has one. */
static struct view role_of(const struct newsml1_item *it, const struct xml_node *n)
{
	for (n = n->parent; n && n != it->node; n = n->parent)
		if (xml_is(n, "NewsComponent") && xml_child(n, "Role"))
			return newsml1_formal_name(xml_child(n, "Role"));
	return (struct view){ NULL, 0 };
}

/* The data, also within `Encoding`, whose notation goes to `*ret_base64`. */
static const struct xml_node *data_of(const struct xml_node *content, bool *ret_base64)
{
	const struct xml_node *data = xml_child(content, "DataContent");

	*ret_base64 = false;
	for (int depth = 0; !data && depth < ENCODINGS_MAX; depth++) {
		content = xml_child(content, "Encoding");
		if (!content)
			return NULL;
		*ret_base64 |= newsml1_says(xml_node_attr(content, "Notation"), "base64");
		data = xml_child(content, "DataContent");
	}
	return data;
}

static bool is_text(const struct xml_node *content)
{
	bool base64;
	struct view media = newsml1_formal_name(xml_child(content, "MediaType"));
	struct view mime = newsml1_formal_name(xml_child(content, "MimeType"));

	if (!data_of(content, &base64) || newsml1_says(mime, "css") ||
	    newsml1_says(mime, "image"))
		return false;
	return media.len == 0 || newsml1_says(media, "text");
}

/* 0: no text of the story. Captions are the text of a picture. */
static int rank_of(const struct newsml1_item *it, const struct xml_node *content)
{
	static const struct {
		const char *role;
		int rank;
	} roles[] = {
		{ "main", 5 },       { "body", 5 },      { "story", 5 },
		{ "text", 4 },       { "caption", 2 },   { "summary", 1 },
		{ "abstract", 1 },   { "headline", 0 },  { "subhead", 0 },
		{ "stylesheet", 0 }, { "logo", 0 },      { "contact", 0 },
		{ "preview", 1 },    { "thumbnail", 0 }, { "byline", 0 },
		{ "keyword", 0 },
	};
	struct view role = role_of(it, content);

	if (!is_text(content))
		return 0;
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		if (newsml1_says(role, roles[i].role))
			return roles[i].rank;
	return 3;
}

static bool looks_like_html(struct view v)
{
	return newsml1_says(v, "<p>") || newsml1_says(v, "<p ") ||
	       newsml1_says(v, "<br") || newsml1_says(v, "<div") ||
	       newsml1_says(v, "<html");
}

static void read_plain(struct newsml1_item *it, struct view text)
{
	if (looks_like_html(text))
		wire_body_html(it->s, it->t, text);
	else
		wire_body_text(it->s, it->t, text);
}

static void read_data(struct newsml1_item *it, const struct xml_node *content)
{
	bool base64;
	const struct xml_node *data = data_of(content, &base64);

	if (base64) {
		read_plain(it, feed_base64(it->t->a, xml_node_text(data, it->t->a)));
		return;
	}
	const struct xml_node *nitf = xml_find(data, "nitf");
	const struct xml_node *body = xml_find(data, "body");

	if (nitf) {
		nitf_read(it->s, it->t, nitf);
		return;
	}
	for (const struct xml_node *n = data->first; n; n = n->next) {
		if (!xml_is_text(n)) {
			nitf_body(it->s, it->t, body ? body : data);
			return;
		}
	}
	read_plain(it, xml_node_text(data, it->t->a));
}

static void read_file(struct newsml1_item *it, const struct xml_node *content)
{
	struct story_rendition *r =
	    feed_media_add(it->s, it->t, it->t->d->url, xml_node_attr(content, "Href"));
	const struct xml_node *c = xml_child(content, "Characteristics");

	if (!r)
		return;
	r->name = role_of(it, content);
	r->content_type = newsml1_formal_name(xml_child(content, "MimeType"));
	(void)view_to_i64(newsml1_line(it, xml_child(c, "SizeInBytes")), &r->size_bytes);
	for (const struct xml_node *n = xml_child(c, "Property"); n;
	     n = xml_sibling(n, "Property")) {
		struct view value = view_trim(xml_node_attr(n, "Value"));
		if (newsml1_says(newsml1_formal_name(n), "width"))
			(void)view_to_i64(value, &r->width);
		else if (newsml1_says(newsml1_formal_name(n), "height"))
			(void)view_to_i64(value, &r->height);
	}
}

void newsml1_read_content(struct newsml1_item *it)
{
	const struct xml_node *best = NULL;
	int best_rank = 0;
	bool pictures = false;

	for (const struct xml_node *n = newsml1_find(it, "ContentItem"); n;
	     n = newsml1_find_next(it, n, "ContentItem")) {
		int rank = rank_of(it, n);
		if (rank > best_rank) {
			best = n;
			best_rank = rank;
		}
		pictures |=
		    newsml1_says(newsml1_formal_name(xml_child(n, "MediaType")), "photo");
		if (xml_node_attr(n, "Href").len)
			read_file(it, n);
	}
	if (best)
		read_data(it, best);
	if (pictures && best_rank <= 2)
		it->s->type = VIEW("picture");
}
