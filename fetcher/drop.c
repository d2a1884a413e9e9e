/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/drop.h"

#include <stdio.h>

#include "common/base/digest.h"
#include "common/base/map.h"
#include "common/base/mem.h"

enum {
	SCRATCH_MAX = 4 << 20,
	VALUE_MAX = 128,
	KEYS_MAX = DROP_FILES_MAX * (DROP_NAME_MAX + 128),
};

enum phase {
	PHASE_WATCHED, /* until it is stable */
	PHASE_EMITTED, /* in the transaction that is open */
	PHASE_TAKEN,   /* committed; to be moved */
	PHASE_KNOWN,   /* a predecessor took a file of that name, size and hash */
};

struct entry {
	const struct drop_feed *feed;
	char *name;
	enum phase phase;
	struct drop_file as; /* as it was seen or read last; without its name */
	instant_ms since;    /* it has not changed */
	bool renamed;        /* into place */
	bool seen;           /* at the last look at its folder */
	bool told;           /* that it is stuck */
	char sha256[DIGEST_HEX + 1];
};

struct drop {
	const struct drop_feed *feeds;
	size_t feeds_len;
	struct drop_ports ports;
	struct map *entries; /* by key */
	struct arena *scratch;
	struct buf body;
	instant_ms now, next_scan;
	bool more; /* than one turn could take */
	const struct drop_feed *listing;
	/* Keys of records that are to be taken back. */
	char **over;
	size_t over_len;
};

const char *const drop_event_names[] = {
	[DROP_TAKEN] = "file.taken",     [DROP_AGAIN] = "file.again",
	[DROP_REFUSED] = "file.refused", [DROP_STUCK] = "file.stuck",
	[DROP_EVENT_COUNT] = NULL,
};

struct drop *drop_new(const struct drop_feed *feeds, size_t len,
		      const struct drop_ports *ports)
{
	struct drop *d = mem_new(sizeof *d);
	size_t most = 0;

	for (size_t i = 0; i < len; i++)
		most = feeds[i].bytes_max > most ? feeds[i].bytes_max : most;
	d->feeds = feeds;
	d->feeds_len = len;
	d->ports = *ports;
	d->entries = map_new();
	d->scratch = arena_new(SCRATCH_MAX);
	buf_init(&d->body, most);
	return d;
}

static void entry_free(struct entry *e)
{
	free(e->name);
	free(e);
}

void drop_free(struct drop *d)
{
	struct view key;
	void *value;

	if (!d)
		return;
	for (size_t i = 0; map_each(d->entries, &i, &key, &value);)
		entry_free(value);
	map_free(d->entries);
	for (size_t i = 0; i < d->over_len; i++)
		free(d->over[i]);
	free(d->over);
	arena_free(d->scratch);
	buf_done(&d->body);
	free(d);
}

/* "FEED NAME": an id has no spaces. */
static struct view key_of(struct drop *d, const struct drop_feed *f, struct view name)
{
	return arena_printf(d->scratch, "%.*s %.*s", VIEW_ARG(f->id), VIEW_ARG(name));
}

static struct entry *entry_add(struct drop *d, const struct drop_feed *f,
			       struct view name)
{
	struct entry *e = mem_new(sizeof *e);

	e->feed = f;
	e->name = strndup(name.p, name.len);
	MUST(e->name != NULL);
	(void)map_put(d->entries, key_of(d, f, name), e);
	return e;
}

static void forget(struct drop *d, struct entry *e)
{
	(void)map_remove(d->entries, key_of(d, e->feed, view_of(e->name)));
	entry_free(e);
}

/* Its record is taken back in the next transaction. */
static void is_over(struct drop *d, const struct entry *e)
{
	struct view key = key_of(d, e->feed, view_of(e->name));

	d->over = mem_grow(d->over, d->over_len + 1, sizeof d->over[0]);
	d->over[d->over_len] = strndup(key.p, key.len);
	MUST(d->over[d->over_len++] != NULL);
}

static void tell(struct drop *d, enum drop_event event, struct entry *e, struct view why)
{
	if (event == DROP_STUCK && e->told)
		return;
	e->told = event == DROP_STUCK;
	d->ports.tell(d->ports.self, event, e->feed, e->name, why);
}

void drop_known(struct drop *d, struct view key, struct view value)
{
	size_t space = view_find_byte(key, ' ', 0), end = view_find_byte(value, ' ', 0);
	int64_t bytes;

	if (space == VIEW_NONE || end == VIEW_NONE || value.len - end - 1 != DIGEST_HEX ||
	    map_get(d->entries, key) || !view_to_i64(view_head(value, end), &bytes))
		return;
	for (size_t i = 0; i < d->feeds_len; i++) {
		if (!view_eq(d->feeds[i].id, view_head(key, space)))
			continue;
		struct entry *e = entry_add(d, &d->feeds[i], view_from(key, space + 1));
		e->phase = PHASE_KNOWN;
		e->as.bytes = bytes;
		memcpy(e->sha256, value.p + end + 1, DIGEST_HEX);
	}
	arena_reset(d->scratch);
}

