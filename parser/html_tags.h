/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_tags - the elements of HTML that text, cleaning or articles treat in their own
 * way.
 *
 * One table: an element's name and what it does to the text around it. Pure; a look-up
 * compares with the few names that share the first letter.
 */
#pragma once

#include "common/base/view.h"

enum {
	HTML_PARA = 1,    /* begins and ends a paragraph */
	HTML_LINE = 2,    /* begins and ends a line */
	HTML_VOID = 4,    /* has no content and no end tag */
	HTML_DROP = 8,    /* its content is not text of the page */
	HTML_RAW = 16,    /* its content is not tokenized */
	HTML_RCDATA = 32, /* nor here, but references are */
	HTML_INLINE = 64, /* formats text within a paragraph */
	HTML_HEADING = 128,
};

/* In the order of their names. */
/* clang-format off */
#define HTML_TAGS(X)                                   \
	X(A, "a", HTML_INLINE)                         \
	X(ABBR, "abbr", HTML_INLINE)                   \
	X(ADDRESS, "address", HTML_PARA)               \
	X(APPLET, "applet", HTML_DROP)                 \
	X(AREA, "area", HTML_VOID)                     \
	X(ARTICLE, "article", HTML_PARA)               \
	X(ASIDE, "aside", HTML_PARA)                   \
	X(AUDIO, "audio", HTML_DROP)                   \
	X(B, "b", HTML_INLINE)                         \
	X(BASE, "base", HTML_VOID)                     \
	X(BDI, "bdi", HTML_INLINE)                     \
	X(BDO, "bdo", HTML_INLINE)                     \
	X(BIG, "big", HTML_INLINE)                     \
	X(BLOCKQUOTE, "blockquote", HTML_PARA)         \
	X(BODY, "body", HTML_PARA)                     \
	X(BR, "br", HTML_VOID)                         \
	X(BUTTON, "button", 0)                         \
	X(CANVAS, "canvas", HTML_DROP)                 \
	X(CAPTION, "caption", HTML_LINE)               \
	X(CENTER, "center", HTML_PARA)                 \
	X(CITE, "cite", HTML_INLINE)                   \
	X(CODE, "code", HTML_INLINE)                   \
	X(COL, "col", HTML_VOID)                       \
	X(COLGROUP, "colgroup", 0)                     \
	X(DD, "dd", HTML_LINE)                         \
	X(DEL, "del", HTML_INLINE)                     \
	X(DETAILS, "details", HTML_PARA)               \
	X(DFN, "dfn", HTML_INLINE)                     \
	X(DIALOG, "dialog", HTML_PARA)                 \
	X(DIV, "div", HTML_PARA)                       \
	X(DL, "dl", HTML_PARA)                         \
	X(DT, "dt", HTML_LINE)                         \
	X(EM, "em", HTML_INLINE)                       \
	X(EMBED, "embed", HTML_VOID)                   \
	X(FIELDSET, "fieldset", HTML_PARA)             \
	X(FIGCAPTION, "figcaption", HTML_PARA)         \
	X(FIGURE, "figure", HTML_PARA)                 \
	X(FONT, "font", HTML_INLINE)                   \
	X(FOOTER, "footer", HTML_PARA)                 \
	X(FORM, "form", HTML_PARA)                     \
	X(FRAME, "frame", HTML_VOID)                   \
	X(FRAMESET, "frameset", HTML_DROP)             \
	X(H1, "h1", HTML_PARA | HTML_HEADING)          \
	X(H2, "h2", HTML_PARA | HTML_HEADING)          \
	X(H3, "h3", HTML_PARA | HTML_HEADING)          \
	X(H4, "h4", HTML_PARA | HTML_HEADING)          \
	X(H5, "h5", HTML_PARA | HTML_HEADING)          \
	X(H6, "h6", HTML_PARA | HTML_HEADING)          \
	X(HEAD, "head", 0)                             \
	X(HEADER, "header", HTML_PARA)                 \
	X(HGROUP, "hgroup", HTML_PARA)                 \
	X(HR, "hr", HTML_PARA | HTML_VOID)             \
	X(HTML, "html", HTML_PARA)                     \
	X(I, "i", HTML_INLINE)                         \
	X(IFRAME, "iframe", HTML_DROP | HTML_RAW)      \
	X(IMG, "img", HTML_VOID)                       \
	X(INPUT, "input", HTML_VOID)                   \
	X(INS, "ins", HTML_INLINE)                     \
	X(KBD, "kbd", HTML_INLINE)                     \
	X(LABEL, "label", 0)                           \
	X(LEGEND, "legend", HTML_LINE)                 \
	X(LI, "li", HTML_LINE)                         \
	X(LINK, "link", HTML_VOID)                     \
	X(MAIN, "main", HTML_PARA)                     \
	X(MAP, "map", 0)                               \
	X(MARK, "mark", HTML_INLINE)                   \
	X(MATH, "math", HTML_DROP)                     \
	X(MENU, "menu", HTML_PARA)                     \
	X(META, "meta", HTML_VOID)                     \
	X(NAV, "nav", HTML_PARA)                       \
	X(NOEMBED, "noembed", HTML_DROP | HTML_RAW)    \
	X(NOFRAMES, "noframes", HTML_DROP | HTML_RAW)  \
	X(NOSCRIPT, "noscript", HTML_DROP)             \
	X(OBJECT, "object", HTML_DROP)                 \
	X(OL, "ol", HTML_PARA)                         \
	X(OPTGROUP, "optgroup", HTML_LINE)             \
	X(OPTION, "option", HTML_LINE)                 \
	X(P, "p", HTML_PARA)                           \
	X(PARAM, "param", HTML_VOID)                   \
	X(PICTURE, "picture", 0)                       \
	X(PRE, "pre", HTML_PARA)                       \
	X(Q, "q", HTML_INLINE)                         \
	X(RB, "rb", 0)                                 \
	X(RP, "rp", HTML_DROP)                         \
	X(RT, "rt", HTML_DROP)                         \
	X(RTC, "rtc", HTML_DROP)                       \
	X(RUBY, "ruby", 0)                             \
	X(S, "s", HTML_INLINE)                         \
	X(SAMP, "samp", HTML_INLINE)                   \
	X(SCRIPT, "script", HTML_DROP | HTML_RAW)      \
	X(SECTION, "section", HTML_PARA)               \
	X(SELECT, "select", HTML_DROP)                 \
	X(SMALL, "small", HTML_INLINE)                 \
	X(SOURCE, "source", HTML_VOID)                 \
	X(SPAN, "span", 0)                             \
	X(STRIKE, "strike", HTML_INLINE)               \
	X(STRONG, "strong", HTML_INLINE)               \
	X(STYLE, "style", HTML_DROP | HTML_RAW)        \
	X(SUB, "sub", HTML_INLINE)                     \
	X(SUMMARY, "summary", HTML_PARA)               \
	X(SUP, "sup", HTML_INLINE)                     \
	X(SVG, "svg", HTML_DROP)                       \
	X(TABLE, "table", HTML_PARA)                   \
	X(TBODY, "tbody", 0)                           \
	X(TD, "td", 0)                                 \
	X(TEMPLATE, "template", HTML_DROP)             \
	X(TEXTAREA, "textarea", HTML_DROP | HTML_RCDATA) \
	X(TFOOT, "tfoot", 0)                           \
	X(TH, "th", 0)                                 \
	X(THEAD, "thead", 0)                           \
	X(TIME, "time", HTML_INLINE)                   \
	X(TITLE, "title", HTML_DROP | HTML_RCDATA)     \
	X(TR, "tr", HTML_LINE)                         \
	X(TRACK, "track", HTML_VOID)                   \
	X(TT, "tt", HTML_INLINE)                       \
	X(U, "u", HTML_INLINE)                         \
	X(UL, "ul", HTML_PARA)                         \
	X(VAR, "var", HTML_INLINE)                     \
	X(VIDEO, "video", HTML_DROP)                   \
	X(WBR, "wbr", HTML_VOID)                       \
	X(XMP, "xmp", HTML_PARA | HTML_RAW)
/* clang-format on */

enum html_tag {
	TAG_OTHER, /* any other name */
#define HTML_TAG_ENUM(id, name, does) TAG_##id,
	HTML_TAGS(HTML_TAG_ENUM)
#undef HTML_TAG_ENUM
	    HTML_TAG_COUNT,
};

/* The element of that name in any case, or TAG_OTHER. */
enum html_tag html_tag_find(struct view name);

/* Its name in lower case; empty for TAG_OTHER. */
struct view html_tag_name(enum html_tag tag);

extern const unsigned char html_tag_does_[HTML_TAG_COUNT];

/* HTML_PARA and the others, or-ed. */
static inline unsigned html_tag_does(enum html_tag tag)
{
	return html_tag_does_[tag];
}
