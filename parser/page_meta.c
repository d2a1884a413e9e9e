/* SPDX-License-Identifier: Apache-2.0 */
/* <meta>, <link> and <title>: OpenGraph, Dublin Core, and what the big publishing
 * systems write. */
#include "common/story/url.h"
#include "parser/html_tokens.h"
#include "parser/page_facts.h"

enum fact {
	HEADLINE,
	AUTHOR,
	PUBLISHED,
	MODIFIED,
	LANGUAGE,
	CANONICAL,
	PICTURE,
	SITE,
	DESCRIPTION,
	SECTION,
	KEYWORD,
	KEYWORDS, /* separated by commas */
};

/* Names of <meta>, per fact in the order of trust. */
static const struct name {
	enum fact fact;
	struct view name;
} NAMES[] = {
	{ HEADLINE, VIEW_INIT("dc:title") },
	{ HEADLINE, VIEW_INIT("dcterm:title") },
	{ HEADLINE, VIEW_INIT("og:title") },
	{ HEADLINE, VIEW_INIT("parsely-title") },
	{ HEADLINE, VIEW_INIT("sailthru.title") },
	{ HEADLINE, VIEW_INIT("dc.title") },
	{ HEADLINE, VIEW_INIT("dcterms.title") },
	{ HEADLINE, VIEW_INIT("hdl") },
	{ HEADLINE, VIEW_INIT("weibo:article:title") },
	{ HEADLINE, VIEW_INIT("weibo:webpage:title") },
	{ HEADLINE, VIEW_INIT("twitter:title") },
	{ HEADLINE, VIEW_INIT("title") },
	{ AUTHOR, VIEW_INIT("article:author_name") },
	{ AUTHOR, VIEW_INIT("parsely-author") },
	{ AUTHOR, VIEW_INIT("sailthru.author") },
	{ AUTHOR, VIEW_INIT("dc.creator") },
	{ AUTHOR, VIEW_INIT("dcterms.creator") },
	{ AUTHOR, VIEW_INIT("dc:creator") },
	{ AUTHOR, VIEW_INIT("dcterm:creator") },
	{ AUTHOR, VIEW_INIT("byl") },
	{ AUTHOR, VIEW_INIT("author") },
	{ AUTHOR, VIEW_INIT("article:author") },
	{ AUTHOR, VIEW_INIT("og:article:author") },
	{ PUBLISHED, VIEW_INIT("article:published_time") },
	{ PUBLISHED, VIEW_INIT("og:article:published_time") },
	{ PUBLISHED, VIEW_INIT("article:published") },
	{ PUBLISHED, VIEW_INIT("og:published_time") },
	{ PUBLISHED, VIEW_INIT("parsely-pub-date") },
	{ PUBLISHED, VIEW_INIT("sailthru.date") },
	{ PUBLISHED, VIEW_INIT("dcterms.issued") },
	{ PUBLISHED, VIEW_INIT("dc.date.issued") },
	{ PUBLISHED, VIEW_INIT("dcterms.created") },
	{ PUBLISHED, VIEW_INIT("dc.date.created") },
	{ PUBLISHED, VIEW_INIT("dc.date") },
	{ PUBLISHED, VIEW_INIT("dcterms.date") },
	{ PUBLISHED, VIEW_INIT("dc:date") },
	{ PUBLISHED, VIEW_INIT("datepublished") },
	{ PUBLISHED, VIEW_INIT("date.published") },
	{ PUBLISHED, VIEW_INIT("publish-date") },
	{ PUBLISHED, VIEW_INIT("publish_date") },
	{ PUBLISHED, VIEW_INIT("publishdate") },
	{ PUBLISHED, VIEW_INIT("published-date") },
	{ PUBLISHED, VIEW_INIT("publication_date") },
	{ PUBLISHED, VIEW_INIT("publication-date") },
	{ PUBLISHED, VIEW_INIT("originalpublicationdate") },
	{ PUBLISHED, VIEW_INIT("cxenseparse:recs:publishtime") },
	{ PUBLISHED, VIEW_INIT("cxenseparse:publishtime") },
	{ PUBLISHED, VIEW_INIT("article_date_original") },
	{ PUBLISHED, VIEW_INIT("pubdate") },
	{ PUBLISHED, VIEW_INIT("pub_date") },
	{ PUBLISHED, VIEW_INIT("pdate") },
	{ PUBLISHED, VIEW_INIT("ptime") },
	{ PUBLISHED, VIEW_INIT("displaydate") },
	{ PUBLISHED, VIEW_INIT("date") },
	{ MODIFIED, VIEW_INIT("article:modified_time") },
	{ MODIFIED, VIEW_INIT("og:article:modified_time") },
	{ MODIFIED, VIEW_INIT("article:modified") },
	{ MODIFIED, VIEW_INIT("og:updated_time") },
	{ MODIFIED, VIEW_INIT("dcterms.modified") },
	{ MODIFIED, VIEW_INIT("dc.date.modified") },
	{ MODIFIED, VIEW_INIT("datemodified") },
	{ MODIFIED, VIEW_INIT("date.modified") },
	{ MODIFIED, VIEW_INIT("lastmod") },
	{ MODIFIED, VIEW_INIT("utime") },
	{ LANGUAGE, VIEW_INIT("og:locale") },
	{ LANGUAGE, VIEW_INIT("dc.language") },
	{ LANGUAGE, VIEW_INIT("dcterms.language") },
	{ LANGUAGE, VIEW_INIT("content-language") },
	{ LANGUAGE, VIEW_INIT("language") },
	{ CANONICAL, VIEW_INIT("og:url") },
	{ CANONICAL, VIEW_INIT("parsely-link") },
	{ PICTURE, VIEW_INIT("og:image:secure_url") },
	{ PICTURE, VIEW_INIT("og:image") },
	{ PICTURE, VIEW_INIT("og:image:url") },
	{ PICTURE, VIEW_INIT("twitter:image") },
	{ PICTURE, VIEW_INIT("twitter:image:src") },
	{ PICTURE, VIEW_INIT("parsely-image-url") },
	{ PICTURE, VIEW_INIT("sailthru.image.full") },
	{ SITE, VIEW_INIT("og:site_name") },
	{ SITE, VIEW_INIT("application-name") },
	{ SITE, VIEW_INIT("dc.publisher") },
	{ DESCRIPTION, VIEW_INIT("og:description") },
	{ DESCRIPTION, VIEW_INIT("description") },
	{ DESCRIPTION, VIEW_INIT("dc.description") },
	{ DESCRIPTION, VIEW_INIT("dcterms.description") },
	{ DESCRIPTION, VIEW_INIT("dc:description") },
	{ DESCRIPTION, VIEW_INIT("dcterm:description") },
	{ DESCRIPTION, VIEW_INIT("sailthru.description") },
	{ DESCRIPTION, VIEW_INIT("twitter:description") },
	{ DESCRIPTION, VIEW_INIT("weibo:article:description") },
	{ SECTION, VIEW_INIT("article:section") },
	{ SECTION, VIEW_INIT("parsely-section") },
	{ KEYWORD, VIEW_INIT("article:tag") },
	{ KEYWORDS, VIEW_INIT("news_keywords") },
	{ KEYWORDS, VIEW_INIT("parsely-tags") },
	{ KEYWORDS, VIEW_INIT("sailthru.tags") },
};
enum { NAMES_LEN = sizeof(NAMES) / sizeof(*NAMES) };

