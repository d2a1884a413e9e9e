/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack - one gazetteer pack, config/tags.d/<id>.yaml, as its author wrote it.
 *
 * A pack holds subjects with their surface forms for each language (pattern.h), conditions
 * that a form needs or must not meet, lists of words for those conditions, traps (look-
 * alikes), and topics with what their scores are made of. Plain data in the arena of the
 * gazetteer; gazetteer.h makes it ready for matching. One thread, at start and at reload.
 */
#pragma once

#include "common/base/arena.h"
#include "common/service/settings.h"

enum { PACK_SUBJECTS_MAX = 5000, PACK_LINES_MAX = 64 };

/* Where the words of a condition have to stand, seen from the mention. */
enum pack_scope {
	SCOPE_BEFORE, /* touching it: only spaces, quotes, hyphens between */
	SCOPE_AFTER,
	SCOPE_NEAR_BEFORE, /* in its sentence, at most PACK_NEAR_CHARS away */
	SCOPE_NEAR_AFTER,
	SCOPE_NEAR,
	SCOPE_SENTENCE,
	SCOPE_AROUND, /* its sentence, the one before and the one after */
	SCOPE_PARAGRAPH,
	SCOPE_EARLIER, /* anywhere in the story before it */
	SCOPE_STORY,
	SCOPE_COUNT
};

enum { PACK_NEAR_CHARS = 60 };

/* `sentence: [a, b]`: one of these stands there. `two_sentence`: two of them do.
 * `no_sentence`: none of them does. */
struct pack_line {
	enum pack_scope scope;
	size_t least; /* so many of them; 0: none may */
	struct view *names;
	size_t *refs; /* what the names mean; the gazetteer fills it */
	size_t len;
	struct setting_mark mark;
};

/* Holds when all its lines do. */
struct pack_condition {
	struct pack_line *lines;
	size_t len;
	bool on_mentions; /* names subjects or tags: checked after the others */
};

struct pack_conditions {
	struct pack_condition *items;
	size_t len;
};

/* Passes when all of `needs` hold and none of `unless`. */
struct pack_way {
	struct view id;
	struct view
	    name; /* "rujp_peace_treaty.treaty/by-parties"; the gazetteer fills it */
	struct pack_conditions needs, unless;
	struct setting_node *needs_node, *unless_node;
};

struct pack_form {
	struct view lang, pattern;
	struct setting_mark mark;
};

struct pack_forms {
	struct pack_form *items;
	size_t len;
};

/* Forms of one subject under one condition. Of `ways`, if there are any, one has to pass. */
struct pack_rule {
	struct view id;
	struct setting_node *forms_node;
	struct pack_forms forms;
	bool capital;   /* the first letter has to be one, unless the text has none */
	bool inside;    /* not the first word of a sentence */
	bool extend;    /* a generic noun directly after the name belongs to it */
	bool describes; /* numerals and adjectives before it belong to the mention */
	bool hint;      /* counts for the scores only: no mention */
	struct setting_node *needs_node, *unless_node;
	struct pack_way base;
	struct setting_list ways; /* of struct pack_way */
	bool waits; /* a condition looks at mentions; the gazetteer fills it */
};

enum pack_kind { KIND_PLACE, KIND_TOPIC, KIND_DOCUMENT, KIND_PERSON, KIND_ORGANISATION };

struct pack_subject {
	struct view id;
	int kind;
	struct setting_pairs names; /* by language */
	struct view part_of, wikidata, geonames, point;
	bool has_point;
	double latitude, longitude;
	struct setting_node *forms_node, *needs_node, *unless_node;
	bool capital;
	struct setting_list rules_list; /* of struct pack_rule */
	struct pack_rule *rules;        /* those, after the subject's own forms */
	size_t rules_len;
	/* As the record has it; the gazetteer fills these. */
	struct view uri, wikidata_uri, geonames_uri;
	size_t ref;
	struct setting_mark mark;
};

struct pack_words {
	struct view id;
	struct pack_forms forms;
	struct setting_mark mark;
};

/* LATER: not in the first sentence. */
enum pack_where { WHERE_ANY, WHERE_HEADLINE, WHERE_LEAD, WHERE_LATER };
enum pack_count { COUNT_ONCE, COUNT_EACH, COUNT_MORE, COUNT_ALL };

/* A named part of a topic's score. */
struct pack_part {
	struct view id;
	int64_t points, max;
	int where, count;
	struct setting_node *needs_node, *unless_node;
	struct pack_way when;
	struct setting_list
	    ways; /* of struct pack_way: one has to pass, if there are any */
};

struct pack_topic {
	struct view id;
	int64_t threshold;
	struct setting_list parts; /* of struct pack_part */
	struct setting_mark mark;
};

struct pack {
	struct view id, title, version;
	bool context; /* its subjects are evidence and actors, not tags */
	struct setting_node *pieces_node, *words_node, *extend_node;
	struct pattern_piece *pieces;
	size_t pieces_len;
	struct pack_words *words;
	size_t words_len;
	struct pack_forms extend, modifiers;
	struct setting_node *unless_node, *modifiers_node;
	struct pack_way common;       /* what no mention of the pack may meet */
	struct setting_list subjects; /* of struct pack_subject */
	struct setting_list traps;    /* of struct pack_rule */
	struct setting_list topics;   /* of struct pack_topic */
	struct setting_mark mark;     /* of its id */
};

/* Reads one file, or one text that is said to be `file`. False if it added errors. */
NODISCARD bool pack_load(const char *file, struct arena *a, struct pack *ret,
			 struct settings_errors *e);
NODISCARD bool pack_load_text(const char *file, struct view text, struct arena *a,
			      struct pack *ret, struct settings_errors *e);

/* The rows of a pack file, for documentation and the JSON Schema. */
const struct setting *pack_rows(void);
const char *pack_scope_name(enum pack_scope scope);
