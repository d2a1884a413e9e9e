/* SPDX-License-Identifier: Apache-2.0 */
/* Microdata: itemprop with schema.org's names, the first of each kind outside of
 * comments. */
#include "common/base/buf.h"
#include "common/story/url.h"
#include "parser/article_hints.h"
#include "parser/html_tokens.h"
#include "parser/page_facts.h"

/* The value of a property: an attribute that says it, else the text. */
static struct view value_of(const struct page_source *s, const struct html_node *n)
{
	struct view v;
	BUF(text, PAGE_TEXT_MAX);

	if (html_attr(n->text, VIEW("content"), &v) ||
	    html_attr(n->text, VIEW("datetime"), &v))
		return page_line(v, s->a);
	for (const struct html_node *c = n->first; c && !text.over;
	     c = html_next(c, n, false)) {
		if (c->is_text)
			(void)buf_add(&text, c->text);
		else
			(void)buf_add_byte(&text, ' ');
	}
	return page_line(buf_view(&text), s->a);
}

/* The name within an author or a publisher. */
static struct view name_in(const struct page_source *s, const struct html_node *n)
{
	for (const struct html_node *c = n->first; c; c = html_next(c, n, false))
		if (!c->is_text &&
		    view_eq_nocase(html_node_attr(c, VIEW("itemprop")), VIEW("name")))
			return value_of(s, c);
	return value_of(s, n);
}

static bool is_in_comments(const struct html_node *n)
{
	for (; n && n->parent; n = n->parent)
		if (n->hints & HINT_COMMENTS)
			return true;
	return false;
}

static void read_property(const struct page_source *s, struct view name,
			  const struct html_node *n, struct page_facts *f)
{
	enum { NAME_MAX_BYTES = 200 };

	if (view_eq_nocase(name, VIEW("headline"))) {
		page_fact_set(&f->headline, value_of(s, n), "microdata");
	} else if (view_eq_nocase(name, VIEW("datePublished"))) {
		page_date_set(&f->published, value_of(s, n), s, "microdata");
	} else if (view_eq_nocase(name, VIEW("dateModified"))) {
		page_date_set(&f->modified, value_of(s, n), s, "microdata");
	} else if (view_eq_nocase(name, VIEW("author"))) {
		struct view who = name_in(s, n);
		if (who.len <= NAME_MAX_BYTES)
			page_authors_add(f, who, "microdata");
	} else if (view_eq_nocase(name, VIEW("publisher"))) {
		struct view who = name_in(s, n);
		if (who.len <= NAME_MAX_BYTES)
			page_fact_set(&f->publisher, who, "microdata");
	} else if (view_eq_nocase(name, VIEW("articleSection"))) {
		page_fact_set(&f->section, value_of(s, n), "microdata");
	}
}

void page_microdata_read(const struct page_source *s, struct page_facts *f)
{
	const struct html_node *body = s->tree->body;

	for (const struct html_node *n = body; n; n = html_next(n, body, false)) {
		struct view names, name;
		if (n->is_text || !n->text.len ||
		    !html_attr(n->text, VIEW("itemprop"), &names))
			continue;
		if (is_in_comments(n))
			continue;
		for (names = view_trim(names); view_next(&names, ' ', &name);)
			read_property(s, name, n, f);
	}
}
