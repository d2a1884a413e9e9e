/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/nitf.h"

#include "common/story/url.h"
#include "parser/agency.h"
#include "parser/byline.h"
#include "parser/formats.h"
#include "parser/wire_labels.h"
#include "parser/wire_meta.h"
#include "parser/wire_text.h"
#include "parser/xml_html.h"

enum { HTML_BYTES_MAX = 2 * STORY_TEXT_MAX };

/* ---- content ---- */

/* NITF's elements that HTML calls otherwise, and those that are no text. */
static const struct {
	const char *nitf, *html; /* NULL: left out with all that is in it */
} elements[] = {
	{ "hl1", "h2" },
	{ "hl2", "h3" },
	{ "block", "div" },
	{ "bq", "blockquote" },
	{ "body.content", "div" },
	{ "nitf-table", "div" },
	{ "note", "div" },
	{ "media", NULL },
	{ "nitf-table-metadata", NULL },
	{ "datasource", NULL },
	{ "virtloc", "span" },
	{ "script", NULL },
	{ "style", NULL },
	{ "head", NULL },
};

static const char *const kept[] = {
	"p",    "br",     "hr",         "ul",      "ol",      "li",    "dl",
	"dt",   "dd",     "table",      "tr",      "td",      "th",    "em",
	"a",    "q",      "caption",    "pre",     "strong",  "b",     "i",
	"sub",  "sup",    "h1",         "h2",      "h3",      "h4",    "h5",
	"h6",   "div",    "blockquote", "thead",   "tbody",   "tfoot", "u",
	"img",  "figure", "figcaption", "section", "article", "cite",  "code",
	"ruby", "rt",     "rp",         "s",       "del",     "ins",   "small",
	"time", "abbr",   "aside",
};

/* The HTML element for one of NITF's, "" for one that only its content is kept of, or NULL. */
static const char *html_of(const struct xml_node *n)
{
	for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++)
		if (xml_is(n, elements[i].nitf))
			return elements[i].html;
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		if (xml_is(n, kept[i]))
			return kept[i];
	return "";
}

static void open_tag(const struct xml_node *n, const char *html, struct buf *out)
{
	struct xml_name name = { .local = view_of(html) };

	if (html[0])
		(void)xml_html_start(&name, n->attrs, n->attrs_len, out);
}

static void close_tag(const char *html, struct buf *out)
{
	struct xml_name name = { .local = view_of(html) };

	if (html[0])
		(void)xml_html_end(&name, out);
}

/* Into the next node, closing what ends on the way. */
static const struct xml_node *step(const struct xml_node *top, const struct xml_node *n,
				   struct buf *out)
{
	while (n != top && !n->next) {
		n = n->parent;
		if (n != top)
			close_tag(html_of(n), out);
	}
	return n == top ? NULL : n->next;
}

static void write_html(const struct xml_node *top, struct buf *out)
{
	const struct xml_node *n = top->first;

	while (n) {
		const char *html = xml_is_text(n) ? NULL : html_of(n);
		if (xml_is_text(n)) {
			(void)xml_html_text(n->text, out);
		} else if (html) {
			open_tag(n, html, out);
			if (n->first) {
				n = n->first;
				continue;
			}
			close_tag(html, out);
		}
		n = step(top, n, out);
	}
}

static void read_media(struct story *s, struct feed_tools *t,
		       const struct xml_node *media)
{
	struct view caption = xml_node_line(xml_child(media, "media-caption"), t->a);

	for (const struct xml_node *ref = xml_child(media, "media-reference"); ref;
	     ref = xml_sibling(ref, "media-reference")) {
		struct story_rendition *r =
		    feed_media_add(s, t, t->d->url, xml_node_attr(ref, "source"));
		if (!r)
			continue;
		r->content_type = xml_node_attr(ref, "mime-type");
		r->name = xml_node_attr(media, "media-type");
		r->title = caption.len ? caption : xml_node_attr(ref, "alternate-text");
		(void)view_to_i64(xml_node_attr(ref, "width"), &r->width);
		(void)view_to_i64(xml_node_attr(ref, "height"), &r->height);
	}
}

void nitf_body(struct story *s, struct feed_tools *t, const struct xml_node *n)
{
	BUF(html, HTML_BYTES_MAX);

	write_html(n, &html);
	wire_body_html(s, t, buf_view(&html));
	for (const struct xml_node *m = xml_find(n, "media"); m;
	     m = xml_find_next(n, m, "media"))
		read_media(s, t, m);
}

/* ---- head ---- */

