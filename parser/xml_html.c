/* SPDX-License-Identifier: Apache-2.0 */
/* Markup that was read as XML, written as HTML: names without prefix, void elements without
 * an end tag. */
#include "parser/xml_html.h"

static bool add_escaped(struct view v, struct buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i < v.len; i++) {
		struct view instead;
		switch (v.p[i]) {
		case '<':
			instead = VIEW("&lt;");
			break;
		case '>':
			instead = VIEW("&gt;");
			break;
		case '&':
			instead = VIEW("&amp;");
			break;
		case '"':
			instead = VIEW("&quot;");
			break;
		default:
			continue;
		}
		buf_add(out, view_at(v.p + from, i - from));
		buf_add(out, instead);
		from = i + 1;
	}
	return buf_add(out, view_from(v, from)) && !out->over;
}

bool xml_html_text(struct view text, struct buf *out)
{
	return add_escaped(text, out);
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
		add_escaped(attrs[i].value, out);
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
	return x->cdata ? add_escaped(x->raw, out) : buf_add(out, x->raw);
}