/* One <meta> that may be of use. */
struct meta {
	struct view names, content; /* names: one or more, between white space */
	bool microdata;
};

static bool read_meta(struct view attrs, struct meta *ret)
{
	if (!html_attr(attrs, VIEW("content"), &ret->content) || ret->content.len == 0)
		return false;
	if (html_attr(attrs, VIEW("property"), &ret->names) ||
	    html_attr(attrs, VIEW("name"), &ret->names))
		return true;
	ret->microdata = html_attr(attrs, VIEW("itemprop"), &ret->names);
	return ret->microdata || html_attr(attrs, VIEW("http-equiv"), &ret->names);
}

static bool is_named(const struct meta *m, struct view name)
{
	struct view rest = view_trim(m->names), word;

	while (view_next(&rest, ' ', &word))
		if (view_eq_nocase(word, name))
			return true;
	return false;
}

static void set_address(struct page_fact *fact, struct view raw,
			const struct page_source *s, const char *from)
{
	struct view url = url_resolve(s->url, page_line(raw, s->a), s->a);

	if (url_is_web(url))
		page_fact_set(fact, url, from);
}

static void add_keywords(struct page_facts *f, struct view list)
{
	struct view word;

	while (view_next(&list, ',', &word))
		page_keyword_add(f, word);
}

