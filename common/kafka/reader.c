/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/reader.h"

#include <librdkafka/rdkafka.h>
#include <stdio.h>

#include "common/base/mem.h"
#include "common/service/clock.h"

/* A topic's name has at most 249 characters. */
enum {
	METADATA_MS = 10000,
	LOOKUP_MS = 10000,
	NAME_BYTES = 250,
	POLL_MS = 500,
	SILENCE_MS = 30000,
};

struct reader {
	rd_kafka_t *kafka;
	rd_kafka_message_t *message; /* the one that is lent out */
	char topic[NAME_BYTES];
	bool *ended;   /* for each partition: its end was reached once */
	int64_t *next; /* and the offset after the last one that was read, or -1 */
	char why[160]; /* no broker answers, as the client says */
	uint64_t read;
	int32_t partitions, open_ends;
	bool said_end;
	const volatile sig_atomic_t *stop; /* or NULL */
};

static bool set(rd_kafka_conf_t *conf, const char *name, const char *value,
		struct err *err)
{
	char why[200];

	if (rd_kafka_conf_set(conf, name, value, why, sizeof why) == RD_KAFKA_CONF_OK)
		return true;
	return err_set(err, ERR_STOP, "kafka setting \"%s\": %s", name, why);
}

/* Why no broker could be reached, if the client has said so. */
static void on_error(rd_kafka_t *kafka, int code, const char *reason, void *self)
{
	struct reader *r = self;

	(void)kafka;
	if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
		(void)snprintf(r->why, sizeof r->why, "%s", reason);
}

static bool connect_reader(struct reader *r, const struct kafka_settings *k,
			   struct err *err)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	char why[200], group[256];
	bool ok = set(conf, "bootstrap.servers", k->brokers, err) &&
		  /* Its coordinator is looked for even if none is joined. */
		  set(conf, "group.id", client_group(k, "reader", group).p, err) &&
		  set(conf, "enable.auto.commit", "false", err) &&
		  set(conf, "enable.partition.eof", "true", err) &&
		  /* The end of a partition is known after a fetch that found nothing. */
		  set(conf, "fetch.wait.max.ms", "100", err) &&
		  set(conf, "isolation.level", "read_committed", err);

	for (size_t i = 0; ok && i < k->properties_len; i++)
		ok = set(conf, k->properties[i].name, k->properties[i].value, err);
	rd_kafka_conf_set_opaque(conf, r);
	rd_kafka_conf_set_error_cb(conf, on_error);
	/* Its log is no answer to what a person asked: what matters is in on_error(). */
	rd_kafka_conf_set_log_cb(conf, NULL);
	if (ok) {
		r->kafka = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
		if (r->kafka)
			return true;
		(void)err_set(err, ERR_STOP, "kafka client: %s", why);
	}
	rd_kafka_conf_destroy(conf);
	return false;
}

static bool count_partitions(struct reader *r, const char *brokers, const char *topic,
			     struct err *err)
{
	const struct rd_kafka_metadata *md = NULL;
	rd_kafka_topic_t *t = rd_kafka_topic_new(r->kafka, topic, NULL);
	rd_kafka_resp_err_t e = rd_kafka_metadata(r->kafka, 0, t, &md, METADATA_MS);

	rd_kafka_topic_destroy(t);
	if (e) {
		(void)rd_kafka_poll(r->kafka, 0);
		return err_set(err, ERR_RETRY, "no broker answers at %s: %s", brokers,
			       r->why[0] ? r->why : rd_kafka_err2str(e));
	}
	bool there =
	    md->topic_cnt == 1 && !md->topics[0].err && md->topics[0].partition_cnt > 0;
	if (there)
		r->partitions = md->topics[0].partition_cnt;
	rd_kafka_metadata_destroy(md);
	return there || err_set(err, ERR_REJECT, "there is no topic \"%s\"", topic);
}

static bool seek_since(rd_kafka_t *kafka, rd_kafka_topic_partition_list_t *list,
		       int64_t since_ms, struct err *err)
{
	for (int i = 0; i < list->cnt; i++)
		list->elems[i].offset = since_ms;
	rd_kafka_resp_err_t e = rd_kafka_offsets_for_times(kafka, list, LOOKUP_MS);
	if (e)
		return err_set(err, ERR_RETRY, "looking up offsets: %s",
			       rd_kafka_err2str(e));
	for (int i = 0; i < list->cnt; i++)
		if (list->elems[i].offset < 0)
			list->elems[i].offset = RD_KAFKA_OFFSET_END;
	return true;
}

