/* SPDX-License-Identifier: Apache-2.0 */
/*
 * subcommand - what `kurilwire NAME …` runs, and the exit codes that all of them share.
 *
 * Each lies in cli/<name>.{h,c}, declares one `struct subcommand` and is listed in subcommands.c.
 * Its `run` gets its own name as argv[0], prints results on standard output and complaints
 * on standard error, and returns an exit code.
 */
#pragma once

enum {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 64,  /* the command line itself is wrong */
	EXIT_INPUT = 65,  /* the input was rejected */
	EXIT_CONFIG = 78, /* the configuration is wrong */
};

struct subcommand {
	const char *name;
	const char *summary; /* for the list in `kurilwire --help` */
	const char *help;    /* the whole text of `kurilwire NAME --help` */
	int (*run)(int argc, char **argv);
};

/* "kurilwire NAME: …; see kurilwire NAME --help" on standard error; returns EXIT_USAGE. */
int subcommand_usage(const struct subcommand *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
