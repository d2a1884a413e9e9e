/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a step emits lies in a list until the step has returned true: a step that fails has
 * emitted nothing. Keys and values lie in one buffer that is used again for each step, and
 * librdkafka copies them beside its own record of the message: a second copy, which costs
 * less than a second allocation that another thread frees.
 */
#include <stdio.h>

#include "common/base/mem.h"
#include "common/kafka/letter.h"
#include "common/kafka/stage_own.h"
#include "common/service/log.h"

enum {
	BYTES_MAX = 256 * 1024 * 1024, /* of all outputs of one call */
	BYTES_KEPT = 1024 * 1024,      /* from one call to the next */
	/* Producing waits this long for room in the queue before the transaction breaks. */
	QUEUE_WAIT_MS = 30 * 1000,
	NO_FORMAT = -1,    /* of a value that is no state */
	HEADER_NAME = 256, /* of one that a step adds; ours are short */
};

void scope_begin(struct stage *s)
{
	struct timespec t;

	MUST(s->outputs_len == 0 && s->tallies_len == 0);
	if (s->bytes.cap > BYTES_KEPT)
		buf_done(&s->bytes);
	s->bytes.max = BYTES_MAX;
	buf_clear(&s->bytes);
	s->scope++;
	s->scope_err.fate = ERR_NONE;
	(void)clock_gettime(CLOCK_REALTIME, &t);
	s->now_ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void output_done(struct output *o)
{
	if (o->headers)
		rd_kafka_headers_destroy(o->headers);
}

/* The input's headers to the input, without what was added. */
static void give_back_headers(struct stage *s, struct output *o)
{
	const char *name;
	const void *value;
	char copy[HEADER_NAME]; /* librdkafka frees its own while it still compares */
	size_t len, own = rd_kafka_header_cnt(o->headers) - o->added;

	while (rd_kafka_header_get_all(o->headers, own, &name, &value, &len) ==
	       RD_KAFKA_RESP_ERR_NO_ERROR) {
		int n = snprintf(copy, sizeof copy, "%s", name);
		MUST(n >= 0 && n < (int)sizeof copy);
		(void)rd_kafka_header_remove(o->headers, copy);
	}
	rd_kafka_message_set_headers(s->message, o->headers);
}

void scope_undo(struct stage *s)
{
	for (size_t i = 0; i < s->outputs_len; i++) {
		struct partition *p = stage_partition(s, s->outputs[i].for_partition);
		if (s->outputs[i].is_state && p->scope == s->scope)
			state_undo(p->state, p->point);
		if (s->outputs[i].is_input_headers)
			give_back_headers(s, &s->outputs[i]);
		else
			output_done(&s->outputs[i]);
	}
	s->outputs_len = 0;
	s->tallies_len = 0;
}

static void target_free(struct target *t)
{
	if (t && t->handle)
		rd_kafka_topic_destroy(t->handle);
	free(t);
}

void emit_free(struct stage *s)
{
	struct view name;
	void *topic;

	free(s->outputs);
	free(s->tallies);
	buf_done(&s->bytes);
	for (size_t i = 0; i < TOPIC_COUNT; i++)
		target_free(s->topics[i]);
	for (size_t i = 0; map_each(s->publics, &i, &name, &topic);)
		target_free(topic);
	map_free(s->publics);
}

/* --- producing ------------------------------------------------------------------------ */

static void broken(struct stage *s, const char *what, const char *why)
{
	if (!s->broken)
		log_warn("output.refused", F_STR("what", what), F_STR("why", why));
	s->broken = true;
}

/* NULL: librdkafka refuses it. */
static rd_kafka_topic_t *handle_of(struct stage *s, struct target *t)
{
	if (!t->handle)
		t->handle = rd_kafka_topic_new(s->producer, t->name, NULL);
	if (!t->handle)
		broken(s, t->name, rd_kafka_err2str(rd_kafka_last_error()));
	return t->handle;
}

static bool produce_once(struct stage *s, struct output *o, bool *ret_full)
{
	char *key = s->bytes.p + o->at;
	rd_kafka_topic_t *handle = handle_of(s, o->topic);

	*ret_full = false;
	if (!handle)
		return false;
	rd_kafka_vu_t v[6] = {
		{ .vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = handle },
		{ .vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = o->to_partition },
		{ .vtype = RD_KAFKA_VTYPE_VALUE,
		  .u.mem = { o->is_null ? NULL : key + o->key_len, o->value_len } },
		{ .vtype = RD_KAFKA_VTYPE_KEY,
		  .u.mem = { o->key_len ? key : NULL, o->key_len } },
		{ .vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY },
		{ .vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = o->headers },
	};
	rd_kafka_error_t *e = rd_kafka_produceva(s->producer, v, o->headers ? 6 : 5);
	if (!e)
		return true;
	*ret_full = rd_kafka_error_code(e) == RD_KAFKA_RESP_ERR__QUEUE_FULL;
	if (!*ret_full)
		broken(s, o->topic->name, rd_kafka_error_string(e));
	rd_kafka_error_destroy(e);
	return false;
}

static void produce(struct stage *s, struct output *o)
{
	bool full = false;

	for (int64_t until = 0; !s->broken && !produce_once(s, o, &full) && full;) {
		int64_t now = stage_clock_ms();
		until = until ? until : now + QUEUE_WAIT_MS;
		if (now > until || stage_hurried(s))
			broken(s, o->topic->name, "the queue stays full");
		else
			(void)rd_kafka_poll(s->producer, 20);
	}
	if (s->broken) {
		output_done(o);
		return;
	}
	s->tx_bytes += o->value_len;
	s->tx_outputs += !o->is_state;
	s->tx_letters += o->is_letter;
}

void scope_keep(struct stage *s)
{
	if (s->outputs_len || s->tallies_len)
		tx_open(s);
	for (size_t i = 0; i < s->outputs_len; i++) {
		tx_touch(s, stage_partition(s, s->outputs[i].for_partition));
		produce(s, &s->outputs[i]);
	}
	for (size_t i = 0; i < s->tallies_len; i++) {
		struct partition *p = stage_partition(s, s->tallies[i].partition);
		p->next.counts[s->tallies[i].what] += s->tallies[i].n;
		tx_touch(s, p);
	}
	s->outputs_len = 0;
	s->tallies_len = 0;
}

/* --- collecting ----------------------------------------------------------------------- */

static struct target *topic_named(struct stage *s, enum topic topic, const char *name)
{
	struct target *t = mem_new(sizeof *t);
	struct err err;

	if (topics_name(s->settings, topic, name, t->name, &err))
		return t;
	s->scope_err = err;
	free(t);
	return NULL;
}

static struct target *topic_of(struct stage *s, enum topic topic, const char *name)
{
	if (topic != TOPIC_PUBLIC) {
		MUST(topic < TOPIC_COUNT);
		if (!s->topics[topic])
			s->topics[topic] = topic_named(s, topic, NULL);
		return s->topics[topic];
	}
	MUST(name != NULL);
	struct target *t = map_get(s->publics, view_of(name));
	if (!t) {
		t = topic_named(s, topic, name);
		if (t)
			(void)map_put(s->publics, view_of(name), t);
	}
	return t;
}

/* Key and value, whose first byte is `format` if that is not negative. */
static bool add_bytes(struct buf *to, struct view key, int format, struct view value)
{
	if (!buf_room(to, key.len + 1 + value.len))
		return false;
	(void)buf_add(to, key);
	if (format >= 0)
		(void)buf_add_byte(to, (char)format);
	return buf_add(to, value);
}

/* A new output in the list; NULL if the call in hand has failed. */
static struct output *collect(struct stage *s, int32_t for_partition,
			      struct target *topic, struct view key, int format,
			      struct view value)
{
	size_t max = (size_t)s->settings->message_max_bytes, at = s->bytes.len;
	size_t value_len = value.len + (format >= 0);

	MUST(stage_owns(s, for_partition));
	if (s->scope_err.fate != ERR_NONE)
		return NULL;
	if (value_len > max || key.len > max - value_len ||
	    !add_bytes(&s->bytes, key, format, value)) {
		(void)err_set(&s->scope_err, ERR_REJECT,
			      "an output of %zu bytes for %s, %zu is the limit",
			      value_len + key.len, topic->name, max);
		return NULL;
	}
	if (s->outputs_len == s->outputs_cap) {
		s->outputs_cap = s->outputs_cap ? s->outputs_cap * 2 : 16;
		s->outputs = mem_grow(s->outputs, s->outputs_cap, sizeof *s->outputs);
	}
	struct output *o = &s->outputs[s->outputs_len++];
	*o = (struct output){
		.topic = topic,
		.for_partition = for_partition,
		.to_partition = RD_KAFKA_PARTITION_UA,
		.is_null = !value.p,
		.value_len = value_len,
		.key_len = key.len,
		.at = at,
	};
	return o;
}

static void add_header(rd_kafka_headers_t *to, struct view name, struct view value)
{
	(void)rd_kafka_header_add(to, name.p, (ssize_t)name.len, value.p,
				  (ssize_t)value.len);
}

static rd_kafka_headers_t *headers_copy(const struct headers *h, size_t more)
{
	rd_kafka_headers_t *to = rd_kafka_headers_new((h ? h->len : 0) + more);

	for (size_t i = 0; h && i < h->len; i++)
		add_header(to, h->items[i].name, h->items[i].value);
	return to;
}

/* Are they the input's, as the step got them, and behind them others? */
static bool begin_as_input(const struct stage *s, const struct headers *h)
{
	const struct headers *in = s->message_headers;

	if (!in || in->len == HEADERS_MAX || h->len < in->len)
		return false;
	for (size_t i = 0; i < in->len; i++)
		if (h->items[i].name.p != in->items[i].name.p ||
		    h->items[i].value.len != in->items[i].value.len ||
		    h->items[i].value.p != in->items[i].value.p)
			return false;
	return true;
}

/* An input that passes on as it is lends its list of headers, of which librdkafka has
 * allocated each for itself; what the step has put behind them is added. */
static void set_headers(struct stage *s, struct output *o, const struct headers *h)
{
	if (!begin_as_input(s, h) ||
	    rd_kafka_message_detach_headers(s->message, &o->headers) !=
		RD_KAFKA_RESP_ERR_NO_ERROR) {
		o->headers = headers_copy(h, 0);
		return;
	}
	o->is_input_headers = true;
	for (size_t i = s->message_headers->len; i < h->len; i++, o->added++)
		add_header(o->headers, h->items[i].name, h->items[i].value);
}

void stage_emit(struct stage *s, int32_t for_partition, enum topic topic,
		const char *topic_name, int32_t to_partition, struct view key,
		struct view value, const struct headers *headers)
{
	struct target *t = topic_of(s, topic, topic_name);
	struct output *o = t ? collect(s, for_partition, t, key, NO_FORMAT, value) : NULL;

	if (!o)
		return;
	o->to_partition = to_partition < 0 ? RD_KAFKA_PARTITION_UA : to_partition;
	if (headers && headers->len)
		set_headers(s, o, headers);
}

bool stage_state_get(struct stage *s, int32_t partition, struct view key,
		     struct view *ret_value)
{
	MUST(stage_owns(s, partition) && stage_partition(s, partition)->state);
	return state_get(stage_partition(s, partition)->state, key, ret_value);
}

void stage_state_put(struct stage *s, int32_t partition, struct view key,
		     struct view value)
{
	struct partition *p = stage_partition(s, partition);
	struct target *t = topic_of(s, p->source->state, NULL);

	MUST(stage_owns(s, partition) && p->state && key.len > 0);
	struct view none = { NULL, 0 };
	struct output *o =
	    value.len ? collect(s, partition, t, key, p->source->state_format, value)
		      : collect(s, partition, t, key, NO_FORMAT, none);
	if (!o)
		return;
	o->is_state = true;
	o->to_partition = p->id;
	if (p->scope != s->scope) {
		p->scope = s->scope;
		p->point = state_point(p->state);
	}
	state_put(p->state, key, value);
}

bool stage_state_each(struct stage *s, int32_t partition, size_t *i, struct view *ret_key,
		      struct view *ret_value)
{
	MUST(stage_owns(s, partition) && stage_partition(s, partition)->state);
	return state_each(stage_partition(s, partition)->state, i, ret_key, ret_value);
}

void stage_count(struct stage *s, int32_t partition, enum disposition what, uint64_t n)
{
	MUST(stage_owns(s, partition) && what < DISPOSITION_COUNT);
	for (size_t i = 0; i < s->tallies_len; i++)
		if (s->tallies[i].partition == partition && s->tallies[i].what == what) {
			s->tallies[i].n += n;
			return;
		}
	if (s->tallies_len == s->tallies_cap) {
		s->tallies_cap = s->tallies_cap ? s->tallies_cap * 2 : 8;
		s->tallies = mem_grow(s->tallies, s->tallies_cap, sizeof *s->tallies);
	}
	s->tallies[s->tallies_len++] = (struct tally){ partition, what, n };
}

/* --- letters ---------------------------------------------------------------------------- */

static void add_letter_headers(struct stage *s, rd_kafka_headers_t *to,
			       struct view reason, bool part)
{
	const rd_kafka_message_t *m = s->message;
	struct letter l = {
		.reason = reason,
		.worker = view_of(s->worker->name),
		.topic = view_of(m ? rd_kafka_topic_name(m->rkt) : s->sources[0].name),
		.partition = m ? m->partition : -1,
		.offset = m ? m->offset : -1,
		.part = part,
	};
	char numbers[LETTER_NUMBERS];
	struct header own[LETTER_HEADERS];
	size_t n = letter_headers(&l, numbers, own);

	for (size_t i = 0; i < n; i++)
		add_header(to, own[i].name, own[i].value);
}

static struct output *collect_letter(struct stage *s, int32_t for_partition,
				     struct view key, struct view bytes)
{
	struct target *t = topic_of(s, TOPIC_DEAD_LETTER, NULL);
	struct output *o = t ? collect(s, for_partition, t, key, NO_FORMAT, bytes) : NULL;

	if (o)
		o->is_letter = true;
	return o;
}

void stage_letter(struct stage *s, int32_t for_partition, struct view key,
		  struct view bytes, const struct headers *headers, struct view reason)
{
	struct output *o = collect_letter(s, for_partition, key, bytes);

	if (!o)
		return;
	o->headers = headers_copy(headers, LETTER_HEADERS);
	add_letter_headers(s, o->headers, reason, true);
}

/* The input's own headers, all of them and as they are, but for those of an earlier letter. */
static rd_kafka_headers_t *input_headers(const rd_kafka_message_t *m)
{
	rd_kafka_headers_t *from = NULL, *to = rd_kafka_headers_new(16);
	const char *name;
	const void *value;
	size_t len;

	if (rd_kafka_message_headers(m, &from) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return to;
	for (size_t i = 0; rd_kafka_header_get_all(from, i, &name, &value, &len) ==
			   RD_KAFKA_RESP_ERR_NO_ERROR;
	     i++)
		if (!letter_owns(view_of(name)))
			(void)rd_kafka_header_add(to, name, -1, value, (ssize_t)len);
	return to;
}

void emit_letter_of(struct stage *s, const struct partition *p,
		    const rd_kafka_message_t *m, struct view reason)
{
	struct output *o = collect_letter(s, p->number, view_at(m->key, m->key_len),
					  view_at(m->payload, m->len));

	if (!o)
		return;
	o->headers = input_headers(m);
	add_letter_headers(s, o->headers, reason, false);
}
