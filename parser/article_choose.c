/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/article_choose.h"

#include "common/base/markup.h"
#include "common/base/plural.h"
#include "common/story/story.h"
#include "parser/article_hints.h"
#include "parser/article_measure.h"
#include "parser/article_trim.h"
#include "parser/article_wall.h"
#include "parser/html_text.h"
#include "parser/html_tokens.h"

#define MUCH_MORE 2.0F /* times as much text */

enum {
	CHARS_ENOUGH = 500, /* what a strict search found is the article */
	CHARS_MIN = 100,    /* less is no article, unless the page calls itself one, */
	CHARS_LEAST = 25,   /* or has little else, and then it has at least these */
	STUB_MAX = 400, /* chars that a page not free to read may show of its article */
	WALL_PAGE_MAX = 3000,
	INDEX_HEADINGS_MIN = 6, /* that lead to other stories */
	INDEX_TEASER_MAX = 300, /* chars for each on the average */
	SAMPLES = 24,           /* places of articleBody that are looked for */
	SAMPLE_BYTES = 40,
};

void article_text_done(struct article_text *t)
{
	buf_done(&t->html);
	buf_done(&t->plain);
}

/* ---- the parts as HTML ---- */

static void write_start(const struct html_node *n, struct buf *out)
{
	buf_add_byte(out, '<');
	buf_add(out, html_tag_name((enum html_tag)n->tag));
	if ((n->tag == TAG_A || n->tag == TAG_IMG) && n->text.len) {
		buf_add_byte(out, ' ');
		buf_add(out, n->text);
	}
	buf_add_byte(out, '>');
}

static void write_end(const struct html_node *n, struct buf *out)
{
	if (n->is_text || n->tag == TAG_OTHER ||
	    (html_tag_does((enum html_tag)n->tag) & HTML_VOID))
		return;
	buf_add(out, VIEW("</"));
	buf_add(out, html_tag_name((enum html_tag)n->tag));
	buf_add_byte(out, '>');
}

static void write_text(const struct html_node *n, struct buf *out)
{
	struct view v = n->text;

	if (n->literal) {
		(void)markup_escape(out, v, false);
		return;
	}
	/* A '<' at the end must not meet what follows. */
	bool open = v.len && v.p[v.len - 1] == '<';
	buf_add(out, open ? view_head(v, v.len - 1) : v);
	if (open)
		buf_add(out, VIEW("&lt;"));
}

/* Writes the start of `n` or, being a text, all of it. */
static void write_node(const struct html_node *n, struct buf *out)
{
	if (n->is_text)
		write_text(n, out);
	else if (n->tag != TAG_OTHER)
		write_start(n, out);
}

static void write_part(const struct html_node *part, struct buf *out)
{
	const struct html_node *n = part;

	while (n && !out->over) {
		bool inside = !n->dropped && n->first;
		if (!n->dropped)
			write_node(n, out);
		if (inside) {
			n = n->first;
			continue;
		}
		if (!n->dropped)
			write_end(n, out);
		while (n != part && !n->next) {
			n = n->parent;
			write_end(n, out);
		}
		n = n == part ? NULL : n->next;
	}
}

static void write_parts(struct article_text *t)
{
	buf_clear(&t->html);
	buf_clear(&t->plain);
	for (size_t i = 0; i < t->parts.len; i++) {
		const struct html_node *part = t->parts.items[i];
		write_part(part, &t->html);
		/* Siblings that were blocks stay apart without those around them. */
		if (part->next && !part->is_text)
			buf_add_byte(&t->html, ' ');
	}
	(void)html_text(buf_view(&t->html), &t->plain);
}

/* The text that JSON-LD gives: each line a paragraph. */
static void write_body(struct article_text *t, struct view body)
{
	struct view line;

	buf_clear(&t->html);
	buf_clear(&t->plain);
	while (view_next(&body, '\n', &line)) {
		buf_add(&t->html, VIEW("<p>"));
		(void)markup_escape(&t->html, line, false);
	}
	(void)html_text(buf_view(&t->html), &t->plain);
}

/* ---- articleBody as a check ---- */

/* Letters and digits alone, in ASCII lower case: what two renderings share. */
static void squeeze(struct view v, struct buf *out)
{
	char *p = buf_room(out, v.len);

	if (!p)
		return;
	for (size_t i = 0; i < v.len; i++)
		if (byte_is_alpha(v.p[i]) || byte_is_digit(v.p[i]) || (v.p[i] & 0x80))
			p[out->len++] = byte_lower(v.p[i]);
}

