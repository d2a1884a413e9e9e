/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/replay.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/broker_options.h"
#include "cli/packs.h"
#include "cli/place.h"
#include "cli/progress.h"
#include "cli/replay_step.h"
#include "common/base/plural.h"
#include "common/kafka/topics.h"
#include "common/service/clock.h"
#include "common/service/log.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, NAME_MAX_LEN = 40 };

struct replay {
	struct broker_options broker;
	const char *to, *name;
	int64_t since_ms, offset;
	bool republish, every;

	char worker[64], own_name[NAME_MAX_LEN + 1];
	struct replay_plan plan;
	struct kafka_settings kafka;
	struct stage *stage;
	bool done; /* the end was reached */
	int64_t began_ms;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* --- progress ----------------------------------------------------------------------------- */

static void tell_progress(const struct replay *r, const struct stage_stats *t, bool last)
{
	uint64_t left = t->lag > 0 ? (uint64_t)t->lag : 0;
	int64_t ms = clock_steady_ms() - r->began_ms;

	progress_tell(t->records, left, last, last && r->done,
		      "%llu of %llu %s, %llu written, %lld/s",
		      (unsigned long long)t->records,
		      (unsigned long long)(t->records + left),
		      plural(t->records + left, "record", "records"),
		      (unsigned long long)t->outputs,
		      (long long)(ms > 0 ? (int64_t)t->records * 1000 / ms : 0));
}

static void on_alive(void *self, bool connected)
{
	struct replay *r = self;
	struct stage_stats t;

	stage_stats(r->stage, &t);
	r->done = connected && t.assigned == t.partitions && t.partitions > 0 &&
		  t.ended == t.partitions && t.lag == 0;
	if (r->done || interrupted)
		stage_stop(r->stage);
	if (connected)
		tell_progress(r, &t, false);
}

/* --- running ------------------------------------------------------------------------------ */

static bool make_shadow(const struct replay *r, struct err *err)
{
	const struct topics_public shadow = {
		.name = r->plan.shadow,
		.retention_ms = topics_row(TOPIC_ENRICHED)->retention_ms
	};

	return !r->plan.shadow || topics_create(&r->kafka, &shadow, 1, NULL, NULL, err);
}

static bool run(struct replay *r, struct err *err)
{
	AUTO(replay_step) step = NULL;
	AUTO(replay_before) before = NULL;
	AUTO(stage) stage = NULL;
	struct stage_stats t;

	if (!r->plan.shadow &&
	    !replay_before_read(&r->kafka, r->plan.routes, &before, err))
		return false;
	r->plan.before = before;
	if (!make_shadow(r, err) || !replay_step_new(&r->plan, &step, err))
		return false;
	struct stage_worker worker = {
		.name = r->worker,
		.input = r->plan.input,
		.state = TOPIC_COUNT,
		.output = TOPIC_PUBLIC,
		.self = step,
		.step = replay_step,
		.alive = on_alive,
		.alive_self = r,
	};
	if (!stage_open(&worker, &r->kafka, &stage, err))
		return false;
	r->stage = stage;
	r->began_ms = clock_steady_ms();
	if (!stage_run(stage, err))
		return false;
	stage_stats(stage, &t);
	tell_progress(r, &t, true);
	printf("%llu %s, %llu written to %s%s\n", (unsigned long long)t.records,
	       plural(t.records, "record", "records"),
	       (unsigned long long)(t.outputs - t.letters), r->kafka.prefix,
	       r->plan.shadow ? r->plan.shadow : topics_row(TOPIC_ENRICHED)->name);
	return true;
}

static bool load_routes(struct replay *r, struct arena *a)
{
	AUTO(settings_errors) errors = settings_errors_new();
	const char *folder =
	    arena_printf(a, "%s/routes.d", place_config(r->broker.config, a)).p;
	struct routes *routes;

	if (routes_load(folder, a, &routes, errors)) {
		r->plan.routes = routes;
		return true;
	}
	settings_errors_say(errors);
	return false;
}

static int work(struct replay *r)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(gazetteer) packs = NULL;
	struct err err = { 0 };

	if (!broker_options_settings(&r->broker, a, &r->kafka) || !load_routes(r, a))
		return EXIT_CONFIG;
	if (r->plan.input == TOPIC_STORIES) {
		packs = packs_load(r->broker.config);
		if (!packs)
			return EXIT_CONFIG;
		r->plan.gazetteer = packs;
	}
	/* Where it begins is said by its options; a name goes on where it was left. */
	r->kafka.from = "earliest";
	r->kafka.instance = "cli";
	log_setup(LOG_WARN, LOG_LOGFMT, "replay", "cli");
	(void)signal(SIGINT, on_interrupt);
	(void)signal(SIGTERM, on_interrupt);
	if (!run(r, &err)) {
		fprintf(stderr, "kurilwire replay: %s\n", err.text);
		return EXIT_FAILED;
	}
	if (r->done)
		return EXIT_OK;
	fprintf(stderr,
		"kurilwire replay: stopped; the same with --name %s goes on from there\n",
		r->name);
	return EXIT_FAILED;
}

