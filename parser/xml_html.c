/* SPDX-License-Identifier: Apache-2.0 */
/* Markup that was read as XML, written as HTML: names without prefix, void elements without
 * an end tag. */
#include "parser/xml_html.h"

#include "common/base/markup.h"

bool xml_html_text(struct view text, struct buf *out)
{
	return markup_escape(out, text, true);
}

bool xml_html_start(const struct xml_name *name, const struct xml_attr *attrs,
		    size_t attrs_len, struct buf *out)
{
	buf_add_byte(out, '<');
	buf_add(out, name->local);
	for (size_t i = 0; i < attrs_len; i++) {
		buf_add_byte(out, ' ');
		buf_add(out, attrs[i].name.local);
		buf_add(out, VIEW("=\""));
		(void)markup_escape(out, attrs[i].value, true);
		buf_add_byte(out, '"');
	}
	return buf_add_byte(out, '>') && !out->over;
}

bool xml_html_end(const struct xml_name *name, struct buf *out)
{
	static const struct view voids[] = {
		VIEW_INIT("area"),  VIEW_INIT("base"),  VIEW_INIT("br"),
		VIEW_INIT("col"),   VIEW_INIT("embed"), VIEW_INIT("hr"),
		VIEW_INIT("img"),   VIEW_INIT("input"), VIEW_INIT("link"),
		VIEW_INIT("meta"),  VIEW_INIT("param"), VIEW_INIT("source"),
		VIEW_INIT("track"), VIEW_INIT("wbr"),
	};
	for (size_t i = 0; i < sizeof(voids) / sizeof(voids[0]); i++)
		if (view_eq_nocase(voids[i], name->local))
			return !out->over;
	buf_add(out, VIEW("</"));
	buf_add(out, name->local);
	return buf_add_byte(out, '>') && !out->over;
}

bool xml_html_event(struct xml *x, enum xml_event event, struct buf *out)
{
	if (event == XML_START)
		return xml_html_start(&x->name, x->attrs, x->attrs_len, out);
	if (event == XML_END)
		return xml_html_end(&x->name, out);
	if (event != XML_TEXT)
		return !out->over;
	/* Text keeps its references, which mean the same in HTML; a section has none. */
	return x->cdata ? markup_escape(out, x->raw, true) : buf_add(out, x->raw);
}