/* --- looking ------------------------------------------------------------------------------ */

static bool same_file(const struct drop_file *a, const struct drop_file *b)
{
	return a->bytes == b->bytes && a->changed == b->changed && a->inode == b->inode;
}

static void watch(struct entry *e, const struct drop_file *f, instant_ms now)
{
	e->phase = PHASE_WATCHED;
	e->as = *f;
	e->as.name = (struct view){ NULL, 0 };
	e->since = now;
}

static void see(void *self, const struct drop_file *f)
{
	struct drop *d = self;
	struct entry *e = map_get(d->entries, key_of(d, d->listing, f->name));

	if (f->name.len == 0 || f->name.len > DROP_NAME_MAX)
		return;
	if (!e) {
		if (map_len(d->entries) >= DROP_FILES_MAX)
			return;
		e = entry_add(d, d->listing, f->name);
		watch(e, f, d->now);
	} else if (e->phase == PHASE_WATCHED && !same_file(&e->as, f)) {
		watch(e, f, d->now);
	}
	e->seen = true;
	arena_reset(d->scratch);
}

/* The keys of all entries, for a loop that may end some. */
static struct view *all_keys(struct drop *d, struct arena *a, size_t *ret_len)
{
	struct view *keys = ARENA_ARRAY(a, struct view, map_len(d->entries) + 1), key;
	void *value;

	*ret_len = 0;
	for (size_t i = 0; map_each(d->entries, &i, &key, &value);)
		keys[(*ret_len)++] = arena_copy(a, key);
	return keys;
}

/* Files that somebody else took away. */
static void drop_unseen(struct drop *d, const struct drop_feed *feed)
{
	AUTO(arena) a = arena_new(KEYS_MAX);
	size_t len;
	struct view *keys = all_keys(d, a, &len);

	for (size_t i = 0; i < len; i++) {
		struct entry *e = map_get(d->entries, keys[i]);
		if (e->feed != feed || e->seen || e->phase == PHASE_EMITTED)
			continue;
		if (e->phase != PHASE_WATCHED)
			is_over(d, e);
		forget(d, e);
	}
	arena_reset(d->scratch);
}

static void scan(struct drop *d)
{
	struct view key;
	void *value;

	for (size_t n = 0; n < d->feeds_len; n++) {
		struct err err;
		d->listing = &d->feeds[n];
		for (size_t i = 0; map_each(d->entries, &i, &key, &value);) {
			struct entry *e = value;
			e->seen = e->seen && e->feed != d->listing;
		}
		if (d->ports.list(d->ports.files, d->listing, see, d, &err))
			drop_unseen(d, d->listing);
		else
			d->ports.tell(d->ports.self, DROP_STUCK, d->listing, "",
				      view_of(err.text));
	}
}

static bool note_renamed(struct drop *d)
{
	char name[DROP_NAME_MAX + 1];
	size_t feed;
	bool any = false;

	while (d->ports.renamed(d->ports.files, &feed, name)) {
		struct drop_file f;
		MUST(feed < d->feeds_len);
		d->listing = &d->feeds[feed];
		if (!d->ports.look(d->ports.files, d->listing, name, &f))
			continue;
		f.name = view_of(name);
		see(d, &f);
		struct entry *e = map_get(d->entries, key_of(d, d->listing, f.name));
		if (e)
			e->renamed = any = true;
	}
	return any;
}

/* --- taking ------------------------------------------------------------------------------- */

static void move_away(struct drop *d, struct entry *e, enum drop_event event,
		      const char *to, struct view why)
{
	struct err err;

	if (!d->ports.move(d->ports.files, e->feed, e->name, to, &err)) {
		tell(d, DROP_STUCK, e, view_of(err.text));
		return;
	}
	tell(d, event, e, why);
	if (e->phase != PHASE_WATCHED)
		is_over(d, e);
	forget(d, e);
}

/* The bytes, if the file is now what it was when it was seen, and stayed so. */
static bool read_whole(struct drop *d, struct entry *e)
{
	struct drop_file f;
	struct err err;

	buf_clear(&d->body);
	if (!d->ports.read(d->ports.files, e->feed, e->name, &d->body, &f, &err)) {
		tell(d, DROP_STUCK, e, view_of(err.text));
		return false;
	}
	if (same_file(&f, &e->as) && (size_t)f.bytes == d->body.len)
		return true;
	watch(e, &f, d->now);
	return false;
}

