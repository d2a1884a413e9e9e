/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/dead_letter.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/broker_options.h"
#include "cli/dead_letter_show.h"
#include "common/service/clock.h"

enum {
	ARENA_BYTES = 16 * 1024 * 1024,
	OUT_BYTES = 64 * 1024 * 1024,
	COMMIT_LETTERS = 500,
	COMMIT_BYTES = 32 * 1024 * 1024,
	PROGRESS_MS = 200,
};

enum action { ACTION_LIST, ACTION_SHOW, ACTION_RETRY, ACTION_DROP, ACTIONS };
static const char *const actions[ACTIONS] = { "list", "show", "retry", "drop" };

struct dead_letter {
	enum action action;
	struct broker_options broker;
	const char *reason, *feed, *topic, *worker; /* NULL: any */
	int64_t since_ms;                           /* -1: any */
	bool settled, every, json, raw;
	int64_t limit; /* -1: none */
	char **ids;
	int ids_len;

	struct letterbox *box;
	const struct kafka_settings *kafka;
	struct buf out;
	int64_t matched, done, refused;
	size_t pending, pending_bytes; /* settled, not committed */
	int64_t told_ms;
};

/* --- which ----------------------------------------------------------------------------- */

static bool is_named(const struct dead_letter *d, const char *id)
{
	for (int i = 0; i < d->ids_len; i++)
		if (strcmp(d->ids[i], id) == 0)
			return true;
	return d->ids_len == 0;
}

/* With or without the prefix. */
static bool is_topic(const struct dead_letter *d, struct view topic)
{
	struct view prefix = view_of(d->kafka->prefix);

	if (view_eq(topic, view_of(d->topic)))
		return true;
	return view_starts(topic, prefix) &&
	       view_eq(view_from(topic, prefix.len), view_of(d->topic));
}

static bool matches(const struct dead_letter *d, const struct letterbox_item *item)
{
	const struct letter *l = &item->letter;

	if (!is_named(d, item->id))
		return false;
	/* Who names a letter wants to see it whatever became of it. */
	if (item->fate != LETTERBOX_OPEN && !d->settled && d->ids_len == 0)
		return false;
	if (d->reason && view_find_nocase(l->reason, view_of(d->reason), 0) == VIEW_NONE)
		return false;
	if (d->feed && !view_eq(dead_letter_feed(item), view_of(d->feed)))
		return false;
	if (d->worker && !view_eq(l->worker, view_of(d->worker)))
		return false;
	return !d->topic || is_topic(d, l->topic);
}

/* --- what ------------------------------------------------------------------------------ */

static void flush_out(struct dead_letter *d)
{
	(void)fwrite(d->out.p, 1, d->out.len, stdout);
	buf_clear(&d->out);
}

static void show(struct dead_letter *d, const struct letterbox_item *item)
{
	bool whole = d->action == ACTION_SHOW;

	if (d->raw)
		(void)buf_add(&d->out, item->record.value);
	else if (d->json)
		dead_letter_json(item, whole, &d->out);
	else if (whole)
		dead_letter_whole(item, &d->out);
	else
		dead_letter_line(item, &d->out);
	flush_out(d);
}

static void tell_progress(struct dead_letter *d, bool last)
{
	int64_t now = clock_steady_ms();

	if (!isatty(STDERR_FILENO) || (!last && now - d->told_ms < PROGRESS_MS))
		return;
	d->told_ms = now;
	fprintf(stderr, "\r%lld %s, %lld refused%s", (long long)d->done,
		d->action == ACTION_RETRY ? "retried" : "dropped", (long long)d->refused,
		last ? "\n" : "");
}

static bool commit(struct dead_letter *d, struct err *err)
{
	if (!letterbox_commit(d->box, err))
		return false;
	d->done += (int64_t)d->pending;
	d->pending = d->pending_bytes = 0;
	flush_out(d);
	return true;
}

