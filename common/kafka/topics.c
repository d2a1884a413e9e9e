/* SPDX-License-Identifier: Apache-2.0 */
#include "common/kafka/topics.h"

#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/mem.h"

#define DAY_MS (24 * 3600 * (int64_t)1000)

enum {
	BROKER_WAIT_MS = 10000,
	KNOWN_POLL_MS = 50,
	/* What a batch of one largest message takes beside the message. */
	BATCH_OVERHEAD = 64 * 1024,
	LIST_ARENA = 1024 * 1024,
};

static const struct topic_row rows[TOPIC_COUNT] = {
	[TOPIC_FETCH] = { "kw.fetch", "host", "a wanted page, or what a poll contained",
			  "parser, sink, cli", "fetcher", false, 7 * DAY_MS },
	[TOPIC_FETCH_STATE] = { "kw.fetch-state", "URL or host",
				"feeds, wanted pages, hosts", "fetcher", "fetcher", true,
				0 },
	[TOPIC_RAW] = { "kw.raw", "provider",
			"the body as received, content encoding removed", "fetcher",
			"parser", false, 7 * DAY_MS },
	[TOPIC_PARSE_STATE] = { "kw.parse-state", "story uri or alias",
				"versions, hashes, first seen", "parser", "parser", true,
				0 },
	[TOPIC_STORIES] = { "kw.stories", "story uri", "ninjs 3.1", "parser",
			    "enricher, back-tests", false, 30 * DAY_MS },
	[TOPIC_ENRICHED] = { "kw.enriched", "story uri", "ninjs 3.1 and kurilwire",
			     "enricher", "sink", false, 30 * DAY_MS },
	[TOPIC_SINK_STATE] = { "kw.sink-state", "story uri",
			       "versions by topic; held stories", "sink", "sink", true,
			       0 },
	[TOPIC_MATCHED] = { "kw.matched", "route", "as kw.enriched", "sink", "sink",
			    false, 30 * DAY_MS },
	[TOPIC_CLUSTER_STATE] = { "kw.cluster-state", "route and story uri",
				  "shingles, cluster, first seen", "sink", "sink", true,
				  0 },
	[TOPIC_DEAD_LETTER] = { "kw.dead-letter", "as the input",
				"the input bytes, untouched", "all", "cli", false,
				30 * DAY_MS },
	[TOPIC_DEAD_LETTER_STATE] = { "kw.dead-letter-state", "place of the letter",
				      "what became of it", "cli", "cli", true, 0 },
	[TOPIC_PUBLIC] = { "news.*", "story uri", "as kw.enriched", "sink", "subscribers",
			   false, 30 * DAY_MS },
};

const struct topic_row *topics_row(enum topic topic)
{
	MUST(topic < TOPIC_COUNT);
	return &rows[topic];
}

static bool name_byte(char c)
{
	return byte_is_alpha(c) || byte_is_digit(c) || c == '.' || c == '_' || c == '-';
}

bool topics_name(const struct kafka_settings *settings, enum topic topic,
		 const char *public_name, char ret[TOPICS_NAME_MAX + 1], struct err *err)
{
	char text[TOPICS_NAME_MAX + 1];
	const char *name = topic == TOPIC_PUBLIC ? public_name : topics_row(topic)->name;

	MUST((topic == TOPIC_PUBLIC) == (public_name != NULL));
	int n = snprintf(text, sizeof text, "%s%s", settings->prefix, name);
	if (n >= (int)sizeof text)
		return err_set(err, ERR_STOP, "topic name of %d bytes, %d is the limit",
			       n, TOPICS_NAME_MAX);
	for (const char *c = text; *c; c++)
		if (!name_byte(*c))
			return err_set(err, ERR_STOP,
				       "topic \"%s\": a name is made of letters, digits, "
				       "'.', '_' and '-'",
				       text);
	if (!*name)
		return err_set(err, ERR_STOP, "a topic without a name");
	memcpy(ret, text, (size_t)n + 1);
	return true;
}