static void take(struct drop *d, struct entry *e)
{
	char value[VALUE_MAX];

	if (e->as.bytes == 0 || (uint64_t)e->as.bytes > e->feed->bytes_max) {
		move_away(d, e, DROP_REFUSED, "refused",
			  e->as.bytes == 0 ? VIEW("it is empty")
					   : VIEW("it is over the feed's size"));
		return;
	}
	if (!read_whole(d, e))
		return;
	struct digest hash = digest_one(buf_view(&d->body));
	memcpy(e->sha256, hash.hex, DIGEST_HEX);
	int len =
	    snprintf(value, sizeof value, "%lld %s", (long long)e->as.bytes, e->sha256);
	d->ports.emit(d->ports.self, e->feed, e->name, buf_view(&d->body),
		      view_of(e->sha256));
	d->ports.remember(d->ports.self, key_of(d, e->feed, view_of(e->name)),
			  view_at(value, (size_t)len));
	e->phase = PHASE_EMITTED;
}

/* A predecessor's file, if it is that: moved and not taken again. */
static void settle_known(struct drop *d, struct entry *e)
{
	struct drop_file f;
	struct err err;

	buf_clear(&d->body);
	if (!d->ports.read(d->ports.files, e->feed, e->name, &d->body, &f, &err)) {
		tell(d, DROP_STUCK, e, view_of(err.text));
		return;
	}
	struct digest hash = digest_one(buf_view(&d->body));
	if (f.bytes == e->as.bytes && memcmp(hash.hex, e->sha256, DIGEST_HEX) == 0)
		move_away(d, e, DROP_AGAIN, "done", VIEW(""));
	else
		watch(e, &f, d->now);
}

/* Something about the file is to be done now. False: not yet. */
static bool act(struct drop *d, struct entry *e)
{
	switch (e->phase) {
	case PHASE_WATCHED:
		if (!e->renamed && d->now - e->since < DROP_STABLE_MS)
			return false;
		take(d, e);
		return true;
	case PHASE_KNOWN:
		settle_known(d, e);
		return true;
	case PHASE_TAKEN: /* it could not be moved before */
		move_away(d, e, DROP_TAKEN, "done", VIEW(""));
		return true;
	case PHASE_EMITTED:
		return false;
	}
	return false;
}

static void act_on_all(struct drop *d)
{
	AUTO(arena) a = arena_new(KEYS_MAX);
	size_t len, bytes = 0, i = 0;
	struct view *keys = all_keys(d, a, &len);

	for (; i < len && bytes < DROP_TURN_BYTES; i++) {
		struct entry *e = map_get(d->entries, keys[i]);
		buf_clear(&d->body);
		if (e && act(d, e))
			bytes += d->body.len;
		arena_reset(d->scratch);
	}
	d->more = i < len;
}

static void take_back_records(struct drop *d)
{
	while (d->over_len > 0) {
		char *key = d->over[--d->over_len];
		const struct entry *e = map_get(d->entries, view_of(key));
		/* Unless a new file of that name is taken already. */
		if (!e || e->phase == PHASE_WATCHED)
			d->ports.remember(d->ports.self, view_of(key), VIEW(""));
		free(key);
	}
}

int64_t drop_turn(struct drop *d, instant_ms now)
{
	bool due = d->next_scan <= now;

	d->now = now;
	take_back_records(d);
	if (due) {
		scan(d);
		d->next_scan = now + DROP_SCAN_MS;
	}
	if (note_renamed(d) || due || d->more)
		act_on_all(d);
	return d->over_len > 0 || d->more ? 0 : d->next_scan - now;
}

/* The file is where it was: moved away, unless another one came in its place. */
static void settle_taken(struct drop *d, struct entry *e)
{
	struct drop_file f;

	e->phase = PHASE_TAKEN;
	e->renamed = false;
	if (d->ports.look(d->ports.files, e->feed, e->name, &f) && !same_file(&f, &e->as))
		watch(e, &f, d->now);
	else
		move_away(d, e, DROP_TAKEN, "done", VIEW(""));
	arena_reset(d->scratch);
}

void drop_committed(struct drop *d)
{
	AUTO(arena) a = arena_new(KEYS_MAX);
	size_t len;
	struct view *keys = all_keys(d, a, &len);

	for (size_t i = 0; i < len; i++) {
		struct entry *e = map_get(d->entries, keys[i]);
		if (e && e->phase == PHASE_EMITTED)
			settle_taken(d, e);
	}
}

void drop_aborted(struct drop *d)
{
	struct view key;
	void *value;

	for (size_t i = 0; map_each(d->entries, &i, &key, &value);) {
		struct entry *e = value;
		if (e->phase == PHASE_EMITTED)
			e->phase = PHASE_WATCHED;
	}
}
