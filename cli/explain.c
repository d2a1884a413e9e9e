/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/explain.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/broker_options.h"
#include "cli/explain_parts.h"
#include "cli/place.h"
#include "common/service/clock.h"
#include "common/story/url.h"

enum {
	ARENA_BYTES = 512 * 1024 * 1024,
	SCRATCH_BYTES = 64 * 1024 * 1024,
	OUT_BYTES = 16 * 1024 * 1024,
	DAYS_MAX = 36500
};

#define DAY_MS (24 * 3600 * (int64_t)1000)
#define URI_PREFIX "urn:kurilwire:story:"
enum { URI_LEN = sizeof URI_PREFIX - 1 + 32 };

/* Mistakes are printed. */
static bool load(struct explained *x, const struct broker_options *o)
{
	AUTO(settings_errors) errors = settings_errors_new();
	const char *folder = place_config(o->config, x->arena);

	if (!broker_options_settings(o, x->arena, &x->kafka))
		return false;
	bool ok = routes_load(arena_printf(x->arena, "%s/routes.d", folder).p, x->arena,
			      &x->routes, errors);
	ok = feeds_load(folder, x->arena, &x->feeds, errors) && ok;
	if (ok)
		return true;
	settings_errors_say(errors);
	return false;
}

static bool ask_for(struct explained *x, const char *what)
{
	struct view v = view_trim(view_of(what));

	if (view_starts(v, VIEW(URI_PREFIX)) && v.len == URI_LEN)
		x->uri = v;
	else if (url_is_web(v))
		x->url = url_canonical(v, x->arena);
	return x->uri.len || x->url.len;
}

static int explain(struct explained *x, const struct broker_options *o)
{
	BUF(out, OUT_BYTES);
	struct err err;

	if (!load(x, o))
		return EXIT_CONFIG;
	if (!explain_read(x, &err)) {
		fprintf(stderr, "kurilwire explain: %s\n", err.text);
		return EXIT_FAILED;
	}
	explain_tell(x, &out);
	bool ok = fwrite(out.p, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
	return ok ? EXIT_OK : EXIT_FAILED;
}

static int explain_run(int argc, char **argv)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(arena) scratch = arena_new(SCRATCH_BYTES);
	struct explained x = { .arena = a, .scratch = scratch, .from = READER_BEGINNING };
	struct broker_options o = { 0 };
	int64_t days = 0;
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &o.config },
		{ "broker", ARGUMENT_TEXT, &o.broker },
		{ "days", ARGUMENT_COUNT, &days },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_read(&explain_subcommand, argc, argv, rows, &code))
		return code;
	if (days > DAYS_MAX)
		return subcommand_usage(&explain_subcommand, "--days is 1 to %d",
					DAYS_MAX);
	if (days > 0) {
		x.from = READER_SINCE;
		x.since_ms = clock_wall_ms() - days * DAY_MS;
	}
	if (argc - optind != 1 || !ask_for(&x, argv[optind]))
		return subcommand_usage(&explain_subcommand,
					"one address of the web or story uri is wanted");
	return explain(&x, &o);
}

const struct subcommand explain_subcommand = {
	.name = "explain",
	.summary = "show the life of one story over all topics, or why it ended",
	.help = "usage: kurilwire explain [OPTION]... URL|URI\n\n"
		"Shows where a story was seen, what the parser, the enricher and the "
		"sink made\n"
		"of it, and where it lies (topic partition/offset); or why it is not\n"
		"published. Reads what is committed and disturbs nobody. All topics are "
		"read,\n"
		"which takes about a second for 100,000 records.\n"
		"\n"
		"  --config DIR        kurilwire.yaml, routes.d and feeds.d\n"
		"  --broker HOST:PORT  Kafka's address instead of the configured one\n"
		"  --days N            no further back than this\n"
		"\n"
		"exit: 0 done, also if nothing was found; 1 Kafka failed; 64 wrong "
		"usage; 78 the\n"
		"configuration is wrong\n",
	.run = explain_run,
};