static void set_once(struct view *field, struct view value)
{
	if (field->len == 0)
		*field = view_trim(value);
}

static void set_date(struct story *s, struct feed_tools *t, instant_ms *field,
		     const struct xml_node *n)
{
	struct view norm = xml_node_attr(n, "norm");

	if (n && *field == INSTANT_NONE)
		*field = wire_date(s, t, norm.len ? norm : xml_node_line(n, t->a));
}

static void read_subjects(struct story *s, struct feed_tools *t,
			  const struct xml_node *head)
{
	const struct xml_node *n;
	size_t left = STORY_LIST_MAX;

	for (n = xml_find(head, "tobject.subject"); n && left--;
	     n = xml_find_next(head, n, "tobject.subject")) {
		struct view name = xml_node_attr(n, "tobject.subject.detail");
		if (name.len == 0)
			name = xml_node_attr(n, "tobject.subject.matter");
		if (name.len == 0)
			name = xml_node_attr(n, "tobject.subject.type");
		if (name.len == 0)
			name = xml_node_line(n, t->a);
		struct view code = xml_node_attr(n, "tobject.subject.refnum");
		wire_subject_code(s, t, name,
				  code.len ? code
					   : xml_node_attr(n, "tobject.subject.code"));
	}
	for (n = xml_find(head, "tobject.property"); n;
	     n = xml_find_next(head, n, "tobject.property"))
		(void)story_add_genre(s, t->a, xml_node_attr(n, "tobject.property.type"));
	left = STORY_LIST_MAX;
	for (n = xml_find(head, "keyword"); n && left--;
	     n = xml_find_next(head, n, "keyword"))
		wire_subject(s, t, xml_node_attr(n, "key"), (struct view){ NULL, 0 },
			     (struct view){ NULL, 0 });
}

/* Who and what the story is about, as the agency marked it. */
static void read_identified(struct story *s, struct feed_tools *t,
			    const struct xml_node *n)
{
	for (n = n ? n->first : NULL; n; n = n->next) {
		struct view name = xml_is_text(n) ? VIEW("") : xml_node_line(n, t->a);
		if (name.len == 0)
			name = xml_node_attr(n, "value");
		if (xml_is(n, "person"))
			(void)story_add_person(s, t->a, name, VIEW("about"));
		else if (xml_is(n, "org"))
			(void)story_add_organisation(s, t->a, name, VIEW("about"));
		else if (xml_is(n, "location"))
			(void)story_add_place(s, t->a, name, VIEW("about"));
		else if (xml_is(n, "classifier") || xml_is(n, "event") ||
			 xml_is(n, "object.title"))
			wire_subject(s, t, name, (struct view){ NULL, 0 },
				     (struct view){ NULL, 0 });
	}
}

static void read_docdata(struct story *s, struct feed_tools *t, const struct xml_node *n)
{
	struct view status = xml_node_attr(n, "management-status");
	const struct xml_node *id = xml_child(n, "doc-id");
	const struct xml_node *key = xml_child(n, "du-key");
	instant_ms release = INSTANT_NONE;

	if (status.len && s->status == STORY_USABLE)
		s->status = wire_status(status);
	if (story_alt_id(s, VIEW("guid")).len == 0)
		story_add_alt_id(s, t->a, VIEW("guid"), xml_node_attr(id, "id-string"));
	if (!s->urgency)
		s->urgency =
		    wire_urgency(xml_node_attr(xml_child(n, "urgency"), "ed-urg"));
	set_date(s, t, &s->first_created, xml_child(n, "date.issue"));
	set_date(s, t, &release, xml_child(n, "date.release"));
	set_date(s, t, &s->expires, xml_child(n, "date.expire"));
	if (release != INSTANT_NONE && s->first_created == INSTANT_NONE)
		s->first_created = release;
	else if (release != INSTANT_NONE && release > s->first_created &&
		 s->embargoed_until == INSTANT_NONE)
		s->embargoed_until = release;
	set_once(&s->slugline, xml_node_attr(key, "key"));
	if (s->slugline.len == 0)
		set_once(&s->slugline, xml_node_attr(xml_child(n, "fixture"), "fix-id"));
	set_once(&s->provider_version, xml_node_attr(key, "version"));
	set_once(&s->ed_note, xml_node_attr(xml_child(n, "ed-msg"), "info"));
	set_once(&s->copyright_holder,
		 xml_node_attr(xml_child(n, "doc.copyright"), "holder"));
	if (s->copyright_holder.len == 0)
		set_once(&s->copyright_holder,
			 xml_node_attr(xml_child(n, "doc.rights"), "owner"));
	if (wire_label_is_kill(xml_node_attr(xml_child(n, "ed-msg"), "msg-type")))
		s->status = STORY_CANCELED;
	read_identified(s, t, xml_child(n, "identified-content"));
}

