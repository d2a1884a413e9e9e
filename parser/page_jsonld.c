/* SPDX-License-Identifier: Apache-2.0 */
/* JSON-LD with schema.org's vocabulary: the article among all that a page's scripts
 * describe. */
#include "common/story/url.h"
#include "parser/html_text.h"
#include "parser/json_loose.h"
#include "parser/page_facts.h"

enum { BODY_MAX = 1024 * 1024 };

/* schema.org's Article, and what is one. */
static bool is_article_type(struct view type)
{
	static const struct view OTHERS[] = {
		VIEW_INIT("BlogPosting"),
		VIEW_INIT("LiveBlogPosting"),
		VIEW_INIT("SocialMediaPosting"),
		VIEW_INIT("DiscussionForumPosting"),
		VIEW_INIT("Report"),
		VIEW_INIT("APIReference"),
	};
	size_t slash = type.len;

	while (slash > 0 && type.p[slash - 1] != '/' && type.p[slash - 1] != ':')
		slash--;
	type = view_from(type, slash);
	return view_ends(type, VIEW("Article")) ||
	       view_is_in(type, OTHERS, sizeof(OTHERS) / sizeof(*OTHERS));
}

static bool is_article(const struct json_node *n)
{
	const struct json_node *type = json_get(n, VIEW("@type"));

	if (type && type->kind == JSON_ARRAY) {
		for (const struct json_node *t = type->first; t; t = t->next)
			if (t->kind == JSON_STRING && is_article_type(t->text))
				return true;
		return false;
	}
	return type && type->kind == JSON_STRING && is_article_type(type->text);
}

/* The first of an array, or the node itself. */
static const struct json_node *first_of(const struct json_node *n)
{
	while (n && n->kind == JSON_ARRAY)
		n = n->first;
	return n;
}

static struct view text_of(const struct json_node *n, struct view key, struct arena *a)
{
	return json_text(first_of(json_get(n, key)), a);
}

static struct view line_of(const struct json_node *n, struct view key, struct arena *a)
{
	return page_line(text_of(n, key, a), a);
}

/* The object with that @id, for { "@id": "#author" }; the node itself if there is
 * none. */
static const struct json_node *resolve(const struct json_node *n,
				       const struct json_node *root)
{
	const struct json_node *id = json_get(n, VIEW("@id"));

	if (!id || json_get(n, VIEW("name")) || json_get(n, VIEW("url")))
		return n;
	for (const struct json_node *m = root; m; m = json_next(m))
		if (m != n && m->kind == JSON_OBJECT && json_get(m, VIEW("@id")) &&
		    view_eq(json_get(m, VIEW("@id"))->text, id->text) &&
		    json_get(m, VIEW("name")))
			return m;
	return n;
}

/* A person, an organisation or a thing: its name, or the string that it is. */
static struct view name_of(const struct json_node *n, const struct json_node *root,
			   struct arena *a)
{
	n = first_of(n);
	if (!n)
		return VIEW("");
	if (n->kind != JSON_OBJECT)
		return page_line(json_text(n, a), a);
	return line_of(resolve(n, root), VIEW("name"), a);
}

/* A person's name is one; of an object with a list of names, each is. */
static void add_author(const struct page_source *s, const struct json_node *author,
		       const struct json_node *root, struct page_facts *f)
{
	const struct json_node *name = json_get(author, VIEW("name"));

	if (!name || name->kind != JSON_ARRAY) {
		page_author_add(f, name_of(author, root, s->a), "json-ld");
		return;
	}
	for (name = name->first; name; name = name->next)
		page_author_add(f, page_line(json_text(name, s->a), s->a), "json-ld");
}

