/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of the stage do to a broker beside the worker.
 *
 *   stage_tool BROKERS topics PREFIX PARTITIONS   makes all topics
 *   stage_tool BROKERS hold TOPIC PARTITIONS      opens a transaction with a record in each
 *                                                 partition, says "open", and aborts it when
 *                                                 its standard input ends
 *   stage_tool BROKERS put TOPIC                  writes lines of standard input, each a
 *                                                 header ce_id, a key and a value between tabs
 *   stage_tool BROKERS delete TOPIC PARTITION OFFSET   deletes the records before the offset
 */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/must.h"
#include "common/kafka/topics.h"

enum { WAIT_MS = 10000 };

static struct kafka_settings settings_of(const char *brokers, const char *prefix)
{
	return (struct kafka_settings){ .brokers = brokers,
					.prefix = prefix,
					.instance = "tool",
					.replication = 1,
					.compression = "lz4",
					.from = "",
					.message_max_bytes = 5 * 1024 * 1024 };
}

static int make_topics(const char *brokers, char **args)
{
	const struct topics_public publics[] = { { .name = "news.kurils" } };
	struct kafka_settings k = settings_of(brokers, args[0]);
	struct err err;

	k.partitions = (int32_t)strtol(args[1], NULL, 10);
	if (topics_create(&k, publics, 1, NULL, NULL, &err))
		return 0;
	fprintf(stderr, "%s\n", err.text);
	return 1;
}

static rd_kafka_t *open_client(const char *brokers, enum client_kind kind)
{
	struct kafka_settings k = settings_of(brokers, "");
	rd_kafka_t *client;
	struct err err;

	MUST(client_open(&k, kind, "holder", NULL, &client, &err));
	return client;
}

static int hold(const char *brokers, char **args)
{
	rd_kafka_t *p = open_client(brokers, CLIENT_PRODUCER);
	long partitions = strtol(args[1], NULL, 10);
	char end;

	MUST(!rd_kafka_init_transactions(p, WAIT_MS) && !rd_kafka_begin_transaction(p));
	rd_kafka_topic_t *topic = rd_kafka_topic_new(p, args[0], NULL);
	for (long i = 0; i < partitions; i++)
		MUST(!rd_kafka_produce(topic, (int32_t)i, RD_KAFKA_MSG_F_COPY,
				       (char[]){ "\001x" }, 2, "held", 4, NULL));
	MUST(!rd_kafka_flush(p, WAIT_MS));
	printf("open\n");
	(void)fflush(stdout);
	while (read(STDIN_FILENO, &end, 1) > 0)
		;
	MUST(!rd_kafka_abort_transaction(p, WAIT_MS));
	rd_kafka_topic_destroy(topic);
	client_close(p);
	return 0;
}

static int put(const char *brokers, char **args)
{
	rd_kafka_t *p = open_client(brokers, CLIENT_PRODUCER);
	char *line = NULL;
	size_t room = 0;

	MUST(!rd_kafka_init_transactions(p, WAIT_MS) && !rd_kafka_begin_transaction(p));
	for (ssize_t len; (len = getline(&line, &room, stdin)) > 0;) {
		char *rest = line, *id, *key;
		line[len - 1] = '\0';
		id = strsep(&rest, "\t");
		key = strsep(&rest, "\t");
		MUST(rest && !rd_kafka_producev(p, RD_KAFKA_V_TOPIC(args[0]),
						RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
						RD_KAFKA_V_KEY(key, strlen(key)),
						RD_KAFKA_V_VALUE(rest, strlen(rest)),
						RD_KAFKA_V_HEADER("ce_id", id, -1),
						RD_KAFKA_V_END));
	}
	MUST(!rd_kafka_commit_transaction(p, WAIT_MS));
	free(line);
	client_close(p);
	return 0;
}

static int delete_before(const char *brokers, char **args)
{
	rd_kafka_t *p = open_client(brokers, CLIENT_ADMIN);
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
	rd_kafka_queue_t *queue = rd_kafka_queue_new(p);

	rd_kafka_topic_partition_list_add(list, args[0],
					  (int32_t)strtol(args[1], NULL, 10))
	    ->offset = strtol(args[2], NULL, 10);
	rd_kafka_DeleteRecords_t *d = rd_kafka_DeleteRecords_new(list);
	rd_kafka_DeleteRecords(p, &d, 1, NULL, queue);
	rd_kafka_event_t *event = rd_kafka_queue_poll(queue, WAIT_MS);
	int failed = !event || rd_kafka_event_error(event);
	if (event)
		rd_kafka_event_destroy(event);
	rd_kafka_DeleteRecords_destroy(d);
	rd_kafka_queue_destroy(queue);
	rd_kafka_topic_partition_list_destroy(list);
	client_close(p);
	return failed;
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[2], "topics") == 0)
		return make_topics(argv[1], argv + 3);
	if (argc == 5 && strcmp(argv[2], "hold") == 0)
		return hold(argv[1], argv + 3);
	if (argc == 4 && strcmp(argv[2], "put") == 0)
		return put(argv[1], argv + 3);
	if (argc == 6 && strcmp(argv[2], "delete") == 0)
		return delete_before(argv[1], argv + 3);
	fprintf(stderr, "usage: stage_tool BROKERS topics|hold|put|delete …\n");
	return 64;
}
