/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/memory.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/base/must.h"

enum { HEX = 32, KEY_MAX = 2 + LEDGER_FEED_MAX + 1 };

static struct view uri_hex(struct view uri)
{
	MUST(uri.len >= HEX);
	return view_from(uri, uri.len - HEX);
}

static struct view state_key(char kind, struct view name, char key[KEY_MAX])
{
	struct view head = view_head(name, KEY_MAX - 3);
	int n = snprintf(key, KEY_MAX, "%c:%.*s", kind, VIEW_ARG(head));

	return view_at(key, (size_t)n);
}

static struct view alias_key(struct view identity, char key[KEY_MAX])
{
	struct digest d = digest_one(identity);

	return state_key('a', view_at(d.hex, HEX), key);
}

struct view memory_find(const struct memory *m, const struct view *keys, size_t keys_len,
			struct arena *a)
{
	char key[KEY_MAX];
	struct view hex;

	for (size_t i = 0; i < keys_len; i++)
		if (stage_state_get(m->stage, m->partition, alias_key(keys[i], key),
				    &hex))
			return arena_printf(a, "urn:kurilwire:story:%.*s", VIEW_ARG(hex));
	return (struct view){ NULL, 0 };
}

void memory_alias(const struct memory *m, const struct view *keys, size_t keys_len,
		  struct view uri)
{
	char key[KEY_MAX];
	struct view known;

	for (size_t i = 0; i < keys_len; i++) {
		struct view k = alias_key(keys[i], key);
		if (!stage_state_get(m->stage, m->partition, k, &known))
			stage_state_put(m->stage, m->partition, k, uri_hex(uri));
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
