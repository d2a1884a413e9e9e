/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Follows a topic of stories by their headers alone: the values are never parsed.
 *
 *   follow BROKER TOPIC GROUP COUNT [HEADER=ITEM]...
 *
 * Prints one line for each version that comes, and ends after COUNT of them (0: never). With
 * kw-lang=ja or kw-about=kurils only those are counted whose header has that item.
 *
 *   cc -o follow follow.c $(pkg-config --cflags --libs rdkafka)
 */
#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORIES_MAX = 100000, URI_MAX = 128, VALUE_MAX = 1024 };

/* What is known of a story. A program of use keeps this where it keeps the stories. */
struct story {
	char uri[URI_MAX];
	int version;
};

static struct story *stories;
static size_t stories_len;

static void fail(const char *why)
{
	fprintf(stderr, "follow: %s\n", why);
	exit(1);
}

/* The header as a string, or "" when there is none. */
static void header(const rd_kafka_message_t *m, const char *name, char ret[VALUE_MAX])
{
	rd_kafka_headers_t *headers;
	const void *value;
	size_t len;

	ret[0] = '\0';
	if (rd_kafka_message_headers(m, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
	    rd_kafka_header_get_last(headers, name, &value, &len) !=
		RD_KAFKA_RESP_ERR_NO_ERROR)
		return;
	if (len >= VALUE_MAX)
		len = VALUE_MAX - 1;
	memcpy(ret, value, len);
	ret[len] = '\0';
}

/* "kw-about=kurils": is kurils one of the items of that header? */
static bool passes(const rd_kafka_message_t *m, const char *filter)
{
	const char *item = strchr(filter, '=');
	char name[64], list[VALUE_MAX];

	if (!item)
		fail("a filter is HEADER=ITEM");
	(void)snprintf(name, sizeof name, "%.*s", (int)(item - filter), filter);
	header(m, name, list);
	for (char *rest = list, *one; (one = strsep(&rest, ","));)
		if (strcmp(one, item + 1) == 0)
			return true;
	return false;
}

static struct story *find(const char *uri)
{
	for (size_t i = 0; i < stories_len; i++)
		if (strcmp(stories[i].uri, uri) == 0)
			return &stories[i];
	if (stories_len == STORIES_MAX)
		fail("more stories than this example keeps");
	struct story *s = &stories[stories_len++];
	(void)snprintf(s->uri, sizeof s->uri, "%s", uri);
	s->version = 0;
	return s;
}

static struct {
	int new, updated, killed;
} counts;

static void take(const rd_kafka_message_t *m)
{
	char uri[URI_MAX], version[VALUE_MAX], status[VALUE_MAX];
	const char *kind = "new";

	header(m, "kw-version", version);
	header(m, "kw-status", status);
	(void)snprintf(uri, sizeof uri, "%.*s", (int)m->key_len, (const char *)m->key);
	struct story *s = find(uri);
	if (atoi(version) <= s->version)
		return; /* read before */
	if (strcmp(status, "usable") != 0) {
		kind = "kill";
		counts.killed++;
	} else if (s->version > 0) {
		kind = "update";
		counts.updated++;
	} else
		counts.new ++;
	s->version = atoi(version);
	printf("%-6s %s %s\n", kind, uri, version);
}

static rd_kafka_t *open_consumer(const char *broker, const char *topic, const char *group)
{
	const char *const settings[][2] = {
		{ "bootstrap.servers", broker },
		{ "group.id", group },
		{ "auto.offset.reset", "earliest" },
		{ "isolation.level", "read_committed" },
		{ "enable.auto.commit", "false" },
	};
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	char why[256];

	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], why,
				      sizeof why) != RD_KAFKA_CONF_OK)
			fail(why);
	rd_kafka_t *k = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
	if (!k)
		fail(why);
	(void)rd_kafka_poll_set_consumer(k);
	rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
	(void)rd_kafka_topic_partition_list_add(topics, topic, RD_KAFKA_PARTITION_UA);
	if (rd_kafka_subscribe(k, topics) != RD_KAFKA_RESP_ERR_NO_ERROR)
		fail("the topic cannot be subscribed to");
	rd_kafka_topic_partition_list_destroy(topics);
	return k;
}

int main(int argc, char **argv)
{
	if (argc < 5)
		fail("usage: follow BROKER TOPIC GROUP COUNT [HEADER=ITEM]...");
	rd_kafka_t *k = open_consumer(argv[1], argv[2], argv[3]);
	int count = atoi(argv[4]);

	stories = calloc(STORIES_MAX, sizeof *stories);
	if (!stories)
		fail("no memory");
	while (count == 0 || counts.new + counts.updated + counts.killed < count) {
		rd_kafka_message_t *m = rd_kafka_consumer_poll(k, 1000);
		if (!m)
			continue;
		if (m->err)
			fail(rd_kafka_message_errstr(m));
		bool wanted = true;
		for (int i = 5; i < argc; i++)
			wanted = wanted && passes(m, argv[i]);
		if (wanted)
			take(m);
		/* After it was dealt with: what a crash interrupts comes again. */
		if (rd_kafka_commit_message(k, m, 0) != RD_KAFKA_RESP_ERR_NO_ERROR)
			fail("the offset cannot be committed");
		rd_kafka_message_destroy(m);
	}
	(void)rd_kafka_consumer_close(k);
	rd_kafka_destroy(k);
	free(stories);
	printf("%d new, %d updated, %d killed\n", counts.new, counts.updated,
	       counts.killed);
	return 0;
}
