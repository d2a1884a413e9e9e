/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/test.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/expectations.h"
#include "cli/packs.h"
#include "common/service/escape.h"

enum { OUT_BYTES = 16 * 1024 * 1024, ARENA_BYTES = 256 * 1024 * 1024 };

/* The files of tags.d/tests, or those that the command line names. */
static bool list_files(const char *config, int argc, char **argv, struct arena *a,
		       const char ***ret, size_t *ret_len, struct err *err)
{
	if (optind < argc) {
		*ret_len = (size_t)(argc - optind);
		*ret = ARENA_ARRAY(a, const char *, *ret_len);
		for (size_t i = 0; i < *ret_len; i++)
			(*ret)[i] = argv[(size_t)optind + i];
		return true;
	}
	const char *folder =
	    arena_string(a, arena_printf(a, "%s/tests", packs_folder(config, a)));
	if (!settings_files(folder, a, ret, ret_len, err)) {
		err_prefix(err, "%s", folder);
		return false;
	}
	return true;
}

static void add_json(const char *file, const struct expectation_counts *n,
		     const struct expectation_counts *before, struct buf *out)
{
	buf_add(out, VIEW("{\"file\":"));
	escape_json(out, view_of(file));
	buf_printf(out,
		   ",\"passages\":%zu,\"failed\":%zu,\"found\":%zu,\"missed\":%zu,"
		   "\"extra\":%zu}\n",
		   n->passages - before->passages, n->failed - before->failed,
		   n->found - before->found, n->missed - before->missed,
		   n->extra - before->extra);
}

static int check(const char **files, size_t len, const struct gazetteer *g,
		 struct tagger *t, struct arena *a, bool json)
{
	AUTO(settings_errors) errors = settings_errors_new();
	struct expectation_counts counts = { 0 };
	BUF(out, OUT_BYTES);
	BUF(counted, OUT_BYTES);

	for (size_t i = 0; i < len; i++) {
		struct expectations x;
		struct expectation_counts before = counts;
		if (!expectations_load(files[i], g, a, &x, errors)) {
			settings_errors_say(errors);
			return EXIT_CONFIG;
		}
		expectations_check(&x, t, &out, &counts);
		add_json(files[i], &counts, &before, &counted);
	}
	buf_printf(
	    &out,
	    "passages: %zu, files: %zu, with differences: %zu; mentions found: %zu, "
	    "missed: %zu, not expected: %zu\n",
	    counts.passages, len, counts.failed, counts.found, counts.missed,
	    counts.extra);
	const struct buf *say = json ? &counted : &out;
	if (fwrite(say->p, 1, say->len, stdout) != say->len || fflush(stdout) != 0)
		return EXIT_FAILED;
	return counts.failed ? EXIT_FAILED : EXIT_OK;
}

static int test_run(int argc, char **argv)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	AUTO(gazetteer) g = NULL;
	AUTO(tagger) t = NULL;
	const char *config = NULL, **files;
	struct err err = { 0 };
	size_t len;
	bool json = false;
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &config },
		{ "json", ARGUMENT_FLAG, &json },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_read(&test_subcommand, argc, argv, rows, &code))
		return code;
	g = packs_load(config);
	if (!g)
		return EXIT_CONFIG;
	if (!tagger_new(g, &t, &err) ||
	    !list_files(config, argc, argv, a, &files, &len, &err)) {
		fprintf(stderr, "kurilwire test: %s\n", err.text);
		return EXIT_FAILED;
	}
	return check(files, len, g, t, a, json);
}

const struct subcommand test_subcommand = {
	.name = "test",
	.summary = "try the packs on texts with known mentions",
	.run = test_run,
	.help = "usage: kurilwire test [OPTION]... [FILE]...\n"
		"\n"
		"Tags the passages of expectation files, those in DIR/tags.d/tests if "
		"none are\n"
		"named, and shows where mentions or topics differ.\n"
		"\n"
		"  --config DIR  packs are in DIR/tags.d (default: $KURILWIRE_CONFIG, "
		"./config or\n"
		"                /etc/kurilwire)\n"
		"  --json        one object for each file: passages, failed, and the "
		"mentions\n"
		"                found, missed and extra\n"
		"\n"
		"exit: 0 all as expected; 1 something differs; 78 a pack or a file has "
		"errors;\n"
		"64 wrong usage\n",
};
