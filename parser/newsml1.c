/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NewsML 1.0 to 1.2 (IPTC). Each NewsItem is a story, wherever it stands. Its news lines and
 * metadata are the first of their kind in document order, which is from the whole to the
 * parts; its text is the content item with the best role. The identity that lasts over
 * revisions is the public identifier without its revision.
 */
#include "parser/agency.h"
#include "parser/formats.h"
#include "parser/newsml1_parts.h"
#include "parser/wire_text.h"

enum { TOPICS_MAX = 100 }; /* each is looked for in the whole document */

/* ---- looking around ---- */

/* The next node of the item; other items in it are stories of their own. */
static const struct xml_node *next_node(const struct newsml1_item *it,
					const struct xml_node *n)
{
	return n != it->node && xml_is(n, "NewsItem") ? xml_skip(it->node, n)
						      : xml_after(it->node, n);
}

const struct xml_node *newsml1_find_next(const struct newsml1_item *it,
					 const struct xml_node *n, const char *local)
{
	for (n = next_node(it, n); n; n = next_node(it, n))
		if (xml_is(n, local))
			return n;
	return NULL;
}

const struct xml_node *newsml1_find(const struct newsml1_item *it, const char *local)
{
	return newsml1_find_next(it, it->node, local);
}

struct view newsml1_line(const struct newsml1_item *it, const struct xml_node *n)
{
	return xml_node_line(n, it->t->a);
}

/* The first such element that is not empty. */
static struct view first_line(const struct newsml1_item *it, const char *local)
{
	for (const struct xml_node *n = newsml1_find(it, local); n;
	     n = newsml1_find_next(it, n, local)) {
		struct view v = newsml1_line(it, n);
		if (v.len)
			return v;
	}
	return (struct view){ NULL, 0 };
}

struct view newsml1_formal_name(const struct xml_node *n)
{
	return view_trim(xml_node_attr(n, "FormalName"));
}

bool newsml1_says(struct view v, const char *word)
{
	return view_find_nocase(v, view_of(word), 0) != VIEW_NONE;
}

/* ---- identity and management ---- */

static void read_identification(struct newsml1_item *it)
{
	struct story *s = it->s;
	struct arena *a = it->t->a;
	const struct xml_node *id = xml_path(it->node, "Identification/NewsIdentifier");
	struct view provider = newsml1_line(it, xml_child(id, "ProviderId"));
	struct view date = newsml1_line(it, xml_child(id, "DateId"));
	struct view item = newsml1_line(it, xml_child(id, "NewsItemId"));

	s->provider_version = newsml1_line(it, xml_child(id, "RevisionId"));
	story_add_alt_id(s, a, VIEW("guid"),
			 newsml1_line(it, xml_child(id, "PublicIdentifier")));
	if (provider.len && item.len)
		story_add_alt_id(s, a, VIEW("guid"),
				 arena_printf(a, "urn:newsml:%.*s:%.*s:%.*s",
					      VIEW_ARG(provider), VIEW_ARG(date),
					      VIEW_ARG(item)));
	story_add_alt_id(s, a, VIEW("agency"), item);
}

/* "Embargoed" until its status will change to another. */
static void read_status(struct newsml1_item *it)
{
	struct story *s = it->s;
	struct view status = newsml1_formal_name(xml_child(it->management, "Status"));
	const struct xml_node *change = xml_child(it->management, "StatusWillChange");
	struct view instruction =
	    newsml1_formal_name(xml_child(it->management, "Instruction"));

	s->status = wire_status(status);
	if (view_eq_nocase(instruction, VIEW("Delete")) ||
	    view_eq_nocase(instruction, VIEW("Kill")))
		s->status = STORY_CANCELED;
	if (!view_eq_nocase(status, VIEW("Embargoed")))
		return;
	s->embargoed_until =
	    wire_date(s, it->t, newsml1_line(it, xml_child(change, "DateAndTime")));
	if (s->embargoed_until == INSTANT_NONE)
		s->status = STORY_WITHHELD;
}

/* Items that the management names, and those that stand in the text's place. */
static void read_associations(struct newsml1_item *it)
{
	for (const struct xml_node *n = next_node(it, it->node); n;
	     n = next_node(it, n)) {
		bool named = xml_is(n, "AssociatedWith");
		if (!named && !xml_is(n, "NewsItemRef"))
			continue;
		struct story_association *added = story_add_association(
		    it->s, it->t->a, view_trim(xml_node_attr(n, "Duid")),
		    view_trim(xml_node_attr(n, "NewsItem")));
		if (!added)
			continue;
		added->type = wire_type(newsml1_formal_name(n));
		added->rel = named ? newsml1_formal_name(n) : VIEW("part");
		story_association_title(added, it->t->a,
					newsml1_line(it, xml_child(n, "Comment")));
	}
}

