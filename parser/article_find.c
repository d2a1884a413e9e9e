/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/article_find.h"

#include "parser/article_hints.h"
#include "parser/article_measure.h"
#include "parser/article_trim.h"

enum {
	PARAGRAPH_MIN = 25, /* chars of a text that counts as a paragraph */
	LEVELS = 5,         /* of elements around a paragraph that get points from it */
	TOP = 5,            /* candidates that are compared */
	BYLINE_MAX = 100,   /* chars */
	CANDIDATES_FEW = 3, /* that agree on an element around them */
	TALK_PARTS = 2,     /* of a list of comments */
};

struct search {
	struct html_tree *tree;
	struct arena *a;
	unsigned how;
	struct html_node **candidates;
	size_t candidates_len;
	struct html_node *byline;
};

/* ---- what takes part ---- */

/* Stands in a table or in code, a few levels up? Names mean little there. */
static bool in_table_or_code(const struct html_node *n)
{
	int levels = 3;

	for (const struct html_node *p = n->parent; p && levels >= 0;
	     p = p->parent, levels--)
		if (p->tag == TAG_TABLE || p->tag == TAG_CODE)
			return true;
	return false;
}

/* Is it named like something that is not the article, and does not hold most of the
 * page? */
static bool is_aside(const struct html_node *n, unsigned page_text)
{
	if (n->hints & HINT_ROLE)
		return true;
	if (!(n->hints & (HINT_ASIDE | HINT_COMMENTS)) || (n->hints & HINT_MAYBE))
		return false;
	if (n->tag == TAG_A || n->tag == TAG_BODY || n->tag == TAG_ARTICLE ||
	    in_table_or_code(n))
		return false;
	bool wrapper = n->tag == TAG_DIV || n->tag == TAG_SECTION || n->tag == TAG_MAIN ||
		       n->tag == TAG_FORM || n->tag == TAG_CENTER;
	return !wrapper || (n->hints & HINT_COMMENTS) || article_prose(n) < page_text / 2;
}

/* A list of what readers wrote: named after comments, and so are at least two parts of it. */
static bool is_talk(const struct html_node *n)
{
	int parts = 0;

	if (!(n->hints & HINT_COMMENTS) || (n->hints & HINT_MAYBE))
		return false;
	for (const struct html_node *c = n->first; c && parts < TALK_PARTS;
	     c = html_next(c, n, c->dropped))
		parts += !c->is_text && (c->hints & HINT_COMMENTS) && c->chars > 0;
	return parts >= TALK_PARTS;
}

static bool is_byline(const struct html_node *n)
{
	return (n->hints & (HINT_BYLINE | HINT_AUTHOR)) && n->chars > 0 &&
	       n->chars < BYLINE_MAX;
}

enum { WORDS_MAX = 512 };

/* Words, in ASCII lower case, of the text below `n`, joined by one space. */
static struct view words_below(const struct html_node *n, char p[WORDS_MAX])
{
	size_t len = 0;

	for (const struct html_node *c = n->first; c; c = html_next(c, n, false))
		for (size_t i = 0; c->is_text && i < c->text.len && len + 1 < WORDS_MAX;
		     i++) {
			char b = c->text.p[i];
			if (byte_is_alpha(b) || byte_is_digit(b) || (b & 0x80))
				p[len++] = byte_lower(b);
			else if (len && p[len - 1] != ' ')
				p[len++] = ' ';
		}
	return view_trim(view_at(p, len));
}

/* Does nearly all of the heading stand in the title? */
static bool repeats(struct view heading, struct view title)
{
	size_t all = 0, other = 0;
	struct view rest = heading, word;

	while (view_next(&rest, ' ', &word)) {
		all += word.len;
		if (view_find_nocase(title, word, 0) == VIEW_NONE)
			other += word.len;
	}
	return all > 0 && other * 4 < all;
}

static void drop_hidden(struct html_tree *t)
{
	for (struct html_node *n = t->body; n; n = html_next(n, t->body, n->dropped)) {
		n->score = 0;
		n->hints &= (unsigned short)~HINT_MARK;
		n->dropped = n != t->body && !n->is_text && (n->hints & HINT_INVISIBLE);
	}
}

