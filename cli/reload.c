/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/reload.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/check.h"
#include "cli/place.h"
#include "cli/processes.h"

enum { ARENA_BYTES = 256 * 1024 * 1024 };

/* How many were told; what cannot be told is said. */
static size_t tell(const struct process *list, size_t len, const char *worker,
		   size_t *ret_refused)
{
	size_t told = 0;

	for (size_t i = 0; i < len; i++) {
		const struct process *p = &list[i];
		if (worker && strcmp(p->worker, worker) != 0)
			continue;
		if (kill(p->pid, SIGHUP) == 0) {
			printf("told %s %s, process %d\n", p->worker, p->instance,
			       (int)p->pid);
			told++;
		} else if (errno != ESRCH) { /* it has just ended */
			fprintf(stderr, "kurilwire reload: %s, process %d: %s\n",
				p->worker, (int)p->pid, strerror(errno));
			++*ret_refused;
		}
	}
	return told;
}

static int reload(const char *folder, const char *worker, struct arena *a)
{
	struct process *list;
	size_t refused = 0;
	int code = check_files(folder);

	if (code != EXIT_OK)
		return code;
	size_t len = processes_find(folder, a, &list);
	if (tell(list, len, worker, &refused) > 0)
		return refused ? EXIT_FAILED : EXIT_OK;
	if (!refused)
		fprintf(stderr,
			"kurilwire reload: no %s with the configuration in %s runs here "
			"(those of others are seen by root alone)\n",
			worker ? worker : "worker", folder);
	return EXIT_FAILED;
}

static int reload_run(int argc, char **argv)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	const char *folder = NULL, *worker = NULL;
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &folder },
		{ "worker", ARGUMENT_WORKER, &worker },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_only(&reload_subcommand, argc, argv, rows, &code))
		return code;
	return reload(place_config(folder, a), worker, a);
}

const struct subcommand reload_subcommand = {
	.name = "reload",
	.summary = "have the running workers read the configuration again",
	.help = "usage: kurilwire reload [OPTION]...\n\n"
		"Checks the files as \"kurilwire check --offline\" does. If they are "
		"good, the\n"
		"workers on this machine that run with them are told (SIGHUP) to read "
		"them again.\n"
		"Each takes all of it or none; its log and /health say what came of "
		"it.\n"
		"\n"
		"  --config DIR   the folder (default: $KURILWIRE_CONFIG, ./config or\n"
		"                 /etc/kurilwire)\n"
		"  --worker NAME  only fetcher, parser, enricher or sink\n"
		"\n"
		"exit: 0 told; 1 nobody was there, or some may not be told; 64 wrong "
		"usage; 78 the\nconfiguration is wrong, and nobody was told\n",
	.run = reload_run,
};
