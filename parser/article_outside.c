/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/article_outside.h"

#include "common/base/buf.h"
#include "parser/article_hints.h"
#include "parser/html_tokens.h"

enum {
	HEADLINE_WORDS_MIN = 2, /* a title cut at a bar keeps so many */
	DATE_TEXT_MAX = 80,     /* bytes of a text that may be a date */
	BYLINE_TEXT_MAX = 300,
	BYLINE_CHARS_MAX = 100,
};

/* All text below `n` on one line. */
static struct view text_below(const struct page_source *s, const struct html_node *n,
			      size_t max)
{
	BUF(text, max);

	for (const struct html_node *c = n->first; c && !text.over;
	     c = html_next(c, n, (c->hints & HINT_INVISIBLE) != 0)) {
		if (c->is_text)
			(void)buf_add(&text, c->text);
		else if (!(html_tag_does((enum html_tag)c->tag) & HTML_INLINE))
			(void)buf_add_byte(&text, ' ');
	}
	return page_line(buf_view(&text), s->a);
}

/* ---- headline ---- */

static size_t count_words(struct view v)
{
	size_t words = 0;
	struct view rest = view_trim(v), word;

	while (view_next(&rest, ' ', &word))
		words += word.len > 0;
	return words;
}

/* The marks that part a headline from a site's name. */
static const struct view BARS[] = {
	VIEW_INIT(" | "),
	VIEW_INIT(" - "),
	VIEW_INIT(" \xE2\x80\x93 "),
	VIEW_INIT(" \xE2\x80\x94 "),
	VIEW_INIT(" :: "),
	VIEW_INIT(" / "),
	VIEW_INIT(" \xC2\xBB "),
	VIEW_INIT(" \xC2\xB7 "),
	VIEW_INIT(" \\ "),
	VIEW_INIT(" > "),
	VIEW_INIT("\xEF\xBD\x9C"),
};
enum { BARS_LEN = sizeof(BARS) / sizeof(*BARS) };

/* Where the last bar stands, and how long it is; VIEW_NONE when there is none. */
static size_t last_bar(struct view v, size_t *ret_len)
{
	size_t last = VIEW_NONE;

	for (size_t b = 0; b < BARS_LEN; b++)
		for (size_t at = 0; (at = view_find(v, BARS[b], at)) != VIEW_NONE; at++)
			if (last == VIEW_NONE || at > last) {
				last = at;
				*ret_len = BARS[b].len;
			}
	return last;
}

/* "Headline | Site" without the site, if that leaves a headline. */
static struct view without_site(struct view title)
{
	size_t len, bar = last_bar(title, &len);

	if (bar == VIEW_NONE)
		return title;
	struct view head = view_trim(view_head(title, bar));
	struct view tail = view_trim(view_from(title, bar + len));
	if (count_words(head) >= HEADLINE_WORDS_MIN && head.len >= tail.len)
		return head;
	return count_words(tail) > count_words(head) + 2 ? tail : title;
}

/* The site's own name at the end says nothing of the story. */
static struct view without_name(struct view headline, struct view site)
{
	size_t len, bar = last_bar(headline, &len);

	if (bar == VIEW_NONE || site.len == 0)
		return headline;
	bool same = view_eq_nocase(view_trim(view_from(headline, bar + len)), site);
	return same ? view_trim(view_head(headline, bar)) : headline;
}

/* Is the title the heading's beginning, cut short, or nothing but the site's name? */
static bool is_cut_title(struct view title, struct view heading, struct view site)
{
	size_t len, bar = last_bar(title, &len);
	struct view own = bar == VIEW_NONE ? title : view_trim(view_head(title, bar));

	return view_eq_nocase(title, site) ||
	       (own.len < heading.len && view_starts_nocase(heading, own) &&
		!byte_is_alpha(heading.p[own.len]));
}

/* An h1 is the headline when the title repeats it or is shorter, or when there is no title. */
static struct view heading(const struct page_source *s, struct view title,
			   struct view site)
{
	enum { HEADINGS_MAX = 8 };
	const struct html_node *body = s->tree->body;
	int seen = 0;

	for (const struct html_node *n = body; n && seen < HEADINGS_MAX;
	     n = html_next(n, body, (n->hints & HINT_INVISIBLE) != 0)) {
		if (n->is_text || n->tag != TAG_H1 || (n->hints & HINT_INVISIBLE))
			continue;
		seen++;
		struct view text = text_below(s, n, PAGE_TEXT_MAX);
		if (text.len && is_cut_title(title, text, site))
			return text;
		bool told =
		    title.len == 0 || view_find_nocase(title, text, 0) != VIEW_NONE;
		if (text.len && told && count_words(text) * 3 >= count_words(title))
			return text;
	}
	return VIEW("");
}

