/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/feeds.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/feeds_parts.h"
#include "cli/place.h"
#include "common/service/config.h"
#include "common/story/url.h"

enum { ARENA_BYTES = 1024 * 1024 * 1024 /* the fetcher's whole state */ };

static const struct verb {
	const char *name;
	int (*run)(const struct feeds_command *k);
	size_t least, most; /* words behind it */
} verbs[] = {
	{ "list", feeds_list, 0, 0 },         { "status", feeds_status, 0, 1000000 },
	{ "why", feeds_why, 1, 1 },           { "poll", feeds_poll, 1, 1000000 },
	{ "courtesy", feeds_courtesy, 0, 0 }, { "import", feeds_import, 1, 1 },
	{ "export", feeds_export, 0, 0 },     { "add", feeds_add, 1, 1 },
};

int feeds_failed(int code, const char *fmt, ...)
{
	va_list args;

	fputs("kurilwire feeds: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	return code;
}

struct view feeds_address(const struct feed *f, struct arena *a)
{
	return url_public(f->url, f->secret_parameters.items, f->secret_parameters.len,
			  a);
}

static bool load(struct feeds_command *k)
{
	AUTO(settings_errors) errors = settings_errors_new();
	const char *folder = place_config(k->broker.config, k->arena);

	if (config_folder(folder, errors) &&
	    feeds_load(folder, k->arena, &k->feeds, errors))
		return true;
	settings_errors_say(errors);
	return false;
}

static const struct verb *find(const char *name)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static int feeds_run(int argc, char **argv)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct feeds_command k = { .arena = a };
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &k.broker.config },
		{ "broker", ARGUMENT_TEXT, &k.broker.broker },
		{ "provider", ARGUMENT_TEXT, &k.provider },
		{ "stdout", ARGUMENT_FLAG, &k.to_stdout },
		{ "json", ARGUMENT_FLAG, &k.json },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_read(&feeds_subcommand, argc, argv, rows, &code))
		return code;
	const struct verb *verb = optind < argc ? find(argv[optind]) : NULL;
	if (!verb)
		return subcommand_usage(&feeds_subcommand, "what to do is wanted first");
	k.words = argv + optind + 1;
	k.words_len = (size_t)(argc - optind - 1);
	if (k.words_len < verb->least || k.words_len > verb->most)
		return subcommand_usage(&feeds_subcommand, "%s wants %s", verb->name,
					verb->most == 0   ? "nothing behind it"
					: verb->most == 1 ? "one word behind it"
							  : "ids behind it");
	if (k.provider && (!settings_is_id(view_of(k.provider)) ||
			   strlen(k.provider) > SETTINGS_ID_MAX))
		return subcommand_usage(&feeds_subcommand,
					"--provider wants an id of a-z, 0-9, \"_\" and "
					"\"-\", not \"%s\"",
					k.provider);
	if (!load(&k))
		return EXIT_CONFIG;
	return verb->run(&k);
}

const struct subcommand feeds_subcommand = {
	.name = "feeds",
	.summary = "what is polled, how it is doing, and more of it",
	.help =
	    "usage: kurilwire feeds VERB [OPTION]... [WORD]...\n\n"
	    "  list          the feeds of the configuration\n"
	    "  status [ID]   how they are doing: last success, next poll and why, what "
	    "came,\n"
	    "                and what is wrong\n"
	    "  why ID        all that is known of one feed\n"
	    "  poll ID...    poll them now\n"
	    "  courtesy      what hosts ask of us: robots.txt, Retry-After\n"
	    "  import FILE   the feeds of an OPML file as a new file of feeds.d\n"
	    "  export        the feeds as OPML\n"
	    "  add URL       find the feed of a site and write a new file of feeds.d\n"
	    "\n"
	    "  --config DIR        the configuration\n"
	    "  --broker HOST:PORT  instead of the configured brokers\n"
	    "  --provider ID       of imported or added feeds (default: by their host)\n"
	    "  --stdout            print the new file instead\n"
	    "  --json              objects instead of a table\n"
	    "\n"
	    "exit: 0 done; 1 Kafka failed, or a file cannot be written; 64 wrong usage, "
	    "or there\n"
	    "is no such feed; 65 no feed in the OPML file or at the address; 78 the "
	    "configuration\n"
	    "is wrong\n",
	.run = feeds_run,
};
