/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that are not a subcommand's: what no table says of programs and files. */
#include "cli/settings_all.h"
#include "cli/subcommands.h"
#include "common/service/feeds.h"
#include "common/service/options.h"
#include "docs/man/manual.h"
#include "enricher/pack.h"
#include "sink/route_settings.h"

/* --- help texts and tables ------------------------------------------------------------- */

static void help_kurilwire(struct buf *out)
{
	buf_add(
	    out,
	    VIEW("usage: kurilwire COMMAND [OPTION]...\n\n"
		 "Tries, checks and looks at Kurilwire. Each command has --help and a "
		 "page of its own.\n\n"));
	for (const struct subcommand *const *c = subcommands; *c; c++)
		buf_printf(out, "  kurilwire-%-10s %s\n", (*c)->name, (*c)->summary);
	buf_add(out, VIEW("\nexit: 0 done; 1 it failed; 64 wrong usage; 65 the input was "
			  "rejected; 78 the\nconfiguration is wrong\n"));
}

static void help_newsroom(struct buf *out)
{
	buf_add(
	    out,
	    VIEW("usage: kurilwire-newsroom [OPTION]... [FILE]...\n\n"
		 "Serves bundled news over HTTP on loopback, for trying and testing, "
		 "and prints its\naddress. A FILE is served as a feed of its own. It "
		 "does what POST /_control/... says.\n\n"
		 "  --port N      listen there; the default is any port that is free\n"
		 "  --address A   a loopback address; the default is 127.0.0.1\n"
		 "  --folder DIR  the stories; without it only the FILEs are served\n"
		 "  --help        print this, and end\n"));
}

#define HELP(function, program, summary)             \
	static void function(struct buf *out)        \
	{                                            \
		options_help(program, summary, out); \
	}

#define FETCHER "polls feeds and fetches the pages that they lead to"
#define PARSER "turns documents into news stories"
#define ENRICHER "marks mentions and scores what stories are about"
#define SINK "sends the enriched stories to the public topics"
HELP(help_fetcher, "kurilwire-fetcher", FETCHER)
HELP(help_parser, "kurilwire-parser", PARSER)
HELP(help_enricher, "kurilwire-enricher", ENRICHER)
HELP(help_sink, "kurilwire-sink", SINK)

static const struct setting *rows_feeds(struct arena *a)
{
	(void)a;
	return feeds_file_rows;
}

static const struct setting *rows_routes(struct arena *a)
{
	(void)a;
	return route_settings_rows;
}

static const struct setting *rows_tags(struct arena *a)
{
	(void)a;
	return pack_rows();
}

/* --- prose ----------------------------------------------------------------------------- */

#define SIGNALS                                                                       \
	{                                                                             \
		"SIGNALS",                                                            \
		    "SIGTERM and SIGINT end it within 5 seconds with nothing half "   \
		    "done; a "                                                        \
		    "second one ends it at once, and what was not committed is read " \
		    "again.\n\n"                                                      \
		    "SIGHUP reads the configuration again, all or nothing: one with " \
		    "errors is refused, the old one stays in force, and the log and " \
		    "/health say why. Settings of \"kafka:\" and \"monitor:\" count " \
		    "from "                                                           \
		    "the next start; /health says so if they have changed."           \
	}
#define MONITOR                                                                          \
	{                                                                                \
		"MONITORING",                                                            \
		    "/metrics is for Prometheus. /health answers 200 when it is alive "  \
		    "and ready, else 503, as JSON that says what is missing, and notes " \
		    "such as a refused reload. Under systemd it tells when it is ready " \
		    "(Type=notify) and feeds the watchdog."                              \
	}

