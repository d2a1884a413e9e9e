/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/subcommand.h"

#include <stdarg.h>
#include <stdio.h>

int subcommand_usage(const struct subcommand *c, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "kurilwire %s: ", c->name);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, "; see kurilwire %s --help\n", c->name);
	return EXIT_USAGE;
}
