/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arguments - the options of a subcommand by a table: each name, what it takes, where it goes.
 *
 * Options and operands may stand in any order (getopt_long). --help, or -h, is every
 * subcommand's.
 */
#pragma once

#include <stdbool.h>

#include "cli/subcommand.h"

enum argument_type {
	ARGUMENT_FLAG,   /* bool */
	ARGUMENT_TEXT,   /* const char *; it lies in argv */
	ARGUMENT_VIEW,   /* struct view; it lies in argv */
	ARGUMENT_WORKER, /* const char *; "fetcher", "parser", "enricher" or "sink" */
	ARGUMENT_AGE,    /* int64_t: milliseconds of "2h" */
	ARGUMENT_SINCE,  /* int64_t: a point in time in ms; an age, or a date */
	ARGUMENT_COUNT,  /* int64_t: 1 and more */
};

struct argument {
	const char *name; /* "since" of --since; NULL ends a table */
	enum argument_type type;
	void *to;
};

enum { ARGUMENTS_MAX = 32 };

/* True: go on, with the operands from argv[optind] on. False: all has been said, and `*ret_code`
 * is the exit code; help was asked for, or something is wrong. */
bool arguments_read(const struct subcommand *c, int argc, char **argv,
		    const struct argument *rows, int *ret_code);

/* The same for a subcommand without operands. */
bool arguments_only(const struct subcommand *c, int argc, char **argv,
		    const struct argument *rows, int *ret_code);
