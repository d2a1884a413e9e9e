/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_copy - the yardstick of the sink: a bare transactional copy loop, and the records that both read.
 *
 *   bench_copy BROKERS fill TOPIC RECORDS        stories of about 1.5 KB with their headers, zstd; one in four is a copy
 *                                                of an earlier one
 *   bench_copy BROKERS copy FROM TO RECORDS      copies them in transactions of up to 10,000; prints CPU seconds
 */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { WAIT_MS = 30000, BATCH = 10000, POLL = 1000, TEXT = 4096 };

static void set(rd_kafka_conf_t *c, const char *name, const char *value)
{
	char why[256];

	if (rd_kafka_conf_set(c, name, value, why, sizeof why) != RD_KAFKA_CONF_OK) {
		fprintf(stderr, "%s\n", why);
		exit(1);
	}
}

static void must(rd_kafka_error_t *e)
{
	if (!e)
		return;
	fprintf(stderr, "%s\n", rd_kafka_error_string(e));
	exit(1);
}

static rd_kafka_t *producer(const char *brokers, const char *id)
{
	rd_kafka_conf_t *c = rd_kafka_conf_new();
	char why[256];

	set(c, "bootstrap.servers", brokers);
	set(c, "transactional.id", id);
	set(c, "compression.type", "zstd");
	set(c, "linger.ms", "20");
	set(c, "queue.buffering.max.messages", "200000");
	rd_kafka_t *p = rd_kafka_new(RD_KAFKA_PRODUCER, c, why, sizeof why);
	must(rd_kafka_init_transactions(p, WAIT_MS));
	return p;
}

/* A body of about 1 KB: invented words of letters, other ones for each number. */
static int body(char *text, unsigned number)
{
	unsigned x = number * 2654435761U + 1;
	int n = 0;

	while (n < 1000) {
		x = x * 1664525U + 1013904223U;
		for (unsigned bits = x >> 4; bits > 3; bits >>= 4)
			text[n++] = (char)('a' + (bits & 15));
		text[n++] = x >> 30 ? ' ' : '.';
	}
	text[n] = '\0';
	return n;
}

static int fill(const char *brokers, const char *topic, long records)
{
	rd_kafka_t *p = producer(brokers, "bench-fill");
	char text[TEXT], value[2 * TEXT], uri[80], id[100];

	must(rd_kafka_begin_transaction(p));
	for (long i = 0; i < records; i++) {
		(void)body(text, (unsigned)(i % 4 == 3 ? i - 3 : i));
		(void)snprintf(uri, sizeof uri, "urn:kurilwire:story:%08lx%024lx",
			       (unsigned long)i * 2654435761UL & 0xFFFFFFFFUL,
			       (unsigned long)i);
		(void)snprintf(id, sizeof id, "%s#1.0", uri);
		int n = snprintf(
		    value, sizeof value,
		    "{\"uri\":\"%s\",\"type\":\"text\",\"version\":\"1\","
		    "\"versionCreated\":\"2026-10-01T07:40:00Z\",\"pubStatus\":"
		    "\"usable\","
		    "\"language\":\"en\",\"headlines\":[{\"role\":\"main\","
		    "\"contentType\":\"text/plain\",\"value\":\"Story %ld\"}],"
		    "\"bodies\":[{\"role\":\"main\",\"contentType\":\"text/"
		    "plain\",\"charCount\":1000,\"value\":\"%s\"}],"
		    "\"infoSources\":[{\"name\":\"Bench\",\"role\":\"provider\"}],"
		    "\"kurilwire\":{\"feed\":\"bench\",\"textFrom\":\"entry\"}}",
		    uri, i, text);
		while (rd_kafka_producev(
		    p, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_KEY(uri, strlen(uri)),
		    RD_KAFKA_V_VALUE(value, (size_t)n),
		    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
		    RD_KAFKA_V_HEADER("ce_specversion", "1.0", -1),
		    RD_KAFKA_V_HEADER("ce_id", id, -1),
		    RD_KAFKA_V_HEADER("ce_source", "bench", -1),
		    RD_KAFKA_V_HEADER("ce_type", "org.kurilwire.story.enriched.v1", -1),
		    RD_KAFKA_V_HEADER("ce_time", "2026-10-01T07:40:00Z", -1),
		    RD_KAFKA_V_HEADER("kw-version", "1", -1),
		    RD_KAFKA_V_HEADER("kw-status", "usable", -1),
		    RD_KAFKA_V_HEADER("kw-lang", "en", -1),
		    RD_KAFKA_V_HEADER("kw-provider", "bench", -1),
		    RD_KAFKA_V_HEADER("kw-tags", "kurils", -1), RD_KAFKA_V_END))
			rd_kafka_poll(p, 10);
		if (i % BATCH == BATCH - 1) {
			must(rd_kafka_commit_transaction(p, WAIT_MS));
			must(rd_kafka_begin_transaction(p));
		}
	}
	must(rd_kafka_commit_transaction(p, WAIT_MS));
	rd_kafka_destroy(p);
	return 0;
}