/* "Headline - Section - Site": a heading that is the title up to a bar, where the title ends
 * with the site's name. */
static struct view heading_before_bar(const struct page_source *s, struct view title,
				      struct view site)
{
	enum { HEADINGS_MAX = 16 };
	const struct html_node *body = s->tree->body;
	size_t len;
	int seen = 0;

	if (last_bar(title, &len) == VIEW_NONE ||
	    without_name(title, site).len == title.len)
		return VIEW("");
	for (const struct html_node *n = body; n && seen < HEADINGS_MAX;
	     n = html_next(n, body, (n->hints & HINT_INVISIBLE) != 0)) {
		if (n->is_text || (n->tag != TAG_H1 && n->tag != TAG_H2))
			continue;
		seen++;
		struct view text = text_below(s, n, PAGE_TEXT_MAX);
		if (count_words(text) >= HEADLINE_WORDS_MIN &&
		    view_starts_nocase(title, text) &&
		    view_prefix_in(view_from(title, text.len), BARS, BARS_LEN))
			return text;
	}
	return VIEW("");
}

void article_headline(const struct page_source *s, struct page_facts *f)
{
	struct view title = page_line(s->tree->title, s->a);

	page_fact_set(&f->headline, heading(s, title, f->site.value), "h1");
	page_fact_set(&f->headline, heading_before_bar(s, title, f->site.value), "h1");
	page_fact_set(&f->headline, without_site(title), "title");
	f->headline.value = without_name(f->headline.value, f->site.value);
}

/* ---- byline and date ---- */

/* "Published: 3 May 2023" without the label. */
static bool read_date(const struct page_source *s, struct view text,
		      struct page_date *ret, const char *from)
{
	page_date_set(ret, text, s, from);
	for (size_t i = 0; !ret->from && i < text.len && i < DATE_TEXT_MAX; i++)
		if (text.p[i] == ':' || text.p[i] == ' ')
			page_date_set(ret, view_trim(view_from(text, i + 1)), s, from);
	return ret->from;
}

static bool names_date(const struct html_node *n)
{
	static const struct view NAMES[] = { VIEW_INIT("class"), VIEW_INIT("id"),
					     VIEW_INIT("itemprop") };
	static const struct view WORDS[] = { VIEW_INIT("date"), VIEW_INIT("publish"),
					     VIEW_INIT("time"), VIEW_INIT("posted") };

	for (size_t i = 0; i < sizeof(NAMES) / sizeof(*NAMES); i++) {
		struct view v;
		if (!html_attr(n->text, NAMES[i], &v))
			continue;
		for (size_t w = 0; w < sizeof(WORDS) / sizeof(*WORDS); w++)
			if (view_find_nocase(v, WORDS[w], 0) != VIEW_NONE)
				return true;
	}
	return false;
}

/* The first <time>, else the first element named after a date that holds one. */
static void find_date(const struct page_source *s, struct page_facts *f)
{
	enum { TRIES_MAX = 64 };
	const struct html_node *body = s->tree->body;
	struct page_date named = { INSTANT_NONE, NULL };
	int tries = 0;

	for (const struct html_node *n = body;
	     n && !f->published.from && tries < TRIES_MAX;
	     n = html_next(n, body, (n->hints & (HINT_COMMENTS | HINT_INVISIBLE)) != 0)) {
		struct view v;
		if (n->is_text ||
		    (n->hints & (HINT_COMMENTS | HINT_INVISIBLE | HINT_ASIDE)))
			continue;
		if (n->tag == TAG_TIME) {
			tries++;
			if (html_attr(n->text, VIEW("datetime"), &v))
				page_date_set(&f->published, page_line(v, s->a), s,
					      "time");
			else
				(void)read_date(s, text_below(s, n, DATE_TEXT_MAX),
						&f->published, "time");
		} else if (!named.from && n->text.len && names_date(n)) {
			tries++;
			(void)read_date(s, text_below(s, n, DATE_TEXT_MAX), &named,
					"date");
		}
	}
	if (!f->published.from)
		f->published = named;
}

/* "Jane Doe |": without what parts the name from the date. */
static struct view without_mark(struct view name)
{
	static const struct view MARKS[] = { VIEW_INIT("|"), VIEW_INIT("-"),
					     VIEW_INIT(","), VIEW_INIT("/"),
					     VIEW_INIT("·"), VIEW_INIT("•"),
					     VIEW_INIT("–"), VIEW_INIT("—"),
					     VIEW_INIT("(") };
	size_t mark;