static void read_management(struct newsml1_item *it)
{
	struct story *s = it->s;
	const struct xml_node *m = it->management;

	s->first_created =
	    wire_date(s, it->t, newsml1_line(it, xml_child(m, "FirstCreated")));
	s->version_created =
	    wire_date(s, it->t, newsml1_line(it, xml_child(m, "ThisRevisionCreated")));
	if (s->first_created == INSTANT_NONE && s->version_created == INSTANT_NONE)
		s->version_created = wire_date(
		    s, it->t, newsml1_line(it, xml_child(it->envelope, "DateAndTime")));
	s->urgency = wire_urgency(newsml1_formal_name(xml_child(m, "Urgency")));
	if (!s->urgency)
		s->urgency = wire_urgency(
		    newsml1_formal_name(xml_child(it->envelope, "Priority")));
	read_status(it);
}

/* ---- lines ---- */

/* <NewsLine> of a type of the agency's own. */
static void read_other_lines(struct newsml1_item *it)
{
	for (const struct xml_node *n = newsml1_find(it, "NewsLine"); n;
	     n = newsml1_find_next(it, n, "NewsLine")) {
		struct view type = newsml1_formal_name(xml_child(n, "NewsLineType"));
		struct view text = newsml1_line(it, xml_child(n, "NewsLineText"));
		if (it->s->ed_note.len == 0 &&
		    (newsml1_says(type, "note") || newsml1_says(type, "advis")))
			it->s->ed_note = text;
	}
}

/* "TOKYO, 16 mai 2024 (AFP)": the place, and the day and agency if it has them. */
static void read_dateline(struct newsml1_item *it)
{
	struct view text = first_line(it, "DateLine");

	if (text.len)
		wire_text_dateline(it->s, it->t->d,
				   arena_printf(it->t->a, "%.*s - ", VIEW_ARG(text)),
				   it->t->a);
	if (it->s->located.len == 0)
		it->s->located = text;
}

static void read_lines(struct newsml1_item *it)
{
	struct story *s = it->s;
	struct arena *a = it->t->a;
	struct view by = first_line(it, "ByLine");

	story_add_headline(s, a, VIEW("text/plain"), first_line(it, "HeadLine"));
	story_add_description(s, a, VIEW("text/plain"), first_line(it, "SubHeadLine"));
	if (by.len)
		wire_text_byline(s, by, a);
	read_dateline(it);
	s->slugline = first_line(it, "SlugLine");
	s->copyright_notice = first_line(it, "CopyrightLine");
	s->usage_terms = first_line(it, "RightsLine");
	s->copyright_holder = first_line(it, "CopyrightHolder");
	(void)story_add_source(s, a, first_line(it, "CreditLine"), VIEW("agency"));
	for (const struct xml_node *n = newsml1_find(it, "KeywordLine"); n;
	     n = newsml1_find_next(it, n, "KeywordLine"))
		feed_keywords_add(s, it->t, newsml1_line(it, n));
	read_other_lines(it);
}

/* ---- metadata ---- */

static struct view party(const struct xml_node *n)
{
	return newsml1_formal_name(xml_child(n, "Party"));
}

static void read_parties(struct newsml1_item *it)
{
	struct story *s = it->s;
	struct arena *a = it->t->a;
	struct view creator = party(newsml1_find(it, "Creator"));

	(void)story_add_source(s, a, party(newsml1_find(it, "Provider")), VIEW("agency"));
	(void)story_add_source(s, a, party(newsml1_find(it, "Source")), VIEW("agency"));
	creator = feed_line(it->t, creator, FEED_PLAIN);
	if (s->by.len == 0 && !agency_known(creator) &&
	    !view_eq(creator, party(newsml1_find(it, "Provider"))))
		(void)story_add_person(s, a, creator, VIEW("author"));
}

/* Agencies write countries where a language belongs. */
static struct view language_of(struct feed_tools *t, struct view v)
{
	static const struct {
		struct view country, language;
	} countries[] = { { VIEW_INIT("gb"), VIEW_INIT("en") },
			  { VIEW_INIT("us"), VIEW_INIT("en") },
			  { VIEW_INIT("jp"), VIEW_INIT("ja") },
			  { VIEW_INIT("cn"), VIEW_INIT("zh") },
			  { VIEW_INIT("kr"), VIEW_INIT("ko") } };

	for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++)
		if (view_eq_nocase(countries[i].country, v))
			return countries[i].language;
	return feed_language(t->a, v);
}

/* What a topic of the item's own set is called. */
static struct view topic_name(const struct newsml1_item *it, struct view reference)
{
	if (!view_starts(reference, VIEW("#")))
		return reference;
	for (const struct xml_node *n = xml_find(it->root, "Topic"); n;
	     n = xml_find_next(it->root, n, "Topic"))
		if (view_eq(xml_node_attr(n, "Duid"), view_from(reference, 1)))
			return newsml1_line(it, xml_child(n, "Description"));
	return (struct view){ NULL, 0 };
}

static bool is_subject(const struct xml_node *n)
{
	return xml_is(n, "Subject") || xml_is(n, "SubjectMatter") ||
	       xml_is(n, "SubjectDetail");
}

