/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/try.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/place.h"
#include "cli/show.h"
#include "cli/trial.h"
#include "common/base/mem.h"
#include "common/base/plural.h"
#include "common/kafka/reader.h"
#include "common/service/clock.h"
#include "common/story/ninjs.h"

enum {
	FILES_MAX = 256,
	READERS_MAX = ROUTE_TOPICS_MAX + 3,
	PENDING_MAX = 64,
	ARENA_BYTES = 64 * 1024 * 1024,
	/* A story stands on several topics by one transaction; it is shown when no other topic
	 * had it for this long. */
	GATHER_MS = 700,
	QUIET_MS = 4000, /* with nothing new anywhere, everything has arrived */
	LONGEST_MS = 120 * 1000,
	TURN_MS = 20,
};

/* The internal topics that are watched to know when all is quiet. */
enum watched { WATCH_RAW, WATCH_STORIES, WATCH_ENRICHED, WATCH_PUBLIC };

struct shown {
	struct view key, json;
	char *memory;
	struct buf topics;
	int64_t since_ms;
};

struct watch {
	struct trial *trial;
	struct reader *readers[READERS_MAX];
	const char *names[READERS_MAX];
	size_t readers_len;
	size_t counts[WATCH_PUBLIC + 1];
	struct shown pending[PENDING_MAX];
	size_t pending_len;
	size_t stories_shown;
	int64_t last_news_ms;
	struct show_options how;
	struct arena *arena;
	bool json;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

static bool open_readers(struct watch *w, struct err *err)
{
	static const char *const internal[] = { "kw.raw", "kw.stories", "kw.enriched" };

	for (size_t i = 0; i < WATCH_PUBLIC + w->trial->topics_len; i++) {
		const char *name = i < WATCH_PUBLIC
				       ? internal[i]
				       : w->trial->topics[i - WATCH_PUBLIC].name;
		if (!reader_open(&w->trial->kafka, name, READER_BEGINNING, 0,
				 &w->readers[i], err))
			return false;
		w->names[i] = name;
		w->readers_len++;
	}
	return true;
}

static void watch_done(struct watch *w)
{
	for (size_t i = 0; i < w->pending_len; i++) {
		free(w->pending[i].memory);
		buf_done(&w->pending[i].topics);
	}
	for (size_t i = 0; i < w->readers_len; i++)
		reader_free(w->readers[i]);
	arena_free(w->arena);
}

static void print_story(struct watch *w, const struct shown *p)
{
	BUF(text, 16 * 1024 * 1024);
	struct story story;
	struct err err;

	w->stories_shown++;
	if (w->json) {
		printf("%.*s\n", VIEW_ARG(p->json));
		return;
	}
	arena_reset(w->arena);
	if (!ninjs_decode(p->json, w->arena, &story, &err)) {
		fprintf(stderr, "kurilwire try: a record cannot be read: %s\n", err.text);
		return;
	}
	show_story(&story, buf_view(&p->topics), &w->how, &text);
	(void)fwrite(text.p, 1, text.len, stdout);
}

static void show_pending(struct watch *w, int64_t now)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->pending_len; i++) {
		struct shown *p = &w->pending[i];
		if (now - p->since_ms < GATHER_MS) {
			w->pending[kept++] = *p;
			continue;
		}
		print_story(w, p);
		free(p->memory);
		buf_done(&p->topics);
	}
	w->pending_len = kept;
	(void)fflush(stdout);
}

static void gather(struct watch *w, const char *topic, const struct stage_record *r,
		   int64_t now)
{
	struct view key = headers_get(&r->headers, VIEW("ce_id"));

	for (size_t i = 0; i < w->pending_len; i++)
		if (view_eq(w->pending[i].key, key)) {
			(void)buf_printf(&w->pending[i].topics, " + %s", topic);
			return;
		}
	if (w->pending_len == PENDING_MAX)
		show_pending(w, INT64_MAX);
	struct shown *p = &w->pending[w->pending_len++];
	*p = (struct shown){ .memory = mem_raw(key.len + r->value.len + 1),
			     .since_ms = now };
	memcpy(p->memory, key.p ? key.p : "", key.len);
	memcpy(p->memory + key.len, r->value.p ? r->value.p : "", r->value.len);
	p->key = view_at(p->memory, key.len);
	p->json = view_at(p->memory + key.len, r->value.len);
	buf_init(&p->topics, 1024);
	(void)buf_printf(&p->topics, "%s", topic);
}

static bool turn(struct watch *w, struct err *err)
{
	struct stage_record r;

	for (size_t i = 0; i < w->readers_len; i++) {
		enum reader_result got =
		    reader_next(w->readers[i], i ? 0 : TURN_MS, &r, err);
		for (; got == READER_RECORD;
		     got = reader_next(w->readers[i], 0, &r, err)) {
			int64_t now = clock_steady_ms();
			w->last_news_ms = now;
			w->counts[i < WATCH_PUBLIC ? i : WATCH_PUBLIC]++;
			if (i >= WATCH_PUBLIC)
				gather(w, w->names[i], &r, now);
		}
		if (got == READER_FAILED)
			return false;
	}
	show_pending(w, clock_steady_ms());
	return true;
}

static bool all_arrived(const struct watch *w)
{
	return w->counts[WATCH_STORIES] > 0 && w->pending_len == 0 &&
	       w->counts[WATCH_ENRICHED] == w->counts[WATCH_STORIES] &&
	       clock_steady_ms() - w->last_news_ms > QUIET_MS;
}

