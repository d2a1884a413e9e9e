/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_facts - what a page says of its article for machines to read.
 *
 * Each fact is taken from the first source in the order of trust that has it, and names
 * that source: "json-ld", "microdata", "opengraph", "meta", "link", "html", "byline",
 * "h1", "title", "time". A date that cannot be read is no date, so a lesser source may
 * give it. Texts are decoded, of one line, and lie in the arena or in the page.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/instant.h"
#include "parser/date.h"
#include "parser/html_tree.h"

enum { PAGE_AUTHORS_MAX = 16, PAGE_KEYWORDS_MAX = 32, PAGE_TEXT_MAX = 4096 };

struct page_fact {
	struct view value;
	const char *from; /* NULL: unknown */
};

struct page_date {
	instant_ms at;
	const char *from; /* NULL: unknown */
};

struct page_facts {
	struct page_fact headline, language, canonical, picture, site, publisher,
	    description, section;
	struct page_date published, modified;
	struct view authors[PAGE_AUTHORS_MAX];
	size_t authors_len;
	const char *authors_from;
	struct view keywords[PAGE_KEYWORDS_MAX];
	size_t keywords_len;
	struct view article_body;           /* as JSON-LD has it, plain text; or empty */
	bool not_free;                      /* JSON-LD: isAccessibleForFree is false */
	bool is_article;                    /* JSON-LD or og:type call it an article */
	bool is_live;                       /* its text is a live blog's updates */
	long picture_width, picture_height; /* 0: unknown */
};

struct page_source {
	const struct html_tree *tree;
	struct view url; /* where the page was had; base of relative addresses */
	const struct date_hints *dates;
	struct arena *a;
};

/* All of them but what only the text around the article can tell (h1, byline, time). */
void page_facts_read(const struct page_source *s, struct page_facts *ret);

/* One line of text out of what an attribute or a script holds: references decoded,
 * tags and control characters out, white space folded; at most PAGE_TEXT_MAX bytes. */
struct view page_line(struct view raw, struct arena *a);

/* Sets the fact unless it is known or `value` is empty. */
void page_fact_set(struct page_fact *f, struct view value, const char *from);
void page_date_set(struct page_date *f, struct view value, const struct page_source *s,
		   const char *from);
/* Adds the people that a byline names, or one person of that name, unless authors are
 * known from another source. */
void page_authors_add(struct page_facts *f, struct view byline, const char *from);
void page_author_add(struct page_facts *f, struct view name, const char *from);
void page_keyword_add(struct page_facts *f, struct view word);

/* A long text as plain paragraphs, whatever markup it came with and however often that was
 * escaped; empty when it is too long. */
struct view page_body_text(struct view raw, struct arena *a);

/* The text that an application's state holds for the page (Next.js), or empty. */
struct view page_app_data_text(const struct page_source *s);

/* The readers behind page_facts_read(), in their order of trust. The first knows of
 * nothing but <link rel=canonical>. */
void page_canonical_read(const struct page_source *s, struct page_facts *f);
void page_jsonld_read(const struct page_source *s, struct page_facts *f);
void page_microdata_read(const struct page_source *s, struct page_facts *f);
void page_meta_read(const struct page_source *s, struct page_facts *f);
