/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/feed_reader.h"

#include "common/story/url.h"

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

/* RFC 4287 §4.2.7.2: what else is worth reading, and where the entry's facts are from. */
static void add_related(struct feed_reader *r, struct view rel, struct view base,
			struct view href)
{
	struct view title = feed_line(&r->tools, xml_attr(&r->x, "title"), FEED_GUESS);
	struct story_association *added = story_add_association(
	    r->e.story, r->a, (struct view){ NULL, 0 }, feed_url(&r->tools, base, href));

	if (!added)
		return;
	added->rel = rel;
	story_association_title(added, r->a, title);
}

/* Of several links of an RSS item the last counts, as in other readers. */
void feed_attributes_item_link(struct feed_reader *r, struct view href)
{
	if (r->e.link.rank == 8)
		r->e.link.rank = 7;
	feed_link_offer(&r->e, &r->tools, feed_reader_scope(r)->base, href, 8);
}

void feed_attributes_entry_link(struct feed_reader *r, struct view href)
{
	struct view rel = view_trim(xml_attr(&r->x, "rel"));
	struct view type = xml_attr(&r->x, "type"), base = feed_reader_scope(r)->base;

	if (view_eq_nocase(rel, VIEW("enclosure"))) {
		struct story_rendition *m =
		    feed_media_add(r->e.story, &r->tools, base, href);
		rendition_fill(m, type, xml_attr(&r->x, "title"),
			       xml_attr(&r->x, "length"));
		return;
	}
	if (view_eq_nocase(rel, VIEW("related")) || view_eq_nocase(rel, VIEW("via"))) {
		add_related(r, rel, base, href);
		return;
	}
	int rank = link_rank(rel, type);
	if (rank == 7 && !r->atom)
		feed_attributes_item_link(r, href);
	else if (rank)
		feed_link_offer(&r->e, &r->tools, base, href, rank);
	if (view_eq_nocase(rel, VIEW("canonical")))
		story_add_alt_id(r->e.story, r->a, VIEW("canonical"),
				 url_resolve(base, href, r->a));
}

void feed_attributes_feed_link(struct feed_reader *r, struct view href)
{
	struct view rel = view_trim(xml_attr(&r->x, "rel"));
	struct view url = url_resolve(feed_reader_scope(r)->base, view_trim(href), r->a);
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

static int64_t number_of(struct view v)
{
	uint64_t n;
	v = view_trim(v);
	v = view_head(v, view_find_byte(v, '.', 0));
	return view_to_u64(v, &n) && n <= INT32_MAX ? (int64_t)n : 0;
}

/* media:content, media:thumbnail: https://www.rssboard.org/media-rss */
struct story_rendition *feed_attributes_media(struct feed_reader *r, const char *name)
{
	struct view type = xml_attr(&r->x, "type"), medium = xml_attr(&r->x, "medium");
	struct story_rendition *m = feed_media_add(
	    r->e.story, &r->tools, feed_reader_scope(r)->base, xml_attr(&r->x, "url"));

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

/* FeedBurner's name for what the enclosure before it leads to. */
void feed_attributes_original_enclosure(struct feed_reader *r, struct view v)
{
	struct story_renditions *all = &r->e.story->renditions;
	struct view href = url_resolve(feed_reader_scope(r)->base, v, r->a);

	if (all->len && href.len)
		all->items[all->len - 1].href = href;
}

void feed_attributes_enclosure(struct feed_reader *r)
{
	struct view url = xml_attr(&r->x, "url");
	struct story_rendition *m =
	    feed_media_add(r->e.story, &r->tools, feed_reader_scope(r)->base,
			   url.len ? url : xml_attr(&r->x, "href"));

	rendition_fill(m, xml_attr(&r->x, "type"), xml_attr(&r->x, "title"),
		       xml_attr(&r->x, "length"));
}

/* Atom's category, iTunes's: false when its text has to tell. */
bool feed_attributes_category(struct feed_reader *r)
{
	struct view term = xml_attr(&r->x, "term"), label = xml_attr(&r->x, "label");

	if (term.len == 0)
		term = xml_attr(&r->x, "text");
	if (term.len == 0 && label.len == 0)
		return false;
	feed_category_add(r->e.story, &r->tools, label, term, xml_attr(&r->x, "scheme"));
	return true;
}

/* Atom's content that lies at another address: the story's page, or some media. */
void feed_attributes_content(struct feed_reader *r)
{
	struct view source = xml_attr(&r->x, "src"), type = xml_attr(&r->x, "type");
	struct view base = feed_reader_scope(r)->base;

	if (source.len == 0)
		return;
	if (view_find_nocase(type, VIEW("html"), 0) != VIEW_NONE)
		feed_link_offer(&r->e, &r->tools, base, source, 3);
	else
		rendition_fill(feed_media_add(r->e.story, &r->tools, base, source), type,
			       (struct view){ NULL, 0 }, (struct view){ NULL, 0 });
}