static const char *refuses(const struct dead_letter *d, const struct letterbox_item *item)
{
	if (d->action == ACTION_DROP && item->fate == LETTERBOX_OPEN)
		return NULL;
	return letterbox_refuses(item);
}

static bool settle(struct dead_letter *d, const struct letterbox_item *item,
		   struct err *err)
{
	const char *why = refuses(d, item);
	enum letterbox_fate fate =
	    d->action == ACTION_RETRY ? LETTERBOX_RETRIED : LETTERBOX_DROPPED;

	if (why) {
		fprintf(stderr, "kurilwire dead-letter: %s %s\n", item->id, why);
		d->refused++;
		return true;
	}
	if (!letterbox_settle(d->box, item, fate, err))
		return false;
	/* Said when it is committed. */
	if (d->json)
		(void)buf_printf(&d->out, "{\"id\":\"%s\",\"state\":\"%s\"}\n", item->id,
				 letterbox_fate_name(fate));
	d->pending++;
	d->pending_bytes += item->record.value.len;
	tell_progress(d, false);
	return (d->pending < COMMIT_LETTERS && d->pending_bytes < COMMIT_BYTES) ||
	       commit(d, err);
}

static bool visit(void *self, const struct letterbox_item *item, struct err *err)
{
	struct dead_letter *d = self;

	if (!matches(d, item))
		return true;
	d->matched++;
	if (d->action == ACTION_LIST || d->action == ACTION_SHOW)
		show(d, item);
	else if (!settle(d, item, err))
		return false;
	return (d->limit < 0 || d->matched < d->limit) && !ferror(stdout);
}

static bool run(struct dead_letter *d, struct err *err)
{
	bool changes = d->action == ACTION_RETRY || d->action == ACTION_DROP;

	return letterbox_open(d->kafka, changes, &d->box, err) &&
	       letterbox_each(d->box, d->since_ms, visit, d, err) &&
	       (!changes || commit(d, err));
}

static int work(struct dead_letter *d)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct kafka_settings k;
	struct err err = { 0 };

	if (!broker_options_settings(&d->broker, a, &k))
		return EXIT_CONFIG;
	d->kafka = &k;
	buf_init(&d->out, OUT_BYTES);
	(void)signal(SIGPIPE, SIG_IGN);
	bool ok = run(d, &err);
	letterbox_free(d->box);
	buf_done(&d->out);
	if (!ok) {
		fprintf(stderr, "kurilwire dead-letter: %s\n", err.text);
		return EXIT_FAILED;
	}
	if (d->action == ACTION_RETRY || d->action == ACTION_DROP) {
		tell_progress(d, true);
		if (!d->json)
			printf("%lld %s\n", (long long)d->done,
			       d->action == ACTION_RETRY ? "retried" : "dropped");
	} else if (d->matched == 0 && d->ids_len == 0 && !d->json) {
		/* On standard error, so that what counts lines counts letters. */
		fputs(d->settled ? "no letter matches\n"
				 : "no open letter matches; --settled lists those too "
				   "that were retried or dropped\n",
		      stderr);
	}
	if (d->matched < d->ids_len) {
		fprintf(stderr, "kurilwire dead-letter: no letter has %s\n",
			d->matched ? "some of these ids" : "such an id");
		return EXIT_INPUT;
	}
	return d->refused ? EXIT_INPUT : EXIT_OK;
}

/* --- command line ---------------------------------------------------------------------- */

static bool read_action(int argc, char **argv, struct dead_letter *d)
{
	if (optind == argc) {
		(void)subcommand_usage(&dead_letter_subcommand,
				       "list, show, retry or drop?");
		return false;
	}
	while (d->action < ACTIONS && strcmp(argv[optind], actions[d->action]) != 0)
		d->action++;
	if (d->action == ACTIONS) {
		(void)subcommand_usage(&dead_letter_subcommand,
				       "it is list, show, retry or drop, not \"%s\"",
				       argv[optind]);
		return false;
	}
	d->ids = argv + optind + 1;
	d->ids_len = argc - optind - 1;
	return true;
}

