/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/tags.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/broker_options.h"
#include "cli/packs.h"
#include "cli/progress.h"
#include "cli/show.h"
#include "cli/tags_diff.h"
#include "common/base/plural.h"
#include "common/kafka/reader.h"
#include "common/kafka/topics.h"
#include "common/service/clock.h"

enum {
	ARENA_BYTES = 16 * 1024 * 1024,
	OUT_BYTES = 256 * 1024 * 1024,
	TELL_EVERY = 256, /* records between two looks at the progress */
	SAMPLES = 3,
};

struct tags {
	struct broker_options broker;
	const char *topic, *file;
	int64_t last_ms; /* -1: all that is there */
	int64_t samples;
	bool json, no_samples;

	struct tags_diff *diff;
	struct buf lines;
	uint64_t others; /* records that are no stories */
	int64_t began_ms;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* --- reading ------------------------------------------------------------------------------ */

static bool take(struct tags *t, struct view record)
{
	struct err why = { 0 };

	buf_clear(&t->lines);
	if (!tags_diff_add(t->diff, record, t->json ? &t->lines : NULL, &why))
		t->others++;
	return fwrite(t->lines.p, 1, t->lines.len, stdout) == t->lines.len;
}

static void tell(const struct tags *t, const struct reader *r, bool last, bool done)
{
	struct reader_progress p = reader_progress(r);
	struct tags_diff_counts n = tags_diff_counts(t->diff);
	int64_t ms = clock_steady_ms() - t->began_ms;

	progress_tell(p.read, p.left, last, done, "%llu %s, %llu differ, %lld/s",
		      (unsigned long long)p.read, plural(p.read, "record", "records"),
		      (unsigned long long)n.differ,
		      (long long)(ms > 0 ? (int64_t)p.read * 1000 / ms : 0));
}

struct reading {
	struct tags *tags;
	const struct reader *reader;
	uint64_t records;
};

static bool take_next(void *self, const struct stage_record *record, struct err *err)
{
	struct reading *r = self;

	if (!take(r->tags, record->value))
		return err_set(err, ERR_STOP, "standard output cannot be written");
	if (++r->records % TELL_EVERY == 0)
		tell(r->tags, r->reader, false, false);
	return true;
}

static bool read_topic(struct tags *t, struct reader *reader, struct err *err)
{
	struct reading reading = { .tags = t, .reader = reader };

	reader_stop_by(reader, &interrupted);
	if (!reader_each(reader, take_next, &reading, err))
		return false;
	tell(t, reader, true, !interrupted);
	return true;
}

static bool from_topic(struct tags *t, const struct kafka_settings *k, struct err *err)
{
	AUTO(reader) reader = NULL;
	char name[TOPICS_NAME_MAX + 1];
	enum reader_from from = t->last_ms >= 0 ? READER_SINCE : READER_BEGINNING;

	return topics_name(k, TOPIC_PUBLIC, t->topic, name, err) &&
	       reader_open(k, name, from, clock_wall_ms() - t->last_ms, &reader, err) &&
	       read_topic(t, reader, err);
}

static bool from_file(struct tags *t, struct err *err)
{
	bool is_stdin = strcmp(t->file, "-") == 0;
	FILE *f = is_stdin ? stdin : fopen(t->file, "re");
	char *line = NULL;
	size_t cap = 0;
	bool ok = true;

	if (!f)
		return err_set(err, ERR_STOP, "%s cannot be read", t->file);
	for (ssize_t len; ok && !interrupted && (len = getline(&line, &cap, f)) >= 0;)
		ok = len <= 1 || take(t, view_at(line, (size_t)len));
	free(line);
	if (!is_stdin)
		(void)fclose(f);
	return ok || err_set(err, ERR_STOP, "standard output cannot be written");
}

/* --- telling ------------------------------------------------------------------------------ */

static bool tell_all(const struct tags *t)
{
	struct tags_diff_counts n = tags_diff_counts(t->diff);
	BUF(out, OUT_BYTES);

	if (t->json) {
		buf_printf(&out, "{\"records\":%llu,\"differ\":%llu,\"others\":%llu}\n",
			   (unsigned long long)n.records, (unsigned long long)n.differ,
			   (unsigned long long)t->others);
	} else {
		buf_printf(&out, "%llu %s, tags differ in %llu of them",
			   (unsigned long long)n.records,
			   plural(n.records, "story", "stories"),
			   (unsigned long long)n.differ);
		if (t->others)
			buf_printf(&out, "; %llu %s", (unsigned long long)t->others,
				   plural(t->others, "record is no story",
					  "records are no stories"));
		buf_add(&out, VIEW("\n"));
		tags_diff_show(t->diff, show_colour_wanted(), &out);
	}
	return fwrite(out.p, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
}

/* A folder of packs, or a configuration that has one. */
static struct gazetteer *load(const char *folder, struct arena *a)
{
	const char *inner = arena_printf(a, "%s/tags.d", folder).p;

	return packs_load_folder(access(inner, R_OK) == 0 ? inner : folder);
}

static int diff(struct tags *t, const char *before, const char *after)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(gazetteer) old = load(before, a);
	AUTO(gazetteer) new = old ? load(after, a) : NULL;
	struct kafka_settings k;
	struct err err = { 0 };

	if (!old || !new || (!t->file && !broker_options_settings(&t->broker, a, &k)))
		return EXIT_CONFIG;
	t->began_ms = clock_steady_ms();
	(void)signal(SIGINT, on_interrupt);
	(void)signal(SIGTERM, on_interrupt);
	if (!tags_diff_new(old, new, t->no_samples ? 0 : (size_t)t->samples, &t->diff,
			   &err) ||
	    !(t->file ? from_file(t, &err) : from_topic(t, &k, &err))) {
		fprintf(stderr, "kurilwire tags: %s\n", err.text);
		return EXIT_FAILED;
	}
	if (interrupted)
		fputs("kurilwire tags: stopped; this is what was seen so far\n", stderr);
	return tell_all(t) && !interrupted ? EXIT_OK : EXIT_FAILED;
}

static int tags_run(int argc, char **argv)
{
	struct tags t = { .topic = "kw.stories", .last_ms = -1, .samples = SAMPLES };
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &t.broker.config },
		{ "broker", ARGUMENT_TEXT, &t.broker.broker },
		{ "from", ARGUMENT_TEXT, &t.topic },
		{ "last", ARGUMENT_AGE, &t.last_ms },
		{ "file", ARGUMENT_TEXT, &t.file },
		{ "samples", ARGUMENT_COUNT, &t.samples },
		{ "no-samples", ARGUMENT_FLAG, &t.no_samples },
		{ "json", ARGUMENT_FLAG, &t.json },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_read(&tags_subcommand, argc, argv, rows, &code))
		return code;
	if (argc - optind != 3 || strcmp(argv[optind], "diff") != 0)
		return subcommand_usage(&tags_subcommand,
					"diff and two folders of packs are wanted");
	buf_init(&t.lines, OUT_BYTES);
	code = diff(&t, argv[optind + 1], argv[optind + 2]);
	tags_diff_free(t.diff);
	buf_done(&t.lines);
	return code;
}

