/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape - which member of the JSON record is which field of struct story, said once.
 *
 * The encoder, the decoder and the JSON Schema walk the same tables, so that they cannot
 * drift apart. For the files of this folder alone. Static data.
 */
#pragma once

#include "common/base/view.h"
#include "common/story/ninjs.h"
#include "common/story/story.h"

enum shape_type {
	SHAPE_TEXT,    /* struct view */
	SHAPE_URI,     /* struct view; percent-encoded, or left out when it is no URI */
	SHAPE_SLUG,    /* struct view; SUBJECT_PREFIX is put before it */
	SHAPE_INSTANT, /* instant_ms */
	SHAPE_VERSION, /* int; text in the JSON */
	SHAPE_INT,     /* int, within min and max, else left out */
	SHAPE_INT64,   /* int64_t, the same */
	SHAPE_SIZE,    /* size_t, the same */
	SHAPE_FLAG,    /* bool; left out when false */
	SHAPE_BOOL,    /* bool; always there */
	SHAPE_CHOICE,  /* an enum: its number is the index in `names` */
	SHAPE_KIND,    /* struct view out of `names`; the first of them when empty */
	SHAPE_OBJECT,  /* more members of the same struct: `of` */
	SHAPE_LIST,    /* a list of structs */
	SHAPE_KEYED,   /* a list of structs that begin with a struct view, their key */
	SHAPE_POINTS,  /* a list of struct story_score_part: an object of numbers */
	SHAPE_GROUPS,  /* struct story_ids: an object of lists of the values of a role */
	SHAPE_CLUSTER, /* struct view: an object, as the sink writes it into the JSON */
	SHAPE_PLACE,   /* struct story_concept: its point as GeoJSON (RFC 7946 §3.1.2) */
	SHAPE_STANDARD, /* nothing: the name of the standard */
};

struct shape;

struct shape_member {
	struct view key; /* with comma, quotes and colon: ,"name": */
	enum shape_type type;
	size_t offset;
	int64_t min, max;
	const struct shape *of;
	const char *const *names; /* NULL-terminated */
	bool required;            /* an item without it is left out */
	bool text;                /* a canceled story has it not */
	const char *help;
};

struct shape {
	const char *name;
	const struct shape_member *members;
	size_t len;
	size_t item_size;
	bool is_concept; /* items start with relevance and confidence of -1 */
};

extern const struct shape shape_story;
extern const struct shape shape_text; /* items of headlines, descriptions and bodies */

#define SUBJECT_PREFIX "urn:kurilwire:subject:"

/* The name alone. */
static inline struct view shape_name(const struct shape_member *m)
{
	return view_at(m->key.p + 2, m->key.len - 4);
}

/* The span of a list of texts of a story; NULL for any other member of it. */
static inline struct view *shape_span(struct ninjs_spans *spans,
				      const struct shape_member *m)
{
	if (m->of != &shape_text)
		return NULL;
	return m->offset == offsetof(struct story, headlines)      ? &spans->headlines
	       : m->offset == offsetof(struct story, descriptions) ? &spans->descriptions
								   : &spans->bodies;
}
