/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/redirect.h>
#include <getopt.h>
#include <stdint.h>

#include "cli/arguments.h"

static const struct subcommand sample = { .name = "sample", .help = "usage: sample\n" };

static bool all;
static const char *feed;
static int64_t since_ms, limit;
static const struct argument rows[] = {
	{ "all", ARGUMENT_FLAG, &all },       { "feed", ARGUMENT_TEXT, &feed },
	{ "since", ARGUMENT_AGE, &since_ms }, { "limit", ARGUMENT_COUNT, &limit },
	{ NULL, ARGUMENT_FLAG, NULL },
};

#define ARGV(...)                                             \
	const char *argv[] = { "sample", __VA_ARGS__, NULL }; \
	int argc = (int)(sizeof argv / sizeof *argv) - 1, code = -1

#define READ() arguments_read(&sample, argc, (char **)argv, rows, &code)

Test(arguments, go_where_the_rows_say_and_leave_the_operands)
{
	ARGV("--all", "3:17", "--feed=a", "--since", "2h", "--limit", "5", "4:1");

	cr_assert(READ());
	cr_assert(all);
	cr_assert(eq(str, (char *)feed, "a"));
	cr_assert(eq(i64, since_ms, 7200000));
	cr_assert(eq(i64, limit, 5));
	cr_assert(eq(int, argc - optind, 2));
	cr_assert(eq(str, (char *)argv[optind], "3:17"));
}

Test(arguments, print_the_help, .init = cr_redirect_stdout)
{
	ARGV("--help");

	cr_assert(not(READ()));
	cr_assert(eq(int, code, EXIT_OK));
	fflush(stdout);
	cr_assert_stdout_eq_str("usage: sample\n");
}

Test(arguments, print_the_help_for_one_letter_too, .init = cr_redirect_stdout)
{
	ARGV("-h");

	cr_assert(not(READ()));
	cr_assert(eq(int, code, EXIT_OK));
	fflush(stdout);
	cr_assert_stdout_eq_str("usage: sample\n");
}

Test(arguments, are_refused_when_no_row_has_them, .init = cr_redirect_stderr)
{
	ARGV("--none");

	cr_assert(not(READ()));
	cr_assert(eq(int, code, EXIT_USAGE));
}

static void refused(const char *option, const char *value)
{
	ARGV(option, value);

	optind = 0;
	cr_assert(not(READ()), "%s %s", option, value);
	cr_assert(eq(int, code, EXIT_USAGE));
}

Test(arguments, have_values_of_their_type, .init = cr_redirect_stderr)
{
	refused("--since", "2");
	refused("--since", "x");
	refused("--limit", "0");
	refused("--limit", "-1");
	refused("--limit", "99999999999");
	fflush(stderr);
	cr_assert_stderr_eq_str(
	    "kurilwire sample: --since is an age like 2h, not \"2\"; see kurilwire "
	    "sample "
	    "--help\n"
	    "kurilwire sample: --since is an age like 2h, not \"x\"; see kurilwire "
	    "sample "
	    "--help\n"
	    "kurilwire sample: --limit is a number from 1 to 2147483647, not \"0\"; see "
	    "kurilwire sample "
	    "--help\n"
	    "kurilwire sample: --limit is a number from 1 to 2147483647, not \"-1\"; see "
	    "kurilwire sample "
	    "--help\n"
	    "kurilwire sample: --limit is a number from 1 to 2147483647, not "
	    "\"99999999999\"; see kurilwire "
	    "sample --help\n");
}

Test(arguments, of_a_command_without_operands_are_options_alone,
     .init = cr_redirect_stderr)
{
	ARGV("--all", "x");

	cr_assert(not(arguments_only(&sample, argc, (char **)argv, rows, &code)));
	cr_assert(eq(int, code, EXIT_USAGE));
	fflush(stderr);
	cr_assert_stderr_eq_str("kurilwire sample: it takes no arguments; see kurilwire "
				"sample --help\n");
}
