/* SPDX-License-Identifier: Apache-2.0 */
/*
 * delivery - what is sent of a story now, what is held back, and what to remember of it.
 *
 * The rules of the architecture: a topic gets each version once and never an older one; a
 * correction, kill or withdrawal goes to each topic that got the story, even if it matches
 * no more; an embargoed story is held whole until its time, and a newer version or a kill
 * takes its place. Pure: state, record, matches and time go in, a plan comes out. Views of
 * a plan look into what went in.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/base/instant.h"
#include "common/story/headers.h"

enum { DELIVERY_FORMAT = 2 }; /* of the state's text; the stage writes it before it */

/* Revision counts what a republishing replay sends again of one version. */
struct delivery_version {
	int version, revision;
};

/* One record, for deciding. */
struct delivery_record {
	struct delivery_version version;
	enum story_status status;
	instant_ms embargo; /* or INSTANT_NONE */
	const struct headers *headers;
	struct view value;
};

struct delivery_topic {
	struct view name;
	struct delivery_version got;
};

/* What is remembered of one story. */
struct delivery {
	struct delivery_version latest; /* seen, sent or not */
	instant_ms changed_at;
	struct delivery_topic *topics; /* that got the story */
	size_t topics_len;
	instant_ms held_until; /* INSTANT_NONE: nothing is held */
	struct headers held_headers;
	struct view held_value;
};

enum delivery_fate {
	DELIVERY_PUBLISHED, /* it goes to at least one topic */
	DELIVERY_DUPLICATE, /* the topics have it, or something newer */
	DELIVERY_FILTERED,  /* no topic wants it */
	DELIVERY_HELD,      /* until its embargo is over */
};

struct delivery_plan {
	enum delivery_fate fate;
	struct view *topics; /* to send it to now */
	size_t topics_len;
	bool due; /* neither held nor older than what was seen: others get it now, too */
	bool changed; /* `next` is to be stored */
	struct delivery next;
};

/* Names of topics. */
struct delivery_names {
	const struct view *items;
	size_t len;
};

/* Version, status and embargo as the headers say them. ERR_REJECT: they say no version, or
 * something that is none. */
NODISCARD bool delivery_record_of(const struct headers *h, struct view value,
				  struct delivery_record *ret, struct err *err);

/* `was` is NULL for a story that nothing is remembered of. `matched` are the topics whose
 * routes take this version; `known` all that can be sent to: a topic that is configured no
 * more gets nothing. `elsewhere`: others may want it, who remember for themselves what they
 * got. Lists of the plan lie in `a`. */
void delivery_decide(const struct delivery *was, const struct delivery_record *record,
		     struct delivery_names matched, struct delivery_names known,
		     bool elsewhere, instant_ms now, struct arena *a,
		     struct delivery_plan *ret);

/* The state as text, its value for kw.sink-state, and back. ERR_STOP: it is damaged. Lists
 * lie in `a`, views in `text`. */
void delivery_encode(const struct delivery *d, struct buf *out);
NODISCARD bool delivery_decode(struct view text, struct arena *a, struct delivery *ret,
			       struct err *err);

/* Of an encoded state, without decoding the rest: until when something is held, or
 * INSTANT_NONE, and when it was changed last. False when it is none. */
bool delivery_peek(struct view text, instant_ms *ret_held_until,
		   instant_ms *ret_changed_at);