/* --- command line ------------------------------------------------------------------------- */

static bool is_name(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if (!byte_is_alpha(name[i]) && !byte_is_digit(name[i]) && name[i] != '-')
			return false;
	return len > 0 && len <= NAME_MAX_LEN;
}

static void name_by_time(struct replay *r)
{
	char when[INSTANT_TEXT];
	struct view text = instant_format(clock_wall_ms(), when);
	size_t n = 0;

	for (size_t i = 0; i < text.len && n < NAME_MAX_LEN; i++)
		if (byte_is_alpha(text.p[i]) || byte_is_digit(text.p[i]))
			r->own_name[n++] = text.p[i];
	r->name = r->own_name;
}

static bool plan(struct replay *r, const char *what)
{
	r->plan = (struct replay_plan){ .since_ms = r->since_ms,
					.offset = r->offset,
					.every = r->every };
	if (strcmp(what, "enrich") == 0)
		r->plan.input = TOPIC_STORIES;
	else if (strcmp(what, "route") == 0)
		r->plan.input = TOPIC_ENRICHED;
	else
		return false;
	if (!r->republish)
		r->plan.shadow = r->to ? r->to : TOPICS_SHADOW;
	return true;
}

static int replay_run(int argc, char **argv)
{
	struct replay r = { .offset = 0 };
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &r.broker.config },
		{ "broker", ARGUMENT_TEXT, &r.broker.broker },
		{ "since", ARGUMENT_SINCE, &r.since_ms },
		{ "offset", ARGUMENT_COUNT, &r.offset },
		{ "to", ARGUMENT_TEXT, &r.to },
		{ "name", ARGUMENT_TEXT, &r.name },
		{ "every", ARGUMENT_FLAG, &r.every },
		{ "republish", ARGUMENT_FLAG, &r.republish },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_read(&replay_subcommand, argc, argv, rows, &code))
		return code;
	if (argc - optind != 1 || !plan(&r, argv[optind]))
		return subcommand_usage(&replay_subcommand, "enrich or route?");
	if (r.republish && (r.to || r.every || r.plan.input != TOPIC_STORIES))
		return subcommand_usage(&replay_subcommand,
					"--republish goes with enrich, and neither with "
					"--to nor with --every");
	if (r.to && strncmp(r.to, TOPICS_SHADOW, sizeof TOPICS_SHADOW - 1) != 0)
		return subcommand_usage(
		    &replay_subcommand,
		    "a shadow topic's name begins with " TOPICS_SHADOW);
	if (!r.name)
		name_by_time(&r);
	else if (!is_name(r.name))
		return subcommand_usage(&replay_subcommand,
					"--name is 1 to %d letters, digits and '-'",
					NAME_MAX_LEN);
	(void)snprintf(r.worker, sizeof r.worker, "replay.%s", r.name);
	return work(&r);
}

const struct subcommand replay_subcommand = {
	.name = "replay",
	.summary = "tag or route stories again, to a shadow topic or to subscribers",
	.help =
	    "usage: kurilwire replay enrich [OPTION]...\n"
	    "       kurilwire replay route [OPTION]...\n"
	    "\n"
	    "Goes through kw.stories and tags each story by the packs of today (enrich), "
	    "or "
	    "through\n"
	    "kw.enriched as it is (route), and writes what the routes of today would "
	    "send to "
	    "a\n"
	    "shadow topic, with the header kw-topics: which topics that would be. The "
	    "workers run\n"
	    "on, and subscribers see nothing of it. Each record is written once, "
	    "whatever "
	    "dies:\n"
	    "Ctrl-C stops it in order, and the same command with the name that it says "
	    "goes "
	    "on.\n"
	    "\n"
	    "  --republish         instead, takes each story's latest version and hands "
	    "it to "
	    "the\n"
	    "                      sink, with kurilwire.revision counted up, where its "
	    "tags "
	    "are\n"
	    "                      others now, or a topic that takes it has not got it\n"
	    "  --since TIME        only what was produced since: an age like 15m, 2h or "
	    "7d, or a\n"
	    "                      date like 2026-11-20 or 2026-11-20T14:00:00+09:00\n"
	    "  --offset N          only from this offset on, in each partition\n"
	    "  --to TOPIC          another shadow topic; its name begins with kw.shadow\n"
	    "  --every             stories that no route takes, too\n"
	    "  --name NAME         goes on with the replay of this name (default: the "
	    "time)\n"
	    "  --config DIR        kurilwire.yaml, tags.d and routes.d are there\n"
	    "  --broker HOST:PORT  instead of the configured brokers\n"
	    "\n"
	    "exit: 0 done; 1 stopped, or Kafka failed: what was written stands; 64 wrong "
	    "usage; 78\n"
	    "the configuration is wrong\n",
	.run = replay_run,
};
