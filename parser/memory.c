/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/memory.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/base/must.h"

#define URI_PREFIX "urn:kurilwire:story:"

enum { HEX = MEMORY_HEX, KEY_MAX = 2 + LEDGER_FEED_MAX + 1 };

static struct view uri_hex(struct view uri)
{
	MUST(uri.len >= HEX);
	return view_from(uri, uri.len - HEX);
}

static struct view state_key(char kind, struct view name, char key[KEY_MAX])
{
	struct view head = view_head(name, KEY_MAX - 3);

	key[0] = kind;
	key[1] = ':';
	if (head.len)
		memcpy(key + 2, head.p, head.len);
	return view_at(key, head.len + 2);
}

struct memory_key *memory_keys(const struct view *identities, size_t len, struct arena *a)
{
	struct memory_key *keys = ARENA_ARRAY(a, struct memory_key, len + 1);

	for (size_t i = 0; i < len; i++)
		memcpy(keys[i].hex, digest_one(identities[i]).hex, HEX);
	return keys;
}

struct view memory_first_uri(const struct memory_key *key, struct arena *a)
{
	return arena_printf(a, URI_PREFIX "%.*s", HEX, key->hex);
}

static bool knows(const struct memory *m, char kind, const struct memory_key *k)
{
	char key[KEY_MAX];
	struct view value;

	return stage_state_get(m->stage, m->partition,
			       state_key(kind, view_at(k->hex, HEX), key), &value);
}

struct view memory_find(const struct memory *m, const struct memory_key *keys,
			size_t keys_len, struct arena *a)
{
	char key[KEY_MAX];
	struct view hex;

	for (size_t i = 0; i < keys_len; i++) {
		struct view own = view_at(keys[i].hex, HEX);
		if (stage_state_get(m->stage, m->partition, state_key('a', own, key),
				    &hex))
			return arena_printf(a, URI_PREFIX "%.*s", VIEW_ARG(hex));
		if (knows(m, 's', &keys[i]))
			return arena_printf(a, URI_PREFIX "%.*s", VIEW_ARG(own));
	}
	return (struct view){ NULL, 0 };
}

void memory_alias(const struct memory *m, const struct memory_key *keys, size_t keys_len,
		  struct view uri)
{
	char key[KEY_MAX];

	for (size_t i = 0; i < keys_len; i++) {
		struct view own = view_at(keys[i].hex, HEX);
		if (!view_eq(own, uri_hex(uri)) && !knows(m, 's', &keys[i]) &&
		    !knows(m, 'a', &keys[i]))
			stage_state_put(m->stage, m->partition, state_key('a', own, key),
					uri_hex(uri));
	}
}

bool memory_story(const struct memory *m, struct view uri, struct ledger *ret,
		  bool *ret_known, struct err *err)
{
	char key[KEY_MAX];
	struct view line;

	*ret_known = stage_state_get(m->stage, m->partition,
				     state_key('s', uri_hex(uri), key), &line);
	if (*ret_known)
		return ledger_decode(line, ret, err);
	*ret = (struct ledger){ 0 };
	return true;
}

void memory_put_story(const struct memory *m, struct view uri, const struct ledger *l)
{
	char key[KEY_MAX], line[LEDGER_LINE_MAX];

	stage_state_put(m->stage, m->partition, state_key('s', uri_hex(uri), key),
			ledger_encode(l, line));
}

/* "1 <newest> <fetched at>" */
struct memory_feed memory_get_feed(const struct memory *m, struct view feed)
{
	struct memory_feed f = { .newest = INSTANT_NONE, .fetched_at = INSTANT_NONE };
	char key[KEY_MAX];
	struct view line, format, newest;

	if (!stage_state_get(m->stage, m->partition, state_key('f', feed, key), &line))
		return f;
	f.known = true;
	if (view_next(&line, ' ', &format) && view_next(&line, ' ', &newest)) {
		(void)view_to_i64(newest, &f.newest);
		(void)view_to_i64(line, &f.fetched_at);
	}
	return f;
}

void memory_put_feed(const struct memory *m, struct view feed,
		     const struct memory_feed *f)
{
	char key[KEY_MAX], line[64];
	int n = snprintf(line, sizeof line, "1 %" PRId64 " %" PRId64, f->newest,
			 f->fetched_at);

	stage_state_put(m->stage, m->partition, state_key('f', feed, key),
			view_at(line, (size_t)n));
}
