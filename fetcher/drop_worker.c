/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/drop_worker.h"

#include <stdio.h>
#include <unistd.h>

#include "common/base/digest.h"
#include "common/base/map.h"
#include "common/base/mem.h"
#include "common/kafka/reader.h"
#include "common/kafka/topics.h"
#include "common/service/clock.h"
#include "common/service/log.h"
#include "fetcher/drop_folder.h"

enum {
	ARENA_MAX = 256 << 20,
	READ_BUDGET_MS = 200, /* of one call, so that the loop goes on */
	TRY_AGAIN_MS = 1000,
	IDLE_TOLD_MS = 60 * 1000,
};

enum phase {
	PHASE_TO_MARK,
	PHASE_MARKED, /* in the transaction that is open */
	PHASE_READING,
	PHASE_WATCHING,
};

struct drop_worker {
	const struct kafka_settings *kafka;
	struct arena *arena; /* feeds, what is read back */
	struct arena *scratch;
	struct drop_feed *feeds;
	size_t feeds_len;
	struct drop_folder *folder;
	struct drop *drop;
	enum phase phase;
	instant_ms idle_since; /* no partition is ours; or 0 */
	bool idle_told;
	char mark[DIGEST_HEX + 1];
	struct reader *reader;
	struct map *known; /* by key of drop_known(), to struct view */
	struct stage *stage;
	int32_t partition; /* that transactions are for */
	instant_ms now;
};

struct metric drop_worker_metrics[] = {
	{ .name = "kurilwire_fetcher_files_total",
	  .type = METRIC_COUNTER,
	  .label = "event",
	  .values = drop_event_names,
	  .help = "What happened to files in drop folders." },
	{ .name = NULL },
};

/* --- records ------------------------------------------------------------------------------ */

/* All records of the instance lie beside this one, which is its mark. */
static struct view mark_key(const struct drop_worker *w)
{
	return arena_printf(w->scratch, "drop %s", w->kafka->instance);
}

static void put(struct drop_worker *w, struct view key, struct view value)
{
	static const struct headers none;
	int32_t to = stage_partition_of(w->stage, mark_key(w));
	/* As the stage writes state: a byte of the format before the value. */
	struct view stored = { NULL, 0 };
	if (value.len > 0) {
		char *p = arena_alloc(w->scratch, value.len + 1);
		p[0] = 0;
		memcpy(p + 1, value.p, value.len);
		stored = view_at(p, value.len + 1);
	}
	stage_emit(w->stage, w->partition, TOPIC_FETCH_STATE, NULL, to, key, stored,
		   &none);
}

static void port_remember(void *self, struct view key, struct view value)
{
	struct drop_worker *w = self;

	put(w,
	    arena_printf(w->scratch, "drop %s %.*s", w->kafka->instance, VIEW_ARG(key)),
	    value);
}

/* --- documents ---------------------------------------------------------------------------- */

/* The name as the path of a URI (RFC 3986 §3.3). */
static struct view uri_of(const char *name, struct arena *a)
{
	BUF(out, 3 * DROP_NAME_MAX + 16);

	buf_add(&out, VIEW("file:///"));
	for (const char *p = name; *p; p++)
		if (byte_is_alpha(*p) || byte_is_digit(*p) || strchr("-._~", *p))
			buf_add_byte(&out, *p);
		else
			buf_printf(&out, "%%%02X", (unsigned char)*p);
	return arena_copy(a, buf_view(&out));
}

static void port_emit(void *self, const struct drop_feed *f, const char *name,
		      struct view bytes, struct view sha256)
{
	struct drop_worker *w = self;
	struct headers h = { .len = 0 };
	char date[INSTANT_TEXT];
	struct digest trace = digest_one(arena_printf(
	    w->scratch, "%s %lld %.*s", name, (long long)w->now, VIEW_ARG(sha256)));

	headers_set(&h, w->scratch, VIEW("kw-url"), uri_of(name, w->scratch));
	headers_set(&h, w->scratch, VIEW("kw-requested-url"), f->url);
	headers_set(&h, w->scratch, VIEW("kw-feed"), f->id);
	headers_set(&h, w->scratch, VIEW("kw-fetched-at"),
		    arena_copy(w->scratch, instant_format(w->now, date)));
	headers_set(
	    &h, w->scratch, VIEW("traceparent"),
	    arena_printf(w->scratch, "00-%.32s-%.16s-01", trace.hex, trace.hex + 32));
	struct digest_quick hash = digest_quick(bytes);
	headers_set(&h, w->scratch, VIEW("kw-body-hash"), view_of(hash.hex));
	stage_emit(w->stage, w->partition, TOPIC_RAW, NULL, -1, f->provider, bytes, &h);
}

static void port_tell(void *self, enum drop_event event, const struct drop_feed *f,
		      const char *name, struct view why)
{
	(void)self;
	metric_add(&drop_worker_metrics[0], (size_t)event, 1);
	const struct log_field fields[] = {
		F_VIEW("feed", f->id),
		F_STR("file", name),
		F_VIEW("why", why),
		{ .type = LOG_F_END },
	};
	log_write(event == DROP_TAKEN || event == DROP_AGAIN ? LOG_INFO : LOG_WARN,
		  drop_event_names[event], fields);
}

/* --- reading back ------------------------------------------------------------------------- */

/* One record of the topic. True: it is our mark. */
static bool take(struct drop_worker *w, const struct stage_record *in)
{
	struct view mark = mark_key(w), value = view_from(in->value, 1);

	if (!view_starts(in->key, mark))
		return false;
	if (in->key.len == mark.len)
		return view_eq(value, view_of(w->mark));
	if (in->key.p[mark.len] != ' ')
		return false;
	struct view *kept = ARENA_NEW(w->arena, struct view);
	*kept = arena_copy(w->arena, value);
	(void)map_put(w->known, view_from(in->key, mark.len + 1), kept);
	return false;
}