const struct subcommand tags_subcommand = {
	.name = "tags",
	.summary = "show what other packs would change in the stories that are there",
	.help =
	    "usage: kurilwire tags diff [OPTION]... OLD NEW\n"
	    "\n"
	    "Tags the stories of a topic by the packs of two folders, and shows for each "
	    "topic and\n"
	    "subject what was gained, lost and changed, with samples. Nothing is "
	    "written, "
	    "and no\n"
	    "worker notices. OLD and NEW are folders of packs, or configurations with a "
	    "tags.d.\n"
	    "A mention has changed if another subject, or another end of it, is seen at "
	    "its place;\n"
	    "a topic (\"about …\") is gained or lost where a threshold is crossed, and "
	    "changed where\n"
	    "only the score is another.\n"
	    "\n"
	    "  --from TOPIC        its stories (default kw.stories)\n"
	    "  --last AGE          only what was produced since: 30s, 15m, 2h, 30d\n"
	    "  --file FILE         instead of a topic, a file of records, one a line; - "
	    "is\n"
	    "                      standard input\n"
	    "  --samples N         of each kind and subject (default 3)\n"
	    "  --no-samples        the table alone\n"
	    "  --json              one object for each change, then one with the counts\n"
	    "  --config DIR        kurilwire.yaml says where Kafka is\n"
	    "  --broker HOST:PORT  instead of the configured brokers\n"
	    "\n"
	    "exit: 0 done, whether or not something differs; 1 stopped, or Kafka failed; "
	    "64 wrong\n"
	    "usage; 78 a pack or the configuration is wrong\n",
	.run = tags_run,
};
