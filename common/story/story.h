/* SPDX-License-Identifier: Apache-2.0 */
/*
 * story - one version of one news story, as it travels from the parser to subscribers.
 *
 * The fields are those of IPTC ninjs 3.1 plus our one extension `kurilwire`; the JSON both
 * ways is ninjs.h. Plain data: every view and list lies in the arena of the record or looks
 * into the message that it was read from, nothing is owned here. Text is valid UTF-8
 * without control characters other than newline and tab. A missing text is empty, a
 * missing time INSTANT_NONE, a missing number 0; the encoder leaves all of them out.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/base/arena.h"
#include "common/base/instant.h"
#include "common/base/view.h"

enum {
	STORY_HEADLINE_MAX = 2 * 1024,    /* bytes; longer ones are cut between words */
	STORY_TEXT_MAX = 4 * 1024 * 1024, /* bytes of one body */
	STORY_LIST_MAX = 1000,            /* items of any list of one story */
};

enum story_status { STORY_USABLE, STORY_WITHHELD, STORY_CANCELED };

/* How rich the text is; a richer kind may replace a poorer one once (architecture.md). */
enum story_kind { STORY_SUMMARY, STORY_ENTRY, STORY_PAGE, STORY_WIRE };

/* ninjs headlines, descriptions and bodies. Plain text is what offsets count in. */
struct story_text {
	struct view role;         /* "main", "lead", … or empty */
	struct view content_type; /* "text/plain" or "text/html" */
	struct view value;
	size_t chars, words; /* bodies only; code points, and words by Unicode */
};

struct story_texts {
	struct story_text *items;
	size_t len;
};

/* ninjs people, organisations, places, subjects, genres, infoSources: one shape, and each
 * list writes the members that its schema knows. */
struct story_concept {
	struct view name, rel, uri, literal, role;
	struct view creator;        /* subjects: "kurilwire" for ours */
	int relevance, confidence;  /* subjects: 0 to 100, or -1 for none */
	bool has_point;             /* places: a GeoJSON point */
	double longitude, latitude; /* WGS 84 degrees */
};

struct story_concepts {
	struct story_concept *items;
	size_t len;
};

/* ninjs altIds: role "guid", "link", "canonical", "agency", … */
struct story_id {
	struct view role, value;
};

struct story_ids {
	struct story_id *items;
	size_t len;
};

/* A picture, sound, video or file that goes with the story. */
struct story_rendition {
	struct view name, href, content_type, title;   /* href absolute */
	int64_t width, height, size_bytes, duration_s; /* 0 when unknown */
};

struct story_renditions {
	struct story_rendition *items;
	size_t len;
};

enum story_field { FIELD_HEADLINE, FIELD_DESCRIPTION, FIELD_BODY };

/* Another news object that goes with the story: a picture with an id of its own, a story that
 * a package holds or that is related. Its files are among the story's renditions, too. */
struct story_association {
	struct view name; /* tells the associations of a story apart */
	struct view uri;
	struct view rel;  /* "seeAlso", "related", a package's role; or empty */
	struct view type; /* as the story's */
	struct view by, copyright_notice;
	struct story_texts headlines;
	struct story_renditions renditions;
};

struct story_associations {
	struct story_association *items;
	size_t len;
};

/* One place in the text where a subject is named. */
struct story_mention {
	struct view subject; /* slug: "iturup" */
	struct view tag;     /* the pack's id: "kurils", "peace_treaty" */
	struct view text;    /* the surface form as it stands in the field */
	enum story_field field;
	size_t start, end;    /* code points in the field's plain text, end exclusive */
	struct view rule;     /* what matched: the form or rule of the pack */
	struct view evidence; /* what let it pass, if a condition had to */
};

struct story_mentions {
	struct story_mention *items;
	size_t len;
};

/* A named part of a score: "headline" 30, "lead" 20, "count" 12. */
struct story_score_part {
	struct view name;
	int points;
};

struct story_score {
	struct view topic; /* "kurils", "peace_treaty", … */
	int value;         /* 0 to 100 */
	bool about;        /* at or over the topic's threshold */
	struct story_score_part *parts;
	size_t parts_len;
};

struct story_scores {
	struct story_score *items;
	size_t len;
};