static void add_subject(struct newsml1_item *it, struct view name)
{
	wire_subject(it->s, it->t, name, (struct view){ NULL, 0 },
		     (struct view){ NULL, 0 });
}

/* City before country, when there is no dateline. */
static void read_location(struct newsml1_item *it, const struct xml_node *location)
{
	struct view city = { NULL, 0 }, country = { NULL, 0 };

	for (const struct xml_node *n = xml_child(location, "Property"); n;
	     n = xml_sibling(n, "Property")) {
		struct view name = newsml1_formal_name(n),
			    value = view_trim(xml_node_attr(n, "Value"));
		if (view_eq_nocase(name, VIEW("City")))
			city = value;
		else if (view_eq_nocase(name, VIEW("Country")))
			country = value;
	}
	if (it->s->located.len)
		return;
	it->s->located =
	    city.len && country.len
		? arena_printf(it->t->a, "%.*s, %.*s", VIEW_ARG(city), VIEW_ARG(country))
		: (city.len ? city : country);
}

static void read_property(struct newsml1_item *it, const struct xml_node *n)
{
	struct view name = newsml1_formal_name(n),
		    value = view_trim(xml_node_attr(n, "Value"));

	if (view_eq_nocase(name, VIEW("Location")))
		read_location(it, n);
	else if (value.len && (newsml1_says(name, "keyword") ||
			       view_eq_nocase(name, VIEW("Category"))))
		add_subject(it, value);
}

static void read_metadata(struct newsml1_item *it)
{
	struct story *s = it->s;
	size_t subjects = STORY_LIST_MAX, topics = TOPICS_MAX;

	for (const struct xml_node *n = next_node(it, it->node); n;
	     n = next_node(it, n)) {
		if (xml_is(n, "Language") && s->language.len == 0) {
			s->language = language_of(it->t, newsml1_formal_name(n));
		} else if (xml_is(n, "Genre")) {
			(void)story_add_genre(s, it->t->a, newsml1_formal_name(n));
		} else if (is_subject(n) && subjects) {
			subjects--;
			wire_subject_code(s, it->t, view_trim(xml_node_attr(n, "Value")),
					  newsml1_formal_name(n));
		} else if (xml_is(n, "TopicOccurrence") && topics) {
			topics--;
			struct view name = topic_name(it, xml_node_attr(n, "Topic"));
			if (name.len)
				add_subject(it, name);
		} else if (xml_is(n, "Location")) {
			read_location(it, n);
		} else if (xml_is(n, "Property") && subjects) {
			subjects--;
			read_property(it, n);
		}
	}
	if (s->language.len == 0)
		s->language = language_of(it->t, xml_node_attr(it->node, "lang"));
	if (s->language.len == 0) /* the component that is the whole story's */
		s->language = language_of(
		    it->t, xml_node_attr(newsml1_find(it, "NewsComponent"), "lang"));
}

/* ---- documents ---- */

static void read_item(struct newsml1_item *it)
{
	read_identification(it);
	read_management(it);
	read_lines(it);
	read_parties(it);
	read_metadata(it);
	newsml1_read_content(it);
	read_associations(it);
}

/* Items of catalogs and topic sets have no component; a kill needs none. */
static bool is_story(const struct xml_node *n)
{
	struct view status = newsml1_formal_name(xml_path(n, "NewsManagement/Status"));
	struct view order =
	    newsml1_formal_name(xml_path(n, "NewsManagement/Instruction"));

	return xml_child(n, "NewsComponent") || wire_status(status) == STORY_CANCELED ||
	       view_eq_nocase(order, VIEW("Delete")) ||
	       view_eq_nocase(order, VIEW("Kill"));
}

/* Is the whole component there, though the document may end inside the item? */
static bool is_whole(const struct xml_node *n)
{
	const struct xml_node *component = xml_child(n, "NewsComponent");

	return !n->cut || (component && !component->cut);
}

bool newsml1_parse(const struct document *d, struct view text, struct arena *a,
		   struct parsed *ret, struct err *err)
{
	struct xml_tree tree;
	struct feed_tools t;
	size_t first = ret->stories_len;

	if (!xml_tree_parse(text, d->limits.depth_max, a, &tree, err))
		return false;
	feed_tools_init(&t, d, a);
	const struct xml_node *envelope = xml_child(tree.root, "NewsEnvelope");
	for (const struct xml_node *n = tree.root; n && !arena_over(a);
	     n = xml_after(tree.root, n)) {
		if (!xml_is(n, "NewsItem") || !is_story(n) || !is_whole(n))
			continue;
		struct story *s = parsed_add(ret, d, a);
		if (!s)
			break;
		struct newsml1_item it = { s,        &t, tree.root,
					   envelope, n,  xml_child(n, "NewsManagement") };
		read_item(&it);
		wire_settle(ret, &t);
	}
	feed_tools_done(&t);
	if (tree.truncated) {
		ret->lost++;
		ret->lost_why = VIEW("the document ends inside an element");
	}
	return ret->stories_len > first ||
	       wire_nothing(ret, "no NewsItem with a component in the document", err);
}
