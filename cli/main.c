/* SPDX-License-Identifier: Apache-2.0 */
/* kurilwire - the command line: finds the subcommand and runs it. */
#include <stdio.h>
#include <string.h>

#include "cli/check.h"
#include "cli/feeds.h"
#include "cli/fetch.h"
#include "cli/parse.h"
#include "cli/route.h"
#include "cli/schema.h"
#include "cli/subcommand.h"
#include "cli/tag.h"
#include "cli/tail.h"
#include "cli/test.h"
#include "cli/topics.h"
#include "cli/try.h"

static const struct subcommand *const subcommands[] = {
	&try_subcommand,  &check_subcommand, &topics_subcommand, &parse_subcommand,
	&tag_subcommand,  &test_subcommand,  &route_subcommand,  &schema_subcommand,
	&tail_subcommand, &feeds_subcommand, &fetch_subcommand,
};

enum { SUBCOMMANDS_LEN = sizeof(subcommands) / sizeof(subcommands[0]) };

static void help(FILE *to)
{
	fputs("usage: kurilwire COMMAND [OPTION]...\n\n", to);
	for (size_t i = 0; i < SUBCOMMANDS_LEN; i++)
		fprintf(to, "  %-12s %s\n", subcommands[i]->name,
			subcommands[i]->summary);
	fputs("\nkurilwire COMMAND --help says more about each.\n", to);
}

static const struct subcommand *find(const char *name)
{
	for (size_t i = 0; i < SUBCOMMANDS_LEN; i++)
		if (strcmp(subcommands[i]->name, name) == 0)
			return subcommands[i];
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		help(stdout);
		return EXIT_OK;
	}
	const struct subcommand *c = find(argv[1]);
	if (c)
		return c->run(argc - 1, argv + 1);
	fprintf(stderr, "kurilwire: there is no \"%s\"; see kurilwire --help\n", argv[1]);
	return EXIT_USAGE;
}