/* Share of `sample` that is found in `text`, 0 to 1: pieces of it, evenly spread. */
static float share_found(struct view sample, struct view text)
{
	size_t found = 0, tried = 0;
	size_t step =
	    sample.len / SAMPLES > SAMPLE_BYTES ? sample.len / SAMPLES : SAMPLE_BYTES;

	for (size_t at = 0; at + SAMPLE_BYTES <= sample.len; at += step) {
		tried++;
		if (memmem(text.p, text.len, sample.p + at, SAMPLE_BYTES))
			found++;
	}
	return tried ? (float)found / (float)tried : 1;
}

/* How much of what JSON-LD says is in the text; 1 when it says nothing. */
static float agreement(struct view article_body, struct view plain)
{
	BUF(want, STORY_TEXT_MAX);
	BUF(have, STORY_TEXT_MAX);

	if (article_body.len < 4 * SAMPLE_BYTES || plain.len == 0)
		return article_body.len ? 0 : 1;
	squeeze(article_body, &want);
	squeeze(plain, &have);
	return have.len ? share_found(buf_view(&want), buf_view(&have)) : 0;
}

/* ---- the search ---- */

/* From strict to lax. The best is kept; the tree then shows it. */
static void search(const struct page_source *s, const struct page_facts *facts,
		   struct html_tree *tree, struct view title, struct article_text *t)
{
	static const unsigned HOW[] = {
		FIND_STRICT | FIND_NAMES | FIND_TRIM,
		FIND_NAMES | FIND_TRIM,
		FIND_TRIM,
		0,
	};
	enum { HOW_LEN = sizeof(HOW) / sizeof(*HOW) };
	unsigned best = 0, last = 0, no_talk = 0;
	float best_worth = -1, better = 1;

	for (size_t i = 0; i < HOW_LEN; i++) {
		last = HOW[i] | no_talk;
		article_find(tree, last, title, s->a, &t->parts);
		write_parts(t);
		float agrees = agreement(facts->article_body, buf_view(&t->plain));
		float worth = (float)t->parts.prose * (0.1F + agrees);
		if (worth > best_worth * better) {
			best_worth = worth;
			best = last;
			/* A lax search always finds more; a short text is given up for
			 * much more. */
			better = t->parts.prose >= CHARS_MIN ? MUCH_MORE : 1;
			/* What readers wrote of it is not more of it. */
			no_talk = t->parts.prose >= CHARS_MIN ? FIND_NO_TALK : 0;
		}
		if (t->parts.chars >= CHARS_ENOUGH && agrees > 0.5F)
			break;
	}
	if (best == last)
		return;
	article_find(tree, best, title, s->a, &t->parts);
	write_parts(t);
}

/* ---- the selector ---- */

static bool has_class(const struct html_node *n, struct view name)
{
	struct view rest = view_trim(html_node_attr(n, VIEW("class"))), word;

	while (view_next(&rest, ' ', &word))
		if (view_eq(word, name))
			return true;
	return false;
}

static bool is_selected(const struct html_node *n, struct view selector)
{
	struct view name = view_from(selector, 1);

	if (n->is_text)
		return false;
	if (selector.p[0] == '#')
		return view_eq(html_node_attr(n, VIEW("id")), name);
	if (selector.p[0] == '.')
		return has_class(n, name);
	return view_eq_nocase(html_tag_name((enum html_tag)n->tag), selector);
}

/* The first element that the selector means; false: none, or it has no text. */
static bool take_selected(const struct page_source *s, struct html_tree *tree,
			  struct view selector, struct article_text *t)
{
	struct html_node *n = tree->body;

	if (selector.len == 0)
		return false;
	while (n && !is_selected(n, selector))
		n = html_next(n, tree->body, false);
	if (!n)
		return false;
	article_take(tree, n, s->a, &t->parts);
	article_trim(n, 0, s->a);
	write_parts(t);
	return t->plain.len > 0;
}

/* ---- pages of many stories ---- */

static bool is_heading(const struct html_node *n)
{
	return n->tag == TAG_H2 || n->tag == TAG_H3 || n->tag == TAG_H4;
}

/* Headings that are links, each with a teaser: the number of them, if they are most. */
static unsigned index_headings(const struct page_facts *facts,
			       const struct article_parts *parts)
{
	unsigned linked = 0, others = 0;

	for (size_t i = 0; i < parts->len; i++)
		for (const struct html_node *n = parts->items[i]; n;
		     n = html_next(n, parts->items[i], n->dropped)) {
			if (n->is_text || n->dropped || !is_heading(n))
				continue;
			bool leads = n->chars && n->linked * 10 >= n->chars * 9;
			linked += leads;
			others += !leads;
		}
	bool index = !facts->is_article && linked >= INDEX_HEADINGS_MIN &&
		     linked > 2 * others && parts->prose / linked < INDEX_TEASER_MAX;
	return index ? linked : 0;
}

