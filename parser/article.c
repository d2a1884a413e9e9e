/* SPDX-License-Identifier: Apache-2.0 */
/* An HTML page with one article, as a story: article_choose finds the text, page_facts
 * the rest. */
#include "common/story/url.h"
#include "parser/article_choose.h"
#include "parser/article_hints.h"
#include "parser/article_outside.h"
#include "parser/feed_entry.h"
#include "parser/formats.h"
#include "parser/html_text.h"
#include "parser/wire_text.h"

static struct view base_of(const struct document *d, const struct html_tree *t,
			   struct arena *a)
{
	struct view base = t->base_href.len
			       ? url_resolve(d->url, page_line(t->base_href, a), a)
			       : VIEW("");

	return url_is_web(base) ? base : d->url;
}

static void note(struct story *s, struct arena *a, struct view role, const char *from)
{
	if (from)
		story_note(s, a, role, view_of(from));
}

static void fill_ids(struct story *s, const struct document *d,
		     const struct page_facts *f, struct arena *a)
{
	story_add_alt_id(s, a, VIEW("link"),
			 url_is_web(d->url) ? d->url : f->canonical.value);
	story_add_alt_id(s, a, VIEW("canonical"), f->canonical.value);
	note(s, a, VIEW("canonical.from"), f->canonical.from);
}

static void fill_dates(struct story *s, const struct page_facts *f, struct arena *a)
{
	s->first_created = f->published.at;
	s->version_created = f->modified.from ? f->modified.at : f->published.at;
	note(s, a, VIEW("published.from"), f->published.from);
	note(s, a, VIEW("updated.from"), f->modified.from);
}

static void fill_people(struct story *s, const struct page_facts *f, struct arena *a)
{
	for (size_t i = 0; i < f->authors_len; i++)
		story_add_person(s, a, f->authors[i], VIEW("author"));
	feed_byline(s, a);
	note(s, a, VIEW("authors.from"), f->authors_from);
}

static void fill_picture(struct story *s, const struct page_facts *f, struct arena *a)
{
	struct story_rendition *r =
	    f->picture.from ? story_add_rendition(s, a, f->picture.value) : NULL;

	if (!r)
		return;
	r->name = VIEW("lead");
	r->width = f->picture_width;
	r->height = f->picture_height;
	note(s, a, VIEW("picture.from"), f->picture.from);
}

/* A dateline opens the first paragraph, or the one after a picture's caption. */
static void find_dateline(struct story *s, const struct document *d, struct view plain,
			  struct arena *a)
{
	enum { PARAGRAPHS = 3 };
	struct view rest = plain;

	for (int i = 0; i < PARAGRAPHS && rest.len && s->located.len == 0; i++) {
		size_t end = view_find(rest, VIEW("\n\n"), 0);
		wire_text_dateline(s, d, view_head(rest, end), a);
		rest = view_from(rest, end == VIEW_NONE ? rest.len : end + 2);
	}
}

static void fill_texts(struct story *s, const struct document *d,
		       const struct page_facts *f, const struct article_text *text,
		       struct view base, struct arena *a)
{
	BUF(html, STORY_TEXT_MAX);

	story_add_headline(s, a, VIEW("text/plain"), f->headline.value);
	note(s, a, VIEW("headline.from"), f->headline.from);
	story_add_description(s, a, VIEW("text/plain"), f->description.value);
	struct view plain = arena_copy(a, buf_view(&text->plain));
	story_add_body(s, a, VIEW("text/plain"), plain);
	if (html_clean(buf_view(&text->html), base, &html))
		story_add_body(s, a, VIEW("text/html"), arena_copy(a, buf_view(&html)));
	note(s, a, VIEW("body.from"), text->from);
	find_dateline(s, d, plain, a);
}

static void fill_subjects(struct story *s, const struct document *d,
			  const struct page_facts *f, struct arena *a)
{
	struct feed_tools t;

	feed_tools_init(&t, d, a);
	if (f->section.value.len)
		feed_category_add(s, &t, f->section.value, VIEW(""), VIEW(""));
	for (size_t i = 0; i < f->keywords_len; i++)
		feed_category_add(s, &t, f->keywords[i], VIEW(""), VIEW(""));
	feed_tools_done(&t);
}

static bool add_story(const struct document *d, const struct page_facts *f,
		      const struct article_text *text, struct view base, struct arena *a,
		      struct parsed *ret, struct err *err)
{
	struct story *s = parsed_add(ret, d, a);

	if (!s)
		return err_set(err, ERR_REJECT, "%.*s", VIEW_ARG(ret->lost_why));
	s->ext.text_from = STORY_PAGE;
	s->language = feed_language(a, f->language.value);
	note(s, a, VIEW("language.from"), s->language.len ? f->language.from : NULL);
	fill_ids(s, d, f, a);
	fill_dates(s, f, a);
	fill_people(s, f, a);
	fill_texts(s, d, f, text, base, a);
	fill_picture(s, f, a);
	fill_subjects(s, d, f, a);
	(void)story_add_source(s, a, f->site.value, VIEW("publisher"));
	if (arena_over(a))
		return err_set(err, ERR_REJECT, "the page needs too much memory");
	return true;
}

bool article_parse(const struct document *d, struct view text, struct arena *a,
		   struct parsed *ret, struct err *err)
{
	struct html_tree tree;
	struct page_facts facts;
	struct article_text found;
	struct date_hints dates = { .utc_offset_minutes = d->hints.utc_offset_minutes,
				    .zone = d->hints.zone,
				    .day_first = d->hints.day_first };

	html_tree_build(text, d->limits.depth_max, a, &tree);
	if (arena_left(a) < text.len) /* its text is written more than once */
		return err_set(err, ERR_REJECT, "the page needs too much memory");
	article_hints_all(&tree);
	struct view base = base_of(d, &tree, a);
	struct page_source s = { .tree = &tree, .url = base, .dates = &dates, .a = a };
	page_facts_read(&s, &facts);
	article_headline(&s, &facts);
	if (!article_choose(&s, &facts, &tree, d->hints.body_selector,
			    facts.headline.value, &found, err))
		return false;
	article_outside(&s, &found.parts, &facts);
	bool ok = add_story(d, &facts, &found, base, a, ret, err);
	article_text_done(&found);
	return ok;
}
