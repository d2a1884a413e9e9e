/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NewsML-G2 2.x (IPTC NewsML-G2 Guidelines). Each newsItem and packageItem anywhere in the
 * document is a story; concept, knowledge and planning items hold none. What an item says
 * of a code without a name is looked up in its assert blocks.
 */
#include "parser/formats.h"
#include "parser/newsml_g2_parts.h"
#include "parser/wire_text.h"

enum { ASSERTS_MAX = 500 };

/* ---- names and codes ---- */

static bool same_language(struct view a, struct view b)
{
	return b.len >= 2 && a.len >= 2 &&
	       view_eq_nocase(view_head(a, 2), view_head(b, 2));
}

const struct xml_node *g2_child_in_language(const struct g2_item *it,
					    const struct xml_node *n, const char *local)
{
	for (const struct xml_node *c = xml_child(n, local); c;
	     c = xml_sibling(c, local)) {
		struct view lang = xml_node_attr(c, "lang");
		if (lang.len == 0 || same_language(lang, it->language))
			return c;
	}
	return xml_child(n, local);
}

static struct view name_in(const struct g2_item *it, const struct xml_node *n)
{
	return xml_node_line(g2_child_in_language(it, n, "name"), it->t->a);
}

struct view g2_code_of(const struct xml_node *n)
{
	static const char *const names[] = { "qcode", "uri", "literal", "code" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct view v = view_trim(xml_node_attr(n, names[i]));
		if (v.len)
			return v;
	}
	return (struct view){ NULL, 0 };
}

static struct view asserted_name(const struct g2_item *it, struct view code)
{
	size_t left = ASSERTS_MAX;

	for (const struct xml_node *n = xml_child(it->node, "assert");
	     n && code.len && left--; n = xml_sibling(n, "assert"))
		if (view_eq(g2_code_of(n), code))
			return name_in(it, n);
	return (struct view){ NULL, 0 };
}

/* A concept's name: its own, the asserted one, or its literal. */
static struct view concept_name(const struct g2_item *it, const struct xml_node *n)
{
	struct view name = name_in(it, n);

	if (name.len == 0)
		name = asserted_name(it, g2_code_of(n));
	return name.len ? name : view_trim(xml_node_attr(n, "literal"));
}

/* The name, or, for want of one, what the code or the address ends with. */
static struct view party_name(const struct g2_item *it, const struct xml_node *n)
{
	struct view name = concept_name(it, n);
	struct view qcode = view_trim(xml_node_attr(n, "qcode"));

	return name.len || !n ? name : wire_code(qcode);
}

struct view g2_line(const struct g2_item *it, const struct xml_node *n)
{
	return xml_node_line(n, it->t->a);
}

/* ---- itemMeta ---- */

static void read_rights(struct g2_item *it)
{
	struct story *s = it->s;
	const struct xml_node *info = xml_child(it->node, "rightsInfo");

	s->copyright_holder = party_name(it, xml_child(info, "copyrightHolder"));
	s->copyright_notice =
	    g2_line(it, g2_child_in_language(it, info, "copyrightNotice"));
	s->usage_terms = g2_line(it, g2_child_in_language(it, info, "usageTerms"));
}

/* A corrected or updated story says so in a signal. */
static void read_signals(struct g2_item *it)
{
	for (const struct xml_node *n = xml_child(it->meta, "signal"); n;
	     n = xml_sibling(n, "signal"))
		story_note(it->s, it->t->a, VIEW("signal"), wire_code(g2_code_of(n)));
}

static void read_links(struct g2_item *it)
{
	for (const struct xml_node *n = xml_child(it->meta, "link"); n;
	     n = xml_sibling(n, "link")) {
		struct view rel = wire_code(xml_node_attr(n, "rel"));
		if (view_eq_nocase(rel, VIEW("canonical")))
			story_add_alt_id(it->s, it->t->a, VIEW("canonical"),
					 xml_node_attr(n, "href"));
		else if (view_eq_nocase(rel, VIEW("isa")) ||
			 view_eq_nocase(rel, VIEW("web")))
			story_add_alt_id(it->s, it->t->a, VIEW("link"),
					 xml_node_attr(n, "href"));
		else
			(void)g2_associate(it, n, rel);
	}
}

static void read_item_meta(struct g2_item *it)
{
	struct story *s = it->s;
	const struct xml_node *meta = it->meta;
	struct view class = g2_code_of(xml_child(meta, "itemClass"));
	const struct xml_node *provider = xml_child(meta, "provider");

	s->type = wire_type(class);
	s->status = wire_status(g2_code_of(xml_child(meta, "pubStatus")));
	s->version_created =
	    wire_date(s, it->t, g2_line(it, xml_child(meta, "versionCreated")));
	s->first_created =
	    wire_date(s, it->t, g2_line(it, xml_child(meta, "firstCreated")));
	s->embargoed_until =
	    wire_date(s, it->t, g2_line(it, xml_child(meta, "embargoed")));
	s->ed_note = g2_line(it, g2_child_in_language(it, meta, "edNote"));
	if (provider)
		(void)story_add_source(s, it->t->a, party_name(it, provider),
				       VIEW("agency"));
	read_signals(it);
	read_links(it);
}

