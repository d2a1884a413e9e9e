/* SPDX-License-Identifier: Apache-2.0 */
/* The newsroom as a program of its own: prints its address, serves until it is told to stop. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/newsroom/newsroom.h"

static const char usage[] =
    "usage: kurilwire-newsroom [--port N] [--address A] [--folder DIR] [FILE...]\n"
    "\n"
    "Serves bundled news over HTTP on loopback, for trying and testing, and prints its "
    "address.\n"
    "A FILE is served as a feed of its own. It does what POST /_control/... says.\n"
    "\n"
    "  --port N      listen there; the default is any port that is free\n"
    "  --address A   a loopback address; the default is 127.0.0.1\n"
    "  --folder DIR  the stories; without it only the FILEs are served\n"
    "  --help        this text\n";

/* Fills the settings from the options; the index of the first FILE, or -1. */
static int options(int argc, char **argv, struct newsroom_settings *ret)
{
	int i = 1;
	for (; i < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		uint64_t port;
		if (i + 1 == argc)
			return -1;
		if (strcmp(argv[i], "--folder") == 0)
			ret->folder = argv[i + 1];
		else if (strcmp(argv[i], "--address") == 0)
			ret->address = argv[i + 1];
		else if (strcmp(argv[i], "--port") == 0 &&
			 view_to_u64(view_of(argv[i + 1]), &port) && port <= UINT16_MAX)
			ret->port = (uint16_t)port;
		else
			return -1;
	}
	return i;
}

int main(int argc, char **argv)
{
	struct newsroom_settings settings = { 0 };
	AUTO(newsroom) n = NULL;
	struct err err;
	sigset_t stop;
	int signal_number;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		(void)fputs(usage, stdout);
		return 0;
	}
	int first = options(argc, argv, &settings);
	if (first < 0) {
		(void)fputs(usage, stderr);
		return 64;
	}
	/* Before the server's threads, so that all of them leave these signals to us. */
	(void)sigemptyset(&stop);
	(void)sigaddset(&stop, SIGTERM);
	(void)sigaddset(&stop, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &stop, NULL);
	(void)signal(SIGPIPE, SIG_IGN);

	bool ok = newsroom_open(&settings, &n, &err);
	for (int i = first; ok && i < argc; i++)
		ok = newsroom_add_file(n, argv[i], &err);
	if (!ok) {
		(void)fprintf(stderr, "kurilwire-newsroom: %s\n", err.text);
		return 1;
	}
	(void)printf("%s\n", newsroom_base(n));
	(void)fflush(stdout);
	(void)sigwait(&stop, &signal_number);
	return 0;
}
