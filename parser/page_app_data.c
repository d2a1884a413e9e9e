/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state that Next.js puts into <script id="__NEXT_DATA__"> for the page's own scripts to
 * show. Nothing says what its members mean, so the longest text that is called like one is
 * it: a string, or the strings of a list of blocks.
 */
#include "common/base/buf.h"
#include "parser/json_loose.h"
#include "parser/page_facts.h"

enum { TEXT_LEAST = 400, TEXT_MAX = 1024 * 1024 };

static bool is_text_key(struct view key)
{
	static const struct view keys[] = {
		VIEW_INIT("body"),     VIEW_INIT("articleBody"), VIEW_INIT("content"),
		VIEW_INIT("bodyHtml"), VIEW_INIT("body_html"),   VIEW_INIT("contentHtml"),
		VIEW_INIT("html"),     VIEW_INIT("text"),        VIEW_INIT("bodyText"),
		VIEW_INIT("rendered"), VIEW_INIT("value"),
	};

	return view_is_in(key, keys, sizeof(keys) / sizeof(*keys));
}

/* The string of a block, as written. */
static struct view block_text(const struct json_node *block)
{
	if (block->kind == JSON_STRING)
		return block->text;
	for (const struct json_node *n = block->first; n; n = n->next)
		if (n->kind == JSON_STRING && is_text_key(n->key))
			return n->text;
	return (struct view){ NULL, 0 };
}

/* Bytes of text in a string or a list of blocks; 0 when it is neither. */
static size_t text_len(const struct json_node *n)
{
	size_t len = 0;

	if (!is_text_key(n->key) && n->kind != JSON_ARRAY)
		return 0;
	if (n->kind == JSON_STRING)
		return n->text.len;
	if (n->kind != JSON_ARRAY)
		return 0;
	for (const struct json_node *c = n->first; c; c = c->next)
		if (c->kind == JSON_OBJECT)
			len += block_text(c).len;
	return len;
}

static struct view text_of(const struct json_node *n, struct arena *a)
{
	BUF(out, TEXT_MAX);

	if (n->kind == JSON_STRING)
		return page_body_text(json_text(n, a), a);
	for (const struct json_node *c = n->first; c; c = c->next) {
		struct json_node block = { .kind = JSON_STRING, .text = block_text(c) };
		buf_add(&out, page_body_text(json_text(&block, a), a));
		buf_add(&out, VIEW("\n\n"));
	}
	return arena_copy(a, buf_view(&out));
}

struct view page_app_data_text(const struct page_source *s)
{
	const struct json_node *best = NULL;
	size_t best_len = TEXT_LEAST;

	if (s->tree->app_data.len == 0)
		return (struct view){ NULL, 0 };
	for (const struct json_node *n = json_loose(s->tree->app_data, s->a); n;
	     n = json_next(n)) {
		size_t len = text_len(n);
		if (len > best_len && len < TEXT_MAX) {
			best = n;
			best_len = len;
		}
	}
	return best ? text_of(best, s->a) : (struct view){ NULL, 0 };
}
