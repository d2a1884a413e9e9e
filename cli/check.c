/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/check.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/check_routes.h"
#include "cli/place.h"
#include "cli/settings_all.h"
#include "cli/topics.h"
#include "common/kafka/rights.h"
#include "common/kafka/topics.h"
#include "common/service/config.h"
#include "common/service/feeds.h"
#include "enricher/gazetteer.h"
#include "enricher/pack_check.h"
#include "fetcher/certificate_files.h"
#include "fetcher/fetcher.h"
#include "sink/route.h"
#include "sink/route_settings.h"
#include "sink/sink_settings.h"

enum { PRINT_BYTES = 64 * 1024 * 1024 };

struct check {
	const char *folder;
	bool json, offline, print, no_topics;
	/* What was found to be there, for the closing line. */
	size_t feeds, packs, topics;
	struct topics_public *publics;
	size_t missing, hidden;
	const char *rights; /* of this worker alone, instead of all topics; NULL: not */
	struct kafka_settings kafka;
};

/* Everything is read, whatever is wrong with the rest. */
static bool read_all(struct check *k, struct config *c, struct settings_errors *e)
{
	AUTO(gazetteer) packs = NULL;
	const struct feeds *feeds = NULL;
	struct kafka_section kafka;
	struct fetcher_settings fetcher;
	struct sink_settings sink;
	struct routes *routes;
	bool ok = config_section(c, "kafka", kafka_settings_rows, &kafka, e);

	ok = ok && kafka_settings_of(&kafka, c->arena, &k->kafka, e);
	ok &= config_section(c, "fetcher", fetcher_settings_rows, &fetcher, e);
	ok &= config_section(c, "sink", sink_settings_rows, &sink, e);
	if (feeds_load(c->folder, c->arena, &feeds, e))
		k->feeds = feeds_len(feeds);
	else
		ok = false;
	ok &= certificate_files_there(&fetcher, feeds, e);
	if (gazetteer_load(arena_printf(c->arena, "%s/tags.d", c->folder).p, &packs, e))
		k->packs = packs->packs_len;
	ok &= packs && pack_check(packs, e);
	if (routes_load(arena_printf(c->arena, "%s/routes.d", c->folder).p, c->arena,
			&routes, e))
		k->publics = topics_publics(routes, c->arena, &k->topics);
	else
		ok = false;
	/* Against what was read as a whole, or each name would be one too many. */
	return ok && check_routes(routes, packs, feeds, c->arena, e);
}

static void print_file(const char *path, const struct setting *rows, bool defaults,
		       struct arena *a)
{
	AUTO(settings_errors) e = settings_errors_new();
	BUF(out, PRINT_BYTES);
	struct setting_node root = { .type = NODE_MAP };

	if (access(path, F_OK) == 0 && !settings_tree(path, a, &root, e))
		return; /* it has changed since it was read */
	settings_print(rows, &root, defaults, a, &out);
	(void)fwrite(out.p, 1, out.len, stdout);
}

/* Of feeds and routes what is set; a pack is read better where it stands. */
static void print_all(struct config *c)
{
	static const struct {
		const char *folder;
		const struct setting *rows;
	} parts[] = { { "feeds.d", feeds_file_rows },
		      { "routes.d", route_settings_rows } };
	const char **files;
	size_t len;
	struct err err;

	print_file(arena_printf(c->arena, "%s/kurilwire.yaml", c->folder).p,
		   settings_all(c->arena), true, c->arena);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		const char *folder =
		    arena_printf(c->arena, "%s/%s", c->folder, parts[i].folder).p;
		if (!settings_files(folder, c->arena, &files, &len, &err))
			continue;
		for (size_t k = 0; k < len; k++)
			print_file(files[k], parts[i].rows, false, c->arena);
	}
}

static void print_errors(const struct check *k, const struct settings_errors *e)
{
	BUF(text, 16 * 1024 * 1024);

	if (k->json)
		settings_errors_json(e, &text);
	else
		settings_errors_print(e, isatty(STDERR_FILENO), &text);
	(void)fwrite(text.p, 1, text.len, k->json ? stdout : stderr);
}

static void say_missing(void *self, const char *name, bool made, int32_t partitions)
{
	struct check *k = self;

	(void)made;
	if (partitions > 0)
		return;
	*(partitions == 0 ? &k->missing : &k->hidden) += 1;
	fprintf(stderr,
		partitions == 0
		    ? "kurilwire check: there is no topic %s\n"
		    : "kurilwire check: topic %s: this user may not describe it\n",
		name);
}

/* Are the topics there, with as many partitions as configured? */
static bool look_at_topics(struct check *k, struct err *err)
{
	if (!topics_look(&k->kafka, k->publics, k->topics, say_missing, k, err))
		return false;
	if (k->missing)
		return err_set(err, ERR_STOP,
			       "%zu topics are missing; kurilwire topics makes them",
			       k->missing);
	return k->hidden == 0 ||
	       err_set(
		   err, ERR_STOP,
		   "%zu topics may not be described (--rights WORKER looks at what one "
		   "worker needs; kurilwire topics --acls prints what to grant)",
		   k->hidden);
}

