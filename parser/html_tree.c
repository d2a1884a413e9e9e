/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/html_tree.h"

#include "parser/html_tokens.h"

enum {
	NODES_FREE = 36000,  /* nodes that any page may have: 4 MiB of them */
	BYTES_PER_NODE = 64, /* one more for so many bytes of page */
};

_Static_assert(sizeof(struct html_node) <= 2 * BYTES_PER_NODE,
	       "the memory that is promised");
_Static_assert(sizeof(struct html_node) * NODES_FREE <= 4 * 1024 * 1024,
	       "the memory promised");

struct builder {
	struct html_tree *tree;
	struct arena *a;
	struct html_tokens tokens;
	struct html_node *at; /* the innermost open element */
	size_t nodes_max, depth_max;
	size_t too_deep; /* open elements that were left out for their depth */
};

static bool is_cell(unsigned tag)
{
	return tag == TAG_TD || tag == TAG_TH || tag == TAG_CAPTION;
}

static bool is_table_part(unsigned tag)
{
	return is_cell(tag) || tag == TAG_TR || tag == TAG_TBODY || tag == TAG_THEAD ||
	       tag == TAG_TFOOT || tag == TAG_TABLE || tag == TAG_COLGROUP;
}

static bool is_list(unsigned tag)
{
	return tag == TAG_UL || tag == TAG_OL || tag == TAG_DL || tag == TAG_MENU;
}

static bool is_block(unsigned tag)
{
	return (html_tag_does((enum html_tag)tag) & (HTML_PARA | HTML_LINE)) ||
	       is_table_part(tag);
}

/* NULL when there are too many. */
static struct html_node *add_node(struct builder *b)
{
	if (b->tree->nodes >= b->nodes_max) {
		b->tree->cut = true;
		return NULL;
	}
	b->tree->nodes++;
	struct html_node *n = ARENA_NEW(b->a, struct html_node);
	n->parent = b->at;
	n->depth = b->at ? b->at->depth + 1 : 0;
	if (b->at) {
		n->prev = b->at->last;
		if (n->prev)
			n->prev->next = n;
		else
			b->at->first = n;
		b->at->last = n;
	}
	return n;
}

static bool is_white(struct view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (!byte_is_space(v.p[i]))
			return false;
	return true;
}

static void add_text(struct builder *b, const struct html_token *k)
{
	const struct html_node *before = b->at->last;

	/* White space beside a block's edge separates nothing. */
	if (is_white(k->text) && (!before || (!before->is_text && is_block(before->tag))))
		return;
	struct html_node *n = add_node(b);
	if (!n)
		return;
	n->is_text = true;
	n->literal = k->literal;
	n->text = k->text;
}

/* Ends `n`, which is open, and all that is open in it. */
static void close_node(struct builder *b, const struct html_node *n)
{
	if (n->parent)
		b->at = n->parent;
}

/* The innermost open element with one of two tags, up to the first one of `stop`. */
static struct html_node *find_open(const struct builder *b, unsigned one, unsigned two,
				   bool (*stop)(unsigned tag))
{
	for (struct html_node *n = b->at; n->parent; n = n->parent) {
		if (n->tag == one || n->tag == two)
			return n;
		if (stop(n->tag))
			return NULL;
	}
	return NULL;
}

static bool stops_paragraph(unsigned tag)
{
	return is_table_part(tag) || tag == TAG_BUTTON || tag == TAG_OBJECT;
}

static bool stops_item(unsigned tag)
{
	return is_list(tag) || is_table_part(tag) || tag == TAG_BLOCKQUOTE ||
	       tag == TAG_ARTICLE || tag == TAG_SECTION;
}

static bool stops_row(unsigned tag)
{
	return tag == TAG_TABLE;
}

static void close_open(struct builder *b, unsigned one, unsigned two,
		       bool (*stop)(unsigned))
{
	struct html_node *n = find_open(b, one, two, stop);

	if (n)
		close_node(b, n);
}

/* Ends what the start of `tag` ends: HTML standard, "implied end tags". */
static void imply_ends(struct builder *b, unsigned tag)
{
	switch (tag) {
	case TAG_LI:
		close_open(b, TAG_LI, TAG_LI, stops_item);
		break;
	case TAG_DT:
	case TAG_DD:
		close_open(b, TAG_DT, TAG_DD, stops_item);
		break;
	case TAG_TD:
	case TAG_TH:
		close_open(b, TAG_TD, TAG_TH, stops_row);
		close_open(b, TAG_CAPTION, TAG_CAPTION, stops_row);
		return;
	case TAG_TR:
		close_open(b, TAG_TR, TAG_CAPTION, stops_row);
		return;
	case TAG_THEAD:
	case TAG_TBODY:
	case TAG_TFOOT:
		close_open(b, TAG_TR, TAG_CAPTION, stops_row);
		close_open(b, TAG_TBODY, TAG_THEAD, stops_row);
		close_open(b, TAG_TFOOT, TAG_TFOOT, stops_row);
		return;
	case TAG_A:
		close_open(b, TAG_A, TAG_A, is_block);
		return;
	case TAG_OPTION:
		close_open(b, TAG_OPTION, TAG_OPTION, is_block);
		return;
	default:
		break;
	}
	if (!is_block(tag))
		return;
	close_open(b, TAG_P, TAG_P, stops_paragraph);
	if ((html_tag_does((enum html_tag)tag) & HTML_HEADING) &&
	    (html_tag_does((enum html_tag)b->at->tag) & HTML_HEADING))
		close_node(b, b->at);
}

