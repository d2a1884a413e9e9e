/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory - kw.parse-state by what it means: stories, their other ids, feeds.
 *
 * Keys: "s:<32 hex>" a story's ledger line, "a:<32 hex>" an alias (hash of an identity key)
 * whose value is the story's 32 hex digits, or "-<day>" for a key that several stories
 * share, so that it tells none of them; the key that a story's uri was made of is its own
 * alias and has none written. "f:<feed id>" what was last seen of a feed. One
 * partition holds all of a provider. Thin over stage_state_*(); nothing is kept here.
 */
#pragma once

#include "common/kafka/stage.h"
#include "parser/ledger.h"

struct memory {
	struct stage *stage;
	int32_t partition;
};

enum { MEMORY_HEX = 32 };

/* An identity key as state has it: the head of its SHA-256, in hex. */
struct memory_key {
	char hex[MEMORY_HEX];
};
struct memory_key *memory_keys(const struct view *identities, size_t len,
			       struct arena *a);
/* The uri of a story that is first seen under this key, as identity_uri(). */
struct view memory_first_uri(const struct memory_key *key, struct arena *a);

/* The story that one of the keys is known for; the empty view if none is. In the arena. */
struct view memory_find(const struct memory *m, const struct memory_key *keys,
			size_t keys_len, struct arena *a);
/* Every key from now on means `uri`; those that are known already stay. */
void memory_alias(const struct memory *m, const struct memory_key *keys, size_t keys_len,
		  struct view uri);

/* What a story is called (kill.h): a name that two stories have tells none. */
void memory_name(const struct memory *m, const struct memory_key *keys, size_t keys_len,
		 struct view uri, int64_t today);
/* The one story that these names are known for; the empty view when there is none, or, with
 * `*ret_several`, more than one. In the arena. */
struct view memory_named(const struct memory *m, const struct memory_key *keys,
			 size_t keys_len, struct arena *a, bool *ret_several);

/* No key of these tells a story from now on. */
void memory_share(const struct memory *m, const struct memory_key *keys, size_t keys_len,
		  int64_t today);
/* Takes those out that tell no story; returns how many are left. */
size_t memory_telling(const struct memory *m, struct memory_key *keys, size_t keys_len);

/* False: nothing is known, or the line is broken (`err` is set; fate STOP). */
bool memory_story(const struct memory *m, struct view uri, struct ledger *ret,
		  bool *ret_known, struct err *err);
void memory_put_story(const struct memory *m, struct view uri, const struct ledger *l);

/* What was seen of a feed: `newest` date among its entries so far. */
struct memory_feed {
	bool known;
	instant_ms newest;
	instant_ms fetched_at;
};
struct memory_feed memory_get_feed(const struct memory *m, struct view feed);
void memory_put_feed(const struct memory *m, struct view feed,
		     const struct memory_feed *f);

/* Drops stories that were not seen for LEDGER_KEEP_DAYS, and ids of stories that are no longer
 * there: looks at `keys_max` keys from `*cursor` on (0 at the beginning). False when all were
 * looked at. Changes in between make it miss some, which the next round finds. */
bool memory_expire(const struct memory *m, size_t *cursor, size_t keys_max, int64_t today,
		   struct arena *a);
