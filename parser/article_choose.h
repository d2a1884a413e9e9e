/* SPDX-License-Identifier: Apache-2.0 */
/*
 * article_choose - the text of a page's article, or the reason why there is none.
 *
 * Tries article_find() from strict to lax until what it finds is long enough, or holds
 * what JSON-LD's articleBody says; that body itself is the last resort. Memory from the
 * arena.
 */
#pragma once

#include "common/base/buf.h"
#include "common/base/err.h"
#include "parser/article_find.h"
#include "parser/page_facts.h"

struct article_text {
	struct article_parts parts;
	struct buf html;  /* of the parts, as written by the page; for html_clean() */
	struct buf plain; /* paragraphs; article_text_done() frees both */
	const char *from; /* "selector", "content", "json-ld" */
};
void article_text_done(struct article_text *t);

/* `selector` of the feed's configuration, or empty: "#id", ".class", "tag". `title` as
 * for article_find(). ERR_REJECT: "no article in the page: …" with what was seen. */
NODISCARD bool article_choose(const struct page_source *s, const struct page_facts *facts,
			      struct html_tree *t, struct view selector,
			      struct view title, struct article_text *ret,
			      struct err *err);
