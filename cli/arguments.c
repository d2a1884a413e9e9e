/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/arguments.h"

#include <getopt.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/age.h"
#include "common/base/must.h"
#include "common/base/view.h"
#include "common/kafka/rights.h"
#include "common/service/clock.h"
#include "common/service/settings.h"

/* What getopt_long() returns: a row's index after FIRST, so that none is a character. */
enum { FIRST = 256, HELP = FIRST + ARGUMENTS_MAX, UNKNOWN = '?', VALUELESS = ':' };

static int take(const struct subcommand *c, const struct argument *row, const char *text)
{
	int64_t *number = row->to;
	uint64_t n;

	switch (row->type) {
	case ARGUMENT_FLAG:
		*(bool *)row->to = true;
		return EXIT_OK;
	case ARGUMENT_TEXT:
		*(const char **)row->to = text;
		return EXIT_OK;
	case ARGUMENT_VIEW:
		*(struct view *)row->to = view_of(text);
		return EXIT_OK;
	case ARGUMENT_WORKER:
		*(const char **)row->to = text;
		if (rights_is_worker(text))
			return EXIT_OK;
		return subcommand_usage(
		    c, "--%s is fetcher, parser, enricher or sink, not \"%s\"", row->name,
		    text);
	case ARGUMENT_AGE:
		if (age_parse(text, number))
			return EXIT_OK;
		return subcommand_usage(c, "--%s is an age like 2h, not \"%s\"",
					row->name, text);
	case ARGUMENT_SINCE:
		if (since_parse(text, clock_wall_ms(), number))
			return EXIT_OK;
		return subcommand_usage(
		    c, "--%s is an age like 2h or a date like 2026-11-20, not \"%s\"",
		    row->name, text);
	case ARGUMENT_COUNT:
		if (!view_to_u64(view_of(text), &n) || n == 0 || n > INT32_MAX)
			return subcommand_usage(
			    c, "--%s is a number from 1 to %d, not \"%s\"", row->name,
			    INT32_MAX, text);
		*number = (int64_t)n;
		return EXIT_OK;
	}
	return EXIT_USAGE;
}

/* As getopt_long() wants them, with the rows' places for values. */
static void to_options(const struct argument *rows, struct option *to)
{
	int n = 0;

	for (; rows[n].name; n++) {
		MUST(n < ARGUMENTS_MAX);
		int takes =
		    rows[n].type == ARGUMENT_FLAG ? no_argument : required_argument;
		to[n] = (struct option){ rows[n].name, takes, NULL, FIRST + n };
	}
	to[n] = (struct option){ "help", no_argument, NULL, HELP };
	to[n + 1] = (struct option){ NULL, 0, NULL, 0 };
}

static int unknown(const struct subcommand *c, const struct argument *rows,
		   const char *option)
{
	const char *names[ARGUMENTS_MAX + 1] = { NULL };
	struct view name = view_of(option);

	while (view_starts(name, VIEW("-")))
		name = view_from(name, 1);
	for (int i = 0; rows[i].name; i++)
		names[i] = rows[i].name;
	const char *near =
	    settings_suggest(view_head(name, view_find_byte(name, '=', 0)), names);
	return near ? subcommand_usage(c, "there is no option %s (did you mean --%s?)",
				       option, near)
		    : subcommand_usage(c, "there is no option %s", option);
}

bool arguments_read(const struct subcommand *c, int argc, char **argv,
		    const struct argument *rows, int *ret_code)
{
	struct option options[ARGUMENTS_MAX + 2];

	to_options(rows, options);
	opterr = 0;
	for (int o; (o = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
		if (o == UNKNOWN || o == VALUELESS) {
			*ret_code = o == UNKNOWN ? unknown(c, rows, argv[optind - 1])
						 : subcommand_usage(c, "%s wants a value",
								    argv[optind - 1]);
			return false;
		}
		if (o == HELP || o == 'h') {
			fputs(c->help, stdout);
			*ret_code = EXIT_OK;
			return false;
		}
		*ret_code = take(c, &rows[o - FIRST], optarg);
		if (*ret_code != EXIT_OK)
			return false;
	}
	return true;
}

bool arguments_only(const struct subcommand *c, int argc, char **argv,
		    const struct argument *rows, int *ret_code)
{
	if (!arguments_read(c, argc, argv, rows, ret_code))
		return false;
	if (optind == argc)
		return true;
	*ret_code = subcommand_usage(c, "it takes no arguments");
	return false;
}