/* An <article> under a heading that is not the page's: the next story, shown below. */
static bool is_other_story(const struct html_node *n, struct view title)
{
	char words[WORDS_MAX];

	if (n->tag != TAG_ARTICLE)
		return false;
	for (const struct html_node *c = n->first; c; c = html_next(c, n, c->dropped))
		if (c->tag == TAG_H1)
			return c->chars && !repeats(words_below(c, words), title);
	return false;
}

/* Drops what is not to be looked at. */
static void prepare(struct search *s, struct view title)
{
	struct html_node *body = s->tree->body;
	bool heading_seen = title.len == 0;
	char words[WORDS_MAX];

	article_measure(body);
	unsigned page_text = article_prose(body);
	for (struct html_node *n = body; n; n = html_next(n, body, n->dropped)) {
		if (n->is_text || n->dropped || n == body)
			continue;
		if (!s->byline && is_byline(n)) {
			s->byline = n;
			n->dropped = true;
		} else if (!heading_seen && (n->tag == TAG_H1 || n->tag == TAG_H2) &&
			   repeats(words_below(n, words), title)) {
			heading_seen = true;
			n->dropped = true;
		} else if (((s->how & FIND_STRICT) &&
			    (is_aside(n, page_text) ||
			     (heading_seen && title.len && is_other_story(n, title)))) ||
			   ((s->how & FIND_NO_TALK) && is_talk(n))) {
			n->dropped = true;
		}
	}
	article_measure(body);
}

/* ---- points ---- */

static float first_score(const struct search *s, const struct html_node *n)
{
	float names = s->how & FIND_NAMES ? 25.0F * (float)article_weight(n->hints) : 0;

	if (n->hints & HINT_BODY)
		names += 25;
	switch (n->tag) {
	case TAG_ARTICLE:
	case TAG_DIV:
		return names + 5;
	case TAG_PRE:
	case TAG_TD:
	case TAG_BLOCKQUOTE:
		return names + 3;
	case TAG_ADDRESS:
	case TAG_OL:
	case TAG_UL:
	case TAG_DL:
	case TAG_DD:
	case TAG_DT:
	case TAG_LI:
	case TAG_FORM:
		return names - 3;
	case TAG_H1:
	case TAG_H2:
	case TAG_H3:
	case TAG_H4:
	case TAG_H5:
	case TAG_H6:
	case TAG_TH:
		return names - 5;
	default:
		return names;
	}
}

static void make_candidate(struct search *s, struct html_node *n)
{
	if (n->hints & HINT_MARK)
		return;
	n->hints |= HINT_MARK;
	n->score = first_score(s, n);
	*ARENA_PUSH(s->a, s->candidates, s->candidates_len) = n;
}

/* Points of a paragraph for `n`, fewer for the elements around it. */
static void give_points(struct search *s, struct html_node *n, unsigned chars,
			unsigned commas)
{
	if (chars < PARAGRAPH_MIN)
		return;
	unsigned hundreds = chars / 100 < 3 ? chars / 100 : 3;
	float points = (float)(2 + commas + hundreds);
	for (int level = 0; n && level < LEVELS; n = n->parent, level++) {
		make_candidate(s, n);
		n->score += points / (float)(level == 0 ? 1 : level == 1 ? 2 : level * 3);
	}
}

/* Does the element stand in a line, with nothing in it that breaks one? */
static bool is_inline(const struct html_node *n)
{
	unsigned does;

	if (n->is_text)
		return true;
	does = html_tag_does((enum html_tag)n->tag);
	return !(does & (HTML_PARA | HTML_LINE)) && !(n->hints & HINT_BLOCKS) &&
	       n->tag != TAG_TD && n->tag != TAG_TH;
}

/* Text that stands in `n` beside blocks, up to where a block or two line breaks end
 * it, counts as a paragraph of its own. Returns how many pieces there were. */
