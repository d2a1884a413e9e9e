/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as XML: every element that starts ends, in order, unless the document does; names
 * and attributes look into it or are valid UTF-8; the tree says the same as the events. */
#include <stddef.h>
#include <stdint.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "parser/xml.h"
#include "parser/xml_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DEPTH_MAX = 64, TEXT_MAX = 4 << 20, ARENA_MAX = 256 << 20 };

static void check_attrs(const struct xml *x)
{
	for (size_t i = 0; i < x->attrs_len; i++) {
		MUST(x->attrs[i].name.local.len > 0);
		MUST(utf8_valid(x->attrs[i].value));
	}
}

/* Returns the number of elements. */
static size_t check_events(struct view text, struct arena *a)
{
	struct view open[DEPTH_MAX + 1];
	size_t depth = 0, elements = 0, last = 0;
	struct xml x;
	BUF(out, TEXT_MAX);

	xml_init(&x, text, DEPTH_MAX, NULL, a);
	for (enum xml_event e; (e = xml_next(&x)) != XML_DONE;) {
		MUST(x.start >= last && x.end <= text.len);
		last = x.start;
		buf_clear(&out);
		if (e == XML_START) {
			MUST(depth < DEPTH_MAX && x.depth == depth + 1);
			check_attrs(&x);
			open[++depth] = x.name.local;
			elements++;
		} else if (e == XML_END) {
			MUST(depth > 0 && x.depth == depth);
			MUST(open[depth].p == x.name.local.p);
			depth--;
		} else if (xml_text_add(&x, &out)) {
			MUST(utf8_valid(buf_view(&out)));
		}
	}
	MUST(x.truncated == (depth > 0));
	return elements;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = view_at(data, size);
	AUTO(arena) a = arena_new(ARENA_MAX);
	struct xml_tree tree;
	struct err err;

	if (!utf8_valid(text))
		return 0;
	size_t elements = check_events(text, a), nodes = 0;
	if (!xml_tree_parse(text, DEPTH_MAX, a, &tree, &err)) {
		MUST(elements == 0);
		return 0;
	}
	for (const struct xml_node *n = tree.root; n; n = xml_after(tree.root, n)) {
		nodes += !xml_is_text(n);
		MUST(!n->cut || tree.truncated);
	}
	MUST(nodes <= elements);
	return 0;
}
