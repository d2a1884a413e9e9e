/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xml - a tokenizer for the XML that the wild sends.
 *
 * xml_next() gives one event after another and never fails: what is not well-formed is
 * read in the way that loses least (an end tag closes what was left open within its
 * element, one that fits nothing is passed over, a stray "<" or "&" is text), and `damage`
 * names the first fault that cost something. Names of HTML entities are known without a
 * DTD. No DTD is fetched and no external entity exists; entities declared in the document
 * give their literal text, references within them are not followed, and all of them
 * together give at most XML_EXPANSION_MAX bytes.
 *
 * Events look into the text where possible, so that reading costs little more than finding
 * the next "<". Linear in the text; memory is about 48 KiB and the attribute values that
 * hold references, from the arena. For documents that are wanted as a tree: xml_tree.h.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/view.h"

enum {
	XML_ATTRS_MAX = 256,    /* of one element; more are left out */
	XML_BINDINGS_MAX = 128, /* namespace declarations in force; more are left out */
	XML_DEPTH_MAX = 1024,   /* whatever the caller allows */
	XML_ENTITIES_MAX = 256, /* declared in the document */
	XML_ENTITY_MAX = 1024,  /* bytes of the text of one */
	XML_EXPANSION_MAX = 64 * 1024,
};

enum xml_event { XML_START, XML_END, XML_TEXT, XML_DONE };

struct xml_name {
	struct view prefix, local;
	struct view uri; /* of the namespace; empty for none and for an unknown prefix */
	int ns;          /* what the caller's classifier made of prefix and URI, else 0 */
};

struct xml_attr {
	struct xml_name name; /* without a prefix it is in no namespace */
	struct view value;    /* references decoded, line breaks made spaces */
};

/* Turns a namespace into the caller's own number; called once for each declaration, and
 * for a prefix that nobody declared with an empty `uri`. */
typedef int xml_classify(struct view prefix, struct view uri);

struct xml_binding {
	struct view prefix, uri;
	int ns;
};

struct xml_open {
	struct xml_name name;
	struct view qualified;
	uint32_t hash;
	size_t bindings_len; /* before its own */
};

struct xml_entity {
	struct view name, value;
};

struct xml {
	/* The event at hand, good until the next. */
	struct xml_name name;   /* START and END */
	struct xml_attr *attrs; /* START, in the document's order, without xmlns */
	size_t attrs_len;
	struct view raw; /* TEXT as it stands in the document: see xml_text() */
	bool plain;      /* `raw` is the text itself, nothing to decode in it */
	bool cdata;
	size_t depth;      /* open elements; at START and END with the element itself */
	size_t start, end; /* of the event in the document, in bytes */

	bool truncated;     /* DONE with elements still open */
	bool too_deep;      /* and that because one is nested deeper than allowed */
	const char *damage; /* what was wrong first, or NULL */

	/* Its own. */
	struct view text;
	size_t pos, depth_max;
	struct arena *arena;
	xml_classify *classify;
	struct xml_open *open;
	struct xml_binding *bindings;
	size_t bindings_len;
	int default_ns; /* of elements in no namespace */
	size_t closing; /* END events that are due */
	struct xml_entity *entities;
	size_t entities_len, expanded;
	bool pop, no_comment_end, no_pi_end;
};

/* `text` is valid UTF-8 and lives as long as the events; `classify` may be NULL. An element
 * nested deeper than `depth_max` ends the document, as damage. */
void xml_init(struct xml *x, struct view text, size_t depth_max, xml_classify *classify,
	      struct arena *a);

enum xml_event xml_next(struct xml *x);

/* Appends the decoded text of the TEXT event, CR LF made LF. False: `out` is over. */
bool xml_text_add(struct xml *x, struct buf *out);

/* The value of the first attribute with this local name and no prefix, or with any if there
 * is none without; a NULL pointer if there is none at all. */
struct view xml_attr(const struct xml *x, const char *local);
/* The value of an attribute in the namespace with the caller's number `ns`. */
struct view xml_attr_ns(const struct xml *x, int ns, const char *local);
