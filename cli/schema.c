/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/schema.h"

#include <getopt.h>
#include <stdio.h>

#include "common/kafka/asyncapi.h"
#include "common/story/schema.h"

enum { OUT_BYTES = 1024 * 1024, OPTION_HELP = 1, OPTION_ASYNCAPI };

static const struct option options[] = {
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "asyncapi", no_argument, NULL, OPTION_ASYNCAPI },
	{ NULL, 0, NULL, 0 },
};

static int schema_run(int argc, char **argv)
{
	void (*print)(struct buf *) = schema_print;
	BUF(out, OUT_BYTES);

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == OPTION_ASYNCAPI) {
			print = asyncapi_print;
			continue;
		}
		if (c != OPTION_HELP)
			return EXIT_USAGE;
		fputs(schema_subcommand.help, stdout);
		return EXIT_OK;
	}
	if (optind != argc)
		return subcommand_usage(&schema_subcommand, "nothing is wanted after it");
	print(&out);
	bool ok = fwrite(out.p, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
	return ok ? EXIT_OK : EXIT_FAILED;
}

const struct subcommand schema_subcommand = {
	.name = "schema",
	.summary =
	    "print the contract: JSON Schema of the records, AsyncAPI of the topics",
	.run = schema_run,
	.help = "usage: kurilwire schema [--asyncapi]\n"
		"\n"
		"Prints the JSON Schema (2020-12) of the values on kw.stories, "
		"kw.enriched and\n"
		"news.*: what we fill of IPTC ninjs 3.1, and the member kurilwire. "
		"Without that\n"
		"member a record is valid against IPTC's own schema of ninjs 3.1.\n"
		"\n"
		"  --asyncapi  all topics, keys, headers and promises instead, as an "
		"AsyncAPI 3.0\n"
		"              document that refers to the schema as "
		"story-1.schema.json\n",
};
