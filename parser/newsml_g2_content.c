/* SPDX-License-Identifier: Apache-2.0 */
/* What an item of NewsML-G2 holds and leads to: text, files, the items of a package. */
#include "parser/newsml_g2_parts.h"
#include "parser/nitf.h"
#include "parser/xml_html.h"

enum { GENERIC_BYTES_MAX = STORY_TEXT_MAX };

/* Markup of some other trade, as SportsML: the text of its elements, one a line. */
static void add_generic(struct g2_item *it, const struct xml_node *top)
{
	BUF(out, GENERIC_BYTES_MAX);

	for (const struct xml_node *n = top->first; n; n = xml_after(top, n)) {
		struct view v = view_trim(n->text);
		if (!xml_is_text(n) || v.len == 0)
			continue;
		(void)buf_add(&out, v);
		(void)buf_add(&out, VIEW("\n"));
	}
	wire_body_text(it->s, it->t, arena_copy(it->t->a, buf_view(&out)));
}

static bool has_paragraphs(const struct xml_node *n)
{
	static const char *const names[] = { "p",  "div", "body",  "h1",
					     "br", "ul",  "table", "pre" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (xml_find(n, names[i]))
			return true;
	return false;
}

static void read_inline_xml(struct g2_item *it, const struct xml_node *n)
{
	const struct xml_node *nitf = xml_find(n, "nitf");

	if (nitf) {
		nitf_read(it->s, it->t, nitf);
		return;
	}
	const struct xml_node *html = xml_find(n, "html");
	if (html && it->s->headlines.len == 0)
		story_add_headline(it->s, it->t->a, VIEW("text/plain"),
				   g2_line(it, xml_path(html, "head/title")));
	const struct xml_node *body = xml_find(n, "body.content");
	if (!body)
		body = xml_find(n, "body");
	if (!body)
		body = n;
	if (has_paragraphs(n))
		nitf_body(it->s, it->t, body);
	else
		add_generic(it, n);
}

static void read_inline_data(struct g2_item *it, const struct xml_node *n)
{
	struct view type = xml_node_attr(n, "contenttype");
	struct view text = xml_node_text(n, it->t->a);

	if (xml_node_attr(n, "encoding").len)
		return; /* a picture, as base64 */
	if (view_find_nocase(type, VIEW("html"), 0) != VIEW_NONE)
		wire_body_html(it->s, it->t, text);
	else
		wire_body_text(it->s, it->t, text);
}

static void read_remote(struct g2_item *it, const struct xml_node *n)
{
	struct story_rendition *r =
	    feed_media_add(it->s, it->t, it->t->d->url, xml_node_attr(n, "href"));

	if (!r)
		return;
	r->name = wire_code(xml_node_attr(n, "rendition"));
	r->content_type = xml_node_attr(n, "contenttype");
	r->title = g2_line(it, xml_child(n, "altText"));
	(void)view_to_i64(xml_node_attr(n, "width"), &r->width);
	(void)view_to_i64(xml_node_attr(n, "height"), &r->height);
	(void)view_to_i64(xml_node_attr(n, "size"), &r->size_bytes);
	(void)view_to_i64(xml_node_attr(n, "duration"), &r->duration_s);
}

void g2_read_content(struct g2_item *it)
{
	const struct xml_node *set = xml_child(it->node, "contentSet");
	bool has_xml = xml_child(set, "inlineXML") != NULL, read = false;

	for (const struct xml_node *n = set ? set->first : NULL; n; n = n->next) {
		if (xml_is(n, "inlineXML") && !read) {
			read_inline_xml(it,
					n); /* further ones are other renditions of it */
			read = it->s->bodies.len > 0;
		} else if (xml_is(n, "inlineData") && !has_xml && !read) {
			read_inline_data(it, n);
			read = it->s->bodies.len > 0;
		} else if (xml_is(n, "remoteContent")) {
			read_remote(it, n);
		}
	}
}

/* By its id or, for want of one, its address. */
struct story_association *g2_associate(struct g2_item *it, const struct xml_node *n,
				       struct view rel)
{
	struct view id = view_trim(xml_node_attr(n, "residref"));
	struct view title = g2_line(it, g2_child_in_language(it, n, "headline"));

	if (id.len == 0 || view_find_byte(id, ':', 0) == VIEW_NONE)
		id = feed_url(it->t, it->t->d->url, xml_node_attr(n, "href"));
	if (title.len == 0)
		title = g2_line(it, g2_child_in_language(it, n, "title"));
	struct story_association *added =
	    story_add_association(it->s, it->t->a, xml_node_attr(n, "id"), id);
	if (!added)
		return NULL;
	added->rel = rel;
	added->type = wire_type(g2_code_of(xml_child(n, "itemClass")));
	story_association_title(added, it->t->a, title);
	return added;
}

/* The role of the group that the reference stands in. */
static struct view group_role(const struct xml_node *n)
{
	return wire_code(xml_node_attr(n->parent, "role"));
}

void g2_read_groups(struct g2_item *it)
{
	const struct xml_node *set = xml_child(it->node, "groupSet");

	for (const struct xml_node *n = xml_find(set, "itemRef"); n;
	     n = xml_find_next(set, n, "itemRef")) {
		size_t before = it->s->renditions.len;
		struct story_rendition *r =
		    feed_media_add(it->s, it->t, it->t->d->url, xml_node_attr(n, "href"));
		if (r) {
			r->content_type = xml_node_attr(n, "contenttype");
			r->title = g2_line(it, g2_child_in_language(it, n, "headline"));
		}
		struct story_association *added = g2_associate(it, n, group_role(n));
		if (added)
			story_association_files(added, it->s, before);
	}
}
