/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/article_noise.h"

#include "parser/article_hints.h"
#include "parser/article_measure.h"
#include "parser/date.h"

enum {
	ELSEWHERE_MAX = 240, /* chars of a link to another story */
	NOTICE_MAX = 200,    /* chars of a notice that begins with a phrase */
	LEAD_CHARS = 100,    /* a paragraph as long as this is the story's */
	DATE_MIN = 8,        /* bytes of a date alone on its line */
	DATE_MAX = 60,
	BLOCK_TEXT_MAX = 512,
};

/* ---- links to other stories ---- */

/* How paragraphs begin that lead elsewhere. */
static const struct view ELSEWHERE[] = {
	VIEW_INIT("read more"),       VIEW_INIT("read also"),
	VIEW_INIT("also read"),       VIEW_INIT("read:"),
	VIEW_INIT("read next"),       VIEW_INIT("see also"),
	VIEW_INIT("related"),         VIEW_INIT("more on this"),
	VIEW_INIT("more:"),           VIEW_INIT("watch:"),
	VIEW_INIT("don't miss"),      VIEW_INIT("recommended"),
	VIEW_INIT("lire aussi"),      VIEW_INIT("\xC3\x80 lire"),
	VIEW_INIT("a lire aussi"),    VIEW_INIT("voir aussi"),
	VIEW_INIT("lesen sie auch"),  VIEW_INIT("lesen sie hier"),
	VIEW_INIT("lesen sie mehr"),  VIEW_INIT("mehr zum thema"),
	VIEW_INIT("lee tambi"),       VIEW_INIT("te puede interesar"),
	VIEW_INIT("lea también"),     VIEW_INIT("ver también"),
	VIEW_INIT("leia tamb"),       VIEW_INIT("leia mais"),
	VIEW_INIT("leggi anche"),     VIEW_INIT("lees ook"),
	VIEW_INIT("czytaj t"),        VIEW_INIT("Читайте также"),
	VIEW_INIT("Читать также"),    VIEW_INIT("Смотрите также"),
	VIEW_INIT("Читайте по теме"), VIEW_INIT("По теме"),
	VIEW_INIT("Подробнее"),       VIEW_INIT("Материалы по теме"),
	VIEW_INIT("Также читайте"),   VIEW_INIT("Читай также"),
	VIEW_INIT("Читайте далее"),   VIEW_INIT("関連記事"),
	VIEW_INIT("関連："),          VIEW_INIT("あわせて読み"),
	VIEW_INIT("【関連"),          VIEW_INIT("相关阅读"),
	VIEW_INIT("相关新闻"),        VIEW_INIT("相关报道"),
	VIEW_INIT("延伸阅读"),        VIEW_INIT("推荐阅读"),
	VIEW_INIT("更多新闻"),        VIEW_INIT("관련기사"),
	VIEW_INIT("관련 기사"),       VIEW_INIT("▶ 관련"),
};

/* The first text of `n` that is more than white space, or NULL. */
static const struct html_node *first_text(const struct html_node *n)
{
	for (const struct html_node *c = n->first; c; c = html_next(c, n, c->dropped))
		if (c->is_text && c->chars)
			return c;
	return NULL;
}

/* "Read more: <a>Another story</a>" */
static bool leads_elsewhere(const struct html_node *n)
{
	const struct html_node *first = first_text(n);

	if (!first || n->chars >= ELSEWHERE_MAX || (n->hints & HINT_BLOCKS))
		return false;
	/* "Читайте также: " may be longer than what it leads to. */
	unsigned label = first->parent == n ? first->chars : 0;
	if (n->linked * 2 + label < n->chars)
		return false;
	if (n->tag != TAG_P && n->tag != TAG_DIV && n->tag != TAG_LI &&
	    n->tag != TAG_BLOCKQUOTE)
		return false;
	return view_prefix_in_nocase(view_trim(first->text), ELSEWHERE,
				     sizeof(ELSEWHERE) / sizeof(*ELSEWHERE));
}

static void drop_links_elsewhere(struct html_node *part)
{
	for (struct html_node *n = part->first; n; n = html_next(n, part, n->dropped))
		if (!n->is_text && !n->dropped && n->linked && leads_elsewhere(n))
			article_drop(n);
}

/* ---- what the page says of itself ---- */

