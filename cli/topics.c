/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/topics.h"

#include <stdio.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/broker_options.h"
#include "cli/place.h"
#include "common/base/plural.h"
#include "common/kafka/rights.h"
#include "sink/route.h"

enum { ARENA_BYTES = 64 * 1024 * 1024 };

struct report {
	bool json, first;
};

static void say_topic(void *self, const char *name, bool made, int32_t partitions)
{
	struct report *r = self;

	if (r->json) {
		printf("%s{\"topic\":\"%s\",\"made\":%s,\"partitions\":%d}",
		       r->first ? "" : ",\n", name, made ? "true" : "false", partitions);
		r->first = false;
		return;
	}
	printf("%-8s %-32s %d %s\n", made ? "made" : "there", name, partitions,
	       plural((uint64_t)partitions, "partition", "partitions"));
}

struct topics_public *topics_publics(const struct routes *routes, struct arena *a,
				     size_t *ret_len)
{
	const struct route_topic *topics = route_topics(routes, ret_len);
	struct topics_public *publics =
	    ARENA_ARRAY(a, struct topics_public, *ret_len + 1);

	for (size_t i = 0; i < *ret_len; i++)
		publics[i] =
		    (struct topics_public){ topics[i].name, topics[i].retention_ms,
					    topics[i].compact };
	return publics;
}

static bool load_publics(const char *folder, struct arena *a, struct topics_public **ret,
			 size_t *ret_len)
{
	AUTO(settings_errors) errors = settings_errors_new();
	struct routes *routes;

	if (!routes_load(arena_printf(a, "%s/routes.d", folder).p, a, &routes, errors)) {
		settings_errors_say(errors);
		return false;
	}
	*ret = topics_publics(routes, a, ret_len);
	return true;
}

static int make_topics(const struct broker_options *o, bool json)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct report report = { json, true };
	struct kafka_settings k;
	struct topics_public *publics;
	size_t len;
	struct err err;

	if (!broker_options_settings(o, a, &k) ||
	    !load_publics(place_config(o->config, a), a, &publics, &len))
		return EXIT_CONFIG;
	if (json)
		puts("[");
	bool ok = topics_create(&k, publics, len, say_topic, &report, &err);
	if (json)
		puts("\n]");
	if (ok)
		return EXIT_OK;
	fprintf(stderr, "kurilwire topics: %s\n", err.text);
	return EXIT_FAILED;
}

/* Names of one resource that have the same operation go on one line. */
static void print_acl(const struct kafka_settings *k, const char *holder,
		      const struct right *rights, size_t len)
{
	static const char *const operations[] = { "Read", "Write", "Create" };
	static const char *const resources[] = { "topic", "group", "transactional-id" };

	for (size_t i = 0; i < len;) {
		const struct right *first = &rights[i];
		printf("kafka-acls.sh --bootstrap-server %s --add --allow-principal "
		       "User:kurilwire-%s --operation %s",
		       k->brokers, holder, operations[first->operation]);
		if (first->begins)
			fputs(" --resource-pattern-type prefixed", stdout);
		for (; i < len && rights[i].resource == first->resource &&
		       rights[i].operation == first->operation &&
		       rights[i].begins == first->begins;
		     i++)
			printf(" --%s %s", resources[first->resource], rights[i].name);
		putchar('\n');
	}
}

static int print_acls(const struct broker_options *o)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct kafka_settings k;
	struct topics_public *publics;
	size_t len;
	struct err err;

	if (!broker_options_settings(o, a, &k) ||
	    !load_publics(place_config(o->config, a), a, &publics, &len))
		return EXIT_CONFIG;
	for (const char *const *h = rights_holders; *h; h++) {
		const struct right *rights;
		size_t n;
		if (!rights_of(&k, *h, publics, len, a, &rights, &n, &err)) {
			fprintf(stderr, "kurilwire topics: %s\n", err.text);
			return EXIT_FAILED;
		}
		print_acl(&k, *h, rights, n);
	}
	return EXIT_OK;
}

static int topics_run(int argc, char **argv)
{
	struct broker_options o = { 0 };
	bool json = false, acls = false;
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &o.config },
		{ "broker", ARGUMENT_TEXT, &o.broker },
		{ "json", ARGUMENT_FLAG, &json },
		{ "acls", ARGUMENT_FLAG, &acls },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_only(&topics_subcommand, argc, argv, rows, &code))
		return code;
	return acls ? print_acls(&o) : make_topics(&o, json);
}

const struct subcommand topics_subcommand = {
	.name = "topics",
	.summary = "make the topics that are not there",
	.help =
	    "usage: kurilwire topics [OPTION]...\n\n"
	    "Makes the topics of Kurilwire and of the routes on the broker, unless "
	    "they are\n"
	    "there; one with another number of partitions is an error.\n"
	    "\n"
	    "  --config DIR        kurilwire.yaml and routes.d from there\n"
	    "  --broker HOST:PORT  instead of the configured brokers\n"
	    "  --json              print a list of objects\n"
	    "  --acls              make none; print commands of Kafka that grant each "
	    "worker\n"
	    "                      what it needs and nothing more, to users named\n"
	    "                      kurilwire-WORKER, and to kurilwire-cli what this "
	    "program needs\n"
	    "\n"
	    "exit: 0 all topics are there; 1 Kafka failed, or a topic is not as "
	    "configured; 64\n"
	    "wrong usage; 78 the configuration is wrong\n",
	.run = topics_run,
};