static const struct manual_section fetcher_sections[] = {
	{ "INPUT AND OUTPUT",
	  "Reads feeds.d and the topic kw.fetch (wanted pages), keeps its state in "
	  "kw.fetch-state, and writes kw.raw: each body that is new, once." },
	SIGNALS,
	MONITOR,
	{ NULL, NULL },
};
static const struct manual_section parser_sections[] = {
	{ "INPUT AND OUTPUT",
	  "Reads kw.raw, keeps its state in kw.parse-state, and writes kw.stories: each "
	  "version of each story, once, as IPTC ninjs 3.1; and kw.fetch, the pages that "
	  "feeds with \"full_text\" lead to." },
	SIGNALS,
	MONITOR,
	{ NULL, NULL },
};
static const struct manual_section enricher_sections[] = {
	{ "INPUT AND OUTPUT",
	  "Reads tags.d and kw.stories, and writes kw.enriched: the same records with "
	  "subjects, places, mentions and scores. It keeps no state." },
	SIGNALS,
	MONITOR,
	{ NULL, NULL },
};
static const struct manual_section sink_sections[] = {
	{ "INPUT AND OUTPUT",
	  "Reads routes.d and kw.enriched, keeps its state in kw.sink-state, and writes "
	  "the public topics that the routes name: each version of each story, once." },
	SIGNALS,
	MONITOR,
	{ NULL, NULL },
};

static const struct manual_section kurilwire_sections[] = {
	{ "FILES", "A configuration is a folder: kurilwire.yaml, and the *.yaml of "
		   "feeds.d, tags.d "
		   "and routes.d. Commands take --config DIR, else $KURILWIRE_CONFIG, "
		   "else ./config, "
		   "else /etc/kurilwire." },
	{ NULL, NULL },
};

#define VALUES                                                                          \
	{                                                                               \
		"VALUES",                                                               \
		    "${NAME} in a value is replaced by the environment. A secret may "  \
		    "be "                                                               \
		    "\"file:/path\": the file's content. Durations are written 500ms, " \
		    "5m, 1h 30m or 2d; sizes 64KiB, 4MiB or 1000. A file is one YAML "  \
		    "document without aliases and tags, at most 16 MiB; no key stands " \
		    "twice. What is wrong is told by kurilwire-check(1), all of it at " \
		    "once. Editors complete and check it by the schemas in the folder " \
		    "schema."                                                           \
	}

static const struct manual_section yaml_sections[] = {
	{ "DESCRIPTION",
	  "What all workers share. Every setting has a default but \"fetcher.contact\", "
	  "and "
	  "the file may be missing. Any property of librdkafka may be given under "
	  "\"kafka.properties\", so TLS and SASL may; those that exactly-once depends on "
	  "are refused by name." },
	{ "EXAMPLE",
	  "\tkafka:\n\t  brokers: kafka-1:9093,kafka-2:9093,kafka-3:9093\n"
	  "\t  replication: 3\n\t  properties:\n\t    security.protocol: sasl_ssl\n"
	  "\t    sasl.mechanism: SCRAM-SHA-512\n\t    sasl.username: kurilwire\n"
	  "\t    sasl.password: ${KAFKA_PASSWORD}\n"
	  "\tfetcher:\n\t  contact: https://example.org/our-bot\n"
	  "\tlog: {format: journal}" },
	VALUES,
	{ NULL, NULL },
};
static const struct manual_section feeds_sections[] = {
	{ "DESCRIPTION",
	  "The feeds that are polled, and who publishes them. Every *.yaml of feeds.d is "
	  "read; split them as you like. The ids of providers and feeds are permanent: "
	  "the "
	  "first are part of each story's uri, state is kept under the second. A feed "
	  "that "
	  "is renamed says \"was\"." },
	{ "EXAMPLE", "\tproviders:\n\t  - id: example\n\t    name: Example News Agency\n"
		     "\tfeeds:\n\t  - id: example-world\n\t    provider: example\n"
		     "\t    url: https://feeds.example.org/world.xml\n"
		     "\t    interval: 2m\n\t    full_text: yes" },
	VALUES,
	{ NULL, NULL },
};
static const struct manual_section routes_sections[] = {
	{ "DESCRIPTION",
	  "Which stories go to which public topics. A story goes to the topics of every "
	  "route whose conditions all hold; to each topic once." },
	{ "CONDITIONS",
	  "\"mentions\": id of a pack with at least one mention; \"about\": a topic "
	  "whose "
	  "score is at or over the pack's threshold; \"score\": least scores, by topic; "
	  "\"subject\": slugs; \"language\": BCP 47, zh takes zh-Hant too; \"provider\"; "
	  "\"feed\"; \"status\": usable, withheld, canceled; \"age\": at most. Several "
	  "in "
	  "one map all have to hold; \"any_of\" is a list of maps of which one has to, "
	  "\"not\" a map that must not. kurilwire-route(1) --explain shows what each "
	  "found." },
	{ "EXAMPLE", "\troutes:\n\t  - id: kurils-in-japanese\n\t    to: news.kurils-ja\n"
		     "\t    when:\n\t      score: {kurils: 40}\n\t      language: ja" },
	VALUES,
	{ NULL, NULL },
};
static const struct manual_section tags_sections[] = {
	{ "DESCRIPTION",
	  "A pack says what is tagged: subjects with their surface forms in each "
	  "language, "
	  "the conditions under which a form counts, look-alikes, and topics with what "
	  "their scores are made of. Every *.yaml of tags.d is a pack; tags.d/tests "
	  "holds "
	  "texts with the mentions that are expected, which kurilwire-test(1) tries." },
	{ "FORMS",
	  "\t(a|b|c)  one of these; (|s) may be nothing\n"
	  "\t[x]      x or nothing\n"
	  "\t<a|b|c>  one of these, the same one in all of the pattern\n"
	  "\t{name}   the piece of that name\n"
	  "\t~        at the start or end: the word may go on there\n"
	  "\t=        at the start or end: the word must end there, in any script\n"
	  "\t\\c       the character c itself" },
	{ "CONDITIONS",
	  "A condition is a map of lines such as \"sentence: [a, b]\": one of these "
	  "words, lists, subjects or packs stands in that place, seen from the mention: "
	  "before, after, near_before, near_after, near, sentence, around, paragraph, "
	  "earlier, story. With \"no_\" before it none of them does, with \"two_\" two "
	  "of them do. All lines of a condition have to hold." },
	VALUES,
	{ NULL, NULL },
};

