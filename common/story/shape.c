/* SPDX-License-Identifier: Apache-2.0 */
#include "common/story/shape.h"

#include <limits.h>

/* A list in a struct is a pointer and a length behind it. */
_Static_assert(offsetof(struct story_score, parts_len) ==
		   offsetof(struct story_score, parts) + sizeof(void *),
	       "the length follows the list");

#define KEY(name) .key = VIEW_INIT(",\"" name "\":")
#define AT(type, field) .offset = offsetof(struct type, field)
#define SHAPE(of_name, type, rows, concept)                                      \
	{                                                                        \
		.name = (of_name), .members = (rows),                            \
		.len = sizeof(rows) / sizeof *(rows), .item_size = sizeof(type), \
		.is_concept = (concept)                                          \
	}

static const char *const status_names[] = { "usable", "withheld", "canceled", NULL };
static const char *const kind_names[] = { "summary", "entry", "page", "wire", NULL };
static const char *const field_names[] = { "headline", "description", "body", NULL };
static const char *const type_names[] = { "text",     "audio",     "video",     "picture",
					  "graphic",  "composite", "component", "event",
					  "planning", NULL };

static const struct shape_member text_members[] = {
	{ KEY("role"), SHAPE_TEXT, AT(story_text, role),
	  .help = "\"main\" for the first of its content type" },
	{ KEY("contentType"), SHAPE_TEXT, AT(story_text, content_type),
	  .help = "text/plain, or text/html cleaned to a safe subset" },
	{ KEY("charCount"), SHAPE_SIZE, AT(story_text, chars), 1, INT_MAX,
	  .help = "Unicode code points; bodies in plain text" },
	{ KEY("wordCount"), SHAPE_SIZE, AT(story_text, words), 1, INT_MAX,
	  .help = "words; bodies in plain text" },
	{ KEY("value"), SHAPE_TEXT, AT(story_text, value), .required = true,
	  .help = "the text" },
};
const struct shape shape_text = SHAPE("text", struct story_text, text_members, false);

#define CONCEPT_NAME                                                                 \
	{                                                                            \
		KEY("name"), SHAPE_TEXT, AT(story_concept, name), .help = "its name" \
	}
#define CONCEPT_REL                                                                     \
	{                                                                               \
		KEY("rel"), SHAPE_TEXT, AT(story_concept, rel),                         \
		    .help = "how the story relates to it: about, mentions, author, …" \
	}
#define CONCEPT_URI                                                                 \
	{                                                                           \
		KEY("uri"), SHAPE_URI, AT(story_concept, uri),                      \
		    .help = "its identifier, urn:kurilwire:subject:<slug> for ours" \
	}
#define CONCEPT_LITERAL                                                 \
	{                                                               \
		KEY("literal"), SHAPE_TEXT, AT(story_concept, literal), \
		    .help = "a code or slug of it"                      \
	}

static const struct shape_member named_members[] = {
	CONCEPT_NAME,
	CONCEPT_REL,
	CONCEPT_URI,
	CONCEPT_LITERAL,
};
static const struct shape shape_named =
    SHAPE("named", struct story_concept, named_members, true);

static const struct shape_member place_members[] = {
	CONCEPT_NAME,
	CONCEPT_REL,
	CONCEPT_URI,
	CONCEPT_LITERAL,
	{ KEY("geoJSON"), SHAPE_PLACE, .help = "where it is, as a GeoJSON point" },
};
static const struct shape shape_place =
    SHAPE("place", struct story_concept, place_members, true);

static const struct shape_member subject_members[] = {
	CONCEPT_NAME,
	CONCEPT_REL,
	CONCEPT_URI,
	CONCEPT_LITERAL,
	{ KEY("creator"), SHAPE_TEXT, AT(story_concept, creator),
	  .help = "\"kurilwire\" for what was tagged, else who says so" },
	{ KEY("relevance"), SHAPE_INT, AT(story_concept, relevance), 0, 100,
	  .help = "how much of the story it is, in percent" },
	{ KEY("confidence"), SHAPE_INT, AT(story_concept, confidence), 0, 100,
	  .help = "how sure the tagger is, in percent" },
};
static const struct shape shape_subject =
    SHAPE("subject", struct story_concept, subject_members, true);