/* ---- contentMeta ---- */

/* A subject's kind says whom or what else it is. */
static void add_by_type(struct g2_item *it, struct view type, struct view name)
{
	struct view kind = wire_code(type);
	struct arena *a = it->t->a;

	if (view_eq_nocase(kind, VIEW("person")))
		(void)story_add_person(it->s, a, name, VIEW("about"));
	else if (view_starts_nocase(kind, VIEW("organi")))
		(void)story_add_organisation(it->s, a, name, VIEW("about"));
	else if (view_eq_nocase(kind, VIEW("geoArea")) ||
		 view_eq_nocase(kind, VIEW("poi")) || view_eq_nocase(kind, VIEW("place")))
		(void)story_add_place(it->s, a, name, VIEW("about"));
}

static void add_subject(struct g2_item *it, const struct xml_node *n)
{
	struct view code = g2_code_of(n), name = concept_name(it, n);

	if (!n)
		return;
	wire_subject(it->s, it->t, name, code, xml_node_attr(n, "uri"));
	if (name.len)
		add_by_type(it, xml_node_attr(n, "type"), name);
}

static void read_subjects(struct g2_item *it)
{
	size_t left = STORY_LIST_MAX;

	for (const struct xml_node *n = xml_child(it->content, "subject"); n && left--;
	     n = xml_sibling(n, "subject")) {
		const struct xml_node *main = xml_child(n, "mainConcept");
		add_subject(it, main ? main : n);
		for (const struct xml_node *f = main ? xml_child(n, "facetConcept")
						     : NULL;
		     f; f = xml_sibling(f, "facetConcept"))
			add_subject(it, f);
		if (xml_child(n, "bag"))
			add_subject(it, xml_path(n, "bag/bit"));
	}
	left = STORY_LIST_MAX;
	for (const struct xml_node *n = xml_child(it->content, "keyword"); n && left--;
	     n = xml_sibling(n, "keyword"))
		wire_subject(it->s, it->t, g2_line(it, n), (struct view){ NULL, 0 },
			     (struct view){ NULL, 0 });
}

static void read_people(struct g2_item *it)
{
	static const char *const roles[] = { "creator", "contributor" };
	struct story *s = it->s;

	for (size_t i = 0; i < 2; i++)
		for (const struct xml_node *n = xml_child(it->content, roles[i]); n;
		     n = xml_sibling(n, roles[i]))
			(void)story_add_person(s, it->t->a, concept_name(it, n),
					       i == 0 ? VIEW("author")
						      : VIEW("contributor"));
	const struct xml_node *by = g2_child_in_language(it, it->content, "by");
	if (by)
		wire_text_byline(s, g2_line(it, by), it->t->a);
	for (const struct xml_node *n = xml_child(it->content, "infoSource"); n;
	     n = xml_sibling(n, "infoSource"))
		(void)story_add_source(s, it->t->a, party_name(it, n), VIEW("agency"));
}

/* A place and what it lies in: "Berlin, Germany". */
static struct view located_in(const struct g2_item *it, const struct xml_node *n)
{
	struct view place = party_name(it, n);
	const struct xml_node *country = NULL;

	for (const struct xml_node *b = xml_child(n, "broader"); b;
	     b = xml_sibling(b, "broader"))
		if (view_find_nocase(xml_node_attr(b, "type"), VIEW("country"), 0) !=
		    VIEW_NONE)
			country = b;
	struct view in = concept_name(it, country);
	if (in.len && place.len && !view_eq(in, place))
		return arena_printf(it->t->a, "%.*s, %.*s", VIEW_ARG(place),
				    VIEW_ARG(in));
	return place;
}

/* How well a headline fits: its language counts more than its role, "hldes:short" and the like
 * less than none. */
static int headline_rank(const struct g2_item *it, const struct xml_node *n)
{
	struct view role = wire_code(xml_node_attr(n, "role"));
	struct view lang = xml_node_attr(n, "lang");
	int rank = view_eq(role, VIEW("main")) ? 2 : role.len == 0 ? 1 : 0;

	if (lang.len == 0)
		return rank + 3;
	return rank + (same_language(lang, it->language) ? 6 : 0);
}

static void read_headline(struct g2_item *it)
{
	const struct xml_node *best = xml_child(it->content, "headline");

	for (const struct xml_node *n = best; n; n = xml_sibling(n, "headline"))
		if (headline_rank(it, n) > headline_rank(it, best))
			best = n;
	story_add_headline(it->s, it->t->a, VIEW("text/plain"), g2_line(it, best));
}

static void read_descriptions(struct g2_item *it)
{
	for (const struct xml_node *n = xml_child(it->content, "description"); n;
	     n = xml_sibling(n, "description")) {
		struct view lang = xml_node_attr(n, "lang");
		struct view role = wire_code(xml_node_attr(n, "role"));
		if (lang.len && !same_language(lang, it->language))
			continue;
		size_t before = it->s->descriptions.len;
		story_add_description(it->s, it->t->a, VIEW("text/plain"),
				      g2_line(it, n));
		if (it->s->descriptions.len > before && role.len)
			it->s->descriptions.items[before].role = role;
	}
}