static bool open_reader(struct drop_worker *w)
{
	char topic[TOPICS_NAME_MAX + 1];
	struct err err;
	int32_t from = stage_partition_of(w->stage, mark_key(w));

	if (topics_name(w->kafka, TOPIC_FETCH_STATE, NULL, topic, &err) &&
	    reader_open_one(w->kafka, topic, from, &w->reader, &err))
		return true;
	log_warn("files.waiting", F_ERR(&err));
	return false;
}

static void know_all(struct drop_worker *w)
{
	struct view key;
	void *value;

	for (size_t i = 0; map_each(w->known, &i, &key, &value);) {
		const struct view *v = value;
		if (v->len > 0)
			drop_known(w->drop, key, *v);
	}
}

/* Reads on. True: all is read. */
static bool read_back(struct drop_worker *w)
{
	instant_ms until = clock_wall_ms() + READ_BUDGET_MS;
	struct stage_record in;
	struct err err;

	if (!w->reader && !open_reader(w))
		return false;
	while (clock_wall_ms() < until) {
		enum reader_result what =
		    reader_next(w->reader, READ_BUDGET_MS / 4, &in, &err);
		arena_reset(w->scratch);
		if (what == READER_FAILED) {
			log_warn("files.waiting", F_ERR(&err));
			reader_free(TAKE(w->reader));
			return false;
		}
		if (what != READER_RECORD || !take(w, &in))
			continue;
		reader_free(TAKE(w->reader));
		know_all(w);
		return true;
	}
	return false;
}

/* --- the stage's functions ---------------------------------------------------------------- */

static void begin(struct drop_worker *w)
{
	const struct drop_ports ports = {
		.files = w->folder,
		.list = drop_folder_list,
		.renamed = drop_folder_renamed,
		.read = drop_folder_read,
		.look = drop_folder_look,
		.move = drop_folder_move,
		.self = w,
		.emit = port_emit,
		.remember = port_remember,
		.tell = port_tell,
	};

	drop_free(w->drop);
	map_free(w->known);
	reader_free(TAKE(w->reader));
	w->drop = drop_new(w->feeds, w->feeds_len, &ports);
	w->known = map_new();
	w->phase = PHASE_TO_MARK;
}

struct drop_worker *drop_worker_new(const struct kafka_settings *kafka,
				    const struct feeds *feeds)
{
	AUTO(drop_worker) w = mem_new(sizeof *w);

	w->kafka = kafka;
	w->arena = arena_new(ARENA_MAX);
	w->scratch = arena_new(ARENA_MAX);
	for (size_t i = 0; i < feeds_len(feeds); i++) {
		const struct feed *f = feeds_at(feeds, i);
		if (!f->enabled || f->folder.len == 0 ||
		    !view_eq(f->instance, view_of(kafka->instance)))
			continue;
		*ARENA_PUSH(w->arena, w->feeds, w->feeds_len) =
		    (struct drop_feed){ f->id, f->provider, f->url,
					arena_string(w->arena, f->folder),
					(size_t)f->bytes_max };
	}
	if (w->feeds_len == 0)
		return NULL;
	w->folder = drop_folder_new(w->feeds, w->feeds_len);
	begin(w);
	return TAKE(w);
}

void drop_worker_free(struct drop_worker *w)
{
	if (!w)
		return;
	drop_free(w->drop);
	drop_folder_free(w->folder);
	map_free(w->known);
	reader_free(w->reader);
	arena_free(w->scratch);
	arena_free(w->arena);
	free(w);
}

/* A mark that no other process writes. */
static void write_mark(struct drop_worker *w)
{
	struct digest nonce = digest_one(arena_printf(
	    w->scratch, "%lld %ld %p", (long long)w->now, (long)getpid(), (void *)w));

	memcpy(w->mark, nonce.hex, DIGEST_HEX);
	put(w, mark_key(w), view_of(w->mark));
	w->phase = PHASE_MARKED;
}

void drop_worker_without_partition(struct drop_worker *w, instant_ms now)
{
	if (w->idle_since == 0)
		w->idle_since = now;
	if (w->idle_told || now - w->idle_since < IDLE_TOLD_MS)
		return;
	w->idle_told = true;
	log_warn("files.waiting",
		 F_STR("why",
		       "no partition of kw.fetch is this instance's: there are more "
		       "fetchers than partitions"));
}

int64_t drop_worker_timer(struct drop_worker *w, struct stage *s, int32_t partition)
{
	int64_t wait = TRY_AGAIN_MS;

	w->stage = s;
	w->partition = partition;
	w->now = stage_now_ms(s);
	w->idle_since = 0;
	w->idle_told = false;
	arena_reset(w->scratch);
	if (w->phase == PHASE_TO_MARK) {
		write_mark(w);
	} else if (w->phase == PHASE_READING) {
		wait = 0;
		if (read_back(w))
			w->phase = PHASE_WATCHING;
		else if (!w->reader)
			wait = TRY_AGAIN_MS;
	} else if (w->phase == PHASE_WATCHING) {
		wait = drop_turn(w->drop, w->now);
	}
	return wait;
}

void drop_worker_committed(struct drop_worker *w)
{
	if (w->phase == PHASE_MARKED)
		w->phase = PHASE_READING;
	else if (w->phase == PHASE_WATCHING)
		drop_committed(w->drop);
}

void drop_worker_aborted(struct drop_worker *w, int32_t partition)
{
	if (partition == w->partition)
		begin(w);
}