bool topics_partitions(struct rd_kafka_s *client, const char *name, int timeout_ms,
		       int32_t *ret, struct err *err)
{
	const struct rd_kafka_metadata *all;
	rd_kafka_resp_err_t e = rd_kafka_metadata(client, 1, NULL, &all, timeout_ms);

	if (e != RD_KAFKA_RESP_ERR_NO_ERROR)
		return err_set(err, ERR_RETRY, "no broker answers: %s",
			       rd_kafka_err2str(e));
	*ret = 0;
	for (int i = 0; i < all->topic_cnt; i++)
		if (strcmp(all->topics[i].topic, name) == 0 && !all->topics[i].err)
			*ret = all->topics[i].partition_cnt;
	rd_kafka_metadata_destroy(all);
	return true;
}

/* --- making them ------------------------------------------------------------------------ */

struct wanted {
	char name[TOPICS_NAME_MAX + 1];
	bool compact;
	int64_t retention_ms;
	int32_t found; /* partitions; 0: it is not there */
	bool made;
};

struct creation {
	const struct kafka_settings *settings;
	struct arena *arena;
	struct wanted *items;
	size_t len;
};

static bool list_wanted(struct creation *c, const struct topics_public *publics,
			size_t publics_len, struct err *err)
{
	c->items = ARENA_ARRAY(c->arena, struct wanted, TOPIC_PUBLIC + publics_len);
	for (enum topic t = 0; t < TOPIC_PUBLIC; t++) {
		struct wanted *w = &c->items[c->len++];
		if (!topics_name(c->settings, t, NULL, w->name, err))
			return false;
		w->compact = rows[t].compact;
		w->retention_ms = rows[t].retention_ms;
	}
	for (size_t i = 0; i < publics_len; i++) {
		struct wanted *w = &c->items[c->len++];
		if (!topics_name(c->settings, TOPIC_PUBLIC, publics[i].name, w->name,
				 err))
			return false;
		w->compact = publics[i].compact;
		w->retention_ms = publics[i].retention_ms
				      ? publics[i].retention_ms
				      : rows[TOPIC_PUBLIC].retention_ms;
	}
	return true;
}

static bool look(struct creation *c, rd_kafka_t *client, struct err *err)
{
	const struct rd_kafka_metadata *all;
	rd_kafka_resp_err_t e = rd_kafka_metadata(client, 1, NULL, &all, BROKER_WAIT_MS);

	if (e != RD_KAFKA_RESP_ERR_NO_ERROR)
		return err_set(err, ERR_RETRY, "no broker answers at %s: %s",
			       c->settings->brokers, rd_kafka_err2str(e));
	for (size_t i = 0; i < c->len; i++)
		for (int k = 0; k < all->topic_cnt; k++)
			if (!all->topics[k].err &&
			    strcmp(all->topics[k].topic, c->items[i].name) == 0)
				c->items[i].found = all->topics[k].partition_cnt;
	rd_kafka_metadata_destroy(all);
	return true;
}

static void set_number(rd_kafka_NewTopic_t *t, const char *name, int64_t n)
{
	char text[32];

	(void)snprintf(text, sizeof text, "%lld", (long long)n);
	(void)rd_kafka_NewTopic_set_config(t, name, text);
}

/* Small segments and an early cleaner keep restoring quick: the cleaner never touches the
 * segment that is written to, so that one is closed after an hour at the latest. */
static void set_compact(rd_kafka_NewTopic_t *t)
{
	(void)rd_kafka_NewTopic_set_config(t, "cleanup.policy", "compact");
	(void)rd_kafka_NewTopic_set_config(t, "min.cleanable.dirty.ratio", "0.1");
	set_number(t, "segment.bytes", (int64_t)32 * 1024 * 1024);
	set_number(t, "segment.ms", 3600 * 1000);
	set_number(t, "delete.retention.ms", DAY_MS);
}