/* Blocks that are nothing but one of these. */
static const struct view LABELS[] = {
	VIEW_INIT("advertisement"),
	VIEW_INIT("advertisement - scroll to continue"),
	VIEW_INIT("article continues below"),
	VIEW_INIT("story continues below"),
	VIEW_INIT("story continues below advertisement"),
	VIEW_INIT("article continues below advertisement"),
	VIEW_INIT("continue reading the main story"),
	VIEW_INIT("share this article"),
	VIEW_INIT("share this story"),
	VIEW_INIT("anzeige"),
	VIEW_INIT("publicité"),
	VIEW_INIT("publicidad"),
	VIEW_INIT("pubblicità"),
	VIEW_INIT("publicidade"),
	VIEW_INIT("реклама"),
	VIEW_INIT("Реклама"),
	VIEW_INIT("РЕКЛАМА"),
	VIEW_INIT("Поделиться"),
	VIEW_INIT("広告"),
	VIEW_INIT("ツイート"),
	VIEW_INIT("シェア"),
	VIEW_INIT("ツイート シェア"),
	VIEW_INIT("シェアする"),
	VIEW_INIT("广告"),
	VIEW_INIT("廣告"),
	VIEW_INIT("광고"),
};

/* How short blocks begin that ask the reader for something or name the page's makers. */
static const struct view NOTICES[] = {
	VIEW_INIT("this article is for subscribers"),
	VIEW_INIT("this story is for subscribers"),
	VIEW_INIT("subscribe now to continue"),
	VIEW_INIT("subscribe to our newsletter"),
	VIEW_INIT("sign up for our newsletter"),
	VIEW_INIT("already a subscriber?"),
	VIEW_INIT("share this on "),
	VIEW_INIT("share on facebook"),
	VIEW_INIT("follow us on "),
	VIEW_INIT("Следите за нами в"),
	VIEW_INIT("Читайте нас в"),
	VIEW_INIT("Подписывайтесь на"),
	VIEW_INIT("Подпишитесь на"),
	VIEW_INIT("Подписаться на"),
	VIEW_INIT("责任编辑"),
	VIEW_INIT("（责任编辑"),
	VIEW_INIT("(责任编辑"),
	VIEW_INIT("責任編輯"),
	VIEW_INIT("무단전재"),
	VIEW_INIT("저작권자"),
};

static bool is_leaf_block(const struct html_node *n)
{
	bool block = n->tag == TAG_P || n->tag == TAG_DIV || n->tag == TAG_LI ||
		     n->tag == TAG_SECTION;

	return block && !(n->hints & HINT_BLOCKS) && n->chars > 0;
}

/* The text of a short element on one line. */
static struct view line_of(const struct html_node *n, char text[BLOCK_TEXT_MAX])
{
	size_t len = 0;
	bool space = false;

	for (const struct html_node *c = n->first; c; c = html_next(c, n, c->dropped)) {
		if (!c->is_text || c->dropped)
			continue;
		for (size_t i = 0; i < c->text.len; i++) {
			bool now = byte_is_space(c->text.p[i]);
			if (len + 2 >= BLOCK_TEXT_MAX)
				return (struct view){ NULL, 0 };
			if (!now && space && len)
				text[len++] = ' ';
			if (!now)
				text[len++] = c->text.p[i];
			space = now;
		}
		space = space || !(c->next);
	}
	return view_at(text, len);
}

static bool is_notice(struct view line)
{
	return view_is_in_nocase(line, LABELS, sizeof(LABELS) / sizeof(*LABELS)) ||
	       view_prefix_in_nocase(line, NOTICES, sizeof(NOTICES) / sizeof(*NOTICES));
}

static void drop_notices(struct html_node *part)
{
	char text[BLOCK_TEXT_MAX];

	for (struct html_node *n = part->first; n; n = html_next(n, part, n->dropped))
		if (!n->is_text && !n->dropped && n->chars <= NOTICE_MAX &&
		    is_leaf_block(n) && is_notice(line_of(n, text)))
			article_drop(n);
}

/* "2023年1月23日 10時30分", "2023-01-23 10:30 来源：…" */
static bool is_dated_line(struct view line)
{
	struct date_hints hints = { .year = 2000 };
	struct date found;

	if (line.len < DATE_MIN)
		return false;
	size_t source = view_find(line, VIEW("来源："), 0);
	return (source != VIEW_NONE && source <= DATE_MAX) ||
	       (line.len <= DATE_MAX && date_parse(line, &hints, &found));
}

/* The page's date before the first paragraph is no part of the text. */
static void drop_lead_date(struct html_node *part)
{
	char text[BLOCK_TEXT_MAX];

	for (struct html_node *n = part->first; n; n = html_next(n, part, n->dropped)) {
		if (n->dropped)
			continue;
		if (n->is_text ? n->chars >= LEAD_CHARS
			       : is_leaf_block(n) && n->chars >= LEAD_CHARS)
			return;
		bool alone = !n->is_text && n->tag == TAG_TIME && n->parent &&
			     (n->parent->hints & HINT_BLOCKS);
		if (!n->is_text && (alone || is_leaf_block(n)) && n->chars < LEAD_CHARS &&
		    is_dated_line(line_of(n, text)))
			article_drop(n);
	}
}

void article_noise_drop(struct html_node *part)
{
	drop_links_elsewhere(part);
	drop_notices(part);
	drop_lead_date(part);
}
