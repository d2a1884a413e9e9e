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

static bool is_shared(struct view value)
{
	return value.len > 0 && value.p[0] == '-';
}

static bool alias_get(const struct memory *m, const struct memory_key *k,
		      struct view *ret_value)
{
	char key[KEY_MAX];

	return stage_state_get(m->stage, m->partition,
			       state_key('a', view_at(k->hex, HEX), key), ret_value);
}

struct view memory_find(const struct memory *m, const struct memory_key *keys,
			size_t keys_len, struct arena *a)
{
	struct view hex;

	for (size_t i = 0; i < keys_len; i++) {
		if (alias_get(m, &keys[i], &hex)) {
			if (is_shared(hex))
				continue;
			return arena_printf(a, URI_PREFIX "%.*s", VIEW_ARG(hex));
		}
		if (knows(m, 's', &keys[i]))
			return memory_first_uri(&keys[i], a);
	}
	return (struct view){ NULL, 0 };
}

void memory_share(const struct memory *m, const struct memory_key *keys, size_t keys_len,
		  int64_t today)
{
	char key[KEY_MAX], value[32];
	struct view known;
	int len = snprintf(value, sizeof value, "-%" PRId64, today);

	for (size_t i = 0; i < keys_len; i++)
		if (!alias_get(m, &keys[i], &known) || !is_shared(known))
			stage_state_put(m->stage, m->partition,
					state_key('a', view_at(keys[i].hex, HEX), key),
					view_at(value, (size_t)len));
}

void memory_name(const struct memory *m, const struct memory_key *keys, size_t keys_len,
		 struct view uri, int64_t today)
{
	char key[KEY_MAX];
	struct view known;

	for (size_t i = 0; i < keys_len; i++) {
		if (!alias_get(m, &keys[i], &known))
			stage_state_put(m->stage, m->partition,
					state_key('a', view_at(keys[i].hex, HEX), key),
					uri_hex(uri));
		else if (!view_eq(known, uri_hex(uri)))
			memory_share(m, &keys[i], 1, today);
	}
}

struct view memory_named(const struct memory *m, const struct memory_key *keys,
			 size_t keys_len, struct arena *a, bool *ret_several)
{
	struct view hex, found = { NULL, 0 };

	*ret_several = false;
	for (size_t i = 0; i < keys_len; i++) {
		if (!alias_get(m, &keys[i], &hex))
			continue;
		*ret_several |= is_shared(hex) || (found.len && !view_eq(found, hex));
		found = is_shared(hex) ? found : hex;
	}
	if (*ret_several || !found.len)
		return (struct view){ NULL, 0 };
	return arena_printf(a, URI_PREFIX "%.*s", VIEW_ARG(found));
}

size_t memory_telling(const struct memory *m, struct memory_key *keys, size_t keys_len)
{
	struct view known;
	size_t left = 0;

	for (size_t i = 0; i < keys_len; i++)
		if (!alias_get(m, &keys[i], &known) || !is_shared(known))
			keys[left++] = keys[i];
	return left;
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

/* --- expiry ---------------------------------------------------------------------------- */

static bool alias_expired(const struct memory *m, struct view value, int64_t today)
{
	char key[KEY_MAX];
	struct view line;
	int64_t day;

	if (is_shared(value))
		return !view_to_i64(view_from(value, 1), &day) ||
		       today - day > LEDGER_KEEP_DAYS;
	return !stage_state_get(m->stage, m->partition, state_key('s', value, key),
				&line);
}

/* A story's line that cannot be read stays: the step that meets it says so. */
static bool expired(const struct memory *m, struct view key, struct view value,
		    int64_t today)
{
	struct ledger l;
	struct err err;

	if (view_starts(key, VIEW("a:")))
		return alias_expired(m, value, today);
	return view_starts(key, VIEW("s:")) && ledger_decode(value, &l, &err) &&
	       ledger_expired(&l, today);
}

bool memory_expire(const struct memory *m, size_t *cursor, size_t keys_max, int64_t today,
		   struct arena *a)
{
	struct view key, value, *old = NULL;
	size_t old_len = 0;
	bool more = true;

	for (size_t n = 0; more && n < keys_max; n++) {
		more = stage_state_each(m->stage, m->partition, cursor, &key, &value);
		if (more && expired(m, key, value, today))
			*ARENA_PUSH(a, old, old_len) = arena_copy(a, key);
	}
	for (size_t i = 0; i < old_len; i++)
		stage_state_put(m->stage, m->partition, old[i], (struct view){ NULL, 0 });
	return more;
}