static void take(const struct page_source *s, enum fact fact, struct view content,
		 const char *from, struct page_facts *f)
{
	struct view text = page_line(content, s->a);

	switch (fact) {
	case HEADLINE:
		page_fact_set(&f->headline, text, from);
		break;
	case AUTHOR:
		page_authors_add(f, text, from);
		break;
	case PUBLISHED:
		page_date_set(&f->published, text, s, from);
		break;
	case MODIFIED:
		page_date_set(&f->modified, text, s, from);
		break;
	case LANGUAGE:
		page_fact_set(&f->language, text, from);
		break;
	case CANONICAL:
		set_address(&f->canonical, content, s, from);
		break;
	case PICTURE:
		set_address(&f->picture, content, s, from);
		break;
	case SITE:
		page_fact_set(&f->site, text, from);
		break;
	case DESCRIPTION:
		page_fact_set(&f->description, text, from);
		break;
	case SECTION:
		page_fact_set(&f->section, text, from);
		break;
	case KEYWORD:
		page_keyword_add(f, text);
		break;
	case KEYWORDS:
		add_keywords(f, text);
		break;
	}
}

static const char *source_of(const struct meta *m, struct view name)
{
	if (m->microdata)
		return "microdata";
	return view_starts(name, VIEW("og:")) || view_starts(name, VIEW("article:"))
		   ? "opengraph"
		   : "meta";
}

void page_canonical_read(const struct page_source *s, struct page_facts *f)
{
	for (size_t i = 0; i < s->tree->links_len; i++) {
		struct view rel, href;
		if (html_attr(s->tree->links[i], VIEW("rel"), &rel) &&
		    html_attr(s->tree->links[i], VIEW("href"), &href) &&
		    view_eq_nocase(view_trim(rel), VIEW("canonical")))
			set_address(&f->canonical, href, s, "link");
	}
}

static void read_about_picture(const struct meta *m, struct page_facts *f)
{
	uint64_t n;

	if (!view_to_u64(view_trim(m->content), &n) || n > 100000)
		return;
	if (is_named(m, VIEW("og:image:width")) && !f->picture_width)
		f->picture_width = (long)n;
	if (is_named(m, VIEW("og:image:height")) && !f->picture_height)
		f->picture_height = (long)n;
}

void page_meta_read(const struct page_source *s, struct page_facts *f)
{
	const struct html_tree *t = s->tree;
	struct meta *metas = ARENA_ARRAY(s->a, struct meta, t->metas_len + 1);
	size_t len = 0;

	for (size_t i = 0; i < t->metas_len; i++)
		if (read_meta(t->metas[i], &metas[len]))
			len++;
	for (size_t n = 0; n < NAMES_LEN; n++)
		for (size_t i = 0; i < len; i++)
			if (is_named(&metas[i], NAMES[n].name))
				take(s, NAMES[n].fact, metas[i].content,
				     source_of(&metas[i], NAMES[n].name), f);
	for (size_t i = 0; i < len; i++) {
		read_about_picture(&metas[i], f);
		if (is_named(&metas[i], VIEW("og:type")) &&
		    view_find_nocase(metas[i].content, VIEW("article"), 0) != VIEW_NONE)
			f->is_article = true;
	}
}
