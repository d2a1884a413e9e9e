/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/feed_reader.h"

#include "parser/html_text.h"
#include "parser/xml_html.h"

/* A type whose content Atom has in base64 (RFC 4287 §4.1.3.3). */
static bool is_binary(struct view type)
{
	return view_find_byte(type, '/', 0) != VIEW_NONE &&
	       !view_starts_nocase(type, VIEW("text/")) &&
	       view_find_nocase(type, VIEW("html"), 0) == VIEW_NONE &&
	       view_find_nocase(type, VIEW("xml"), 0) == VIEW_NONE &&
	       view_find_nocase(type, VIEW("json"), 0) == VIEW_NONE;
}

void feed_collect(struct feed_reader *r, enum feed_name name)
{
	struct feed_collected *c = &r->c;
	struct buf text = c->text;
	const struct xml *x = &r->x;

	buf_clear(&text);
	*c = (struct feed_collected){ .name = name, .depth = x->depth, .text = text };
	c->dublin_core = x->name.ns == NS_DC;
	c->type = view_trim(xml_attr(x, "type"));
	if (c->type.len == 0 && view_eq(xml_attr(x, "mode"), VIEW("escaped")))
		c->type = VIEW("html");
	c->scheme = xml_attr(
	    x, name == NAME_CATEGORY && x->name.ns == NS_CORE ? "domain" : "scheme");
	c->url = xml_attr(x, "url");
	c->role = xml_attr(x, "role");
	c->base64 =
	    view_eq_nocase(xml_attr(x, "mode"), VIEW("base64")) || is_binary(c->type);
	c->permalink =
	    !view_eq_nocase(view_trim(xml_attr(x, "isPermaLink")), VIEW("false"));
	c->markup = name == NAME_XHTML ||
		    view_find_nocase(c->type, VIEW("xhtml"), 0) != VIEW_NONE;
	r->places[x->depth] = PLACE_SKIP;
}

static bool is_blank(struct view v)
{
	return view_trim(v).len == 0;
}

/* Moves what lies in the document into the buffer, to be added to. */
static void collected_flush(struct feed_collected *c)
{
	buf_add(&c->text, c->one);
	if (c->tail_space)
		buf_add_byte(&c->text, ' ');
	c->one = (struct view){ NULL, 0 };
	c->tail_space = false;
}

void feed_collect_text(struct feed_reader *r)
{
	struct feed_collected *c = &r->c;
	struct xml *x = &r->x;

	c->section |= x->cdata;
	if (c->markup) {
		collected_flush(c);
		/* Inside of elements that should not be there, what is escaped is HTML. */
		if (x->cdata && !r->atom)
			buf_add(&c->text, x->raw);
		else if (view_eq_nocase(c->type, VIEW("html")))
			xml_text_add(x, &c->text);
		else
			xml_html_event(x, XML_TEXT, &c->text);
		return;
	}
	if (is_blank(x->raw)) {
		if (c->text.len)
			buf_add_byte(&c->text, ' ');
		else
			c->tail_space = c->one.len > 0;
		return;
	}
	if (x->plain && c->one.len == 0 && c->text.len == 0) {
		c->one = x->raw;
		return;
	}
	collected_flush(c);
	xml_text_add(x, &c->text);
}

/* What an element may be besides text, or PLACE_SKIP. */
static enum feed_place container_of(enum feed_name name)
{
	switch (name) {
	case NAME_AUTHOR:
	case NAME_CONTRIBUTOR:
		return PLACE_PERSON;
	case NAME_SOURCE:
		return PLACE_SOURCE;
	case NAME_IMAGE:
		return PLACE_IMAGE;
	default:
		return PLACE_SKIP;
	}
}

/* Names and terms: elements inside are RDF's wrappers, only their text counts. */
static bool is_word(enum feed_name name)
{
	return name == NAME_CREATOR || name == NAME_CATEGORY || name == NAME_PUBLISHER ||
	       name == NAME_LANGUAGE;
}

/* An element within the one that is collected. */
bool feed_collect_element(struct feed_reader *r)
{
	struct feed_collected *c = &r->c;
	enum feed_place container = container_of(c->name);

	if (container != PLACE_SKIP) {
		c->name = NAME_OTHER;
		r->places[c->depth] = (unsigned char)container;
		return true;
	}
	r->places[r->x.depth] = PLACE_SKIP;
	if (is_word(c->name))
		return false;
	if (!c->markup) {
		c->markup = true;
		collected_flush(c);
		if (c->text.len && !c->section &&
		    !html_looks_like_markup(buf_view(&c->text))) {
			struct view text = arena_copy(r->a, buf_view(&c->text));
			buf_clear(&c->text);
			xml_html_text(text, &c->text);
		}
	}
	xml_html_event(&r->x, XML_START, &c->text);
	return false;
}

struct view feed_collect_value(struct feed_reader *r)
{
	struct feed_collected *c = &r->c;

	struct view v = c->one.len ? c->one : buf_view(&c->text);

	v = view_trim(v);
	if (c->base64) {
		struct view text = feed_base64(r->a, v);
		if (text.p)
			return text;
	}
	return c->one.len ? v : arena_copy(r->a, v);
}

/* How the text of an element is to be read: Atom says (RFC 4287 §3.1), RSS does not. */
enum feed_kind feed_collect_kind(const struct feed_reader *r)
{
	const struct feed_collected *c = &r->c;

	enum feed_kind html = c->section ? FEED_EXACT : FEED_HTML;

	if (c->markup)
		return FEED_HTML;
	if (c->type.len == 0)
		return r->atom ? FEED_GUESS : html;
	return view_find_nocase(c->type, VIEW("html"), 0) != VIEW_NONE ? html
								       : FEED_PLAIN;
}