/* The property that ninjs does not have. */
struct story_extension {
	struct view feed; /* id of the feed that this version came by */
	instant_ms fetched_at;
	struct view url;          /* of the document it was taken from */
	struct view content_hash; /* hex; of what makes a version: see identity.h */
	enum story_kind text_from;
	bool undated;           /* the document names no date for the story */
	bool dated_ahead;       /* its date lies after it was fetched */
	struct view page_error; /* why the wanted page could not be had, else empty */
	int revision;           /* counted up by a republishing replay */
	struct view tagger;     /* name and version of the packs */
	struct story_mentions mentions;
	struct story_scores scores;
	struct story_ids
	    same_as;         /* role: subject uri; value: an address of the same thing */
	struct view cluster; /* a JSON object, already encoded, or empty */
	struct story_ids
	    notes; /* role: what was noticed or where a field came from; value */
};

struct story {
	struct view uri; /* urn:kurilwire:story:<32 hex>; empty until identity is known */
	int version;     /* from 1; 0 until it is known */
	struct view
	    provider_version; /* what the document itself calls its version, or empty */
	instant_ms first_created, version_created, content_created, embargoed_until,
	    expires;
	enum story_status status;
	int urgency;          /* 1 to 9, 0 for none */
	struct view type;     /* ninjs: "text" when empty */
	struct view language; /* BCP 47, or empty */
	struct view slugline, located, by, ed_note, usage_terms;
	struct view copyright_holder, copyright_notice;
	struct story_texts headlines, descriptions, bodies;
	struct story_concepts people, organisations, places, subjects, genres, sources;
	struct story_ids alt_ids;
	struct story_renditions renditions;
	struct story_associations associations;
	struct story_extension ext;
};

/* A story with nothing in it: times NONE, all else empty. */
void story_init(struct story *s);

/* The plain text of a field: its first text/plain value, or the empty view. Headline,
 * description and body texts that start with role "main" come before others. */
struct view story_plain(const struct story *s, enum story_field field);
const char *story_field_name(enum story_field field);    /* "headline", … */
const char *story_kind_name(enum story_kind kind);       /* "summary", "entry", … */
const char *story_status_name(enum story_status status); /* ninjs pubStatus */

/* Appends; at STORY_LIST_MAX items, or for a value that is empty, nothing happens. Text is
 * not copied; what is over its limit is cut. The first text of each content type gets role
 * "main", others "alternate". `story_add_body` counts chars and words of plain text. */
void story_add_headline(struct story *s, struct arena *a, struct view content_type,
			struct view value);
void story_add_description(struct story *s, struct arena *a, struct view content_type,
			   struct view value);
void story_add_body(struct story *s, struct arena *a, struct view content_type,
		    struct view value);
/* Concepts with the same name and rel (subjects: name, uri and creator; sources: name and
 * role) are added once. Return NULL when not added. The item is for the caller to fill
 * further at once. */
struct story_concept *story_add_person(struct story *s, struct arena *a, struct view name,
				       struct view rel);
struct story_concept *story_add_subject(struct story *s, struct arena *a,
					struct view name, struct view uri,
					struct view creator);
struct story_concept *story_add_source(struct story *s, struct arena *a, struct view name,
				       struct view role);
/* The provider's id: the literal of the source with role "provider", else its name; empty
 * when there is none. Whoever adds that source sets its literal to the id. */
struct view story_provider(const struct story *s);
struct story_concept *story_add_place(struct story *s, struct arena *a, struct view name,
				      struct view rel);
struct story_concept *story_add_organisation(struct story *s, struct arena *a,
					     struct view name, struct view rel);
struct story_concept *story_add_genre(struct story *s, struct arena *a, struct view name);
void story_add_alt_id(struct story *s, struct arena *a, struct view role,
		      struct view value);
struct view story_alt_id(const struct story *s,
			 struct view role); /* the first, or empty */
/* By href; the same href once. NULL when not added. Its name is "rendition-1", … until the
 * caller gives it another. */
struct story_rendition *story_add_rendition(struct story *s, struct arena *a,
					    struct view href);
/* By uri; the same uri once. NULL when not added. An empty name becomes "association-1", …. The
 * item is for the caller to fill further at once. */
struct story_association *story_add_association(struct story *s, struct arena *a,
						struct view name, struct view uri);
void story_association_title(struct story_association *it, struct arena *a,
			     struct view title);
/* Its files are the story's renditions from number `from` on. */
void story_association_files(struct story_association *it, const struct story *s,
			     size_t from);
/* ext.notes: what was noticed ("date.future"), or where a field was taken from
 * ("headline.from", "json-ld"). */
void story_note(struct story *s, struct arena *a, struct view role, struct view value);