/* ---- why there is none ---- */

/* Says why; the text found is given up for the whole page's. */
static bool reject(const struct page_source *s, const struct page_facts *facts,
		   struct html_tree *tree, struct article_text *t, struct err *err)
{
	const struct html_node *body = tree->body;
	unsigned prose = t->parts.prose, headings = index_headings(facts, &t->parts);

	if (tree->cut)
		return err_set(err, ERR_REJECT,
			       "no article in the page: over %zu elements", tree->nodes);
	article_take(tree, tree->body, s->a, &t->parts);
	write_parts(t);
	/* Longer pages speak of cookies somewhere, whatever they are. */
	const char *wall =
	    body->chars < WALL_PAGE_MAX ? article_wall(buf_view(&t->plain)) : NULL;
	if (!wall && body->chars < WALL_PAGE_MAX)
		wall = article_wall(facts->headline.value);
	if (facts->not_free)
		return err_set(
		    err, ERR_REJECT,
		    "no article in the page: a paywall, with %u characters before it",
		    prose);
	if (body->chars == 0)
		return err_set(err, ERR_REJECT, "no article in the page: it has no text");
	if (wall)
		return err_set(err, ERR_REJECT, "no article in the page: %s", wall);
	if (headings)
		return err_set(err, ERR_REJECT,
			       "no article in the page: %u %s to other stories", headings,
			       plural(headings, "heading leads", "headings lead"));
	if (article_link_density(body) > 0.5F)
		return err_set(
		    err, ERR_REJECT,
		    "no article in the page: a list of links, %u of %u characters",
		    body->linked, body->chars);
	return err_set(err, ERR_REJECT,
		       "no article in the page: the longest text has %u characters",
		       prose);
}

/* The line at the foot of a page whose text is still to be loaded. */
static bool is_imprint(struct view text)
{
	return view_starts(text, VIEW("©")) ||
	       view_starts_nocase(text, VIEW("copyright "));
}

static bool is_enough(const struct page_facts *facts, const struct html_tree *tree,
		      const struct article_text *t)
{
	unsigned chars = t->parts.prose;

	if (t->plain.len == 0 || (facts->not_free && chars < STUB_MAX) ||
	    index_headings(facts, &t->parts))
		return false;
	if (chars < CHARS_ENOUGH && (article_wall(buf_view(&t->plain)) ||
				     article_wall_title(facts->headline.value)))
		return false;
	if (chars < CHARS_ENOUGH && is_imprint(buf_view(&t->plain)))
		return false;
	/* A short text is the article where there is little else. */
	bool alone = (facts->is_article || chars * 2 > tree->body->chars) &&
		     t->parts.prose * 2 > t->parts.chars;
	return chars >= CHARS_MIN || (alone && chars >= CHARS_LEAST);
}

bool article_choose(const struct page_source *s, const struct page_facts *facts,
		    struct html_tree *t, struct view selector, struct view title,
		    struct article_text *ret, struct err *err)
{
	struct view body = facts->article_body;

	*ret = (struct article_text){ .from = "selector" };
	buf_init(&ret->html, STORY_TEXT_MAX);
	buf_init(&ret->plain, STORY_TEXT_MAX);
	if (take_selected(s, t, selector, ret))
		return true;
	ret->from = "content";
	search(s, facts, t, title, ret);
	bool enough = is_enough(facts, t, ret);
	/* A text that has hardly a word of it is another one's: a comment, a cookie notice; one
	 * that has not all of a live blog's updates is the first of them. */
	float least = facts->is_live ? 0.8F : 0.2F;
	bool other = (facts->is_live || body.len > CHARS_ENOUGH) &&
		     agreement(body, buf_view(&ret->plain)) < least;
	if (body.len > CHARS_MIN && (!enough || other)) {
		write_body(ret, body);
		ret->from = "json-ld";
		enough = ret->plain.len > CHARS_MIN;
	}
	if (!enough) {
		body = page_app_data_text(s);
		write_body(ret, body);
		ret->from = "app data";
		enough = ret->plain.len > CHARS_MIN;
	}
	if (enough)
		return true;
	bool none = reject(s, facts, t, ret, err);
	article_text_done(ret);
	return none;
}
