/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/letterbox.h"

#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>

#include "common/base/map.h"
#include "common/base/mem.h"
#include "common/kafka/reader.h"
#include "common/kafka/topics.h"
#include "common/service/clock.h"

enum { WAIT_MS = 30000, POLL_MS = 200, VALUE_BYTES = 64 };

/* What became of one letter. */
struct settled {
	enum letterbox_fate fate;
	int64_t at_ms;
};

struct letterbox {
	struct kafka_settings settings;
	char letters[TOPICS_NAME_MAX + 1], states[TOPICS_NAME_MAX + 1];
	struct map *settled;  /* id to struct settled */
	rd_kafka_t *producer; /* NULL: nothing is changed */
	bool open;            /* a transaction */
	char refused[128];    /* why a message could not be delivered */
};

static const char *const fates[] = { "open", "retried", "dropped" };

const char *letterbox_fate_name(enum letterbox_fate fate)
{
	return fates[fate];
}

/* --- reading --------------------------------------------------------------------------- */

/* All records of a topic from a time on, up to its end as it is now. */
static bool read_topic(const struct letterbox *b, const char *topic, int64_t since_ms,
		       reader_visit *take, void *self, struct err *err)
{
	AUTO(reader) reader = NULL;

	return reader_open(&b->settings, topic,
			   since_ms < 0 ? READER_BEGINNING : READER_SINCE, since_ms,
			   &reader, err) &&
	       reader_each(reader, take, self, err);
}

/* "retried 1674460800000" */
static bool settled_of(struct view value, struct settled *ret)
{
	size_t space = view_find_byte(value, ' ', 0);

	if (space == VIEW_NONE || !view_to_i64(view_from(value, space + 1), &ret->at_ms))
		return false;
	for (enum letterbox_fate f = LETTERBOX_RETRIED; f <= LETTERBOX_DROPPED; f++)
		if (view_eq(view_head(value, space), view_of(fates[f]))) {
			ret->fate = f;
			return true;
		}
	return false;
}

static bool take_state(void *self, const struct stage_record *r, struct err *err)
{
	struct letterbox *b = self;
	struct settled s;

	if (r->value.len && !settled_of(r->value, &s))
		return err_set(err, ERR_STOP,
			       "%s, partition %d, offset %" PRId64
			       ": written by a later version; use its kurilwire",
			       b->states, r->partition, r->offset);
	if (!r->value.len) {
		free(map_remove(b->settled, r->key));
		return true;
	}
	struct settled *kept = mem_new(sizeof *kept);
	*kept = s;
	free(map_put(b->settled, r->key, kept));
	return true;
}

struct visiting {
	const struct letterbox *box;
	letterbox_visit *visit;
	void *self;
};

static bool take_letter(void *self, const struct stage_record *r, struct err *err)
{
	const struct visiting *v = self;
	struct letterbox_item item = { .record = *r };

	if (!letter_of_headers(&r->headers, &item.letter))
		return true;
	(void)snprintf(item.id, sizeof item.id, "%d:%" PRId64, r->partition, r->offset);
	const struct settled *s = map_get(v->box->settled, view_of(item.id));
	if (s) {
		item.fate = s->fate;
		item.fate_ms = s->at_ms;
	}
	return v->visit(v->self, &item, err);
}

bool letterbox_each(struct letterbox *b, int64_t since_ms, letterbox_visit *visit,
		    void *self, struct err *err)
{
	struct visiting v = { b, visit, self };

	return read_topic(b, b->letters, since_ms, take_letter, &v, err);
}

/* --- changing -------------------------------------------------------------------------- */

/* Takes a broker's answer apart; true when there was nothing wrong. */
static bool went_well(rd_kafka_error_t *e, const char *what, struct err *err)
{
	if (!e)
		return true;
	(void)err_set(err, rd_kafka_error_is_retriable(e) ? ERR_RETRY : ERR_STOP,
		      "%s: %s%s", what, rd_kafka_error_string(e),
		      rd_kafka_error_is_fatal(e) ? "; is somebody else at the letters?"
						 : "");
	rd_kafka_error_destroy(e);
	return false;
}

static void refused(void *self, const char *topic, int code)
{
	struct letterbox *b = self;

	(void)snprintf(b->refused, sizeof b->refused, "%s: %s", topic,
		       rd_kafka_err2str((rd_kafka_resp_err_t)code));
}

static bool open_producer(struct letterbox *b, struct err *err)
{
	const struct client_hooks hooks = { .self = b, .refused = refused };

	return client_open(&b->settings, CLIENT_PRODUCER, "dead-letter", &hooks,
			   &b->producer, err) &&
	       went_well(rd_kafka_init_transactions(b->producer, WAIT_MS), "kafka", err);
}

/* State is read after the fence: nobody else can add to it any more. */
static bool open_box(struct letterbox *b, bool for_changes, struct err *err)
{
	return topics_name(&b->settings, TOPIC_DEAD_LETTER, NULL, b->letters, err) &&
	       topics_name(&b->settings, TOPIC_DEAD_LETTER_STATE, NULL, b->states, err) &&
	       (!for_changes || open_producer(b, err)) &&
	       read_topic(b, b->states, -1, take_state, b, err);
}

