/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tokenizer. A search for the end of something (a comment, a quoted value) that fails
 * is remembered or cannot fail again, so that no byte is looked at more often than a small
 * constant, whatever the document.
 */
#include "parser/xml_parts.h"

#include "common/base/must.h"

static bool starts_name(char c)
{
	return byte_is_alpha(c) || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

static uint32_t name_hash(struct view v)
{
	uint32_t h = (uint32_t)v.len;
	for (size_t i = 0; i < v.len; i++)
		h = h * 31 + (unsigned char)v.p[i];
	return h;
}

/* Namespaces. */

static void bind(struct xml *x, struct view prefix, struct view uri)
{
	if (x->bindings_len == XML_BINDINGS_MAX) {
		xml_damaged(x, "too many namespace declarations");
		return;
	}
	uri = view_trim(uri);
	x->bindings[x->bindings_len++] =
	    (struct xml_binding){ prefix, uri,
				  x->classify ? x->classify(prefix, uri) : 0 };
}

static void name_resolve(struct xml *x, struct xml_name *n)
{
	for (size_t i = x->bindings_len; i-- > 0;) {
		const struct xml_binding *b = &x->bindings[i];
		if (view_eq(b->prefix, n->prefix)) {
			n->uri = b->uri;
			n->ns = b->ns;
			return;
		}
	}
	n->uri = (struct view){ NULL, 0 };
	n->ns =
	    n->prefix.len && x->classify ? x->classify(n->prefix, n->uri) : x->default_ns;
}

static void name_split(struct view qualified, struct xml_name *ret)
{
	size_t colon = view_find_byte(qualified, ':', 0);

	*ret = (struct xml_name){ .local = qualified };
	if (colon != VIEW_NONE && colon > 0 && colon + 1 < qualified.len) {
		ret->prefix = view_head(qualified, colon);
		ret->local = view_from(qualified, colon + 1);
	}
}

void xml_init(struct xml *x, struct view text, size_t depth_max, xml_classify *classify,
	      struct arena *a)
{
	MUST(depth_max > 0);
	*x = (struct xml){ .text = text, .arena = a, .classify = classify };
	x->depth_max = depth_max < XML_DEPTH_MAX ? depth_max : XML_DEPTH_MAX;
	x->open = ARENA_ARRAY(a, struct xml_open, x->depth_max);
	x->attrs = ARENA_ARRAY(a, struct xml_attr, XML_ATTRS_MAX);
	x->bindings = ARENA_ARRAY(a, struct xml_binding, XML_BINDINGS_MAX);
	x->default_ns = classify ? classify(VIEW(""), VIEW("")) : 0;
	bind(x, VIEW("xml"), VIEW("http://www.w3.org/XML/1998/namespace"));
}

/* Attributes. */

/* The value at `*pos`, quoted or not. */
static struct view value_at(struct xml *x, size_t *pos)
{
	struct view v = x->text;
	size_t at = *pos, end;

	if (at < v.len && (v.p[at] == '"' || v.p[at] == '\'')) {
		end = view_find_byte(v, v.p[at], at + 1);
		if (end != VIEW_NONE) {
			*pos = end + 1;
			return view_at(v.p + at + 1, end - at - 1);
		}
		xml_damaged(x, "an attribute's quotes are not closed");
		at++;
	}
	for (end = at; end < v.len && v.p[end] != '>' && !byte_is_space(v.p[end]);)
		end++;
	/* The slash of "/>" is not part of an unquoted value. */
	if (end > at && end < v.len && v.p[end] == '>' && v.p[end - 1] == '/')
		end--;
	*pos = end;
	return view_at(v.p + at, end - at);
}

static void attr_add(struct xml *x, struct view name, struct view value)
{
	if (view_eq(name, VIEW("xmlns"))) {
		bind(x, VIEW(""), value);
	} else if (view_starts(name, VIEW("xmlns:"))) {
		bind(x, view_from(name, 6), value);
	} else if (x->attrs_len == XML_ATTRS_MAX) {
		xml_damaged(x, "too many attributes");
	} else {
		struct xml_attr *a = &x->attrs[x->attrs_len++];
		name_split(name, &a->name);
		a->value = value;
	}
}

/* Reads attributes up to the end of the tag. False: the document ends before it does. */
static bool attrs_read(struct xml *x, size_t *pos, bool *ret_empty)
{
	struct view v = x->text;
	size_t at = *pos;

	x->attrs_len = 0;
	*ret_empty = false;
	while ((at = xml_skip_space(v, at)) < v.len) {
		char c = v.p[at];
		if (c == '>' || c == '<') { /* "<": the tag was not closed */
			*pos = at + (c == '>');
			return true;
		}
		if (c == '/' && at + 1 < v.len && v.p[at + 1] == '>') {
			*ret_empty = true;
			*pos = at + 2;
			return true;
		}
		struct view name = xml_name_at(v, at);
		if (name.len == 0) {
			xml_damaged(x, "a tag with something else than attributes");
			at++;
			continue;
		}
		struct view value = { "", 0 };
		at += name.len;
		size_t equals = xml_skip_space(v, at);
		if (equals < v.len && v.p[equals] == '=') {
			at = xml_skip_space(v, equals + 1);
			value = xml_value_decode(x, value_at(x, &at));
		}
		attr_add(x, name, value);
	}
	return false;
}

/* Elements. */

static enum xml_event element_pop(struct xml *x)
{
	const struct xml_open *o = &x->open[x->depth - 1];

	x->name = o->name;
	x->bindings_len = o->bindings_len;
	x->pop = true;
	if (x->closing)
		x->closing--;
	return XML_END;
}

static enum xml_event document_end(struct xml *x)
{
	x->truncated = x->depth > 0;
	x->start = x->end = x->pos = x->text.len;
	return XML_DONE;
}

static enum xml_event start_tag(struct xml *x)
{
	struct view qualified = xml_name_at(x->text, x->pos + 1);
	size_t pos = x->pos + 1 + qualified.len, bindings_len = x->bindings_len;
	bool empty;

	if (x->depth == x->depth_max) {
		x->too_deep = true;
		return document_end(x);
	}
	if (!attrs_read(x, &pos, &empty))
		return document_end(x);
	x->pos = x->end = pos;
	for (size_t i = 0; i < x->attrs_len; i++)
		if (x->attrs[i].name.prefix.len)
			name_resolve(x, &x->attrs[i].name);
	struct xml_open *o = &x->open[x->depth++];
	*o = (struct xml_open){ .qualified = qualified, .bindings_len = bindings_len };
	o->hash = name_hash(qualified);
	name_split(qualified, &o->name);
	name_resolve(x, &o->name);
	x->name = o->name;
	x->closing = empty;
	return XML_START;
}

/* The end tag at `pos` closes the nearest element of its name and all that is open within
 * it. Returns how many that are; 0 when there is none. */
static size_t end_tag(struct xml *x)
{
	struct view name = xml_name_at(x->text, x->pos + 2);
	size_t close = view_find_byte(x->text, '>', x->pos + 2 + name.len);
	uint32_t hash = name_hash(name);
	size_t depth = x->depth;

	if (close == VIEW_NONE) {
		x->pos = x->text.len;
		close = x->pos - 1;
	}
	/* A "<" before the ">" means that the tag itself was not closed. */
	size_t next = x->pos + 2 + name.len;
	next = xml_skip_space(x->text, next);
	x->pos = next < x->text.len && x->text.p[next] == '<' ? next : close + 1;
	x->end = x->pos;
	while (depth > 0 && (x->open[depth - 1].hash != hash ||
			     !view_eq(x->open[depth - 1].qualified, name)))
		depth--;
	/* </LINK> closes <Link> only where no element has its very name. */
	if (depth == 0 &&
	    view_eq_nocase(x->open[x->depth ? x->depth - 1 : 0].qualified, name))
		depth = x->depth;
	if (depth == 0) {
		xml_damaged(x, "an end tag without its element");
		return 0;
	}
	if (depth < x->depth)
		xml_damaged(x, "an element that is not closed");
	return x->depth - depth + 1;
}

/* What is not content. */

/* Moves behind what begins with "<!" and is not CDATA, or with "<?". */
static void pass_over(struct xml *x)
{
	struct view v = x->text, rest = view_from(v, x->pos);
	size_t end = VIEW_NONE, len = 1;

	if (view_starts(rest, VIEW("<!--"))) {
		if (!x->no_comment_end)
			end = view_find(v, VIEW("-->"), x->pos + 4);
		x->no_comment_end = end == VIEW_NONE;
		/* One that is not closed hides nothing. */
		x->pos = end == VIEW_NONE ? x->pos + 4 : end + 3;
		return;
	} else if (view_starts(rest, VIEW("<?")) && !x->no_pi_end) {
		end = view_find(v, VIEW("?>"), x->pos + 2);
		x->no_pi_end = end == VIEW_NONE;
		len = 2;
	} else if (view_starts_nocase(rest, VIEW("<!doctype")) && x->depth == 0 &&
		   !x->entities) {
		xml_doctype(x);
		return;
	}
	if (end == VIEW_NONE) {
		end = view_find_byte(v, '>', x->pos);
		len = 1;
	}
	x->pos = end == VIEW_NONE ? v.len : end + len;
}

/* Text. */

static enum xml_event cdata(struct xml *x)
{
	size_t from = x->pos + 9, end = view_find(x->text, VIEW("]]>"), from);

	if (end == VIEW_NONE) {
		xml_damaged(x, "a CDATA section that is not closed");
		end = x->text.len;
		x->pos = end;
	} else {
		x->pos = end + 3;
	}
	x->end = x->pos;
	x->cdata = true;
	x->raw = view_at(x->text.p + from, end - from);
	x->plain = view_find_byte(x->raw, '\r', 0) == VIEW_NONE;
	return XML_TEXT;
}

static enum xml_event text_run(struct xml *x)
{
	size_t end = view_find_byte(x->text, '<', x->pos + 1);

	if (end == VIEW_NONE)
		end = x->text.len;
	x->raw = view_at(x->text.p + x->pos, end - x->pos);
	x->cdata = false;
	x->plain = view_find_byte(x->raw, '&', 0) == VIEW_NONE &&
		   view_find_byte(x->raw, '\r', 0) == VIEW_NONE;
	x->pos = x->end = end;
	return XML_TEXT;
}

enum xml_event xml_next(struct xml *x)
{
	struct view v = x->text;

	x->attrs_len = 0;
	if (x->pop) {
		x->pop = false;
		x->depth--;
	}
	if (x->closing)
		return element_pop(x);
	while (x->pos < v.len) {
		x->start = x->pos;
		if (v.p[x->pos] != '<') {
			if (x->depth > 0)
				return text_run(x);
			size_t next = view_find_byte(v, '<', x->pos);
			x->pos = next == VIEW_NONE ? v.len : next;
			continue;
		}
		char c = x->pos + 1 < v.len ? v.p[x->pos + 1] : 0;
		if (starts_name(c))
			return start_tag(x);
		if (c == '/') {
			x->closing = end_tag(x);
			if (x->closing)
				return element_pop(x);
		} else if (c == '!' && x->depth > 0 &&
			   view_starts(view_from(v, x->pos), VIEW("<![CDATA["))) {
			return cdata(x);
		} else if (c == '!' || c == '?') {
			pass_over(x);
		} else if (x->depth > 0) {
			return text_run(x);
		} else {
			x->pos++;
		}
	}
	return document_end(x);
}

/* Looking at an event. */

struct view xml_attr(const struct xml *x, const char *local)
{
	struct view want = view_of(local), found = { NULL, 0 };

	for (size_t i = 0; i < x->attrs_len; i++) {
		const struct xml_attr *a = &x->attrs[i];
		if (!view_eq(a->name.local, want))
			continue;
		if (a->name.prefix.len == 0)
			return a->value;
		if (!found.p)
			found = a->value;
	}
	return found;
}

struct view xml_attr_ns(const struct xml *x, int ns, const char *local)
{
	for (size_t i = 0; i < x->attrs_len; i++)
		if (x->attrs[i].name.prefix.len && x->attrs[i].name.ns == ns &&
		    view_eq(x->attrs[i].name.local, view_of(local)))
			return x->attrs[i].value;
	return (struct view){ NULL, 0 };
}