static void read_authors(const struct page_source *s, const struct json_node *article,
			 const struct json_node *root, struct page_facts *f)
{
	enum { RESOLVED_MAX = 16 }; /* each may cost a walk */
	const struct json_node *author = json_get(article, VIEW("author"));
	int n = 0;

	if (!author)
		author = json_get(article, VIEW("creator"));
	if (!author)
		return;
	/* A string may be a whole byline. */
	if (author->kind == JSON_STRING)
		page_authors_add(f, name_of(author, root, s->a), "json-ld");
	if (author->kind == JSON_OBJECT)
		add_author(s, author, root, f);
	for (const struct json_node *p = author->first;
	     author->kind == JSON_ARRAY && p && n < RESOLVED_MAX; p = p->next, n++)
		add_author(s, p, root, f);
}

static void set_address(struct page_fact *fact, struct view url,
			const struct page_source *s)
{
	url = page_line(url, s->a);
	/* "True", "#page": what is no address here must not become one. */
	if (url_is_web(url) || view_starts(url, VIEW("/")))
		page_fact_set(fact, url_resolve(s->url, url, s->a), "json-ld");
}

static void read_picture(const struct page_source *s, const struct json_node *article,
			 const struct json_node *root, struct page_facts *f)
{
	const struct json_node *image = first_of(json_get(article, VIEW("image")));

	if (!image)
		image = first_of(json_get(article, VIEW("thumbnailUrl")));
	if (!image)
		return;
	if (image->kind != JSON_OBJECT) {
		set_address(&f->picture, json_text(image, s->a), s);
		return;
	}
	image = resolve(image, root);
	set_address(&f->picture, text_of(image, VIEW("url"), s->a), s);
	set_address(&f->picture, text_of(image, VIEW("contentUrl"), s->a), s);
}

static void read_keywords(const struct page_source *s, const struct json_node *article,
			  struct page_facts *f)
{
	const struct json_node *words = json_get(article, VIEW("keywords"));

	if (!words)
		return;
	if (words->kind == JSON_ARRAY) {
		for (const struct json_node *w = words->first; w; w = w->next)
			page_keyword_add(f, page_line(json_text(w, s->a), s->a));
		return;
	}
	struct view list = page_line(json_text(words, s->a), s->a), word;
	while (view_next(&list, ',', &word))
		page_keyword_add(f, word);
}

struct view page_body_text(struct view raw, struct arena *a)
{
	BUF(decoded, BODY_MAX);
	BUF(text, BODY_MAX);

	if (raw.len == 0 || raw.len > BODY_MAX / 2)
		return VIEW("");
	if (!html_looks_like_markup(raw))
		return raw;
	(void)html_unescape(raw, &decoded);
	if (!html_looks_like_markup(buf_view(&decoded)))
		return arena_copy(a, buf_view(&decoded));
	(void)html_text(buf_view(&decoded), &text);
	return arena_copy(a, buf_view(&text));
}

/* "name" is sometimes the headline in full, sometimes the site; the title of the page
 * tells. */
static struct view headline_of(const struct page_source *s,
			       const struct json_node *article)
{
	struct view headline = line_of(article, VIEW("headline"), s->a);
	struct view name = line_of(article, VIEW("name"), s->a);
	struct view title = page_line(s->tree->title, s->a);

	if (headline.len == 0)
		return name;
	if (name.len && view_find_nocase(title, headline, 0) == VIEW_NONE &&
	    view_starts_nocase(title, name))
		return name;
	return headline;
}

/* The updates of a live blog (schema.org's LiveBlogPosting), as they stand: headings and
 * texts. */
static struct view live_text(const struct json_node *article, struct arena *a)
{
	const struct json_node *updates = json_get(article, VIEW("liveBlogUpdate"));
	BUF(text, BODY_MAX);

	if (!updates)
		return VIEW("");
	const struct json_node *one =
	    updates->kind == JSON_ARRAY ? updates->first : updates;
	for (; one && !text.over; one = updates->kind == JSON_ARRAY ? one->next : NULL) {
		struct view heading = line_of(one, VIEW("headline"), a);
		struct view body = text_of(one, VIEW("articleBody"), a);
		(void)buf_printf(&text, "%.*s\n", VIEW_ARG(heading));
		(void)buf_add(&text, page_body_text(body, a));
		(void)buf_add_byte(&text, '\n');
	}
	return arena_copy(a, view_trim(buf_view(&text)));
}