static const struct shape_member genre_members[] = {
	CONCEPT_NAME,
	CONCEPT_URI,
	CONCEPT_LITERAL,
};
static const struct shape shape_genre =
    SHAPE("genre", struct story_concept, genre_members, true);

static const struct shape_member source_members[] = {
	CONCEPT_NAME,
	{ KEY("role"), SHAPE_TEXT, AT(story_concept, role),
	  .help = "provider, agency, publisher or author" },
	CONCEPT_URI,
	CONCEPT_LITERAL,
};
static const struct shape shape_source =
    SHAPE("source", struct story_concept, source_members, true);

static const struct shape_member id_members[] = {
	{ KEY("role"), SHAPE_TEXT, AT(story_id, role),
	  .help = "guid, link, canonical or agency" },
	{ KEY("value"), SHAPE_TEXT, AT(story_id, value), .required = true,
	  .help = "the id as the document has it" },
};
static const struct shape shape_id = SHAPE("id", struct story_id, id_members, false);

static const struct shape_member note_members[] = {
	{ KEY("role"), SHAPE_TEXT, AT(story_id, role),
	  .help = "what was noticed, or which field it is about" },
	{ KEY("value"), SHAPE_TEXT, AT(story_id, value), .required = true,
	  .help = "the note" },
};
static const struct shape shape_note =
    SHAPE("note", struct story_id, note_members, false);

static const struct shape_member rendition_members[] = {
	{ KEY("name"), SHAPE_TEXT, AT(story_rendition, name), .required = true,
	  .help = "tells the renditions of a story apart" },
	{ KEY("href"), SHAPE_URI, AT(story_rendition, href), .required = true,
	  .help = "its absolute address" },
	{ KEY("contentType"), SHAPE_TEXT, AT(story_rendition, content_type),
	  .help = "as the document says" },
	{ KEY("title"), SHAPE_TEXT, AT(story_rendition, title), .help = "its caption" },
	{ KEY("width"), SHAPE_INT64, AT(story_rendition, width), 1, INT_MAX,
	  .help = "pixels" },
	{ KEY("height"), SHAPE_INT64, AT(story_rendition, height), 1, INT_MAX,
	  .help = "pixels" },
	{ KEY("sizeInBytes"), SHAPE_INT64, AT(story_rendition, size_bytes), 1, INT64_MAX,
	  .help = "as the document says" },
	{ KEY("duration"), SHAPE_INT64, AT(story_rendition, duration_s), 1, INT_MAX,
	  .help = "seconds" },
};
static const struct shape shape_rendition =
    SHAPE("rendition", struct story_rendition, rendition_members, false);

static const struct shape_member association_members[] = {
	{ KEY("name"), SHAPE_TEXT, AT(story_association, name), .required = true,
	  .help = "tells the associations of a story apart" },
	{ KEY("uri"), SHAPE_URI, AT(story_association, uri), .required = true,
	  .help = "its identifier or address, as its provider has it" },
	{ KEY("rel"), SHAPE_TEXT, AT(story_association, rel),
	  .help = "how it relates to the story, or its role in the package" },
	{ KEY("type"), SHAPE_KIND, AT(story_association, type), .names = type_names,
	  .help = "what it chiefly is" },
	{ KEY("by"), SHAPE_TEXT, AT(story_association, by), .help = "byline" },
	{ KEY("copyrightNotice"), SHAPE_TEXT, AT(story_association, copyright_notice),
	  .help = "the notice as it is to be shown" },
	{ KEY("headlines"), SHAPE_LIST, AT(story_association, headlines),
	  .of = &shape_text, .text = true, .help = "its title or caption" },
	{ KEY("renditions"), SHAPE_LIST, AT(story_association, renditions),
	  .of = &shape_rendition, .help = "its files" },
};
static const struct shape shape_association =
    SHAPE("association", struct story_association, association_members, false);