static void push_list(struct arena *a, struct view **items, size_t *len, struct view v)
{
	if (*len < HTML_LISTS_MAX)
		*ARENA_PUSH(a, *items, *len) = v;
}

static bool type_is_json_ld(struct view attrs)
{
	struct view type;

	return html_attr(attrs, VIEW("type"), &type) &&
	       view_find_nocase(type, VIEW("ld+json"), 0) != VIEW_NONE;
}

static bool is_app_data(struct view attrs)
{
	struct view id;

	return html_attr(attrs, VIEW("id"), &id) && view_eq(id, VIEW("__NEXT_DATA__"));
}

/* Elements that say something about the page, wherever they stand. True: it was one. */
static bool collect(struct builder *b, const struct html_token *k)
{
	struct html_tree *t = b->tree;
	struct html_token text;

	switch (k->tag) {
	case TAG_HTML:
		if (!t->html_attrs.p)
			t->html_attrs = k->attrs;
		return true;
	case TAG_META:
		push_list(b->a, &t->metas, &t->metas_len, k->attrs);
		return true;
	case TAG_LINK:
		push_list(b->a, &t->links, &t->links_len, k->attrs);
		return true;
	case TAG_BASE:
		if (!t->base_href.p)
			(void)html_attr(k->attrs, VIEW("href"), &t->base_href);
		return true;
	case TAG_TITLE:
	case TAG_SCRIPT: {
		bool app_data = k->tag == TAG_SCRIPT && is_app_data(k->attrs);
		bool wanted = k->tag == TAG_TITLE ? !t->title.p
						  : app_data || type_is_json_ld(k->attrs);
		if (wanted && b->tokens.raw == k->tag &&
		    html_tokens_next(&b->tokens, &text) && text.kind == HTML_TEXT) {
			if (k->tag == TAG_TITLE)
				t->title = text.text;
			else if (app_data)
				t->app_data = text.text;
			else
				push_list(b->a, &t->json_ld, &t->json_ld_len, text.text);
		} else if (b->tokens.raw == k->tag) {
			html_tokens_skip(&b->tokens, k);
		}
		return true;
	}
	case TAG_HEAD:
	case TAG_BODY:
		return true;
	default:
		return false;
	}
}

static void add_open(struct builder *b, const struct html_token *k)
{
	unsigned does = html_tag_does(k->tag);

	if (collect(b, k))
		return;
	if (does & HTML_DROP) {
		html_tokens_skip(&b->tokens, k);
		return;
	}
	imply_ends(b, k->tag);
	bool leaf = (does & HTML_VOID) || (k->self_closing && !is_block(k->tag));
	if (b->too_deep || b->at->depth + 1 >= b->depth_max) {
		if (!leaf)
			b->too_deep++;
		return;
	}
	struct html_node *n = add_node(b);
	if (!n)
		return;
	n->tag = (unsigned char)k->tag;
	n->text = k->attrs;
	n->hidden = html_hidden(k);
	if (!leaf)
		b->at = n;
}

static void add_close(struct builder *b, const struct html_token *k)
{
	if (b->too_deep) {
		b->too_deep--;
		return;
	}
	/* An unknown element (TAG_OTHER) is not told from others by name: the
	 * innermost ends. */
	bool (*stop)(unsigned) = is_block;
	if (is_table_part(k->tag))
		stop = stops_row;
	else if (is_block(k->tag))
		stop = is_table_part;
	close_open(b, k->tag, k->tag, stop);
}

void html_tree_build(struct view html, size_t depth_max, struct arena *a,
		     struct html_tree *ret)
{
	struct html_tree tree = { 0 };
	struct builder b = { .tree = &tree,
			     .a = a,
			     .nodes_max = NODES_FREE + html.len / BYTES_PER_NODE,
			     .depth_max = depth_max };
	struct html_token k;

	b.at = tree.body = add_node(&b);
	tree.body->tag = TAG_BODY;
	html_tokens_init(&b.tokens, html);
	while (!tree.cut && html_tokens_next(&b.tokens, &k)) {
		if (k.kind == HTML_TEXT)
			add_text(&b, &k);
		else if (k.kind == HTML_OPEN)
			add_open(&b, &k);
		else if (k.kind == HTML_CLOSE)
			add_close(&b, &k);
	}
	*ret = tree;
}

struct html_node *html_next(const struct html_node *n, const struct html_node *root,
			    bool skip_children)
{
	if (n->first && !skip_children)
		return n->first;
	for (; n && n != root; n = n->parent)
		if (n->next)
			return n->next;
	return NULL;
}

struct view html_node_attr(const struct html_node *n, struct view name)
{
	struct view v;

	return !n->is_text && html_attr(n->text, name, &v) ? v : VIEW("");
}