static void say_what_next(const struct watch *w, bool stays)
{
	FILE *to = w->json ? stderr : stdout;

	fprintf(to,
		"%zu %s fetched, %zu %s, %zu of them on a public topic.\n"
		"Feeds that have not changed are polled again and publish nothing.\n",
		w->counts[WATCH_RAW],
		plural(w->counts[WATCH_RAW], "document", "documents"),
		w->counts[WATCH_STORIES],
		plural(w->counts[WATCH_STORIES], "story", "stories"), w->stories_shown);
	if (stays) {
		fprintf(
		    to,
		    "\nIt goes on until Ctrl-C. Subscribe from another terminal:\n"
		    "  kcat -b %s -C -t news.kurils -o beginning\n"
		    "The newsroom is at %s; change a story and see version 2 arrive:\n"
		    "  curl -X POST "
		    "'%s/_control/edit?story=tokyo-holds-course&title=Changed'\n",
		    embedded_brokers(w->trial->broker), newsroom_base(w->trial->newsroom),
		    newsroom_base(w->trial->newsroom));
	}
	fprintf(to,
		"\nSubscribe for real, with a Kafka of your own:\n"
		"  kcat -b BROKER -C -t news.kurils -X isolation.level=read_committed\n"
		"Point it at a feed of your own: put it into config/feeds.d/mine.yaml\n"
		"  feeds:\n"
		"    - id: mine\n"
		"      url: https://example.org/rss.xml\n"
		"      full_text: yes\n"
		"then `kurilwire check --config config`.\n");
	(void)fflush(to);
}

static bool run(struct watch *w, bool stay, struct err *err)
{
	int64_t began = clock_steady_ms();
	bool said = false;

	w->last_news_ms = began;
	while (!interrupted) {
		if (!turn(w, err))
			return false;
		const char *ended = children_ended(&w->trial->services);
		if (ended && !interrupted)
			return err_set(err, ERR_STOP,
				       "the %s has ended; its log is %s/%s.log", ended,
				       w->trial->folder, ended);
		if (!said && all_arrived(w)) {
			say_what_next(w, stay);
			said = true;
		}
		if (said && !stay)
			return true;
		if (!said && clock_steady_ms() - began > LONGEST_MS)
			return err_set(
			    err, ERR_STOP,
			    "not all stories arrived within %d s; the logs are in %s",
			    LONGEST_MS / 1000, w->trial->folder);
	}
	return true;
}

static bool try_files(const char *config, const char *const *files, size_t files_len,
		      bool stay, bool json, struct err *err)
{
	struct trial trial;
	struct watch w = { .trial = &trial,
			   .json = json,
			   .how = { .colour = show_colour_wanted(),
				    .width = show_terminal_width() } };
	bool ok = trial_begin(&trial, config, files, files_len, err);

	w.arena = arena_new(ARENA_BYTES);
	ok = ok && trial_start_services(&trial, err) && open_readers(&w, err) &&
	     run(&w, stay, err);
	/* What went wrong stands in the logs. */
	trial.keep = !ok;
	watch_done(&w);
	trial_done(&trial);
	return ok;
}

static int try_run(int argc, char **argv)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	bool stay = false, once = false, json = false;
	const char *config = NULL;
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &config }, { "json", ARGUMENT_FLAG, &json },
		{ "stay", ARGUMENT_FLAG, &stay },     { "once", ARGUMENT_FLAG, &once },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	struct err err;
	int code;

	if (!arguments_read(&try_subcommand, argc, argv, rows, &code))
		return code;
	stay = !once && (stay || isatty(STDOUT_FILENO));
	size_t files_len = (size_t)(argc - optind);
	if (files_len > FILES_MAX)
		return subcommand_usage(&try_subcommand, "at most %d files", FILES_MAX);

	(void)signal(SIGINT, on_interrupt);
	(void)signal(SIGTERM, on_interrupt);
	const char *const *files = (const char *const *)(argv + optind);
	if (try_files(place_config(config, a), files, files_len, stay, json, &err))
		return EXIT_OK;
	fprintf(stderr, "kurilwire try: %s\n", err.text);
	return EXIT_FAILED;
}

const struct subcommand try_subcommand = {
	.name = "try",
	.summary =
	    "run everything on bundled input or given files, and show tagged stories",
	.help =
	    "usage: kurilwire try [OPTION]... [FILE]...\n\n"
	    "Starts an embedded Kafka broker, a small news server and the four services, "
	    "shows\n"
	    "the stories that land on the public topics with their mentions marked, and "
	    "ends\n"
	    "when all have arrived; on a terminal it goes on until Ctrl-C.\n"
	    "Given FILEs (feeds, pages, wire stories) are served instead of the bundled "
	    "stories.\n"
	    "\n"
	    "  --config DIR   tags.d and routes.d from there (default: as kurilwire "
	    "check)\n"
	    "  --stay         go on until Ctrl-C\n"
	    "  --once         end when all have arrived, on a terminal too\n"
	    "  --json         print records as JSON lines, the rest on standard error\n"
	    "\n"
	    "The embedded broker forgets everything at the end, keeps no offsets and "
	    "hides no\n"
	    "aborted records: a service that is restarted on it reads its input again.\n"
	    "\n"
	    "exit: 0 all arrived, or stopped; 1 something failed, or not all arrived; 64 "
	    "wrong\n"
	    "usage\n",
	.run = try_run,
};