static rd_kafka_NewTopic_t *new_topic(const struct creation *c, const struct wanted *w,
				      struct err *err)
{
	char text[256];
	rd_kafka_NewTopic_t *t =
	    rd_kafka_NewTopic_new(w->name, c->settings->partitions,
				  c->settings->replication, text, sizeof text);

	if (!t) {
		(void)err_set(err, ERR_STOP, "topic %s: %s", w->name, text);
		return NULL;
	}
	if (w->compact) {
		set_compact(t);
	} else {
		(void)rd_kafka_NewTopic_set_config(t, "cleanup.policy", "delete");
		set_number(t, "retention.ms", w->retention_ms);
	}
	set_number(t, "max.message.bytes",
		   c->settings->message_max_bytes + BATCH_OVERHEAD);
	if (c->settings->replication >= 3)
		(void)rd_kafka_NewTopic_set_config(t, "min.insync.replicas", "2");
	return t;
}

static bool read_result(rd_kafka_event_t *event, struct err *err)
{
	if (!event)
		return err_set(err, ERR_RETRY, "no answer to the creation of topics");
	if (rd_kafka_event_error(event))
		return err_set(err, ERR_RETRY, "creating topics: %s",
			       rd_kafka_event_error_string(event));

	size_t n;
	const rd_kafka_topic_result_t **made = rd_kafka_CreateTopics_result_topics(
	    rd_kafka_event_CreateTopics_result(event), &n);
	for (size_t i = 0; i < n; i++) {
		rd_kafka_resp_err_t e = rd_kafka_topic_result_error(made[i]);
		if (e == RD_KAFKA_RESP_ERR_NO_ERROR ||
		    e == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
			continue;
		const char *why = rd_kafka_topic_result_error_string(made[i]);
		return err_set(err, ERR_STOP, "topic %s: %s",
			       rd_kafka_topic_result_name(made[i]),
			       why ? why : rd_kafka_err2str(e));
	}
	return true;
}

static bool create_missing(struct creation *c, rd_kafka_t *client, struct err *err)
{
	rd_kafka_NewTopic_t **list = ARENA_ARRAY(c->arena, rd_kafka_NewTopic_t *, c->len);
	size_t n = 0;
	bool ok = true;

	for (size_t i = 0; ok && i < c->len; i++)
		if (!c->items[i].found) {
			list[n] = new_topic(c, &c->items[i], err);
			ok = list[n] != NULL;
			n += ok;
			c->items[i].made = ok;
		}
	if (ok && n > 0) {
		rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
		rd_kafka_AdminOptions_t *o =
		    rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS);
		char text[256];
		(void)rd_kafka_AdminOptions_set_operation_timeout(o, BROKER_WAIT_MS, text,
								  sizeof text);
		rd_kafka_CreateTopics(client, list, n, o, queue);
		rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 3 * BROKER_WAIT_MS);
		ok = read_result(event, err);
		if (event)
			rd_kafka_event_destroy(event);
		rd_kafka_AdminOptions_destroy(o);
		rd_kafka_queue_destroy(queue);
	}
	rd_kafka_NewTopic_destroy_array(list, n);
	return ok;
}

/* The controller has made them before every broker has heard of them. */
static bool wait_until_known(struct creation *c, rd_kafka_t *client, struct err *err)
{
	for (int waited = 0; waited < BROKER_WAIT_MS; waited += KNOWN_POLL_MS) {
		size_t unknown = 0;
		if (!look(c, client, err))
			return false;
		for (size_t i = 0; i < c->len; i++)
			unknown += c->items[i].found == 0;
		if (unknown == 0)
			return true;
		(void)rd_kafka_poll(client, KNOWN_POLL_MS);
	}
	return err_set(err, ERR_RETRY,
		       "the topics were made, but the brokers do not show them");
}

