/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures and other files of an item, and the news objects that go with it. */
#include "parser/ninjs_parts.h"

static void read_renditions(struct ninjs_item *it, const struct json_node *of,
			    struct view title)
{
	for (const struct json_node *n = ninjs_first_of(GET(of, "renditions")); n;
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
		r->width = ninjs_number_of(it, GET(n, "width"));
		r->height = ninjs_number_of(it, GET(n, "height"));
		r->size_bytes = ninjs_number_of(it, GET(n, "sizeinbytes"));
		r->duration_s = ninjs_number_of(it, GET(n, "duration"));
	}
}

static struct view association_title(const struct ninjs_item *it,
				     const struct json_node *n)
{
	struct ninjs_item part = { it->s, it->t, n };
	struct view title = TEXT(it, n, "headline");

	if (title.len == 0)
		title = TEXT(it, ninjs_first_of(GET(n, "headlines")), "value");
	if (title.len || n->kind != JSON_OBJECT)
		return ninjs_line_of(it, title);
	return ninjs_line_of(
	    it, ninjs_gather(&part, "description", "descriptions").kinds[TEXT_PLAIN]);
}

/* A picture or story with an id of its own; its files are those that it added to the story. */
static void read_association(struct ninjs_item *it, const struct json_node *n)
{
	struct story_renditions *files = &it->s->renditions;
	struct view title = association_title(it, n);
	struct view name = TEXT(it, n, "name"), uri = TEXT(it, n, "uri", "guid");
	size_t before = files->len;

	read_renditions(it, n, title);
	if (uri.len == 0 && files->len > before)
		uri = files->items[before].href;
	struct story_association *added = story_add_association(
	    it->s, it->t->a, ninjs_line_of(it, name.len ? name : n->key), uri);
	if (!added)
		return;
	added->rel = TEXT(it, n, "rel");
	added->type = wire_type(TEXT(it, n, "type"));
	added->by = ninjs_line_of(it, TEXT(it, n, "by", "byline"));
	added->copyright_notice = ninjs_line_of(it, TEXT(it, n, "copyrightnotice"));
	story_association_title(added, it->t->a, title);
	story_association_files(added, it->s, before);
}

void ninjs_read_files(struct ninjs_item *it)
{
	read_renditions(it, it->node, (struct view){ NULL, 0 });
	for (const struct json_node *n = ninjs_first_of(GET(it->node, "associations")); n;
	     n = n->next)
		read_association(it, n);
}