/* What is read of a topic. */
struct part {
	int32_t only; /* partition, or -1: all */
	enum reader_from from;
	int64_t since_ms;
	int64_t (*start_of)(void *self, int32_t partition); /* or NULL */
	void *self;
};

/* Nothing that has fallen to retention is passed over in silence. */
static bool start_at(rd_kafka_t *kafka, rd_kafka_topic_partition_list_t *list,
		     const struct part *what, struct err *err)
{
	for (int i = 0; i < list->cnt; i++) {
		rd_kafka_topic_partition_t *p = &list->elems[i];
		int64_t start = what->start_of(what->self, p->partition), low, high;
		if (start < 0)
			continue;
		rd_kafka_resp_err_t e = rd_kafka_query_watermark_offsets(
		    kafka, p->topic, p->partition, &low, &high, LOOKUP_MS);
		if (e)
			return err_set(err, ERR_RETRY, "looking up offsets: %s",
				       rd_kafka_err2str(e));
		if (start < low || start > high)
			return err_set(err, ERR_STOP,
				       "%s [%d]: offset %lld is not there (the topic "
				       "begins at %lld, its next is %lld)",
				       p->topic, p->partition, (long long)start,
				       (long long)low, (long long)high);
		p->offset = start;
	}
	return true;
}

static bool begin(struct reader *r, const char *topic, const struct part *what,
		  struct err *err)
{
	rd_kafka_topic_partition_list_t *list =
	    rd_kafka_topic_partition_list_new(r->partitions);
	bool ok = true;

	for (int32_t p = 0; p < r->partitions; p++)
		if (what->only < 0 || what->only == p)
			rd_kafka_topic_partition_list_add(list, topic, p)->offset =
			    what->from == READER_END ? RD_KAFKA_OFFSET_END
						     : RD_KAFKA_OFFSET_BEGINNING;
	r->open_ends = list->cnt;
	if (what->from == READER_SINCE)
		ok = seek_since(r->kafka, list, what->since_ms, err);
	if (what->start_of)
		ok = start_at(r->kafka, list, what, err);
	rd_kafka_resp_err_t e =
	    ok ? rd_kafka_assign(r->kafka, list) : RD_KAFKA_RESP_ERR_NO_ERROR;
	if (e)
		ok = err_set(err, ERR_STOP, "assigning partitions: %s",
			     rd_kafka_err2str(e));
	rd_kafka_topic_partition_list_destroy(list);
	return ok;
}

static bool open_part(const struct kafka_settings *settings, const char *topic,
		      const struct part *what, struct reader **ret, struct err *err)
{
	AUTO(reader) r = mem_new(sizeof *r);

	if (!connect_reader(r, settings, err))
		return false;
	(void)rd_kafka_poll_set_consumer(r->kafka);
	if (!count_partitions(r, settings->brokers, topic, err) ||
	    !begin(r, topic, what, err))
		return false;
	(void)snprintf(r->topic, sizeof r->topic, "%s", topic);
	r->ended = mem_new((size_t)r->partitions * sizeof *r->ended);
	r->next = mem_new((size_t)r->partitions * sizeof *r->next);
	for (int32_t p = 0; p < r->partitions; p++)
		r->next[p] = -1;
	*ret = TAKE(r);
	return true;
}

bool reader_open(const struct kafka_settings *settings, const char *topic,
		 enum reader_from from, int64_t since_ms, struct reader **ret,
		 struct err *err)
{
	const struct part all = { .only = -1, .from = from, .since_ms = since_ms };

	return open_part(settings, topic, &all, ret, err);
}

bool reader_open_one(const struct kafka_settings *settings, const char *topic,
		     int32_t partition, struct reader **ret, struct err *err)
{
	const struct part one = { .only = partition, .from = READER_BEGINNING };

	return open_part(settings, topic, &one, ret, err);
}

bool reader_open_at(const struct kafka_settings *settings, const char *topic,
		    int64_t (*start_of)(void *self, int32_t partition), void *self,
		    struct reader **ret, struct err *err)
{
	const struct part all = {
		.only = -1, .from = READER_BEGINNING, .start_of = start_of, .self = self
	};

