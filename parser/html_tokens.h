/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_tokens - HTML cut into text, tags and comments, in one pass and without a tree.
 *
 * Follows the tokenization of the HTML standard (§13.2.5) where it shows: quoting of
 * attributes, the ways in which comments end, raw text of script and its like, tags that
 * never end. CDATA sections are text, because feeds wrap markup twice. Attributes stay
 * one piece until somebody asks for them. Nothing is copied or allocated: tokens look
 * into the input. Any bytes are taken, no recursion, time linear in the input.
 */
#pragma once

#include "common/base/view.h"
#include "parser/html_tags.h"

enum html_kind { HTML_TEXT, HTML_OPEN, HTML_CLOSE, HTML_COMMENT, HTML_DOCTYPE };

enum { HTML_ATTRS_MAX = 128 }; /* of one tag; the rest is not looked at */

struct html_token {
	enum html_kind kind;
	enum html_tag tag; /* of HTML_OPEN and HTML_CLOSE */
	bool literal;      /* HTML_TEXT: '&' means itself (script, style, CDATA) */
	bool self_closing; /* HTML_OPEN: ended with "/>" */
	bool may_hide; /* HTML_OPEN: has an attribute that may hide it: html_hidden() */
	struct view text;  /* of text and comments, as written */
	struct view name;  /* of tags, as written */
	struct view attrs; /* of HTML_OPEN, as written, for html_attr_next() */
};

struct html_tokens {
	struct view html;
	size_t pos;
	enum html_tag raw; /* whose raw text comes next, or TAG_OTHER */
};

/* Borrows `html` for as long as tokens are used. */
static inline void html_tokens_init(struct html_tokens *t, struct view html)
{
	*t = (struct html_tokens){ .html = html };
}

/* False at the end of the input, `*ret` untouched. Texts are never empty; two may
 * follow each other. */
bool html_tokens_next(struct html_tokens *t, struct html_token *ret);

/* Moves behind the end of the element that `open` began, or behind the last token that
 * can belong to it. */
void html_tokens_skip(struct html_tokens *t, const struct html_token *open);

struct html_attr {
	struct view name, value; /* as written: any case, references not decoded */
};

/* Cuts the first attribute off `*attrs`. False when there is none. */
bool html_attr_next(struct view *attrs, struct html_attr *ret);

/* The value, as written, of the first attribute of that name (lower case). False when
 * there is none. */
bool html_attr(struct view attrs, struct view name, struct view *ret_value);

/* Does an attribute of the tag take the element off the page: hidden, or a style of
 * its own with display:none or visibility:hidden? */
bool html_hidden(const struct html_token *open);
