/* SPDX-License-Identifier: Apache-2.0 */
/* The internal subset of a document type: entities with a value of their own. What lies outside of
 * the document is never read. */
#include "parser/xml_parts.h"

static void entity_declare(struct xml *x, struct view v)
{
	size_t pos = xml_skip_space(v, 0);
	struct view name = xml_name_at(v, pos);

	pos = xml_skip_space(v, pos + name.len);
	if (name.len == 0 || x->entities_len == XML_ENTITIES_MAX ||
	    xml_entity_of(x, name))
		return;
	struct view value = { NULL, 0 }; /* of an external entity: nothing */
	if (pos < v.len && (v.p[pos] == '"' || v.p[pos] == '\'')) {
		size_t end = view_find_byte(v, v.p[pos], pos + 1);
		if (end == VIEW_NONE)
			return;
		BUF(out, XML_ENTITY_MAX);
		struct view raw = view_at(v.p + pos + 1, end - pos - 1);
		/* Numbers count at once, names where the entity is used: not here. */
		for (pos = 0; pos < raw.len;) {
			char c = raw.p[pos++];
			if (c == '&' && pos < raw.len && raw.p[pos] == '#')
				xml_number_decode(raw, &pos, &out);
			else
				buf_add_byte(&out, c);
		}
		if (out.over)
			xml_damaged(x, "an entity that is too long");
		else
			value = arena_copy(x->arena, buf_view(&out));
	}
	if (!x->entities)
		x->entities = ARENA_ARRAY(x->arena, struct xml_entity, XML_ENTITIES_MAX);
	x->entities[x->entities_len++] = (struct xml_entity){ name, value };
}

/* The end of the declaration at `pos`: a ">" outside of quotes. */
static size_t declaration_end(struct view v, size_t pos)
{
	char quote = 0;
	for (; pos < v.len; pos++) {
		char c = v.p[pos];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>' || c == '[' || c == ']')
			break;
	}
	return pos;
}

void xml_doctype(struct xml *x)
{
	struct view v = x->text;
	size_t pos = declaration_end(v, x->pos);
	bool subset = pos < v.len && v.p[pos] == '[';

	if (subset)
		pos++;
	while (subset && pos < v.len && v.p[pos] != ']') {
		struct view rest = view_from(v, pos);
		size_t end = pos;
		if (view_starts(rest, VIEW("<!--"))) {
			end = view_find(v, VIEW("-->"), pos + 4);
			end = end == VIEW_NONE ? v.len : end + 2;
		} else if (rest.p[0] == '<') {
			end = declaration_end(v, pos);
			if (view_starts(rest, VIEW("<!ENTITY")) && end < v.len)
				entity_declare(x, view_at(rest.p + 8, end - pos - 8));
		}
		pos = end + 1;
	}
	pos = view_find_byte(v, '>', pos);
	if (pos == VIEW_NONE) { /* quotes or brackets that are not closed */
		xml_damaged(x, "a document type that is not closed");
		pos = view_find_byte(v, '>', x->pos);
	}
	x->pos = pos == VIEW_NONE ? v.len : pos + 1;
}