static const struct shape_member mention_members[] = {
	{ KEY("subject"), SHAPE_SLUG, AT(story_mention, subject), .required = true,
	  .help = "what is named: urn:kurilwire:subject:<slug>" },
	{ KEY("tag"), SHAPE_TEXT, AT(story_mention, tag),
	  .help = "the topic it counts for, the id of its pack" },
	{ KEY("text"), SHAPE_TEXT, AT(story_mention, text), .required = true,
	  .help = "the words as they stand in the field" },
	{ KEY("field"), SHAPE_CHOICE, AT(story_mention, field), .names = field_names,
	  .help = "the field whose plain text start and end count in" },
	{ KEY("start"), SHAPE_SIZE, AT(story_mention, start), 0, INT_MAX,
	  .required = true, .help = "first Unicode code point, from 0" },
	{ KEY("end"), SHAPE_SIZE, AT(story_mention, end), 0, INT_MAX, .required = true,
	  .help = "code point after the last" },
	{ KEY("rule"), SHAPE_TEXT, AT(story_mention, rule),
	  .help = "the form or rule of the pack that matched" },
	{ KEY("evidence"), SHAPE_TEXT, AT(story_mention, evidence),
	  .help = "what let it pass, where a condition had to" },
};
static const struct shape shape_mention =
    SHAPE("mention", struct story_mention, mention_members, false);

static const struct shape_member score_members[] = {
	{ KEY("value"), SHAPE_INT, AT(story_score, value), 0, 100, .required = true,
	  .help = "0 to 100" },
	{ KEY("about"), SHAPE_BOOL, AT(story_score, about),
	  .help = "the value is at or over the topic's threshold" },
	{ KEY("parts"), SHAPE_POINTS, AT(story_score, parts), INT_MIN, INT_MAX,
	  .help = "the points that the value is made of, by name" },
};
static const struct shape shape_score =
    SHAPE("score", struct story_score, score_members, false);

static const struct shape_member extension_members[] = {
	{ KEY("feed"), SHAPE_TEXT, AT(story, ext.feed),
	  .help = "id of the feed that this version came by" },
	{ KEY("fetchedAt"), SHAPE_INSTANT, AT(story, ext.fetched_at),
	  .help = "when its document was fetched" },
	{ KEY("url"), SHAPE_URI, AT(story, ext.url),
	  .help = "address of the document it was taken from" },
	{ KEY("contentHash"), SHAPE_TEXT, AT(story, ext.content_hash),
	  .help = "SHA-256, in hex, of what makes a version" },
	{ KEY("textFrom"), SHAPE_CHOICE, AT(story, ext.text_from), .names = kind_names,
	  .help = "how rich the source of the text is" },
	{ KEY("undated"), SHAPE_FLAG, AT(story, ext.undated),
	  .help = "the document names no date for the story" },
	{ KEY("datedAhead"), SHAPE_FLAG, AT(story, ext.dated_ahead),
	  .help = "the story's date lies after it was fetched" },
	{ KEY("pageError"), SHAPE_TEXT, AT(story, ext.page_error),
	  .help = "why the story's page could not be had" },
	{ KEY("revision"), SHAPE_INT, AT(story, ext.revision), 1, INT_MAX,
	  .help =
	      "counted up when a replay publishes the same version again; absent: 0" },
	{ KEY("tagger"), SHAPE_TEXT, AT(story, ext.tagger),
	  .help = "name and version of the packs that tagged it" },
	{ KEY("mentions"), SHAPE_LIST, AT(story, ext.mentions), .of = &shape_mention,
	  .text = true, .help = "each place in the text that names a subject" },
	{ KEY("scores"), SHAPE_KEYED, AT(story, ext.scores), .of = &shape_score,
	  .help = "by topic, how much the story is about it" },
	{ KEY("sameAs"), SHAPE_GROUPS, AT(story, ext.same_as),
	  .help = "by subject, its addresses in Wikidata and GeoNames" },
	{ KEY("cluster"), SHAPE_CLUSTER, AT(story, ext.cluster),
	  .help =
	      "the copies of this story: id and first are the uri of the one that came "
	      "first, ids all ids of a cluster that was several; size counts the "
	      "stories, sources the agencies that they name" },
	{ KEY("notes"), SHAPE_LIST, AT(story, ext.notes), .of = &shape_note,
	  .help = "what was noticed, and where a field was taken from" },
	{ KEY("providerVersion"), SHAPE_TEXT, AT(story, provider_version),
	  .help = "what the document itself calls its version" },
};
static const struct shape shape_extension =
    SHAPE("kurilwire", struct story, extension_members, false);

