/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_parts - what `kurilwire explain` found out, between reading and telling. Included by
 * cli/explain*.c alone.
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"
#include "common/kafka/client.h"
#include "common/kafka/reader.h"
#include "common/service/feeds.h"
#include "common/story/story.h"
#include "parser/ledger.h"
#include "sink/member.h"
#include "sink/route.h"

/* Where a record lies, and what it says. */
struct sighting {
	struct view topic;
	int32_t partition;
	int64_t offset;
	instant_ms at; /* when it was produced */
	struct headers headers;
	size_t value_bytes;
	struct story story; /* of topics of stories */
	struct view route;  /* of kw.matched */
};

struct sightings {
	struct sighting *items;
	size_t len;
};

/* What a route that tells copies apart remembers of the story. */
struct membership {
	struct view route;
	int32_t partition;
	struct member member;
	struct view first; /* uri of the first story of its cluster, if that is another */
};

struct memberships {
	struct membership *items;
	size_t len;
};

struct explained {
	struct arena *arena, *scratch; /* scratch: of one record */
	struct kafka_settings kafka;
	const struct feeds *feeds;
	struct routes *routes;
	enum reader_from from;
	int64_t since_ms;

	struct view url;      /* asked for, canonical; empty when a uri was */
	struct view *aliases; /* keys of parse state that the address may have */
	size_t aliases_len;
	struct view uri; /* of the story, once it is known */
	struct sightings raw, stories, enriched, matched, published, letters;
	struct memberships memberships;
	bool remembered, delivered, wanted;
	struct ledger ledger; /* what the parser remembers */
	struct delivery delivery;
	int64_t page_attempts;
	struct view page_error;
};

/* Reads the topics. ERR_RETRY: no broker answers; ERR_STOP: a setting is refused. */
NODISCARD bool explain_read(struct explained *x, struct err *err);

/* Tells it. */
void explain_tell(const struct explained *x, struct buf *out);