/* <meta name="…" content="…"/>, where agencies keep what NITF has no element for. */
static void read_metas(struct story *s, struct feed_tools *t, const struct xml_node *head)
{
	for (const struct xml_node *n = xml_child(head, "meta"); n;
	     n = xml_sibling(n, "meta")) {
		struct view name = xml_node_attr(n, "name");
		struct view value = view_trim(xml_node_attr(n, "content"));
		if (view_eq_nocase(name, VIEW("slug")) ||
		    view_eq_nocase(name, VIEW("slugline")))
			set_once(&s->slugline, value);
		else if (view_eq_nocase(name, VIEW("language")) ||
			 view_eq_nocase(name, VIEW("lang")))
			set_once(&s->language, feed_language(t->a, value));
		else if (view_eq_nocase(name, VIEW("priority")) && !s->urgency)
			s->urgency = wire_urgency(value);
		else if (view_eq_nocase(name, VIEW("copyright")))
			set_once(&s->copyright_notice, value);
	}
}

static void read_head(struct story *s, struct feed_tools *t, const struct xml_node *head)
{
	const struct xml_node *history = xml_child(head, "revision-history");
	const struct xml_node *publication = xml_child(head, "pubdata");

	read_docdata(s, t, xml_child(head, "docdata"));
	read_subjects(s, t, head);
	read_metas(s, t, head);
	for (; history; history = xml_sibling(history, "revision-history"))
		set_date(s, t, &s->version_created, history);
	struct view published = xml_node_attr(publication, "date.publication");
	if (published.len && s->first_created == INSTANT_NONE)
		s->first_created = wire_date(s, t, published);
	(void)story_add_source(s, t->a, xml_node_attr(publication, "name"),
			       VIEW("publisher"));
}

/* ---- body.head ---- */

/* The text of the byline without titles, for the names in it. */
static struct view byline_names(const struct xml_node *byline, struct arena *a)
{
	BUF(out, STORY_HEADLINE_MAX);

	for (const struct xml_node *n = byline->first; n; n = n->next)
		if (!xml_is(n, "byttl"))
			(void)buf_add(&out,
				      xml_is_text(n) ? n->text : xml_node_line(n, a));
	return view_trim(arena_copy(a, buf_view(&out)));
}

static void read_byline(struct story *s, struct feed_tools *t,
			const struct xml_node *byline)
{
	struct view text = xml_child(byline, "byttl") ? byline_names(byline, t->a)
						      : xml_node_line(byline, t->a);
	const struct xml_node *person = xml_child(byline, "person");

	struct byline by;

	if (text.len == 0)
		return;
	set_once(&s->by, byline_read(text, &by) ? by.text : text);
	for (; person; person = xml_sibling(person, "person"))
		(void)story_add_person(s, t->a, xml_node_line(person, t->a),
				       VIEW("author"));
	if (!xml_child(byline, "person"))
		wire_text_byline(s, byline_names(byline, t->a), t->a);
}

/* "<story.date>(AP)</story.date>": who sent it stands where the day should. */
static bool is_sender(struct story *s, struct feed_tools *t, const struct xml_node *date)
{
	struct view v = xml_node_line(date, t->a);

	if (v.len < 3 || v.p[0] != '(' || v.p[v.len - 1] != ')' ||
	    xml_node_attr(date, "norm").len)
		return false;
	v = view_trim(view_at(v.p + 1, v.len - 2));
	if (!agency_known(v))
		return false;
	(void)story_add_source(s, t->a, v, VIEW("agency"));
	return true;
}

static void read_dateline(struct story *s, struct feed_tools *t, const struct xml_node *n)
{
	const struct xml_node *date = xml_child(n, "story.date");
	struct view place = xml_node_line(xml_child(n, "location"), t->a);

	if (!n)
		return;
	if (place.len == 0 && !date)
		place = xml_node_line(n, t->a);
	set_once(&s->located, place);
	if (!is_sender(s, t, date))
		set_date(s, t, &s->content_created, date);
}

