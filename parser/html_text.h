/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html_text - plain text out of HTML, and HTML that no browser can be attacked with.
 *
 * A tokenizer of our own, in one pass and without a tree, for the fragments that feeds
 * carry: block elements end paragraphs (paragraphs are separated by one empty line, <br>
 * and list items and table rows by a newline), entities are decoded (HTML5 names with and
 * without semicolon), white space folds as CSS does, ruby keeps its base text, script,
 * style, hidden and template content is left out. Any bytes are taken; invalid UTF-8 is
 * the caller's bug. Linear in the input.
 */
#pragma once

#include "common/base/buf.h"
#include "common/base/view.h"

/* Appends the text of the fragment, trimmed. False: `out` is over. */
bool html_text(struct view html, struct buf *out);

/* Decodes character references alone, for attribute values and for XML with HTML
 * names. */
bool html_unescape(struct view v, struct buf *out);

/* Does it hold a tag or a character reference? */
bool html_looks_like_markup(struct view v);

/* Appends a cleaned copy: p, br, headings, lists, quotes, pre, tables, emphasis, figure,
 * img and a with absolute http(s) addresses (relative ones resolved against `base`) and
 * titles; nothing else, no styles, no handlers, balanced. */
bool html_clean(struct view html, struct view base, struct buf *out);