#define WORKERS                                                              \
	"kurilwire-fetcher(1), kurilwire-parser(1), kurilwire-enricher(1), " \
	"kurilwire-sink(1)"
#define FILES \
	"kurilwire.yaml(5), kurilwire-feeds(5), kurilwire-tags(5), kurilwire-routes(5)"

const struct manual_page manual_pages[] = {
	{ "kurilwire", "1", "try, check and look at Kurilwire", .help = help_kurilwire,
	  .sections = kurilwire_sections, .see_also = WORKERS ", " FILES },
	{ "kurilwire-fetcher", "1", FETCHER, .help = help_fetcher,
	  .sections = fetcher_sections,
	  .see_also = "kurilwire(1), kurilwire.yaml(5), kurilwire-feeds(5)" },
	{ "kurilwire-parser", "1", PARSER, .help = help_parser,
	  .sections = parser_sections,
	  .see_also = "kurilwire-parse(1), kurilwire.yaml(5), kurilwire-feeds(5)" },
	{ "kurilwire-enricher", "1", ENRICHER, .help = help_enricher,
	  .sections = enricher_sections,
	  .see_also = "kurilwire-tag(1), kurilwire.yaml(5), kurilwire-tags(5)" },
	{ "kurilwire-sink", "1", SINK, .help = help_sink, .sections = sink_sections,
	  .see_also = "kurilwire-route(1), kurilwire.yaml(5), kurilwire-routes(5)" },
	{ "kurilwire-newsroom", "1", "a small news server for trying and testing",
	  .help = help_newsroom, .see_also = "kurilwire-try(1)" },
	{ "kurilwire.yaml", "5", "what all workers of Kurilwire share",
	  .rows = settings_all, .sections = yaml_sections,
	  .see_also = "kurilwire(1), " WORKERS ", " FILES },
	{ "kurilwire-feeds", "5", "the feeds that Kurilwire polls", .rows = rows_feeds,
	  .sections = feeds_sections, .see_also = "kurilwire-fetcher(1), " FILES },
	{ "kurilwire-routes", "5", "which stories go to which topics",
	  .rows = rows_routes, .sections = routes_sections,
	  .see_also = "kurilwire-sink(1), " FILES },
	{ "kurilwire-tags", "5", "what is tagged, and when", .rows = rows_tags,
	  .sections = tags_sections, .see_also = "kurilwire-enricher(1), " FILES },
	{ .name = NULL },
};