static void read_article(const struct page_source *s, const struct json_node *n,
			 const struct json_node *root, struct page_facts *f)
{
	const struct json_node *page = first_of(json_get(n, VIEW("mainEntityOfPage")));
	struct view free_to_read = text_of(n, VIEW("isAccessibleForFree"), s->a);

	f->is_article = true;
	page_fact_set(&f->headline, headline_of(s, n), "json-ld");
	read_authors(s, n, root, f);
	page_date_set(&f->published, line_of(n, VIEW("datePublished"), s->a), s,
		      "json-ld");
	page_date_set(&f->published, line_of(n, VIEW("dateCreated"), s->a), s, "json-ld");
	page_date_set(&f->modified, line_of(n, VIEW("dateModified"), s->a), s, "json-ld");
	page_fact_set(&f->language, name_of(json_get(n, VIEW("inLanguage")), root, s->a),
		      "json-ld");
	read_picture(s, n, root, f);
	page_fact_set(&f->site, name_of(json_get(n, VIEW("publisher")), root, s->a),
		      "json-ld");
	page_fact_set(&f->description, line_of(n, VIEW("description"), s->a), "json-ld");
	page_fact_set(&f->section, line_of(n, VIEW("articleSection"), s->a), "json-ld");
	read_keywords(s, n, f);
	f->article_body = page_body_text(text_of(n, VIEW("articleBody"), s->a), s->a);
	if (!f->article_body.len) {
		f->article_body = live_text(n, s->a);
		f->is_live = f->article_body.len > 0;
	}
	f->not_free = view_eq_nocase(free_to_read, VIEW("false"));
	set_address(&f->canonical,
		    page && page->kind == JSON_OBJECT ? text_of(page, VIEW("@id"), s->a)
						      : json_text(page, s->a),
		    s);
}

/* Several articles on one page: the one that is about this page, else the first. */
static bool is_about_page(const struct page_source *s, const struct json_node *n)
{
	static const struct view KEYS[] = { VIEW_INIT("url"),
					    VIEW_INIT("mainEntityOfPage"),
					    VIEW_INIT("@id") };
	struct view here = url_canonical(s->url, s->a);
	struct view title = page_line(s->tree->title, s->a);
	struct view headline = line_of(n, VIEW("headline"), s->a);

	for (size_t i = 0; i < sizeof(KEYS) / sizeof(*KEYS); i++) {
		const struct json_node *v = first_of(json_get(n, KEYS[i]));
		struct view url = v && v->kind == JSON_OBJECT
				      ? text_of(v, VIEW("@id"), s->a)
				      : json_text(v, s->a);
		if (here.len && url.len && view_eq(url_canonical(url, s->a), here))
			return true;
	}
	return headline.len && view_find_nocase(title, headline, 0) != VIEW_NONE;
}

void page_jsonld_read(const struct page_source *s, struct page_facts *f)
{
	enum { ARTICLES_MAX = 32, SCRIPTS_MAX = 16 };
	const struct json_node *best = NULL, *best_root = NULL;
	int seen = 0;

	for (size_t i = 0; i < s->tree->json_ld_len && i < SCRIPTS_MAX; i++) {
		const struct json_node *root = json_loose(s->tree->json_ld[i], s->a);
		for (const struct json_node *n = root; n && seen < ARTICLES_MAX;
		     n = json_next(n)) {
			if (n->kind != JSON_OBJECT || !is_article(n))
				continue;
			seen++;
			if (!best || (is_about_page(s, n) && !is_about_page(s, best))) {
				best = n;
				best_root = root;
			}
		}
	}
	if (best)
		read_article(s, best, best_root, f);
}
