/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>

#include "common/service/options.h"

static struct options options;
static struct err err;

#define PARSE(...)                                                                     \
	options_parse(                                                                 \
	    (int)(sizeof((const char *[]){ "parser", __VA_ARGS__ }) / sizeof(char *)), \
	    (char *const *)(const char *[]){ "parser", __VA_ARGS__ }, &options, &err)

#define REFUSED(said, ...)                          \
	do {                                        \
		cr_assert(not(PARSE(__VA_ARGS__))); \
		cr_assert(eq(str, err.text, said)); \
	} while (0)

Test(options, have_defaults)
{
	const char *argv[] = { "parser", NULL };

	unsetenv("KURILWIRE_CONFIG");
	cr_assert(options_parse(1, (char *const *)argv, &options, &err));
	cr_assert(eq(int, (int)options.action, OPTIONS_RUN));
	cr_assert(eq(str, (char *)options.config, "/etc/kurilwire"));
	cr_assert(eq(str, (char *)options.instance, ""));
	cr_assert(eq(str, (char *)options.from, ""));
	cr_assert(eq(int, options.monitor_port, -1));
	setenv("KURILWIRE_CONFIG", "/conf", 1);
	cr_assert(options_parse(1, (char *const *)argv, &options, &err));
	cr_assert(eq(str, (char *)options.config, "/conf"));
}

Test(options, take_values_after_a_space_or_an_equals_sign)
{
	cr_assert(PARSE("--config", "a b", "--instance=x-1", "--from=earliest",
			"--monitor-port", "0"));
	cr_assert(eq(str, (char *)options.config, "a b"));
	cr_assert(eq(str, (char *)options.instance, "x-1"));
	cr_assert(eq(str, (char *)options.from, "earliest"));
	cr_assert(eq(int, options.monitor_port, 0));
	cr_assert(PARSE("--from", "latest", "--monitor-port=65535"));
}

Test(options, say_what_to_do)
{
	cr_assert(PARSE("--check") && options.action == OPTIONS_CHECK);
	cr_assert(PARSE("--describe") && options.action == OPTIONS_DESCRIBE);
	cr_assert(PARSE("--version") && options.action == OPTIONS_VERSION);
	cr_assert(PARSE("--help") && options.action == OPTIONS_HELP);
}

Test(options, refuse_with_what_was_meant)
{
	REFUSED("unknown option \"--confg\"; did you mean \"--config\"?", "--confg=x");
	REFUSED("unknown option \"feeds\"; --help lists all", "feeds");
	REFUSED("unknown option \"--\"; --help lists all", "--");
	REFUSED("--config needs a value: DIR", "--config");
	REFUSED("--config is a folder, not \"\"", "--config=");
	REFUSED("--check takes no value", "--check=yes");
	REFUSED("--from is \"earliest\" or \"latest\", not \"now\"", "--from", "now");
	REFUSED("--monitor-port is 0 to 65535, not \"65536\"", "--monitor-port=65536");
	REFUSED(
	    "--instance is 1 to 64 letters, digits, \".\", \"_\" and \"-\", not \"a b\"",
	    "--instance=a b");
}

Test(options, are_all_in_the_help)
{
	static const char *const names[] = { "--config DIR",  "--instance NAME",
					     "--from",        "--monitor-port N",
					     "--check",       "--describe",
					     "--version",     "--help",
					     "parser - reads" };
	BUF(out, 10000);

	options_help("parser", "reads documents into stories", &out);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		cr_assert(strstr(buf_string(&out), names[i]) != NULL, "%s", names[i]);
}