static bool check_counts(const struct creation *c, struct err *err)
{
	char text[160] = "";
	size_t len = 0;

	for (size_t i = 0; i < c->len; i++) {
		const struct wanted *w = &c->items[i];
		if (!w->found || w->found == c->settings->partitions)
			continue;
		int n = snprintf(text + len, sizeof text - len, "%s%s has %d",
				 len ? ", " : "", w->name, w->found);
		len = len + (size_t)n < sizeof text ? len + (size_t)n : sizeof text - 1;
	}
	return len == 0 || err_set(err, ERR_STOP, "partitions: %s, not %d", text,
				   c->settings->partitions);
}

bool topics_create(const struct kafka_settings *settings,
		   const struct topics_public *publics, size_t publics_len,
		   topics_report *report, void *self, struct err *err)
{
	AUTO(arena) arena = arena_new(LIST_ARENA);
	struct creation c = { .settings = settings, .arena = arena };
	rd_kafka_t *client;

	if (!list_wanted(&c, publics, publics_len, err) ||
	    !client_open(settings, CLIENT_ADMIN, NULL, NULL, &client, err))
		return false;
	bool ok = look(&c, client, err) && check_counts(&c, err) &&
		  create_missing(&c, client, err) && wait_until_known(&c, client, err);
	client_close(client);
	for (size_t i = 0; ok && report && i < c.len; i++)
		report(self, c.items[i].name, c.items[i].made, c.items[i].found);
	return ok;
}

/* The list of all topics leaves out what may not be described: asked by name, the broker says
 * so. A client that reads never makes a topic by asking for it. */
static bool tell_hidden(struct creation *c, struct err *err)
{
	rd_kafka_t *client = NULL;
	bool ok = client_open(c->settings, CLIENT_READER, NULL, NULL, &client, err);

	for (size_t i = 0; ok && i < c->len; i++) {
		const struct rd_kafka_metadata *m;
		if (c->items[i].found)
			continue;
		rd_kafka_topic_t *topic =
		    rd_kafka_topic_new(client, c->items[i].name, NULL);
		rd_kafka_resp_err_t e =
		    rd_kafka_metadata(client, 0, topic, &m, BROKER_WAIT_MS);
		rd_kafka_topic_destroy(topic);
		if (e)
			ok = err_set(err, ERR_RETRY, "no broker answers at %s: %s",
				     c->settings->brokers, rd_kafka_err2str(e));
		else if (m->topic_cnt &&
			 m->topics[0].err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
			c->items[i].found = -1;
		if (!e)
			rd_kafka_metadata_destroy(m);
	}
	if (client)
		client_close(client);
	return ok;
}

bool topics_look(const struct kafka_settings *settings,
		 const struct topics_public *publics, size_t publics_len,
		 topics_report *report, void *self, struct err *err)
{
	AUTO(arena) arena = arena_new(LIST_ARENA);
	struct creation c = { .settings = settings, .arena = arena };
	rd_kafka_t *client;

	if (!list_wanted(&c, publics, publics_len, err) ||
	    !client_open(settings, CLIENT_ADMIN, NULL, NULL, &client, err))
		return false;
	bool ok = look(&c, client, err) && check_counts(&c, err) && tell_hidden(&c, err);
	client_close(client);
	for (size_t i = 0; ok && i < c.len; i++)
		report(self, c.items[i].name, false, c.items[i].found);
	return ok;
}

bool topics_reach(const struct kafka_settings *settings, struct err *err)
{
	rd_kafka_t *admin;
	int32_t ignored;

	if (!client_open(settings, CLIENT_ADMIN, NULL, NULL, &admin, err))
		return false;
	bool ok = topics_partitions(admin, "", BROKER_WAIT_MS, &ignored, err) ||
		  err_prefix(err, "%s", settings->brokers);
	client_close(admin);
	return ok;
}
