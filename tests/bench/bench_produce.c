/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_produce BROKERS TOPIC DOCUMENTS FEEDS - writes the workload as a fetcher would.
 *
 * Document i is a poll of feed i modulo FEEDS: "bench-0", at https://feed0.example/rss.xml, of the
 * provider of the same name (design: the raw document). Each is fetched a second after the
 * one before.
 */
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/buf.h"
#include "common/base/digest.h"
#include "common/base/instant.h"
#include "common/base/must.h"
#include "common/kafka/client.h"
#include "tests/bench/documents.h"

enum { WAIT_MS = 60000, TEXT_BYTES = 128 };
static const instant_ms FIRST_FETCH = 1674777600000; /* 2023-01-27, after all stories */

struct out {
	rd_kafka_t *client;
	const char *topic;
	size_t feeds;
};

static void add(rd_kafka_headers_t *h, const char *name, const char *value)
{
	MUST(!rd_kafka_header_add(h, name, -1, value, -1));
}

static rd_kafka_headers_t *headers_of(size_t i, const char *feed, const char *url,
				      struct view body)
{
	rd_kafka_headers_t *h = rd_kafka_headers_new(8);
	struct digest_quick hash = digest_quick(body);
	char fetched[INSTANT_TEXT], trace[TEXT_BYTES];

	(void)instant_format(FIRST_FETCH + (instant_ms)i * 1000, fetched);
	(void)snprintf(trace, sizeof trace, "00-%032zx-%016zx-01", i + 1, i + 1);
	add(h, "kw-url", url);
	add(h, "kw-requested-url", url);
	add(h, "kw-feed", feed);
	add(h, "kw-status", "200");
	add(h, "kw-fetched-at", fetched);
	add(h, "content-type", "application/rss+xml; charset=utf-8");
	add(h, "kw-body-hash", hash.hex);
	add(h, "traceparent", trace);
	return h;
}

static bool produce_once(const struct out *o, struct view feed, struct view body,
			 rd_kafka_headers_t *headers)
{
	rd_kafka_vu_t v[] = {
		{ .vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = o->topic },
		{ .vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY },
		{ .vtype = RD_KAFKA_VTYPE_KEY,
		  .u.mem = { (void *)(uintptr_t)feed.p, feed.len } },
		{ .vtype = RD_KAFKA_VTYPE_VALUE,
		  .u.mem = { (void *)(uintptr_t)body.p, body.len } },
		{ .vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers },
	};
	rd_kafka_error_t *e = rd_kafka_produceva(o->client, v, sizeof v / sizeof *v);

	MUST(!e || rd_kafka_error_code(e) == RD_KAFKA_RESP_ERR__QUEUE_FULL);
	if (!e)
		return true;
	rd_kafka_error_destroy(e);
	return false;
}

static void produce(const struct out *o, size_t i, struct view body)
{
	char feed[TEXT_BYTES], url[TEXT_BYTES];

	(void)snprintf(feed, sizeof feed, "bench-%zu", i % o->feeds);
	(void)snprintf(url, sizeof url, "https://feed%zu.example/rss.xml", i % o->feeds);
	rd_kafka_headers_t *h = headers_of(i, feed, url, body);
	while (!produce_once(o, view_of(feed), body, h))
		(void)rd_kafka_poll(o->client, 100);
	(void)rd_kafka_poll(o->client, 0);
}

static rd_kafka_t *open_producer(const char *brokers)
{
	rd_kafka_conf_t *conf = rd_kafka_conf_new();
	char text[TEXT_BYTES];

	MUST(!rd_kafka_conf_set(conf, "bootstrap.servers", brokers, text, sizeof text));
	MUST(!rd_kafka_conf_set(conf, "enable.idempotence", "true", text, sizeof text));
	MUST(!rd_kafka_conf_set(conf, "compression.type", "lz4", text, sizeof text));
	MUST(
	    !rd_kafka_conf_set(conf, "partitioner", "murmur2_random", text, sizeof text));
	MUST(!rd_kafka_conf_set(conf, "message.max.bytes", "5242880", text, sizeof text));
	rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
	MUST(client);
	return client;
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fputs("usage: bench_produce BROKERS TOPIC DOCUMENTS FEEDS\n", stderr);
		return 64;
	}
	struct documents docs = documents_read(argv[3]);
	struct out o = { open_producer(argv[1]), argv[2], strtoul(argv[4], NULL, 10) };

	MUST(o.feeds > 0);
	for (size_t i = 0; i < docs.len; i++)
		produce(&o, i, docs.items[i]);
	MUST(!rd_kafka_flush(o.client, WAIT_MS));
	rd_kafka_destroy(o.client);
	documents_done(&docs);
	return 0;
}
