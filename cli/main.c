/* SPDX-License-Identifier: Apache-2.0 */
/* kurilwire - the command line: finds the subcommand and runs it. */
#include <stdio.h>
#include <string.h>

#include "cli/subcommands.h"
#include "common/service/settings.h"

enum { NAMES_MAX = 64 };

static void help(FILE *to)
{
	fputs("usage: kurilwire COMMAND [OPTION]...\n\n", to);
	for (const struct subcommand *const *c = subcommands; *c; c++)
		fprintf(to, "  %-12s %s\n", (*c)->name, (*c)->summary);
	fputs(
	    "\nkurilwire COMMAND --help says more about each, kurilwire --version which "
	    "this is.\n",
	    to);
}

static const struct subcommand *find(const char *name)
{
	const struct subcommand *const *c = subcommands;

	while (*c && strcmp((*c)->name, name) != 0)
		c++;
	return *c;
}

static int unknown(const char *name)
{
	const char *names[NAMES_MAX + 1] = { NULL };

	for (size_t i = 0; i < NAMES_MAX && subcommands[i]; i++)
		names[i] = subcommands[i]->name;
	const char *near = settings_suggest(view_of(name), names);
	fprintf(stderr,
		near ? "kurilwire: there is no \"%s\"; did you mean \"%s\"?\n"
		     : "kurilwire: there is no \"%s\"; see kurilwire --help\n",
		name, near);
	return EXIT_USAGE;
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
	if (strcmp(argv[1], "--version") == 0) {
		puts("kurilwire " KURILWIRE_VERSION);
		return EXIT_OK;
	}
	const struct subcommand *c = find(argv[1]);
	return c ? c->run(argc - 1, argv + 1) : unknown(argv[1]);
}