static rd_kafka_t *consumer(const char *brokers, const char *from)
{
	rd_kafka_conf_t *c = rd_kafka_conf_new();
	char why[256], group[64];
	rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);

	(void)snprintf(group, sizeof group, "bench-copy-%ld", (long)time(NULL));
	set(c, "bootstrap.servers", brokers);
	set(c, "group.id", group);
	set(c, "auto.offset.reset", "earliest");
	set(c, "enable.auto.commit", "false");
	set(c, "isolation.level", "read_committed");
	rd_kafka_t *k = rd_kafka_new(RD_KAFKA_CONSUMER, c, why, sizeof why);
	rd_kafka_poll_set_consumer(k);
	rd_kafka_topic_partition_list_add(list, from, RD_KAFKA_PARTITION_UA);
	rd_kafka_subscribe(k, list);
	rd_kafka_topic_partition_list_destroy(list);
	return k;
}

static void commit(rd_kafka_t *c, rd_kafka_t *p)
{
	rd_kafka_topic_partition_list_t *at;
	rd_kafka_consumer_group_metadata_t *group = rd_kafka_consumer_group_metadata(c);

	rd_kafka_assignment(c, &at);
	rd_kafka_position(c, at);
	must(rd_kafka_send_offsets_to_transaction(p, at, group, WAIT_MS));
	must(rd_kafka_commit_transaction(p, WAIT_MS));
	rd_kafka_consumer_group_metadata_destroy(group);
	rd_kafka_topic_partition_list_destroy(at);
}

static int copy(const char *brokers, const char *from, const char *to, long records)
{
	rd_kafka_t *c = consumer(brokers, from), *p = producer(brokers, "bench-copy");
	rd_kafka_queue_t *q = rd_kafka_queue_get_consumer(c);
	rd_kafka_message_t *m[POLL];
	long done = 0, open = 0;
	struct rusage u;

	while (done < records) {
		ssize_t n = rd_kafka_consume_batch_queue(q, 100, m, POLL);
		for (ssize_t i = 0; i < n; i++) {
			if (!m[i]->err) {
				rd_kafka_headers_t *h = NULL;
				if (open++ == 0)
					must(rd_kafka_begin_transaction(p));
				(void)rd_kafka_message_headers(m[i], &h);
				rd_kafka_headers_t *own = rd_kafka_headers_copy(h);
				while (rd_kafka_producev(
				    p, RD_KAFKA_V_TOPIC(to),
				    RD_KAFKA_V_KEY(m[i]->key, m[i]->key_len),
				    RD_KAFKA_V_VALUE(m[i]->payload, m[i]->len),
				    RD_KAFKA_V_HEADERS(own),
				    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
				    RD_KAFKA_V_END))
					rd_kafka_poll(p, 10);
				done++;
			}
			rd_kafka_message_destroy(m[i]);
		}
		rd_kafka_poll(p, 0);
		if (open >= BATCH || (open > 0 && done >= records)) {
			commit(c, p);
			open = 0;
		}
	}
	(void)getrusage(RUSAGE_SELF, &u);
	printf("%.3f\n", (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
			     (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[2], "fill") == 0)
		return fill(argv[1], argv[3], atol(argv[4]));
	if (argc == 6 && strcmp(argv[2], "copy") == 0)
		return copy(argv[1], argv[3], argv[4], atol(argv[5]));
	fprintf(stderr,
		"usage: bench_copy BROKERS fill TOPIC RECORDS | copy FROM TO RECORDS\n");
	return 64;
}