static size_t score_loose_text(struct search *s, struct html_node *n)
{
	unsigned chars = 0, commas = 0;
	size_t pieces = 0;
	int breaks = 0;

	for (const struct html_node *c = n->first; c; c = c->next) {
		if (c->dropped)
			continue;
		breaks = c->tag == TAG_BR ? breaks + 1 : c->chars ? 0 : breaks;
		if (!is_inline(c) || breaks > 1) {
			give_points(s, n, chars, commas);
			pieces += chars >= PARAGRAPH_MIN;
			chars = commas = 0;
			continue;
		}
		chars += c->chars;
		commas += c->commas;
	}
	give_points(s, n, chars, commas);
	return pieces + (chars >= PARAGRAPH_MIN);
}

/* A div around one p and nothing else is that p. */
static bool is_wrapped_p(const struct html_node *p)
{
	const struct html_node *n = p->parent;

	return p->tag == TAG_P && n->parent && n->tag == TAG_DIV &&
	       n->chars == p->chars && article_link_density(n) < 0.25F;
}

static void score_element(struct search *s, struct html_node *n)
{
	switch (n->tag) {
	case TAG_P:
		give_points(s, is_wrapped_p(n) ? n->parent->parent : n->parent, n->chars,
			    n->commas);
		break;
	case TAG_SECTION:
	case TAG_H2:
	case TAG_H3:
	case TAG_H4:
	case TAG_H5:
	case TAG_H6:
	case TAG_PRE:
		give_points(s, n->parent, n->chars, n->commas);
		if (n->tag == TAG_SECTION)
			(void)score_loose_text(s, n);
		break;
	case TAG_TD:
		/* A cell with paragraphs lays out a page, one without is a paragraph. */
		if (score_loose_text(s, n) < 2)
			give_points(s, n->parent, n->chars, n->commas);
		break;
	case TAG_BODY:
	case TAG_ARTICLE:
	case TAG_MAIN:
	case TAG_CENTER:
	case TAG_DIV:
		if (n->hints & HINT_BLOCKS || !n->parent)
			(void)score_loose_text(s, n);
		else
			give_points(s, n->parent, n->chars, n->commas);
		break;
	default:
		break;
	}
}

static void score(struct search *s)
{
	struct html_node *body = s->tree->body;

	for (struct html_node *n = body; n; n = html_next(n, body, n->dropped))
		if (!n->is_text && !n->dropped)
			score_element(s, n);
	for (size_t i = 0; i < s->candidates_len; i++)
		s->candidates[i]->score *= 1 - article_link_density(s->candidates[i]);
}

/* ---- the choice ---- */

static size_t best_candidates(const struct search *s, struct html_node *top[TOP])
{
	size_t len = 0;

	for (size_t i = 0; i < s->candidates_len; i++) {
		struct html_node *n = s->candidates[i];
		size_t at = len;
		while (at > 0 && top[at - 1]->score < n->score)
			at--;
		if (at == TOP)
			continue;
		if (len < TOP)
			len++;
		memmove(&top[at + 1], &top[at], (len - at - 1) * sizeof(*top));
		top[at] = n;
	}
	return len;
}

static bool is_inside(const struct html_node *n, const struct html_node *around)
{
	for (; n; n = n->parent)
		if (n == around)
			return true;
	return false;
}

/* Where several good candidates lie in one element, as the parts of a long article do,
 * it is that element. */
static struct html_node *common_parent(struct html_node *const *top, size_t len)
{
	for (struct html_node *p = top[0]->parent; p && p->parent; p = p->parent) {
		int inside = 0;
		for (size_t i = 1; i < len; i++)
			if (top[i]->score >= 0.75F * top[0]->score &&
			    is_inside(top[i], p) && top[i] != p)
				inside++;
		if (inside >= CANDIDATES_FEW)
			return p;
	}
	return top[0];
}

static bool is_only_child(const struct html_node *n)
{
	for (const struct html_node *c = n->parent->first; c; c = c->next)
		if (c != n && !c->is_text && !c->dropped)
			return false;
	return true;
}

/* The element around may be worth more, or have nothing else in it. */
static struct html_node *climb(struct search *s, struct html_node *top)
{
	make_candidate(s, top);
	float last = top->score, enough = last / 3;
	for (struct html_node *p = top->parent; p && p->parent; p = p->parent) {
		if (!(p->hints & HINT_MARK))
			continue;
		if (p->score < enough)
			break;
		if (p->score > last) {
			top = p;
			break;
		}
		last = p->score;
	}
	while (top->parent && top->parent->parent && is_only_child(top))
		top = top->parent;
	return top;
}