static const struct shape_member story_members[] = {
	{ KEY("uri"), SHAPE_URI, AT(story, uri), .required = true,
	  .help = "urn:kurilwire:story:<32 hex>, the same for all versions" },
	{ KEY("type"), SHAPE_KIND, AT(story, type), .names = type_names,
	  .help = "what the story chiefly is" },
	{ KEY("version"), SHAPE_VERSION, AT(story, version), .help = "counts from 1" },
	{ KEY("firstCreated"), SHAPE_INSTANT, AT(story, first_created),
	  .help = "when the story was published; absent when it is not known" },
	{ KEY("versionCreated"), SHAPE_INSTANT, AT(story, version_created),
	  .help = "when this version was published" },
	{ KEY("contentCreated"), SHAPE_INSTANT, AT(story, content_created),
	  .help = "the day in the dateline" },
	{ KEY("embargoedUntil"), SHAPE_INSTANT, AT(story, embargoed_until),
	  .help = "not to be published before" },
	{ KEY("expires"), SHAPE_INSTANT, AT(story, expires),
	  .help = "not to be used after" },
	{ KEY("pubStatus"), SHAPE_CHOICE, AT(story, status), .names = status_names,
	  .help = "a canceled story carries no text and is to be removed" },
	{ KEY("urgency"), SHAPE_INT, AT(story, urgency), 1, 9,
	  .help = "1 is the most urgent" },
	{ KEY("language"), SHAPE_TEXT, AT(story, language), .help = "BCP 47" },
	{ KEY("slugline"), SHAPE_TEXT, AT(story, slugline),
	  .help = "the desk's name for it" },
	{ KEY("located"), SHAPE_TEXT, AT(story, located),
	  .help = "place of the dateline" },
	{ KEY("by"), SHAPE_TEXT, AT(story, by), .help = "byline" },
	{ KEY("edNote"), SHAPE_TEXT, AT(story, ed_note), .help = "note to editors" },
	{ KEY("copyrightHolder"), SHAPE_TEXT, AT(story, copyright_holder),
	  .help = "who holds the rights" },
	{ KEY("copyrightNotice"), SHAPE_TEXT, AT(story, copyright_notice),
	  .help = "the notice as it is to be shown" },
	{ KEY("usageTerms"), SHAPE_TEXT, AT(story, usage_terms),
	  .help = "what may be done with the story" },
	{ KEY("headlines"), SHAPE_LIST, AT(story, headlines), .of = &shape_text,
	  .text = true, .help = "at most 2 KiB each" },
	{ KEY("descriptions"), SHAPE_LIST, AT(story, descriptions), .of = &shape_text,
	  .text = true, .help = "summaries" },
	{ KEY("bodies"), SHAPE_LIST, AT(story, bodies), .of = &shape_text, .text = true,
	  .help = "the plain text that offsets count in, and the HTML it came from" },
	{ KEY("people"), SHAPE_LIST, AT(story, people), .of = &shape_named,
	  .help = "authors, and people in the story" },
	{ KEY("organisations"), SHAPE_LIST, AT(story, organisations), .of = &shape_named,
	  .help = "organisations in the story" },
	{ KEY("places"), SHAPE_LIST, AT(story, places), .of = &shape_place,
	  .help = "places in the story" },
	{ KEY("subjects"), SHAPE_LIST, AT(story, subjects), .of = &shape_subject,
	  .help = "what was tagged, and the provider's own categories" },
	{ KEY("genres"), SHAPE_LIST, AT(story, genres), .of = &shape_genre,
	  .help = "kinds of journalism" },
	{ KEY("infoSources"), SHAPE_LIST, AT(story, sources), .of = &shape_source,
	  .help = "whom the story comes from" },
	{ KEY("altIds"), SHAPE_LIST, AT(story, alt_ids), .of = &shape_id,
	  .help = "other ids of the story" },
	{ KEY("renditions"), SHAPE_LIST, AT(story, renditions), .of = &shape_rendition,
	  .help = "enclosures and pictures" },
	{ KEY("associations"), SHAPE_LIST, AT(story, associations),
	  .of = &shape_association,
	  .help = "pictures and related stories with ids of their own" },
	{ KEY("standard"), SHAPE_STANDARD,
	  .help = "the standard that the record follows" },
	{ KEY("kurilwire"), SHAPE_OBJECT, .of = &shape_extension,
	  .help = "what ninjs has no member for" },
};
const struct shape shape_story = SHAPE("story", struct story, story_members, false);
