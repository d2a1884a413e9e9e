/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tokenizer. A search for the end of something (a comment, a quoted value) that fails
 * is remembered or cannot fail again, so that no byte is looked at more often than a small
 * constant, whatever the document.
 */
#include "parser/xml.h"

#include "common/base/must.h"
#include "common/base/utf8.h"
#include "parser/charset_names.h"
#include "parser/html_text.h"

enum {
	REFERENCE_MAX = 40, /* bytes of a name between & and ; */
	DIGITS_MAX = 10,    /* of a numeric reference */
};

/* The bytes that end a name, all below 64: controls, white space and " ' / < = > */
#define NAME_END_MASK                                                              \
	(0x1ffffffffULL | 1ULL << '"' | 1ULL << '\'' | 1ULL << '/' | 1ULL << '<' | \
	 1ULL << '=' | 1ULL << '>')

static bool ends_name(char c)
{
	unsigned char u = (unsigned char)c;
	return u < 64 && (NAME_END_MASK >> u & 1);
}

static bool starts_name(char c)
{
	return byte_is_alpha(c) || c == '_' || c == ':' || (unsigned char)c >= 0x80;
}

static size_t skip_space(struct view v, size_t pos)
{
	while (pos < v.len && byte_is_space(v.p[pos]))
		pos++;
	return pos;
}

static struct view name_at(struct view v, size_t pos)
{
	size_t end = pos;
	while (end < v.len && !ends_name(v.p[end]))
		end++;
	return view_at(v.p + pos, end - pos);
}

static uint32_t name_hash(struct view v)
{
	uint32_t h = (uint32_t)v.len;
	for (size_t i = 0; i < v.len; i++)
		h = h * 31 + (unsigned char)v.p[i];
	return h;
}

static void damaged(struct xml *x, const char *what)
{
	if (!x->damage)
		x->damage = what;
}

/* Namespaces. */