/* The element that the page itself calls the body of its article, unless it is but a
 * part of what was found or the article is elsewhere. */
static struct html_node *called_body(const struct search *s, struct html_node *found)
{
	struct html_node *best = NULL;

	for (struct html_node *n = s->tree->body; n;
	     n = html_next(n, s->tree->body, n->dropped))
		if (!n->is_text && !n->dropped && (n->hints & HINT_BODY) &&
		    (!best || n->chars > best->chars))
			best = n;
	return best && article_prose(best) * 2 > article_prose(found) ? best : found;
}

static struct html_node *choose(struct search *s)
{
	struct html_node *top[TOP + 1];
	size_t len = best_candidates(s, top);

	if (len == 0 || !top[0]->parent)
		return called_body(s, s->tree->body);
	return called_body(s, climb(s, common_parent(top, len)));
}

/* ---- siblings ---- */

static bool same_class(const struct html_node *a, const struct html_node *b)
{
	struct view class = html_node_attr(a, VIEW("class"));

	return class.len && !b->is_text &&
	       view_eq(class, html_node_attr(b, VIEW("class")));
}

static bool ends_sentence(const struct html_node *n)
{
	const struct html_node *last = n;

	while (last->last)
		last = last->last;
	struct view v = view_trim(last->text);
	return last->is_text &&
	       (view_ends(v, VIEW(".")) || view_ends(v, VIEW("\xE3\x80\x82")) ||
		view_find(v, VIEW(". "), 0) != VIEW_NONE);
}

static bool is_paragraph(const struct html_node *n)
{
	return n->tag == TAG_P || is_inline(n) ||
	       (n->tag == TAG_DIV && !(n->hints & HINT_BLOCKS));
}

/* Does the sibling belong to the article that `top` is? */
static bool belongs(const struct html_node *n, const struct html_node *top)
{
	enum { SENTENCE = 80 };
	float enough = top->score * 0.2F > 10 ? top->score * 0.2F : 10;
	float bonus = same_class(top, n) ? top->score * 0.2F : 0;
	float density = article_link_density(n);

	if (n == top)
		return true;
	if ((n->hints & HINT_MARK) && n->score + bonus >= enough)
		return true;
	if (!is_paragraph(n) || n->chars == 0)
		return false;
	if (n->chars > SENTENCE)
		return density < 0.25F;
	return n->linked == 0 && ends_sentence(n);
}

static void collect(struct search *s, struct html_node *top, struct article_parts *ret)
{
	if (!top->parent) {
		*ARENA_PUSH(s->a, ret->items, ret->len) = top;
		return;
	}
	for (struct html_node *n = top->parent->first; n; n = n->next)
		if (!n->dropped && belongs(n, top))
			*ARENA_PUSH(s->a, ret->items, ret->len) = n;
}

static void sum_up(struct article_parts *parts)
{
	parts->chars = parts->prose = 0;
	for (size_t i = 0; i < parts->len; i++) {
		parts->chars += parts->items[i]->chars;
		parts->prose += article_prose(parts->items[i]);
	}
}

void article_find(struct html_tree *t, unsigned how, struct view title, struct arena *a,
		  struct article_parts *ret)
{
	struct search s = { .tree = t, .a = a, .how = how };
	struct article_parts parts = { 0 };

	drop_hidden(t);
	prepare(&s, title);
	score(&s);
	collect(&s, choose(&s), &parts);
	for (size_t i = 0; i < parts.len; i++)
		article_trim(parts.items[i], how, a);
	parts.byline = s.byline;
	sum_up(&parts);
	*ret = parts;
}

void article_take(struct html_tree *t, struct html_node *n, struct arena *a,
		  struct article_parts *ret)
{
	struct article_parts parts = { 0 };

	drop_hidden(t);
	article_measure(t->body);
	*ARENA_PUSH(a, parts.items, parts.len) = n;
	sum_up(&parts);
	*ret = parts;
}
