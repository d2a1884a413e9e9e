/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/newsroom/render.h"

#include <stdio.h>

#include "common/base/markup.h"

static void escaped(struct buf *out, struct view v)
{
	(void)markup_escape(out, v, true);
}

static void element(struct buf *out, const char *name, struct view text)
{
	if (text.len == 0)
		return;
	buf_printf(out, "<%s>", name);
	escaped(out, text);
	buf_printf(out, "</%s>\n", name);
}

struct view render_date(instant_ms t, char text[RENDER_DATE])
{
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun",
					    "Mon", "Tue", "Wed" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil c = civil_of(t);
	int64_t day = civil_days(c.year, c.month, c.day) % 7;
	int len = snprintf(text, RENDER_DATE, "%s, %02d %s %04d %02d:%02d:%02d GMT",
			   days[(day + 7) % 7], c.day, months[(c.month - 1) % 12], c.year,
			   c.hour, c.minute, c.second);
	return view_at(text, len > 0 ? (size_t)len : 0);
}

void render_page_path(const struct desk_story *s, struct buf *out)
{
	buf_printf(out, "/%.*s/stories/%.*s.html", VIEW_ARG(s->language),
		   VIEW_ARG(s->id));
}

void render_feed_path(const struct desk_feed *f, struct buf *out)
{
	if (f->file_path.len > 0)
		buf_add(out, f->file_path);
	else
		buf_printf(out, "/feeds/%.*s.xml", VIEW_ARG(f->id));
}

/* A story's address: base and path. */
static struct view link_of(const struct desk_story *s, struct view base, struct buf *out)
{
	buf_clear(out);
	buf_add(out, base);
	render_page_path(s, out);
	return buf_view(out);
}

static struct view guid_of(const struct desk_story *s, const struct desk_feed *f,
			   struct buf *out)
{
	buf_clear(out);
	if (f->own_guids)
		buf_printf(out, "urn:newsroom:%.*s:%.*s", VIEW_ARG(f->id),
			   VIEW_ARG(s->id));
	else
		buf_printf(out, "urn:newsroom:%.*s", VIEW_ARG(s->id));
	return buf_view(out);
}

/* The first sentence: up to a full stop and a space, or a Japanese full stop. */
static struct view first_sentence(struct view v)
{
	size_t stop = view_find(v, VIEW(". "), 0);
	size_t maru = view_find(v, VIEW("。"), 0);
	if (stop != VIEW_NONE)
		return view_head(v, stop + 1);
	return maru != VIEW_NONE ? view_head(v, maru + 3) : v;
}

static void dateline(const struct desk_story *s, struct buf *out)
{
	if (s->place.len == 0)
		return;
	escaped(out, s->place);
	if (s->agency.len > 0) {
		buf_add(out, VIEW(" ("));
		escaped(out, s->agency);
		buf_add_byte(out, ')');
	}
	buf_add(out, VIEW(" — "));
}

/* The body as <p> elements, the dateline before the first. */
static void paragraphs(const struct desk_story *s, struct buf *out)
{
	for (size_t from = 0; from < s->body.len;) {
		size_t end = view_find(s->body, VIEW("\n\n"), from);
		size_t len = (end == VIEW_NONE ? s->body.len : end) - from;
		buf_add(out, VIEW("<p>"));
		if (from == 0)
			dateline(s, out);
		escaped(out, view_trim(view_at(s->body.p + from, len)));
		buf_add(out, VIEW("</p>\n"));
		from = end == VIEW_NONE ? s->body.len : end + 2;
	}
}

static void rss_item(const struct desk_story *s, const struct desk_feed *f,
		     struct view base, struct buf *out)
{
	char date[RENDER_DATE];
	BUF(word, 4096);

	buf_add(out, VIEW("<item>\n"));
	element(out, "title", s->title);
	element(out, "link", link_of(s, base, &word));
	buf_add(out, VIEW("<guid isPermaLink=\"false\">"));
	escaped(out, guid_of(s, f, &word));
	buf_add(out, VIEW("</guid>\n"));
	element(out, "pubDate", render_date(s->published, date));
	element(out, "dc:creator", s->author);
	element(out, "description",
		f->short_summary ? first_sentence(s->summary) : s->summary);
	if (f->full_text) {
		buf_add(out, VIEW("<content:encoded><![CDATA["));
		paragraphs(s, out);
		buf_add(out, VIEW("]]></content:encoded>\n"));
	}
	buf_add(out, VIEW("</item>\n"));
}

static void rss(const struct desk *d, const struct desk_feed *f, struct view base,
		instant_ms build, struct buf *out)
{
	char date[RENDER_DATE];

	buf_add(out,
		VIEW("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		     "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
		     "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n"
		     "<channel>\n"));
	element(out, "title", f->title);
	element(out, "link", base);
	element(out, "description", f->title);
	element(out, "language", f->language);
	element(out, "lastBuildDate", render_date(build, date));
	for (size_t i = 0; i < f->stories_len; i++)
		if (!d->stories[f->stories[i]].withdrawn)
			rss_item(&d->stories[f->stories[i]], f, base, out);
	buf_add(out, VIEW("</channel>\n</rss>\n"));
}