static void read_body_head(struct story *s, struct feed_tools *t,
			   const struct xml_node *n)
{
	const struct xml_node *hedline = xml_child(n, "hedline");
	bool titled = s->headlines.len > 0;

	if (!titled)
		story_add_headline(s, t->a, VIEW("text/plain"),
				   xml_node_line(xml_child(hedline, "hl1"), t->a));
	for (const struct xml_node *c = xml_child(n, "note"); c;
	     c = xml_sibling(c, "note"))
		set_once(&s->ed_note, xml_node_line(c, t->a));
	for (const struct xml_node *c = xml_child(n, "byline"); c;
	     c = xml_sibling(c, "byline"))
		read_byline(s, t, c);
	(void)story_add_source(s, t->a, xml_node_line(xml_child(n, "distributor"), t->a),
			       VIEW("agency"));
	read_dateline(s, t, xml_child(n, "dateline"));
	set_once(&s->usage_terms, xml_node_line(xml_child(n, "rights"), t->a));
	if (s->descriptions.len)
		return;
	story_add_description(s, t->a, VIEW("text/plain"),
			      xml_node_line(xml_child(n, "abstract"), t->a));
	if (!titled)
		story_add_description(s, t->a, VIEW("text/plain"),
				      xml_node_line(xml_child(hedline, "hl2"), t->a));
}

void nitf_read(struct story *s, struct feed_tools *t, const struct xml_node *nitf)
{
	const struct xml_node *head = xml_child(nitf, "head");
	const struct xml_node *body = xml_child(nitf, "body");
	const struct xml_node *content = xml_child(body, "body.content");

	read_head(s, t, head);
	read_body_head(s, t, xml_child(body, "body.head"));
	if (s->headlines.len == 0)
		story_add_headline(s, t->a, VIEW("text/plain"),
				   xml_node_line(xml_child(head, "title"), t->a));
	set_once(&s->language, feed_language(t->a, xml_node_attr(nitf, "lang")));
	set_once(&s->language, feed_language(t->a, xml_node_attr(body, "lang")));
	if (content)
		nitf_body(s, t, content);
	else if (body && !xml_child(body, "body.head"))
		nitf_body(s, t, body);
}

/* ---- documents ---- */

/* Stories that stand one behind the other without an element around them. */
static struct view next_document(struct view text, size_t *pos)
{
	size_t end = view_find(text, VIEW("</nitf>"), *pos);
	size_t start = *pos;

	if (end == VIEW_NONE || view_find(text, VIEW("<nitf"), end) == VIEW_NONE)
		end = text.len;
	else
		end += sizeof "</nitf>" - 1;
	*pos = end;
	return view_at(text.p + start, end - start);
}

/* The first <nitf> from `n` on; one within another is none. */
static const struct xml_node *nitf_in(const struct xml_node *root,
				      const struct xml_node *n)
{
	while (n && !xml_is(n, "nitf"))
		n = xml_after(root, n);
	return n;
}

/* Is the whole text there, though the document may end behind it? */
static bool is_whole(const struct xml_node *nitf)
{
	const struct xml_node *text = xml_path(nitf, "body/body.content");

	return !nitf->cut || (text && !text->cut);
}

bool nitf_parse(const struct document *d, struct view text, struct arena *a,
		struct parsed *ret, struct err *err)
{
	struct feed_tools t;
	size_t first = ret->stories_len;
	bool fine = true;

	feed_tools_init(&t, d, a);
	for (size_t pos = 0; fine && pos < text.len;) {
		struct view one = next_document(text, &pos);
		struct xml_tree tree;
		if (!xml_tree_parse(one, d->limits.depth_max, a, &tree, err)) {
			fine = ret->stories_len > first && !arena_over(a);
			ret->lost++;
			ret->lost_why = VIEW("a document without an element in it");
			continue;
		}
		for (const struct xml_node *n = nitf_in(tree.root, tree.root); n;
		     n = nitf_in(tree.root, xml_skip(tree.root, n))) {
			struct story *s = is_whole(n) ? parsed_add(ret, d, a) : NULL;
			if (!s)
				break;
			nitf_read(s, &t, n);
			wire_settle(ret, &t);
		}
		if (tree.truncated) {
			ret->lost++;
			ret->lost_why = VIEW("the document ends inside an element");
		}
	}
	feed_tools_done(&t);
	if (!fine)
		return false;
	/* A story that names no id is known by its document's address, if it is alone there and no
	 * other will be. */
	if (ret->stories_len == first + 1 && !d->polled &&
	    story_alt_id(&ret->stories[first], VIEW("guid")).len == 0)
		story_add_alt_id(&ret->stories[first], a, VIEW("link"), d->url);
	return ret->stories_len > first ||
	       wire_nothing(ret, "no <nitf> element in the document", err);
}