static void read_content_meta(struct g2_item *it)
{
	struct story *s = it->s;
	const struct xml_node *c = it->content;

	s->urgency = wire_urgency(g2_line(it, xml_child(c, "urgency")));
	s->content_created =
	    wire_date(s, it->t, g2_line(it, xml_child(c, "contentCreated")));
	s->located = located_in(it, xml_child(c, "located"));
	if (s->located.len == 0)
		s->located = g2_line(it, g2_child_in_language(it, c, "dateline"));
	s->slugline = g2_line(it, g2_child_in_language(it, c, "slugline"));
	for (const struct xml_node *n = xml_child(c, "genre"); n;
	     n = xml_sibling(n, "genre"))
		(void)story_add_genre(s, it->t->a, party_name(it, n));
	for (const struct xml_node *n = xml_child(c, "altId"); n;
	     n = xml_sibling(n, "altId"))
		story_add_alt_id(s, it->t->a, VIEW("agency"), g2_line(it, n));
	read_people(it);
	read_subjects(it);
	read_headline(it);
	read_descriptions(it);
}

/* ---- documents ---- */

static struct view language_of(const struct g2_item *it)
{
	struct view tag = xml_node_attr(xml_child(it->content, "language"), "tag");

	return tag.len ? tag : xml_node_attr(it->node, "lang");
}

static void read_item(struct g2_item *it)
{
	struct story *s = it->s;

	story_add_alt_id(s, it->t->a, VIEW("guid"),
			 view_trim(xml_node_attr(it->node, "guid")));
	it->language = language_of(it);
	s->language = feed_language(it->t->a, it->language);
	s->provider_version = view_trim(xml_node_attr(it->node, "version"));
	read_rights(it);
	read_item_meta(it);
	read_content_meta(it);
	if (xml_is(it->node, "packageItem"))
		s->type = VIEW("composite");
	g2_read_content(it);
	g2_read_groups(it);
}

static bool is_item(const struct xml_node *n)
{
	return xml_is(n, "newsItem") || xml_is(n, "packageItem");
}

static bool is_other_item(const struct xml_node *n)
{
	return xml_is(n, "conceptItem") || xml_is(n, "knowledgeItem") ||
	       xml_is(n, "planningItem") || xml_is(n, "catalogItem");
}

/* Is all there that the item has to say, though the document may end inside it? */
static bool is_whole(const struct xml_node *n)
{
	const struct xml_node *meta = xml_child(n, "itemMeta");
	const struct xml_node *content =
	    xml_child(n, xml_is(n, "newsItem") ? "contentSet" : "groupSet");

	if (!n->cut || (content && !content->cut))
		return true;
	return meta && !meta->cut &&
	       wire_status(xml_node_attr(xml_child(meta, "pubStatus"), "qcode")) ==
		   STORY_CANCELED;
}

/* An item that says nothing is none. Some leave out what it says of itself, which the standard
 * wants, and have content all the same. */
static bool is_complete(const struct xml_node *n)
{
	if (!xml_is(n, "newsItem"))
		return xml_child(n, "itemMeta") || xml_child(n, "groupSet");
	return xml_child(n, "contentMeta") || xml_child(n, "contentSet") ||
	       xml_path(n, "itemMeta/pubStatus");
}

static void lose(struct parsed *p, struct view why)
{
	p->lost++;
	if (p->lost_why.len == 0)
		p->lost_why = why;
}

bool newsml_g2_parse(const struct document *d, struct view text, struct arena *a,
		     struct parsed *ret, struct err *err)
{
	struct xml_tree tree;
	struct feed_tools t;
	size_t first = ret->stories_len, others = 0;

	if (!xml_tree_parse(text, d->limits.depth_max, a, &tree, err))
		return false;
	feed_tools_init(&t, d, a);
	for (const struct xml_node *n = tree.root; n && !arena_over(a);) {
		others += is_other_item(n);
		if (!is_item(n)) {
			n = is_other_item(n) ? xml_skip(tree.root, n)
					     : xml_after(tree.root, n);
			continue;
		}
		const struct xml_node *next = xml_skip(tree.root, n);
		bool whole = is_whole(n);
		struct story *s = whole && is_complete(n) ? parsed_add(ret, d, a) : NULL;
		if (s) {
			struct g2_item it = { s,
					      &t,
					      n,
					      xml_child(n, "itemMeta"),
					      xml_child(n, "contentMeta"),
					      { NULL, 0 } };
			read_item(&it);
			wire_settle(ret, &t);
		} else if (whole && !is_complete(n)) {
			lose(ret, VIEW("an item without content"));
		}
		n = next;
	}
	feed_tools_done(&t);
	if (tree.truncated)
		lose(ret, VIEW("the document ends inside an element"));
	if (ret->stories_len > first)
		return true;
	return wire_nothing(ret,
			    others
				? "a concept, knowledge or planning item holds no story"
				: "no newsItem in the document",
			    err);
}