static void atom_entry(const struct desk_story *s, const struct desk_feed *f,
		       struct view base, struct buf *out)
{
	char date[INSTANT_TEXT];
	BUF(word, 4096);

	if (s->withdrawn) {
		buf_add(out, VIEW("<at:deleted-entry ref=\""));
		escaped(out, guid_of(s, f, &word));
		buf_printf(out, "\" when=\"%.*s\"/>\n",
			   VIEW_ARG(instant_format(s->updated, date)));
		return;
	}
	buf_add(out, VIEW("<entry>\n"));
	element(out, "title", s->title);
	element(out, "id", guid_of(s, f, &word));
	buf_add(out, VIEW("<link rel=\"alternate\" href=\""));
	escaped(out, link_of(s, base, &word));
	buf_add(out, VIEW("\"/>\n"));
	element(out, "published", instant_format(s->published, date));
	element(out, "updated", instant_format(s->updated, date));
	if (s->author.len > 0) {
		buf_add(out, VIEW("<author>"));
		element(out, "name", s->author);
		buf_add(out, VIEW("</author>\n"));
	}
	element(out, "summary",
		f->short_summary ? first_sentence(s->summary) : s->summary);
	if (f->full_text) {
		BUF(html, DESK_FILE_MAX);
		paragraphs(s, &html);
		buf_add(out, VIEW("<content type=\"html\">"));
		escaped(out, buf_view(&html));
		buf_add(out, VIEW("</content>\n"));
	}
	buf_add(out, VIEW("</entry>\n"));
}

static void atom(const struct desk *d, const struct desk_feed *f, struct view base,
		 instant_ms build, struct buf *out)
{
	char date[INSTANT_TEXT];

	buf_add(out,
		VIEW("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		     "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
		     "xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" xml:lang=\""));
	escaped(out, f->language);
	buf_add(out, VIEW("\">\n"));
	element(out, "title", f->title);
	buf_printf(out, "<id>urn:newsroom:feed:%.*s</id>\n", VIEW_ARG(f->id));
	buf_printf(out, "<link rel=\"self\" href=\"%.*s/feeds/%.*s.xml\"/>\n",
		   VIEW_ARG(base), VIEW_ARG(f->id));
	element(out, "updated", instant_format(build, date));
	for (size_t i = 0; i < f->stories_len; i++)
		atom_entry(&d->stories[f->stories[i]], f, base, out);
	buf_add(out, VIEW("</feed>\n"));
}

instant_ms render_feed_changed(const struct desk *d, const struct desk_feed *f)
{
	instant_ms changed = INSTANT_NONE;
	for (size_t i = 0; i < f->stories_len; i++) {
		instant_ms updated = d->stories[f->stories[i]].updated;
		if (updated > changed)
			changed = updated;
	}
	return changed;
}

void render_feed(const struct desk *d, const struct desk_feed *f, struct view base,
		 instant_ms build, struct buf *out)
{
	if (f->atom)
		atom(d, f, base, build, out);
	else
		rss(d, f, base, build, out);
}

void render_page(const struct desk *d, const struct desk_story *s, struct view base,
		 struct buf *out)
{
	char date[INSTANT_TEXT];

	buf_printf(
	    out,
	    "<!DOCTYPE html>\n<html lang=\"%.*s\">\n<head>\n<meta charset=\"utf-8\">\n",
	    VIEW_ARG(s->language));
	element(out, "title", s->title);
	buf_add(out, VIEW("<link rel=\"canonical\" href=\""));
	buf_add(out, base);
	render_page_path(s, out);
	buf_printf(out,
		   "\">\n<meta property=\"article:published_time\" content=\"%.*s\">\n"
		   "<meta name=\"author\" content=\"",
		   VIEW_ARG(instant_format(s->published, date)));
	escaped(out, s->author);
	buf_add(out, VIEW("\">\n<meta property=\"og:title\" content=\""));
	escaped(out, s->title);
	buf_add(
	    out,
	    VIEW("\">\n</head>\n<body>\n<header><nav><ul>"
		 "<li><a href=\"/\">Home</a></li><li><a href=\"/sport\">Sport</a></li>"
		 "</ul></nav></header>\n<main>\n<article>\n"));
	element(out, "h1", s->title);
	buf_add(out, VIEW("<p class=\"byline\"><span rel=\"author\">"));
	escaped(out, s->author);
	buf_printf(out, "</span> <time datetime=\"%.*s\">%.10s</time></p>\n",
		   VIEW_ARG(instant_format(s->published, date)), date);
	paragraphs(s, out);
	buf_add(out, VIEW("</article>\n</main>\n<aside><h2>More</h2>\n<ul>\n"));
	for (size_t i = 0, n = 0; i < d->stories_len && n < 4; i++) {
		const struct desk_story *other = &d->stories[i];
		if (other == s || other->withdrawn ||
		    !view_eq(other->language, s->language))
			continue;
		n++;
		buf_add(out, VIEW("<li><a href=\""));
		render_page_path(other, out);
		buf_add(out, VIEW("\">"));
		escaped(out, other->title);
		buf_add(out, VIEW("</a></li>\n"));
	}
	buf_add(out,
		VIEW("</ul></aside>\n<footer><p>Made for trying Kurilwire; all names and "
		     "events are arranged.</p></footer>\n</body>\n</html>\n"));
}
