/* SPDX-License-Identifier: Apache-2.0 */
/* The texts of an item: the same one may be there as plain text, as HTML and as NITF. */
#include "common/base/utf8.h"
#include "parser/html_text.h"
#include "parser/ninjs_parts.h"
#include "parser/nitf.h"
#include "parser/wire_lines.h"

enum {
	LINES_MAX = 80, /* columns of lines that a terminal broke */
	NITF_DEPTH = 64,
};

/* By the content type, else by the role or the member's name, else by its looks. */
static enum text_kind kind_of(struct view type, struct view role, struct view value)
{
	if (ninjs_holds(type, "nitf") ||
	    (ninjs_holds(role, "nitf") && ninjs_holds(value, "<nitf")))
		return TEXT_NITF;
	if (ninjs_holds(type, "html"))
		return TEXT_HTML;
	if (ninjs_holds(type, "plain"))
		return TEXT_PLAIN;
	if (type.len || ninjs_holds(role, "xml") || ninjs_holds(role, "nitf"))
		return TEXT_OTHER;
	if (ninjs_holds(role, "html"))
		return TEXT_HTML;
	return ninjs_holds(value, "<p") || ninjs_holds(value, "<br") ? TEXT_HTML
								     : TEXT_PLAIN;
}

/* Each line is a paragraph, unless all of them are as short as a terminal breaks them. */
static void add_plain(struct ninjs_item *it, struct view text)
{
	struct wire_lines lines = wire_lines_split(text, it->t->a);
	bool broken = lines.len > 3, blank = false;

	for (size_t i = 0; i < lines.len; i++) {
		broken &= lines.items[i].text.len <= LINES_MAX;
		blank |= lines.items[i].text.len == 0 && i + 1 < lines.len;
	}
	if (broken || blank) {
		wire_body_text(it->s, it->t, text);
		return;
	}
	BUF(out, STORY_TEXT_MAX);
	for (size_t i = 0; i < lines.len; i++) {
		(void)buf_add(&out, lines.items[i].text);
		(void)buf_add(&out, VIEW("\n\n"));
	}
	wire_body_text(it->s, it->t, arena_copy(it->t->a, buf_view(&out)));
}

/* The cleaned HTML beside a plain text that was given. */
static void add_html_beside(struct ninjs_item *it, struct view html)
{
	buf_clear(&it->t->scratch);
	(void)html_clean(utf8_head(html, STORY_TEXT_MAX), it->t->d->url, &it->t->scratch);
	story_add_body(it->s, it->t->a, VIEW("text/html"),
		       arena_copy(it->t->a, buf_view(&it->t->scratch)));
}

static void add_nitf(struct ninjs_item *it, struct view value)
{
	struct xml_tree tree;
	struct err err;

	if (!xml_tree_parse(value, NITF_DEPTH, it->t->a, &tree, &err))
		return;
	const struct xml_node *nitf =
	    xml_is(tree.root, "nitf") ? tree.root : xml_find(tree.root, "nitf");
	if (nitf)
		nitf_read(it->s, it->t, nitf);
	else
		nitf_body(it->s, it->t, tree.root);
}

static void offer(struct ninjs_texts *t, enum text_kind kind, struct view value)
{
	if (t->kinds[kind].len == 0)
		t->kinds[kind] = value;
}

/* "body_text", "body_xhtml", …, and the list "bodies". */
struct ninjs_texts ninjs_gather(const struct ninjs_item *it, const char *prefix,
				const char *list)
{
	struct ninjs_texts found = { 0 };
	struct view start = view_of(prefix);
	const char *const names[] = { list, NULL };

	for (const struct json_node *n = ninjs_first_of(ninjs_get(it->node, names)); n;
	     n = n->next) {
		struct view value = TEXT(it, n, "value");
		if (value.len == 0 && n->kind == JSON_STRING)
			value = ninjs_text_of(it, n);
		offer(&found,
		      kind_of(TEXT(it, n, "contenttype"), TEXT(it, n, "role"), value),
		      value);
	}
	for (const struct json_node *n = it->node->first; n; n = n->next) {
		if (!view_starts_nocase(n->key, start) || n->kind != JSON_STRING)
			continue;
		struct view behind = view_from(n->key, start.len);
		if (behind.len && behind.p[0] != '_')
			continue;
		struct view value = ninjs_text_of(it, n);
		enum text_kind kind = ninjs_holds(behind, "html") ? TEXT_HTML
				      : ninjs_holds(behind, "text")
					  ? TEXT_PLAIN
					  : kind_of(VIEW(""), behind, value);
		offer(&found, kind, value);
	}
	return found;
}

void ninjs_read_bodies(struct ninjs_item *it)
{
	struct ninjs_texts found = ninjs_gather(it, "body", "bodies");
	struct view plain = found.kinds[TEXT_PLAIN], html = found.kinds[TEXT_HTML];

	if (plain.len) {
		add_plain(it, plain);
		if (html.len)
			add_html_beside(it, html);
	} else if (html.len) {
		wire_body_html(it->s, it->t, html);
	} else if (found.kinds[TEXT_NITF].len) {
		add_nitf(it, found.kinds[TEXT_NITF]);
	} else if (found.kinds[TEXT_OTHER].len) {
		wire_body_html(it->s, it->t, found.kinds[TEXT_OTHER]);
	}
}

void ninjs_read_descriptions(struct ninjs_item *it)
{
	struct ninjs_texts found = ninjs_gather(it, "description", "descriptions");
	struct view v = found.kinds[TEXT_PLAIN];

	if (v.len == 0 && found.kinds[TEXT_HTML].len) {
		buf_clear(&it->t->scratch);
		(void)html_text(found.kinds[TEXT_HTML], &it->t->scratch);
		v = arena_copy(it->t->a, buf_view(&it->t->scratch));
	}
	story_add_description(it->s, it->t->a, VIEW("text/plain"),
			      feed_lines(it->t->a, v));
}

/* Of "headlines" the one called main, else the first. */
void ninjs_read_headline(struct ninjs_item *it)
{
	const struct json_node *list = GET(it->node, "headlines", "headline");
	struct view v = ninjs_text_of(it, list);

	for (const struct json_node *n = v.len ? NULL : ninjs_first_of(list); n;
	     n = n->next) {
		struct view value = TEXT(it, n, "value");
		bool main = view_eq_nocase(TEXT(it, n, "role"), VIEW("main"));
		if (v.len == 0 || main)
			v = value;
		if (main)
			break;
	}
	if (v.len == 0)
		v = TEXT(it, it->node, "headline_extended", "title", "name");
	story_add_headline(it->s, it->t->a, VIEW("text/plain"), ninjs_line_of(it, v));
}