/* False: it has been said what is wrong, or help. */
static bool read_options(int argc, char **argv, struct dead_letter *d, int *ret_code)
{
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &d->broker.config },
		{ "broker", ARGUMENT_TEXT, &d->broker.broker },
		{ "reason", ARGUMENT_TEXT, &d->reason },
		{ "feed", ARGUMENT_TEXT, &d->feed },
		{ "topic", ARGUMENT_TEXT, &d->topic },
		{ "worker", ARGUMENT_WORKER, &d->worker },
		{ "since", ARGUMENT_SINCE, &d->since_ms },
		{ "limit", ARGUMENT_COUNT, &d->limit },
		{ "settled", ARGUMENT_FLAG, &d->settled },
		{ "every", ARGUMENT_FLAG, &d->every },
		{ "json", ARGUMENT_FLAG, &d->json },
		{ "raw", ARGUMENT_FLAG, &d->raw },
		{ NULL, ARGUMENT_FLAG, NULL },
	};

	if (!arguments_read(&dead_letter_subcommand, argc, argv, rows, ret_code))
		return false;
	*ret_code = EXIT_USAGE;
	return read_action(argc, argv, d);
}

static int dead_letter_run(int argc, char **argv)
{
	struct dead_letter d = { .since_ms = -1, .limit = -1 };
	int code;

	if (!read_options(argc, argv, &d, &code))
		return code;
	bool chosen = d.ids_len || d.reason || d.feed || d.topic || d.worker ||
		      d.since_ms >= 0 || d.every;
	if ((d.action == ACTION_RETRY || d.action == ACTION_DROP) && !chosen)
		return subcommand_usage(&dead_letter_subcommand,
					"which ones? Ids, a filter, or --every");
	if (d.raw && (d.action != ACTION_SHOW || d.ids_len != 1))
		return subcommand_usage(&dead_letter_subcommand,
					"--raw goes with show and one id");
	return work(&d);
}

const struct subcommand dead_letter_subcommand = {
	.name = "dead-letter",
	.summary = "list, show, retry or drop what could not be processed",
	.help =
	    "usage: kurilwire dead-letter list [OPTION]... [ID]...\n"
	    "       kurilwire dead-letter show [OPTION]... [ID]...\n"
	    "       kurilwire dead-letter retry [OPTION]... [ID]...\n"
	    "       kurilwire dead-letter drop [OPTION]... [ID]...\n"
	    "\n"
	    "Reads kw.dead-letter. A retry puts the input back, byte for byte, on the "
	    "topic it\n"
	    "came from, and marks the letter as retried in the same transaction; a drop "
	    "only\n"
	    "marks it. Letters that are settled so are left out from then on, and none "
	    "is\n"
	    "retried twice. An ID is the letter's place on the topic, like 3:17.\n"
	    "\n"
	    "  --reason TEXT       only letters whose reason holds TEXT, in any case\n"
	    "  --feed ID           only those of a feed\n"
	    "  --topic NAME        only those whose input was on this topic\n"
	    "  --worker NAME       only those of fetcher, parser, enricher or sink\n"
	    "  --since TIME        only those since: an age like 2h or 7d, or a date "
	    "like "
	    "2026-11-20\n"
	    "  --limit N           the first N\n"
	    "  --every             retry or drop all of them, without any other filter\n"
	    "  --settled           list and show those too that were retried or dropped\n"
	    "  --raw               show the input's bytes and nothing else\n"
	    "  --json              one object a line\n"
	    "  --config DIR        kurilwire.yaml says where Kafka is\n"
	    "  --broker HOST:PORT  instead of the configured brokers\n"
	    "\n"
	    "exit: 0 done; 1 Kafka failed, nothing of the last batch was done; 64 wrong "
	    "usage;\n"
	    "65 an ID is not there, or a letter cannot be retried; 78 the configuration "
	    "is\n"
	    "wrong\n",
	.run = dead_letter_run,
};
