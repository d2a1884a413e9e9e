/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_reader - the state of reading one RSS or Atom document, for the parts that share it.
 *
 * feed_xml.c follows the elements; feed_attributes.c takes what attributes say,
 * feed_collect.c gathers the text of elements, feed_offer.c gives it to the entry or the
 * feed. Not for others.
 */
#pragma once

#include "parser/feed_entry.h"
#include "parser/feed_names.h"

/* Where in the feed an element stands. */
enum feed_place {
	PLACE_DOCUMENT,
	PLACE_FEED,
	PLACE_ENTRY,
	PLACE_DELETED,
	PLACE_PERSON,
	PLACE_SOURCE,
	PLACE_IMAGE,
	PLACE_GROUP, /* media:group, transparent */
	PLACE_MEDIA, /* media:content: what it holds describes it */
	PLACE_SKIP,
};

enum { SCOPES_MAX = 64, FEED_AUTHORS_MAX = 8, COLLECT_MAX = 16 * 1024 * 1024 };

/* xml:base and xml:lang, in force from an element on. */
struct feed_scope {
	size_t depth;
	struct view base, language;
};

struct feed_collected {
	enum feed_name name; /* NAME_OTHER: nothing is being collected */
	size_t depth;
	bool markup;     /* text is HTML because elements were inside */
	bool section;    /* some of it was CDATA */
	bool tail_space; /* white space came after `one` */
	struct view one; /* all of it so far, in the document; or */
	struct buf text; /* all of it so far */
	/* Of the element that is collected. */
	struct view type, scheme, url, role;
	bool dublin_core, permalink, base64;
};

struct feed_person {
	struct view name, email;
	struct view rel;
	size_t depth;
};

struct feed_reader {
	const struct document *d;
	struct arena *a;
	struct parsed *p;
	struct feed_tools tools;
	struct feed_names names;
	struct xml x;
	bool atom, feed_seen;
	unsigned char places[XML_DEPTH_MAX + 1];
	struct feed_scope scopes[SCOPES_MAX];
	size_t scopes_len;
	struct feed_collected c;
	struct feed_person person;

	bool in_entry;
	size_t entry_depth;
	struct feed_entry e;
	struct story_rendition *media; /* of the media:content that is open */
	struct view source_author;     /* Atom: of the entry's source */

	/* Of the feed, for entries that say nothing themselves. */
	struct view feed_authors[FEED_AUTHORS_MAX], feed_rights;
	size_t feed_authors_len;
	int home_rank;
	int update_minutes, update_frequency; /* sy:updatePeriod, sy:updateFrequency */
};

static inline struct feed_scope *feed_reader_scope(struct feed_reader *r)
{
	return &r->scopes[r->scopes_len - 1];
}

/* Attributes of the element that starts. */

/* `href` of a link, in an entry or in the feed. */
void feed_attributes_entry_link(struct feed_reader *r, struct view href);
void feed_attributes_feed_link(struct feed_reader *r, struct view href);
/* The address of an RSS item: of several the last counts, as in other readers. */
void feed_attributes_item_link(struct feed_reader *r, struct view href);
/* media:content, media:thumbnail and the like (https://www.rssboard.org/media-rss), under
 * this name or, if NULL, their medium. NULL: no address. */
struct story_rendition *feed_attributes_media(struct feed_reader *r, const char *name);
void feed_attributes_enclosure(struct feed_reader *r);
/* FeedBurner's name for what the enclosure before it leads to. */
void feed_attributes_original_enclosure(struct feed_reader *r, struct view v);
/* Atom's category, iTunes's: false when its text has to tell. */
bool feed_attributes_category(struct feed_reader *r);
/* Atom's content that lies at another address: the story's page, or some media. */
void feed_attributes_content(struct feed_reader *r);

/* Collecting: from the start of an element to feed_offer() at its end. */

void feed_collect(struct feed_reader *r, enum feed_name name);
void feed_collect_text(struct feed_reader *r);
/* An element starts inside. True: the one that was collected is a container, its place is
 * set, and this element is to be looked at as any other. */
bool feed_collect_element(struct feed_reader *r);
struct view feed_collect_value(struct feed_reader *r);
/* How the text of the element is to be read: Atom says (RFC 4287 §3.1), RSS does not. */
enum feed_kind feed_collect_kind(const struct feed_reader *r);

/* Gives what was collected to the entry, its source or the feed; collecting ends. */
void feed_offer(struct feed_reader *r);
/* The same for a person whose name and mail were elements. */
void feed_offer_person(struct feed_reader *r);

/* feed_wishes.c: what the feed asks of those who poll it, under one of these names. */
void feed_wishes_offer(struct feed_reader *r, enum feed_name name, struct view v);
