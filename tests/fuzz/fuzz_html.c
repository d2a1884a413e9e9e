/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as HTML: the text of them is valid UTF-8 when they were, and the cleaned copy
 * holds only the tags and attributes that it may, is balanced, and stays as it is when
 * cleaned again.
 */
#include <stddef.h>
#include <stdint.h>

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "parser/html_text.h"
#include "parser/html_tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUT_MAX = 1 << 20, OPEN_MAX = 256 };

static bool in(enum html_tag tag, const enum html_tag *tags, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (tags[i] == tag)
			return true;
	return false;
}

static bool may_be_written(enum html_tag tag)
{
	static const enum html_tag TAGS[] = {
		TAG_A,       TAG_ABBR,   TAG_B,    TAG_BLOCKQUOTE, TAG_BR,
		TAG_CAPTION, TAG_CITE,   TAG_CODE, TAG_DD,         TAG_DEL,
		TAG_DFN,     TAG_DL,     TAG_DT,   TAG_EM,         TAG_FIGCAPTION,
		TAG_FIGURE,  TAG_H1,     TAG_H2,   TAG_H3,         TAG_H4,
		TAG_H5,      TAG_H6,     TAG_HR,   TAG_I,          TAG_IMG,
		TAG_INS,     TAG_KBD,    TAG_LI,   TAG_MARK,       TAG_OL,
		TAG_P,       TAG_PRE,    TAG_Q,    TAG_S,          TAG_SAMP,
		TAG_SMALL,   TAG_STRONG, TAG_SUB,  TAG_SUP,        TAG_TABLE,
		TAG_TD,      TAG_TH,     TAG_TR,   TAG_U,          TAG_UL,
		TAG_VAR,
	};

	return in(tag, TAGS, sizeof(TAGS) / sizeof(*TAGS));
}

static void check_attrs(const struct html_token *k)
{
	struct view attrs = k->attrs;
	struct html_attr a;

	while (html_attr_next(&attrs, &a)) {
		bool address =
		    view_eq(a.name, VIEW("href")) || view_eq(a.name, VIEW("src"));
		bool known = address || view_eq(a.name, VIEW("title")) ||
			     view_eq(a.name, VIEW("alt")) ||
			     view_eq(a.name, VIEW("width")) ||
			     view_eq(a.name, VIEW("height"));
		MUST(known);
		MUST(!address || view_starts(a.value, VIEW("http://")) ||
		     view_starts(a.value, VIEW("https://")));
	}
}

/* Each tag is one that may be written and is closed in its turn. */
static void check_clean(struct view html)
{
	enum html_tag open[OPEN_MAX];
	size_t depth = 0;
	struct html_tokens t;
	struct html_token k;

	html_tokens_init(&t, html);
	while (html_tokens_next(&t, &k)) {
		MUST(k.kind == HTML_TEXT || k.kind == HTML_OPEN || k.kind == HTML_CLOSE);
		if (k.kind == HTML_TEXT)
			continue;
		MUST(may_be_written(k.tag));
		if (k.kind == HTML_OPEN)
			check_attrs(&k);
		if (k.kind == HTML_OPEN && !(html_tag_does(k.tag) & HTML_VOID)) {
			MUST(depth < OPEN_MAX);
			open[depth++] = k.tag;
		}
		if (k.kind == HTML_CLOSE) {
			MUST(depth > 0 && open[depth - 1] == k.tag);
			depth--;
		}
	}
	MUST(depth == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view html = view_at(data, size), base = VIEW("https://news.example/a/b?c");
	BUF(text, OUT_MAX);
	BUF(once, OUT_MAX);
	BUF(twice, OUT_MAX);

	bool valid = utf8_valid(html);
	if (html_text(html, &text))
		MUST(!valid || utf8_valid(buf_view(&text)));
	(void)html_looks_like_markup(html);
	if (!valid || !html_clean(html, base, &once))
		return 0;
	MUST(utf8_valid(buf_view(&once)));
	check_clean(buf_view(&once));
	MUST(html_clean(buf_view(&once), base, &twice));
	MUST(view_eq(buf_view(&once), buf_view(&twice)));
	return 0;
}
