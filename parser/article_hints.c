/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/article_hints.h"

#include "parser/html_tokens.h"

enum {
	GOOD = 1 << 14, /* speaks for content */
	BAD = 1 << 15,
	NAMES_MAX = 256, /* bytes of a class or an id that are looked at */
	WEIGHT_SHIFT = 13,
	WEIGHT_BITS = 7,
};

_Static_assert(HINT_WEIGHT == 1 << WEIGHT_SHIFT, "one place");

struct word {
	struct view text;
	unsigned says;
	struct view unless; /* this follows: a commentary is no comment */
};

#define WORD(text, says)                               \
	{                                              \
		VIEW_INIT(text), (says), VIEW_INIT("") \
	}
#define WORD_UNLESS(text, says, unless)                    \
	{                                                  \
		VIEW_INIT(text), (says), VIEW_INIT(unless) \
	}

/* By first letter. A word may stand anywhere in a name: "sidebar" in "rightSidebar2". */
static const struct word WORDS[] = {
	WORD("-ad-", HINT_ASIDE | BAD),
	WORD("ad-break", HINT_ASIDE),
	WORD("advert", HINT_ASIDE | BAD),
	WORD("agegate", HINT_ASIDE),
	WORD("article", HINT_MAYBE | GOOD),
	WORD("author", HINT_BYLINE),
	WORD("banner", HINT_ASIDE | BAD),
	WORD("blog", GOOD),
	WORD("body", HINT_MAYBE | GOOD),
	WORD("breadcrumb", HINT_ASIDE),
	WORD("byline", HINT_BYLINE),
	WORD("column", HINT_MAYBE),
	WORD("combx", HINT_COMMENTS | BAD),
	WORD_UNLESS("comment", HINT_COMMENTS | BAD, "ary"),
	WORD("community", HINT_ASIDE),
	WORD("consent", HINT_CONSENT | HINT_ASIDE),
	WORD("contact", BAD),
	WORD("content", HINT_MAYBE | GOOD),
	WORD("cookie", HINT_CONSENT | HINT_ASIDE),
	WORD("disqus", HINT_COMMENTS),
	WORD("entry", GOOD),
	WORD("extra", HINT_ASIDE),
	WORD("footer", HINT_ASIDE | BAD),
	WORD("gdpr", HINT_CONSENT | HINT_ASIDE | BAD),
	WORD("header", HINT_ASIDE),
	WORD("hentry", GOOD),
	WORD("legends", HINT_ASIDE),
	WORD("main", HINT_MAYBE | GOOD),
	WORD("masthead", BAD),
	WORD("mathjax", HINT_MAYBE),
	WORD("media", BAD),
	WORD("menu", HINT_ASIDE),
	WORD("meta", BAD),
	WORD("newsletter", HINT_ASIDE | BAD),
	WORD("outbrain", HINT_ASIDE | BAD),
	WORD("page", GOOD),
	WORD("pager", HINT_ASIDE),
	WORD("pagination", HINT_ASIDE),
	WORD("popup", HINT_ASIDE),
	WORD("post", GOOD),
	WORD("promo", BAD),
	WORD("recommend", HINT_ASIDE | BAD),
	WORD("related", HINT_ASIDE | BAD),
	WORD("remark", HINT_COMMENTS),
	WORD("replies", HINT_COMMENTS),
	WORD("rss", HINT_ASIDE),
	WORD("scroll", BAD),
	WORD("shadow", HINT_MAYBE),
	WORD("share", HINT_SHARE | BAD),
	WORD("shopping", BAD),
	WORD("shoutbox", HINT_COMMENTS | BAD),
	WORD("sidebar", HINT_ASIDE | BAD),
	WORD("skyscraper", HINT_ASIDE | BAD),
	WORD("social", HINT_ASIDE | HINT_SHARE),
	WORD("sponsor", HINT_ASIDE | BAD),
	WORD("story", GOOD),
	WORD("supplemental", HINT_ASIDE),
	WORD("taboola", HINT_ASIDE | BAD),
	WORD("tags", BAD),
	WORD("text", GOOD),
	WORD("vcard", HINT_BYLINE),
	WORD("widget", BAD),
	WORD("writtenby", HINT_BYLINE),
};
enum { WORDS_LEN = sizeof(WORDS) / sizeof(*WORDS) };