bool letterbox_open(const struct kafka_settings *settings, bool for_changes,
		    struct letterbox **ret, struct err *err)
{
	AUTO(letterbox) b = mem_new(sizeof *b);

	b->settings = *settings;
	/* The same for everybody, so that there is one at a time. */
	b->settings.instance = "cli";
	b->settled = map_new();
	err->text[0] = '\0';
	if (!open_box(b, for_changes, err))
		return false;
	*ret = TAKE(b);
	return true;
}

void letterbox_free(struct letterbox *b)
{
	struct view key;
	void *value;

	if (!b)
		return;
	if (b->open) {
		rd_kafka_error_t *e = rd_kafka_abort_transaction(b->producer, WAIT_MS);
		if (e)
			rd_kafka_error_destroy(e); /* the broker aborts it in its time */
	}
	client_close(b->producer);
	for (size_t i = 0; map_each(b->settled, &i, &key, &value);)
		free(value);
	map_free(b->settled);
	free(b);
}

const char *letterbox_refuses(const struct letterbox_item *item)
{
	if (item->fate == LETTERBOX_RETRIED)
		return "has been retried already";
	if (item->fate == LETTERBOX_DROPPED)
		return "has been dropped";
	if (item->letter.partition < 0)
		return "was not a record that could be read again";
	if (item->letter.part)
		return "is a part of a record whose rest went on";
	return NULL;
}

static bool produce(struct letterbox *b, const char *topic, int32_t partition,
		    struct view key, struct view value, rd_kafka_headers_t *headers,
		    struct err *err)
{
	char *copy = value.p ? mem_new(value.len + 1) : NULL;
	rd_kafka_error_t *e;
	bool full;

	if (copy)
		memcpy(copy, value.p, value.len);
	rd_kafka_vu_t v[] = {
		{ .vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = topic },
		{ .vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition },
		{ .vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_FREE },
		{ .vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = { copy, value.len } },
		{ .vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers },
		{ .vtype = RD_KAFKA_VTYPE_KEY, .u.mem = { 0 } },
	};
	memcpy(&v[5].u.mem.ptr, &key.p, sizeof key.p); /* it is only read */
	v[5].u.mem.size = key.len;
	do {
		e = rd_kafka_produceva(b->producer, v, sizeof v / sizeof *v);
		full = e && rd_kafka_error_code(e) == RD_KAFKA_RESP_ERR__QUEUE_FULL;
		if (full) {
			rd_kafka_error_destroy(e);
			(void)rd_kafka_poll(b->producer, POLL_MS);
		}
	} while (full);
	if (!e)
		return true;
	rd_kafka_headers_destroy(headers);
	free(copy);
	return went_well(e, topic, err);
}

/* The input as it was: its headers without those of the letter. */
static bool produce_input(struct letterbox *b, const struct letterbox_item *item,
			  struct err *err)
{
	BUF(topic, TOPICS_NAME_MAX);
	rd_kafka_headers_t *headers = rd_kafka_headers_new(HEADERS_MAX);
	bool keyed = item->record.key.len > 0;

	(void)buf_add(&topic, item->letter.topic);
	for (size_t i = 0; i < item->record.headers.len; i++) {
		const struct header *h = &item->record.headers.items[i];
		if (!letter_owns(h->name))
			(void)rd_kafka_header_add(headers, h->name.p,
						  (ssize_t)h->name.len, h->value.p,
						  (ssize_t)h->value.len);
	}
	return produce(b, buf_string(&topic),
		       keyed ? RD_KAFKA_PARTITION_UA : item->letter.partition,
		       item->record.key, item->record.value, headers, err);
}

bool letterbox_settle(struct letterbox *b, const struct letterbox_item *item,
		      enum letterbox_fate fate, struct err *err)
{
	char value[VALUE_BYTES];

	MUST(b->producer && item->fate == LETTERBOX_OPEN && fate != LETTERBOX_OPEN);
	MUST(fate == LETTERBOX_DROPPED || !letterbox_refuses(item));
	if (!b->open && !went_well(rd_kafka_begin_transaction(b->producer), "kafka", err))
		return false;
	b->open = true;
	if (fate == LETTERBOX_RETRIED && !produce_input(b, item, err))
		return false;
	int len =
	    snprintf(value, sizeof value, "%s %" PRId64, fates[fate], clock_wall_ms());
	return produce(b, b->states, RD_KAFKA_PARTITION_UA, view_of(item->id),
		       view_at(value, (size_t)len), rd_kafka_headers_new(1), err);
}

bool letterbox_commit(struct letterbox *b, struct err *err)
{
	rd_kafka_error_t *e;

	if (!b->open)
		return true;
	do {
		e = rd_kafka_commit_transaction(b->producer, WAIT_MS);
	} while (e && rd_kafka_error_is_retriable(e) &&
		 (rd_kafka_error_destroy(e), true));
	b->open = e != NULL;
	if (e && b->refused[0]) {
		rd_kafka_error_destroy(e);
		return err_set(err, ERR_STOP, "%s", b->refused);
	}
	return went_well(e, "kafka", err);
}