	name = view_trim(name);
	while ((mark = view_suffix_in(name, MARKS, sizeof(MARKS) / sizeof(*MARKS))))
		name = view_trim(view_head(name, name.len - mark));
	return name;
}

/* "Jane Doe Published": without the word that the date stands behind. */
static struct view without_label(struct view name)
{
	static const struct view LABELS[] = {
		VIEW_INIT(" published"),     VIEW_INIT(" updated"),
		VIEW_INIT(" posted"),        VIEW_INIT(" last updated"),
		VIEW_INIT(" published on"),  VIEW_INIT(" posted on"),
		VIEW_INIT(" updated on"),    VIEW_INIT(" Опубликовано"),
		VIEW_INIT(" Обновлено"),     VIEW_INIT(" publié le"),
		VIEW_INIT(" mis à jour le"), VIEW_INIT(" veröffentlicht am"),
		VIEW_INIT(" publicado"),     VIEW_INIT(" pubblicato"),
	};

	if (view_ends(name, VIEW(":")))
		name = without_mark(view_head(name, name.len - 1));
	size_t label =
	    view_suffix_in_nocase(name, LABELS, sizeof(LABELS) / sizeof(*LABELS));
	return without_mark(view_head(name, name.len - label));
}

/* "Jane Doe 22 Dec 2016 - 12:30": the name ends where the numbers begin. */
static struct view without_date(struct view byline)
{
	size_t end = 0;

	while (end < byline.len && !byte_is_digit(byline.p[end]))
		end++;
	if (end == byline.len)
		return byline;
	struct view name = without_label(without_mark(view_head(byline, end)));
	size_t word = name.len;
	while (word > 0 && !byte_is_space(name.p[word - 1]))
		word--;
	/* A month stands before the day: if the last word begins a date, it goes, too. */
	struct date_hints hints = { .year = 2000 };
	struct date d;
	size_t day = end;
	while (day < byline.len && byte_is_digit(byline.p[day]))
		day++;
	if (word > 0 &&
	    date_parse(view_at(name.p + word, (size_t)(byline.p + day - name.p) - word),
		       &hints, &d))
		name = without_mark(view_head(name, word));
	return name.len ? name : byline;
}

/* "Jane Doe (in Tokyo)" without where the author is. */
static struct view without_place(struct view name)
{
	size_t open = view_find_byte(name, '(', 0);

	if (!view_ends(name, VIEW(")")) || open == VIEW_NONE || open == 0)
		return name;
	return view_trim(view_head(name, open));
}

/* "By Jane Doe | June 5, 2024 10:00 GMT": what stands behind the name may be the date. */
static void read_byline_date(const struct page_source *s, struct view text,
			     struct page_facts *f)
{
	struct view name = without_date(text);
	size_t end = (size_t)(name.p + name.len - text.p);

	while (end < text.len && !byte_is_alpha(text.p[end]) &&
	       !byte_is_digit(text.p[end]) && (unsigned char)text.p[end] < 0x80)
		end++;
	if (end < text.len)
		(void)read_date(s, view_from(text, end), &f->published, "byline");
}

/* The name alone, if an element within the byline is marked as the author's. */
static const struct html_node *marked_author(const struct html_node *byline)
{
	for (const struct html_node *n = byline->first; n;
	     n = html_next(n, byline, false))
		if (!n->is_text && n->chars &&
		    ((n->hints & HINT_AUTHOR) ||
		     view_eq_nocase(html_node_attr(n, VIEW("itemprop")), VIEW("name"))))
			return n;
	return byline;
}

/* The first element named after a byline, in what was left out, too. */
static const struct html_node *find_byline(const struct page_source *s)
{
	const struct html_node *body = s->tree->body;

	for (const struct html_node *n = body; n;
	     n = html_next(n, body, (n->hints & (HINT_COMMENTS | HINT_INVISIBLE)) != 0))
		if (!n->is_text && (n->hints & (HINT_BYLINE | HINT_AUTHOR)) &&
		    !(n->hints & (HINT_COMMENTS | HINT_INVISIBLE)) && n->chars > 0 &&
		    n->chars < BYLINE_CHARS_MAX)
			return n;
	return NULL;
}

void article_outside(const struct page_source *s, const struct article_parts *parts,
		     struct page_facts *f)
{
	const struct html_node *byline = parts->byline ? parts->byline : find_byline(s);

	if (!f->authors_from && byline) {
		struct view text = text_below(s, marked_author(byline), BYLINE_TEXT_MAX);
		page_authors_add(f, without_place(without_date(text)), "byline");
	}
	if (!f->published.from)
		find_date(s, f);
	if (!f->published.from && byline)
		read_byline_date(s, text_below(s, byline, BYLINE_TEXT_MAX), f);
}
