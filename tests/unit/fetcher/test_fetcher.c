/* SPDX-License-Identifier: Apache-2.0 */
/* The whole worker between the newsroom and a broker: real sockets on both sides. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/newsroom/newsroom.h"
#include "common/kafka/embedded.h"
#include "common/kafka/reader.h"
#include "common/service/log.h"
#include "common/story/want.h"
#include "fetcher/fetcher.h"

enum { TURN_MS = 200, PATIENCE_TURNS = 300 };

static struct newsroom *room;
static struct embedded *broker;
static struct kafka_settings kafka;
static struct arena *arena;
static struct err err;
static struct stage *stage;
static struct stage_worker worker;
static struct fetcher *fetcher;
static pthread_t thread;

/* The newsroom's own feeds, as `kurilwire try` would configure them. */
static const struct feeds *load_feeds(void)
{
	char folder[] = "/tmp/kurilwire-fetcher-XXXXXX", sub[64], path[96];
	AUTO(settings_errors) errors = settings_errors_new();
	BUF(yaml, 65536);
	BUF(said, 65536);
	const struct feeds *feeds = NULL;

	newsroom_feeds_yaml(room, "1s", &yaml);
	cr_assert(mkdtemp(folder) != NULL);
	(void)snprintf(sub, sizeof sub, "%s/feeds.d", folder);
	(void)snprintf(path, sizeof path, "%s/a.yaml", sub);
	cr_assert(mkdir(sub, 0700) == 0);
	FILE *f = fopen(path, "w");
	cr_assert(f != NULL && fwrite(yaml.p, 1, yaml.len, f) == yaml.len &&
		  fclose(f) == 0);
	bool ok = feeds_load(folder, arena, &feeds, errors);
	(void)unlink(path);
	(void)rmdir(sub);
	(void)rmdir(folder);
	settings_errors_print(errors, false, &said);
	cr_assert(ok, "%s", buf_string(&said));
	return feeds;
}

static void *run(void *unused)
{
	struct err why;
	(void)unused;
	if (!stage_run(stage, &why))
		(void)fprintf(stderr, "the stage ended: %s\n", why.text);
	return NULL;
}

static void begin(void)
{
	static const struct kafka_property quick[] = { { "fetch.wait.max.ms", "20" } };
	struct newsroom_settings n = { .folder =
					   TEST_SOURCE_DIR "/cli/newsroom/stories" };
	struct fetcher_settings f = { .requests = 50,
				      .pending_bytes = 1 << 20,
				      .connect_ms = 2000,
				      .slow_ms = 2000 };

	log_setup(LOG_ERROR, LOG_LOGFMT, "fetcher", "test");
	arena = arena_new(16 << 20);
	cr_assert(newsroom_open(&n, &room, &err), "%s", err.text);
	cr_assert(embedded_open(&broker, &err), "%s", err.text);
	kafka = (struct kafka_settings){ .brokers = embedded_brokers(broker),
					 .prefix = "",
					 .instance = "test",
					 .partitions = 2,
					 .replication = 1,
					 .compression = "none",
					 .from = "earliest",
					 .message_max_bytes = 5 << 20,
					 .properties = quick,
					 .properties_len = 1 };
	cr_assert(embedded_topics(broker, &kafka, NULL, 0, &err), "%s", err.text);
	cr_assert(fetcher_new(&f, VIEW("Kurilwire/0.1 (+mailto:desk@example.org)"),
			      load_feeds(), &fetcher, &err),
		  "%s", err.text);
	fetcher_worker(fetcher, &worker);
	cr_assert(stage_open(&worker, &kafka, &stage, &err), "%s", err.text);
	cr_assert(pthread_create(&thread, NULL, run, NULL) == 0);
}

static void end(void)
{
	stage_stop(stage);
	cr_assert(pthread_join(thread, NULL) == 0);
	stage_free(stage);
	fetcher_free(fetcher);
	embedded_free(broker);
	newsroom_free(room);
	arena_free(arena);
}

static void breathe(void)
{
	struct timespec t = { .tv_nsec = TURN_MS * 1000000L };
	(void)nanosleep(&t, NULL);
}

/* Waits until this many requests for a path were answered so. */
static void await_requests(const char *path, int status, size_t n)
{
	for (int i = 0; i < PATIENCE_TURNS && newsroom_count(room, path, status) < n; i++)
		breathe();
	cr_assert(ge(sz, newsroom_count(room, path, status), n), "%s", path);
}

struct seen {
	size_t records, of_asia, with_body;
	char story[64], error[128];
};

/* All of kw.raw, until there are `n` records of a feed. */
static void read_raw(struct view feed, size_t n, struct seen *ret)
{
	AUTO(reader) r = NULL;
	struct stage_record in;

	*ret = (struct seen){ 0 };
	cr_assert(reader_open(&kafka, "kw.raw", READER_BEGINNING, 0, &r, &err), "%s",
		  err.text);
	size_t found = 0;
	for (int i = 0; i < PATIENCE_TURNS; i++) {
		enum reader_result got = reader_next(r, TURN_MS, &in, &err);
		cr_assert(ne(int, (int)got, READER_FAILED), "%s", err.text);
		if (got == READER_AT_END && found >= n)
			break;
		if (got != READER_RECORD)
			continue;
		ret->records++;
		ret->with_body += in.value.len > 0;
		ret->of_asia += view_eq(headers_get(&in.headers, VIEW("kw-feed")),
					VIEW("tidewire-asia"));
		found += view_eq(headers_get(&in.headers, VIEW("kw-feed")), feed);
		struct view story = headers_get(&in.headers, VIEW("kw-story"));
		struct view why = headers_get(&in.headers, VIEW("kw-error"));
		if (story.len > 0) {
			(void)snprintf(ret->story, sizeof ret->story, "%.*s",
				       VIEW_ARG(story));
			(void)snprintf(ret->error, sizeof ret->error, "%.*s",
				       VIEW_ARG(why));
		}
	}
	cr_assert(ge(sz, found, n));
}

TestSuite(fetcher, .init = begin, .fini = end, .timeout = 100);

Test(fetcher, puts_each_document_on_the_topic_once_however_often_it_is_polled)
{
	struct seen seen;

	await_requests("/feeds/tidewire-asia.xml", 304, 3);
	read_raw(VIEW("tidewire-asia"), 1, &seen);
	cr_assert(eq(sz, seen.of_asia, 1));
	cr_assert(newsroom_edit(room, "rice-price", "Rice price rises", "", ""));
	await_requests("/feeds/tidewire-asia.xml", 200, 2);
	await_requests("/feeds/tidewire-asia.xml", 304, 6);
	read_raw(VIEW("tidewire-asia"), 2, &seen);
	cr_assert(eq(sz, seen.of_asia, 2));
	cr_assert(eq(sz, seen.with_body, seen.records));
	cr_assert(le(sz, newsroom_busiest(room), 1), "one request at a time");
}
