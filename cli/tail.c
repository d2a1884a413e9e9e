/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/tail.h"

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/age.h"
#include "cli/arguments.h"
#include "cli/broker_options.h"
#include "cli/show.h"
#include "common/kafka/reader.h"
#include "common/kafka/topics.h"
#include "common/service/clock.h"
#include "common/story/ninjs.h"

enum {
	POLL_MS = 200,
	ARENA_BYTES = 64 * 1024 * 1024,
	SHOW_BYTES = 16 * 1024 * 1024,
};

struct tail {
	struct broker_options broker;
	const char *topic;
	enum reader_from from;
	int64_t since_ms;
	bool json, once;
	struct show_options how;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* Not every topic holds stories: other records are shown as what they are. */
static void print_other(const struct stage_record *r, struct buf *out)
{
	(void)buf_printf(out,
			 "── partition %d, offset %" PRId64 ", key %.*s, %zu bytes\n",
			 r->partition, r->offset, VIEW_ARG(r->key), r->value.len);
	for (size_t i = 0; i < r->headers.len; i++)
		(void)buf_printf(out, "   %.*s: %.*s\n",
				 VIEW_ARG(r->headers.items[i].name),
				 VIEW_ARG(view_head(r->headers.items[i].value, 200)));
	(void)buf_add_byte(out, '\n');
}

static void print_record(const struct tail *t, const struct stage_record *r,
			 struct arena *a)
{
	BUF(out, SHOW_BYTES);
	struct story story;
	struct err err;

	if (t->json) {
		(void)fwrite(r->value.p, 1, r->value.len, stdout);
		(void)fputc('\n', stdout);
		return;
	}
	arena_reset(a);
	if (r->value.len && r->value.p[0] == '{' &&
	    ninjs_decode(r->value, a, &story, &err))
		show_story(&story, view_of(t->topic), &t->how, &out);
	else
		print_other(r, &out);
	(void)fwrite(out.p, 1, out.len, stdout);
}

static bool run(const struct tail *t, const struct kafka_settings *k, struct err *err)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(reader) reader = NULL;
	struct stage_record r;

	BUF(name, TOPICS_NAME_MAX);
	(void)buf_printf(&name, "%s%s", k->prefix, t->topic);
	if (!reader_open(k, buf_string(&name), t->from, t->since_ms, &reader, err))
		return false;
	while (!interrupted) {
		switch (reader_next(reader, POLL_MS, &r, err)) {
		case READER_RECORD:
			print_record(t, &r, a);
			break;
		case READER_AT_END:
			if (t->once)
				return true;
			break;
		case READER_NOTHING:
			break;
		case READER_FAILED:
			return false;
		}
		(void)fflush(stdout);
		/* Whoever read our output has gone, as with `| head`. */
		if (ferror(stdout))
			return true;
	}
	return true;
}

/* "beginning", "end", an age or a date. */
static bool parse_from(const char *text, struct tail *t)
{
	struct view v = view_of(text);

	if (view_eq(v, VIEW("beginning")) || view_eq(v, VIEW("end"))) {
		t->from = v.p[0] == 'b' ? READER_BEGINNING : READER_END;
		return true;
	}
	t->from = READER_SINCE;
	return since_parse(text, clock_wall_ms(), &t->since_ms);
}

static bool read_options(int argc, char **argv, struct tail *t, int *ret_code)
{
	const char *from = NULL;
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &t->broker.config },
		{ "broker", ARGUMENT_TEXT, &t->broker.broker },
		{ "from", ARGUMENT_TEXT, &from },
		{ "once", ARGUMENT_FLAG, &t->once },
		{ "json", ARGUMENT_FLAG, &t->json },
		{ NULL, ARGUMENT_FLAG, NULL },
	};

	if (!arguments_read(&tail_subcommand, argc, argv, rows, ret_code))
		return false;
	*ret_code = EXIT_USAGE;
	if (from && !parse_from(from, t)) {
		(void)subcommand_usage(
		    &tail_subcommand,
		    "--from is beginning, end, an age like 2h or a date like "
		    "2026-11-20, not \"%s\"",
		    from);
		return false;
	}
	if (argc - optind != 1) {
		(void)subcommand_usage(&tail_subcommand, "one topic is wanted");
		return false;
	}
	t->topic = argv[optind];
	return true;
}

static int tail_run(int argc, char **argv)
{
	struct tail t = { .from = READER_BEGINNING,
			  .how = { .colour = show_colour_wanted(),
				   .width = show_terminal_width() } };
	AUTO(arena) a = arena_new(16 * 1024 * 1024);
	struct kafka_settings k;
	struct err err;
	int code;

	if (!read_options(argc, argv, &t, &code))
		return code;
	if (!broker_options_settings(&t.broker, a, &k))
		return EXIT_CONFIG;
	(void)signal(SIGINT, on_interrupt);
	(void)signal(SIGTERM, on_interrupt);
	(void)signal(SIGPIPE, SIG_IGN);
	if (run(&t, &k, &err))
		return EXIT_OK;
	fprintf(stderr, "kurilwire tail: %s\n", err.text);
	return EXIT_FAILED;
}

const struct subcommand tail_subcommand = {
	.name = "tail",
	.summary = "show what lands on a topic",
	.help =
	    "usage: kurilwire tail [OPTION]... TOPIC\n\n"
	    "Shows the stories of a topic as they land, mentions marked, until "
	    "Ctrl-C. Reads\n"
	    "what is committed, joins no consumer group and disturbs nobody.\n"
	    "\n"
	    "  --broker HOST:PORT  Kafka's address, if no configuration is wanted\n"
	    "  --config DIR        kurilwire.yaml says where Kafka is\n"
	    "  --from WHERE        beginning (default), end, an age like 2h or 7d, or "
	    "a date\n"
	    "                      like 2026-11-20\n"
	    "  --once              end at the end of the topic\n"
	    "  --json              one record a line, as it stands on the topic\n"
	    "\n"
	    "exit: 0 done; 1 Kafka failed, or there is no such topic; 64 wrong usage; 78 "
	    "the\n"
	    "configuration is wrong\n",
	.run = tail_run,
};