/* The first of the words with that first letter, or WORDS_LEN. */
static size_t first_with(char letter)
{
	size_t low = 0, high = WORDS_LEN;

	while (low < high) {
		size_t mid = (low + high) / 2;
		if (WORDS[mid].text.p[0] < letter)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool begins_with(struct view v, const struct word *w)
{
	return view_starts(v, w->text) &&
	       !(w->unless.len && view_starts(view_from(v, w->text.len), w->unless));
}

/* What the words in a class or an id say. */
static unsigned words_say(struct view names)
{
	char lower[NAMES_MAX];
	unsigned says = 0;

	names = view_head(names, NAMES_MAX);
	for (size_t i = 0; i < names.len; i++)
		lower[i] = byte_lower(names.p[i]);
	struct view v = view_at(lower, names.len);
	for (size_t at = 0; at < v.len; at++)
		for (size_t w = first_with(lower[at]);
		     w < WORDS_LEN && WORDS[w].text.p[0] == lower[at]; w++)
			if (begins_with(view_from(v, at), &WORDS[w]))
				says |= WORDS[w].says;
	return says;
}

/* Is one of the words, between white space, that name? */
static bool has_word(struct view words, struct view name)
{
	struct view rest = view_trim(words), word;

	while (view_next(&rest, ' ', &word))
		if (view_eq_nocase(word, name))
			return true;
	return false;
}

static unsigned role_says(struct view role)
{
	static const struct view OTHERS[] = {
		VIEW_INIT("menu"),       VIEW_INIT("menubar"), VIEW_INIT("complementary"),
		VIEW_INIT("navigation"), VIEW_INIT("alert"),   VIEW_INIT("alertdialog"),
		VIEW_INIT("dialog"),
	};

	return view_is_in_nocase(view_trim(role), OTHERS,
				 sizeof(OTHERS) / sizeof(*OTHERS))
		   ? HINT_ROLE
		   : 0;
}

/* What one attribute says; GOOD and BAD among it. */
static unsigned attr_says(const struct html_attr *a)
{
	if (view_eq_nocase(a->name, VIEW("class")) || view_eq_nocase(a->name, VIEW("id")))
		return words_say(a->value);
	if (view_eq_nocase(a->name, VIEW("role")))
		return role_says(a->value);
	if (view_eq_nocase(a->name, VIEW("aria-hidden")))
		return view_eq_nocase(a->value, VIEW("true")) ? HINT_INVISIBLE : 0;
	if (view_eq_nocase(a->name, VIEW("aria-modal")))
		return view_eq_nocase(a->value, VIEW("true")) ? HINT_ROLE : 0;
	if (view_eq_nocase(a->name, VIEW("rel")))
		return has_word(a->value, VIEW("author")) ? HINT_AUTHOR : 0;
	if (!view_eq_nocase(a->name, VIEW("itemprop")))
		return 0;
	if (has_word(a->value, VIEW("author")))
		return HINT_AUTHOR;
	return has_word(a->value, VIEW("articleBody")) ? HINT_BODY : 0;
}

unsigned article_hints(const struct html_node *n)
{
	struct view attrs = n->text;
	struct html_attr a;
	unsigned hints = n->hidden ? HINT_INVISIBLE : 0;
	int weight = 0;

	for (int i = 0; i < HTML_ATTRS_MAX && html_attr_next(&attrs, &a); i++) {
		unsigned says = attr_says(&a);
		weight += (says & GOOD ? 1 : 0) - (says & BAD ? 1 : 0);
		hints |= says & ~(unsigned)(GOOD | BAD);
	}
	weight = weight < -2 ? -2 : weight > 2 ? 2 : weight;
	return hints | (unsigned)(weight + 2) << WEIGHT_SHIFT;
}

int article_weight(unsigned hints)
{
	return (int)(hints >> WEIGHT_SHIFT & WEIGHT_BITS) - 2;
}

void article_hints_all(struct html_tree *t)
{
	for (struct html_node *n = t->body; n; n = html_next(n, t->body, false))
		if (!n->is_text)
			n->hints = (unsigned short)article_hints(n);
}
