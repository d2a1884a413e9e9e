/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/fetch.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/broker_options.h"
#include "cli/place.h"
#include "common/kafka/writer.h"
#include "common/service/feeds.h"
#include "common/story/url.h"
#include "common/story/want.h"

enum { ARENA_BYTES = 512 * 1024 * 1024 };

struct fetch {
	struct broker_options broker;
	const char *feed; /* --feed ID, or NULL */
	struct arena *a;
	const struct feeds *feeds;
};

static int failed(int code, const char *what, struct view url)
{
	fprintf(stderr, "kurilwire fetch: %s: %.*s\n", what, VIEW_ARG(url));
	return code;
}

static bool load(struct fetch *k)
{
	AUTO(settings_errors) errors = settings_errors_new();

	if (feeds_load(place_config(k->broker.config, k->a), k->a, &k->feeds, errors))
		return true;
	settings_errors_say(errors);
	return false;
}

/* Whose page it is: the feed that was named, or one of the same host. */
static const struct feed *feed_of(const struct fetch *k, struct view url)
{
	struct view host = url_host(url, k->a);

	if (k->feed)
		return feeds_find(k->feeds, view_of(k->feed));
	for (size_t i = 0; i < feeds_len(k->feeds); i++) {
		const struct feed *f = feeds_at(k->feeds, i);
		if (f->enabled && view_eq(url_host(f->url, k->a), host))
			return f;
	}
	return NULL;
}

static int want_of(const struct fetch *k, struct view url, struct writer_record *ret)
{
	const struct feed *feed = feed_of(k, url);
	BUF(value, WANT_VALUE_MAX);
	struct want w;
	struct err err;

	if (!url_is_web(url))
		return failed(EXIT_USAGE, "no address of the web", url);
	if (!feed)
		return failed(EXIT_USAGE,
			      k->feed ? "there is no such feed, for"
				      : "no feed is on its host; name one by --feed, for",
			      url);
	want_init(&w, WANT_PAGE);
	w.feed = feed->id;
	w.url = url;
	w.hops = WANT_HOPS_MAX;
	if (!want_encode(&w, &value, &err))
		return failed(EXIT_INPUT, err.text, url);
	ret->key = want_key(url, k->a);
	ret->value = arena_copy(k->a, buf_view(&value));
	return EXIT_OK;
}

static int send(const struct fetch *k, char **urls, size_t len)
{
	struct writer_record *records = ARENA_ARRAY(k->a, struct writer_record, len);
	struct kafka_settings kafka;
	struct err err;

	for (size_t i = 0; i < len; i++) {
		int code = want_of(k, view_of(urls[i]), &records[i]);
		if (code != EXIT_OK)
			return code;
	}
	if (!broker_options_settings(&k->broker, k->a, &kafka))
		return EXIT_CONFIG;
	if (!writer_send(&kafka, TOPIC_FETCH, records, len, &err)) {
		fprintf(stderr, "kurilwire fetch: %s\n", err.text);
		return EXIT_FAILED;
	}
	printf("%zu wanted\n", len);
	return EXIT_OK;
}

static int fetch_run(int argc, char **argv)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct fetch k = { .a = a };
	const struct argument rows[] = {
		{ "config", ARGUMENT_TEXT, &k.broker.config },
		{ "broker", ARGUMENT_TEXT, &k.broker.broker },
		{ "feed", ARGUMENT_TEXT, &k.feed },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_read(&fetch_subcommand, argc, argv, rows, &code))
		return code;
	if (argc == optind)
		return subcommand_usage(&fetch_subcommand, "an address is wanted");
	if (!load(&k))
		return EXIT_CONFIG;
	return send(&k, argv + optind, (size_t)(argc - optind));
}

const struct subcommand fetch_subcommand = {
	.name = "fetch",
	.summary = "have pages fetched now, as stories of a feed",
	.help = "usage: kurilwire fetch [OPTION]... URL...\n\n"
		"Asks the running fetcher for pages, which then take the road of every "
		"story. "
		"A page\n"
		"belongs to the feed that is named, or to one of its host.\n"
		"\n"
		"  --feed ID           the feed whose settings hold for the pages\n"
		"  --config DIR        the configuration\n"
		"  --broker HOST:PORT  instead of the configured brokers\n"
		"\n"
		"exit: 0 they are asked for; 1 Kafka failed; 64 wrong usage, or no feed "
		"for a page;\n"
		"78 the configuration is wrong\n",
	.run = fetch_run,
};