static void say_right(void *self, const struct right *right, const char *why)
{
	static const char *const resources[] = { "topic", "group", "transactional id" };
	static const char *const operations[] = { "Read", "Write", "Create" };
	struct check *k = self;

	k->missing++;
	fprintf(stderr, "kurilwire check: %s needs %s on the %s %s%s: %s\n", k->rights,
		operations[right->operation], resources[right->resource], right->name,
		right->resource == RIGHT_TRANSACTIONAL_ID ? "*" : "", why);
}

static bool try_rights(struct check *k, struct err *err)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	const struct right *rights;
	size_t len;

	if (!rights_of(&k->kafka, k->rights, k->publics, k->topics, a, &rights, &len,
		       err) ||
	    !rights_try(&k->kafka, k->rights, rights, len, say_right, k, err))
		return false;
	return k->missing == 0 ||
	       err_set(err, ERR_STOP,
		       "%zu rights are missing; kurilwire topics --acls prints what to "
		       "grant",
		       k->missing);
}

/* Do the brokers answer, are the topics there, are the rights? */
static bool ask_brokers(struct check *k, struct err *err)
{
	if (k->offline)
		return true;
	if (k->rights)
		return try_rights(k, err);
	return k->no_topics ? topics_reach(&k->kafka, err) : look_at_topics(k, err);
}

static bool read_files(struct check *k, struct config **ret)
{
	AUTO(settings_errors) errors = settings_errors_new();
	bool ok = config_load(k->folder, ret, errors);

	ok &= read_all(k, *ret, errors);
	if (!ok)
		print_errors(k, errors);
	return ok;
}

int check_files(const char *folder)
{
	AUTO(config) c = NULL;
	struct check k = { .folder = folder };

	return read_files(&k, &c) ? EXIT_OK : EXIT_CONFIG;
}

static int run_check(struct check *k)
{
	AUTO(config) c = NULL;
	struct err err;

	if (!read_files(k, &c))
		return EXIT_CONFIG;
	if (k->print)
		print_all(c);
	if (!ask_brokers(k, &err)) {
		fprintf(stderr,
			"kurilwire check: %s\nThe files are good (--offline checks them "
			"alone).\n",
			err.text);
		return EXIT_FAILED;
	}
	if (k->json)
		puts("[]");
	else if (!k->print)
		printf("%s is good; feeds: %zu, packs: %zu, public topics: %zu%s%s.\n",
		       k->folder, k->feeds, k->packs, k->topics,
		       k->offline ? "" : "; brokers answer at ",
		       k->offline ? "" : k->kafka.brokers);
	return EXIT_OK;
}

static int check_run(int argc, char **argv)
{
	AUTO(arena) a = arena_new(1024 * 1024);
	struct check k = { 0 };
	const char *folder = NULL;
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &folder },
		{ "offline", ARGUMENT_FLAG, &k.offline },
		{ "no-topics", ARGUMENT_FLAG, &k.no_topics },
		{ "rights", ARGUMENT_WORKER, &k.rights },
		{ "json", ARGUMENT_FLAG, &k.json },
		{ "print", ARGUMENT_FLAG, &k.print },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_only(&check_subcommand, argc, argv, rows, &code))
		return code;
	if (k.print && k.json)
		return subcommand_usage(&check_subcommand,
					"--print is for people, --json for programs");
	if (k.rights && (k.offline || k.no_topics))
		return subcommand_usage(&check_subcommand,
					"--rights asks the brokers for topics");
	k.folder = place_config(folder, a);
	return run_check(&k);
}

const struct subcommand check_subcommand = {
	.name = "check",
	.summary = "say all that is wrong with a configuration",
	.help =
	    "usage: kurilwire check [OPTION]...\n\n"
	    "Reads kurilwire.yaml, feeds.d, tags.d and routes.d, says everything "
	    "that is wrong\n"
	    "with them with file, line and column, then asks whether the brokers "
	    "answer and\n"
	    "the topics are there with the configured number of partitions.\n"
	    "\n"
	    "  --config DIR   the folder (default: $KURILWIRE_CONFIG, ./config or\n"
	    "                 /etc/kurilwire)\n"
	    "  --offline      the files alone\n"
	    "  --no-topics    do not ask whether the topics are there\n"
	    "  --rights WORKER  try, instead, whether what is configured may do on the "
	    "brokers\n"
	    "                 what that worker does: read its topics, write to them "
	    "(records\n"
	    "                 that no broker takes), open a transaction; nothing "
	    "stays\n"
	    "  --print        what was understood: each setting, its value, and the file "
	    "and\n"
	    "                 line it comes from, or \"default\"; secrets are not shown\n"
	    "  --json         a list of objects: file, line, column, message, "
	    "suggestion\n"
	    "\n"
	    "exit: 0 all is good; 1 no broker answers, or topics or rights are missing;\n"
	    "64 wrong usage; 78 the configuration is wrong\n",
	.run = check_run,
};
