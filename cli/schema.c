/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/schema.h"

#include <stdio.h>

#include "cli/arguments.h"
#include "common/kafka/asyncapi.h"
#include "common/story/schema.h"

enum { OUT_BYTES = 1024 * 1024 };

static int schema_run(int argc, char **argv)
{
	bool asyncapi = false;
	const struct argument rows[] = {
		{ "asyncapi", ARGUMENT_FLAG, &asyncapi },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	BUF(out, OUT_BYTES);
	int code;

	if (!arguments_only(&schema_subcommand, argc, argv, rows, &code))
		return code;
	if (asyncapi)
		asyncapi_print(&out);
	else
		schema_print(&out);
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
