/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/page.h"

#include "common/base/must.h"

static struct view headline_of(const struct story *s)
{
	return story_plain(s, FIELD_HEADLINE);
}

static struct view html_of(const struct story *s)
{
	for (size_t i = 0; i < s->bodies.len; i++)
		if (view_eq(s->bodies.items[i].content_type, VIEW("text/html")))
			return s->bodies.items[i].value;
	return VIEW("");
}

static void add_head(const struct story *s, struct buf *out)
{
	struct view headline = headline_of(s);

	MUST(buf_printf(
	    out,
	    "<!DOCTYPE html>\n<html lang=\"%.*s\"><head><meta charset=\"utf-8\">\n"
	    "<title>%.*s | Example Daily</title>\n"
	    "<meta property=\"og:type\" content=\"article\">\n"
	    "<meta property=\"og:title\" content=\"%.*s\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<link rel=\"canonical\" href=\"https://daily.example/news/1\">\n"
	    "<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\","
	    "\"@type\":\"NewsArticle\",\"datePublished\":\"2024-05-02T10:00:00Z\","
	    "\"author\":{\"@type\":\"Person\",\"name\":\"A. "
	    "Writer\"}}</script>\n</head>\n"
	    "<body class=\"page\">\n",
	    VIEW_ARG(s->language), VIEW_ARG(headline), VIEW_ARG(headline)));
}

static void add_links(const char *kind, const struct story *stories, size_t len,
		      size_t times, struct buf *out)
{
	MUST(buf_printf(out, "<div class=\"%s\"><ul>\n", kind));
	for (size_t i = 0; i < len * times; i++)
		MUST(buf_printf(out,
				"<li class=\"item item-%zu\"><a class=\"link\" "
				"href=\"/news/%zu?from=%s\"><span>%.*s</span></a></li>\n",
				i % 7, i, kind,
				VIEW_ARG(headline_of(&stories[i % len]))));
	MUST(buf_printf(out, "</ul></div>\n"));
}

static void add_article(const struct story *stories, size_t len, size_t until,
			struct buf *out)
{
	MUST(buf_printf(out, "<article><h1>%.*s</h1>\n<div class=\"body\">\n",
			VIEW_ARG(headline_of(&stories[0]))));
	for (size_t i = 0; out->len < until; i = (i + 1) % len)
		MUST(html_of(&stories[i]).len > 0 && buf_add(out, html_of(&stories[i])));
	MUST(buf_printf(out, "</div></article>\n"));
}

static void add_comments(const struct story *stories, size_t len, struct buf *out)
{
	MUST(buf_printf(out, "<section id=\"comments\" class=\"comments\">\n"));
	for (size_t i = 0; i < len; i++)
		MUST(buf_printf(out,
				"<div class=\"comment\"><b class=\"who\">reader %zu</b>"
				"<p>%.*s</p><a href=\"#reply\">Reply</a></div>\n",
				i, VIEW_ARG(headline_of(&stories[i]))));
	MUST(buf_printf(out, "</section>\n"));
}

static void add_script(size_t until, struct buf *out)
{
	MUST(buf_printf(out, "<script>var settings = {};\n"));
	for (size_t i = 0; out->len < until; i++)
		MUST(buf_printf(
		    out, "settings[\"key%zu\"] = { a: %zu < 3, b: \"</\" };\n", i, i));
	MUST(buf_printf(out, "</script></body></html>\n"));
}

void page_build(const struct story *stories, size_t len, size_t bytes, struct buf *out)
{
	size_t start = out->len;

	add_head(&stories[0], out);
	add_links("nav", stories, len, 2, out);
	add_article(stories, len, start + bytes / 2, out);
	add_links("related", stories, len, 2, out);
	add_comments(stories, len, out);
	add_script(start + bytes, out);
}