	return open_part(settings, topic, &all, ret, err);
}

void reader_free(struct reader *r)
{
	if (!r)
		return;
	if (r->message)
		rd_kafka_message_destroy(r->message);
	if (r->kafka) {
		(void)rd_kafka_consumer_close(r->kafka);
		rd_kafka_destroy(r->kafka);
	}
	free(r->ended);
	free(r->next);
	free(r);
}

static void lend_headers(const rd_kafka_message_t *m, struct headers *to)
{
	rd_kafka_headers_t *list;
	const char *name;
	const void *value;
	size_t size;

	to->len = 0;
	if (rd_kafka_message_headers(m, &list) != RD_KAFKA_RESP_ERR_NO_ERROR)
		return;
	for (size_t i = 0; to->len < HEADERS_MAX &&
			   rd_kafka_header_get_all(list, i, &name, &value, &size) ==
			       RD_KAFKA_RESP_ERR_NO_ERROR;
	     i++)
		to->items[to->len++] =
		    (struct header){ view_of(name), view_at(value, size) };
}

static enum reader_result at_end(struct reader *r, int32_t partition)
{
	if (partition >= 0 && partition < r->partitions && !r->ended[partition]) {
		r->ended[partition] = true;
		r->open_ends--;
	}
	if (r->open_ends > 0 || r->said_end)
		return READER_NOTHING;
	r->said_end = true;
	return READER_AT_END;
}

enum reader_result reader_next(struct reader *r, int timeout_ms, struct stage_record *ret,
			       struct err *err)
{
	if (r->message)
		rd_kafka_message_destroy(r->message);
	r->message = rd_kafka_consumer_poll(r->kafka, timeout_ms);
	if (!r->message)
		return READER_NOTHING;
	if (r->message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
		return at_end(r, r->message->partition);
	if (r->message->err == RD_KAFKA_RESP_ERR__TRANSPORT ||
	    r->message->err == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
		return READER_NOTHING;
	if (r->message->err) {
		(void)err_set(err, ERR_STOP, "reading: %s",
			      rd_kafka_message_errstr(r->message));
		return READER_FAILED;
	}
	*ret = (struct stage_record){
		.key = view_at(r->message->key, r->message->key_len),
		.value = view_at(r->message->payload, r->message->len),
		.partition = r->message->partition,
		.offset = r->message->offset,
		.timestamp_ms = rd_kafka_message_timestamp(r->message, NULL),
	};
	lend_headers(r->message, &ret->headers);
	r->read++;
	if (ret->partition >= 0 && ret->partition < r->partitions)
		r->next[ret->partition] = ret->offset + 1;
	return READER_RECORD;
}

bool reader_each(struct reader *r, reader_visit *visit, void *self, struct err *err)
{
	struct stage_record record;
	struct err why = { .fate = ERR_NONE };
	int64_t heard_ms = clock_steady_ms();

	while (!r->stop || !*r->stop) {
		switch (reader_next(r, POLL_MS, &record, err)) {
		case READER_RECORD:
			heard_ms = clock_steady_ms();
			if (visit(self, &record, &why))
				break;
			if (why.fate != ERR_NONE)
				*err = why;
			return why.fate == ERR_NONE;
		case READER_AT_END:
			return true;
		case READER_NOTHING:
			if (clock_steady_ms() - heard_ms > SILENCE_MS)
				return err_set(err, ERR_RETRY,
					       "%s: the broker sends nothing more",
					       r->topic);
			break;
		case READER_FAILED:
			return false;
		}
	}
	return true;
}

void reader_stop_by(struct reader *r, const volatile sig_atomic_t *stop)
{
	r->stop = stop;
}

struct reader_progress reader_progress(const struct reader *r)
{
	struct reader_progress p = { .read = r->read };

	for (int32_t i = 0; i < r->partitions; i++) {
		int64_t low, high;
		if (r->ended[i] ||
		    rd_kafka_get_watermark_offsets(r->kafka, r->topic, i, &low, &high))
			continue;
		int64_t next = r->next[i] >= 0 ? r->next[i] : low;
		p.left += high > next ? (uint64_t)(high - next) : 0;
	}
	return p;
}