static void bind(struct xml *x, struct view prefix, struct view uri)
{
	if (x->bindings_len == XML_BINDINGS_MAX) {
		damaged(x, "too many namespace declarations");
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

/* References. */

/* The number of the reference "#…" at `pos`, which moves behind it with its semicolon if
 * it has one. False: it is no reference. */
static bool number_at(struct view v, size_t *pos, uint32_t *ret)
{
	size_t at = *pos + 1;
	bool hex = at < v.len && (v.p[at] == 'x' || v.p[at] == 'X');
	uint32_t n = 0;

	at += hex;
	size_t first = at;
	for (; at < v.len && at - first < DIGITS_MAX; at++) {
		char c = byte_lower(v.p[at]);
		uint32_t digit = byte_is_digit(c)              ? (uint32_t)(c - '0')
				 : hex && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
							       : 99;
		if (digit == 99)
			break;
		n = n > 0x110000 ? n : n * (hex ? 16 : 10) + digit;
	}
	if (at == first)
		return false;
	at += at < v.len && v.p[at] == ';';
	*pos = at;
	*ret = n;
	return true;
}

/* Appends what the numeric reference at `pos` ("#…") stands for and moves behind it. */
static bool number_decode(struct view v, size_t *pos, struct buf *out)
{
	uint32_t n, low;

	if (!number_at(v, pos, &n))
		return buf_add_byte(out, '&');
	if (n >= 0xd800 && n < 0xdc00 && *pos + 1 < v.len && v.p[*pos] == '&' &&
	    v.p[*pos + 1] == '#') { /* half of a pair, as UTF-16 has them */
		size_t next = *pos + 1;
		if (number_at(v, &next, &low) && low >= 0xdc00 && low < 0xe000) {
			*pos = next;
			n = 0x10000 + ((n - 0xd800) << 10) + (low - 0xdc00);
		}
	}
	if (n >= 0x80 && n < 0xa0)
		n = charset_windows_1252((unsigned char)n);
	/* A return is one half of a line's end whose other half is there as well. */
	if (n < 0x20 && n != '\t' && n != '\n')
		n = ' ';
	return buf_add_utf8(out, n);
}

static const struct xml_entity *entity_of(const struct xml *x, struct view name)
{
	for (size_t i = 0; i < x->entities_len; i++)
		if (view_eq(x->entities[i].name, name))
			return &x->entities[i];
	return NULL;
}

/* The character of one of the five names of XML with its semicolon, and its length. */
static char known_reference(struct view v, size_t *ret_len)
{
	static const struct {
		struct view name;
		char is;
	} known[] = {
		{ VIEW_INIT("lt;"), '<' },    { VIEW_INIT("gt;"), '>' },
		{ VIEW_INIT("amp;"), '&' },   { VIEW_INIT("quot;"), '"' },
		{ VIEW_INIT("apos;"), '\'' },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (view_starts(v, known[i].name)) {
			*ret_len = known[i].name.len;
			return known[i].is;
		}
	return 0;
}

/* Appends what the reference behind the "&" at `*pos` stands for, or the "&" itself. */
static bool reference_decode(struct xml *x, struct view v, size_t *pos, struct buf *out)
{
	size_t at = *pos + 1, len;
	struct view rest = view_head(view_from(v, at), REFERENCE_MAX);
	char known = known_reference(rest, &len);

	*pos = at;
	if (known) {
		*pos += len;
		return buf_add_byte(out, known);
	}
	if (rest.len && rest.p[0] == '#')
		return number_decode(v, pos, out);
	size_t name_len = 0;
	while (name_len < rest.len &&
	       (byte_is_alpha(rest.p[name_len]) || byte_is_digit(rest.p[name_len]) ||
		strchr("_-.", rest.p[name_len])))
		name_len++;
	if (name_len == 0 || name_len == rest.len || rest.p[name_len] != ';')
		return buf_add_byte(out, '&');
	*pos += name_len + 1;
	const struct xml_entity *e = entity_of(x, view_head(rest, name_len));
	if (!e)
		return html_unescape(view_at(v.p + at - 1, name_len + 2), out);
	if (x->expanded + e->value.len > XML_EXPANSION_MAX) {
		damaged(x, "entities that expand too far");
		return true;
	}
	x->expanded += e->value.len;
	return buf_add(out, e->value);
}

/* Makes CR LF and CR in the bytes from `from` on a LF. */
static void fold_returns(struct buf *b, size_t from)
{
	size_t to = from;

	for (size_t i = from; i < b->len; i++) {
		if (b->p[i] == '\r' && i + 1 < b->len && b->p[i + 1] == '\n')
			continue;
		b->p[to++] = b->p[i] == '\r' ? '\n' : b->p[i];
	}
	b->len = to;
}

static bool decode(struct xml *x, struct view v, struct buf *out)
{
	size_t pos = 0, from = out->len;

	while (pos < v.len) {
		size_t amp = view_find_byte(v, '&', pos);
		size_t stop = amp == VIEW_NONE ? v.len : amp;
		if (!buf_add(out, view_at(v.p + pos, stop - pos)))
			return false;
		pos = stop;
		if (pos < v.len && !reference_decode(x, v, &pos, out))
			return false;
	}
	if (view_find_byte(v, '\r', 0) != VIEW_NONE)
		fold_returns(out, from);
	return true;
}

bool xml_text_add(struct xml *x, struct buf *out)
{
	if (x->plain)
		return buf_add(out, x->raw);
	if (!x->cdata)
		return decode(x, x->raw, out);
	size_t from = out->len;
	bool ok = buf_add(out, x->raw);
	if (ok)
		fold_returns(out, from);
	return ok;
}

/* Attributes. */

static struct view value_decode(struct xml *x, struct view raw)
{
	bool special = false;
	for (size_t i = 0; i < raw.len && !special; i++)
		special = raw.p[i] == '&' || (raw.p[i] < ' ' && raw.p[i] >= 0);
	if (!special)
		return raw;

	BUF(out, raw.len * 2 + XML_ENTITY_MAX);
	if (!decode(x, raw, &out))
		damaged(x, "an attribute that expands too far");
	for (size_t i = 0; i < out.len; i++)
		if (out.p[i] >= 0 && out.p[i] < ' ')
			out.p[i] = ' ';
	return arena_copy(x->arena, buf_view(&out));
}

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
		damaged(x, "an attribute's quotes are not closed");
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
		damaged(x, "too many attributes");
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
	while ((at = skip_space(v, at)) < v.len) {
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
		struct view name = name_at(v, at);
		if (name.len == 0) {
			damaged(x, "a tag with something else than attributes");
			at++;
			continue;
		}
		struct view value = { "", 0 };
		at += name.len;
		size_t equals = skip_space(v, at);
		if (equals < v.len && v.p[equals] == '=') {
			at = skip_space(v, equals + 1);
			value = value_decode(x, value_at(x, &at));
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
	struct view qualified = name_at(x->text, x->pos + 1);
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
	struct view name = name_at(x->text, x->pos + 2);
	size_t close = view_find_byte(x->text, '>', x->pos + 2 + name.len);
	uint32_t hash = name_hash(name);
	size_t depth = x->depth;

	if (close == VIEW_NONE) {
		x->pos = x->text.len;
		close = x->pos - 1;
	}
	/* A "<" before the ">" means that the tag itself was not closed. */
	size_t next = x->pos + 2 + name.len;
	next = skip_space(x->text, next);
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
		damaged(x, "an end tag without its element");
		return 0;
	}
	if (depth < x->depth)
		damaged(x, "an element that is not closed");
	return x->depth - depth + 1;
}

/* What is not content. */

static void entity_declare(struct xml *x, struct view v)
{
	size_t pos = skip_space(v, 0);
	struct view name = name_at(v, pos);

	pos = skip_space(v, pos + name.len);
	if (name.len == 0 || x->entities_len == XML_ENTITIES_MAX || entity_of(x, name))
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
				number_decode(raw, &pos, &out);
			else
				buf_add_byte(&out, c);
		}
		if (out.over)
			damaged(x, "an entity that is too long");
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

static void doctype(struct xml *x)
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
		damaged(x, "a document type that is not closed");
		pos = view_find_byte(v, '>', x->pos);
	}
	x->pos = pos == VIEW_NONE ? v.len : pos + 1;
}

/* Moves behind what begins with "<!" and is not CDATA, or with "<?". */
static void pass_over(struct xml *x)
{
	struct view v = x->text, rest = view_from(v, x->pos);
	size_t end = VIEW_NONE, len = 1;

	if (view_starts(rest, VIEW("<!--")) && !x->no_comment_end) {
		end = view_find(v, VIEW("-->"), x->pos + 4);
		x->no_comment_end = end == VIEW_NONE;
		len = 3;
	} else if (view_starts(rest, VIEW("<?")) && !x->no_pi_end) {
		end = view_find(v, VIEW("?>"), x->pos + 2);
		x->no_pi_end = end == VIEW_NONE;
		len = 2;
	} else if (view_starts_nocase(rest, VIEW("<!doctype")) && x->depth == 0 &&
		   !x->entities) {
		doctype(x);
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
		damaged(x, "a CDATA section that is not closed");
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
