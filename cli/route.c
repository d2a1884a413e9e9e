/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/route.h"

#include <getopt.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/input.h"
#include "cli/packs.h"
#include "cli/place.h"
#include "common/base/utf8.h"
#include "common/story/identity.h"
#include "common/story/json_text.h"
#include "common/story/ninjs.h"
#include "enricher/tagger.h"
#include "parser/document.h"
#include "sink/route.h"

enum {
	OUT_BYTES = 16 * 1024 * 1024,
	ARENA_BYTES = 256 * 1024 * 1024,
};

struct route_options {
	const char *file, *config;
	bool explain, json;
};

/* --- stories --------------------------------------------------------------------------- */

struct stories {
	struct story *items;
	size_t len;
};

/* Records as they stand on the topics, one a line. False if the first line is none. */
static bool read_records(struct view text, struct arena *a, struct stories *ret)
{
	struct view line;
	struct err err;

	while (view_next(&text, '\n', &line)) {
		struct story s;
		if (view_trim(line).len == 0)
			continue;
		if (!ninjs_decode(line, a, &s, &err))
			return false;
		*ARENA_PUSH(a, ret->items, ret->len) = s;
	}
	return ret->len > 0;
}

static void identify(struct story *s, struct arena *a)
{
	size_t len;
	struct view *keys = identity_keys(s, VIEW("local"), a, &len);
	struct digest hash = identity_content(s);

	s->uri = identity_uri(len ? keys[0] : arena_copy(a, view_of(hash.hex)), a);
	s->version = 1;
}

/* A document, or plain text: its stories, tagged as the enricher does. */
static bool read_document(const struct gazetteer *g, struct view body, struct arena *a,
			  struct stories *ret, struct err *err)
{
	struct document d = { .body = body,
			      .hints = { .provider = VIEW("local") },
			      .fetched_at = (instant_ms)time(NULL) * 1000,
			      .limits = DOCUMENT_LIMITS };
	AUTO(tagger) t = NULL;
	struct parsed p = { 0 };

	if (!tagger_new(g, &t, err))
		return false;
	if (!parse_document(&d, a, &p, err)) {
		if (!utf8_valid(body))
			return false;
		struct story *plain = ARENA_PUSH(a, p.stories, p.stories_len);
		story_init(plain);
		story_add_body(plain, a, VIEW("text/plain"), body);
	}
	for (size_t i = 0; i < p.stories_len; i++) {
		identify(&p.stories[i], a);
		tagger_tag_story(t, &p.stories[i], a);
	}
	ret->items = p.stories;
	ret->len = p.stories_len;
	return true;
}

/* --- answers --------------------------------------------------------------------------- */

static void print_topics(const struct routes *r, route_set topics, struct buf *out)
{
	const char *before = "";
	size_t len;
	const struct route_topic *all = route_topics(r, &len);

	for (size_t i = 0; i < len; i++)
		if (topics >> i & 1) {
			(void)buf_printf(out, "%s%s", before, all[i].name);
			before = " ";
		}
	if (!topics)
		(void)buf_add(out, VIEW("no topic"));
}

static void print_json(const struct routes *r, const struct story *s, route_set topics,
		       const struct buf *why, struct buf *out)
{
	const char *before = "";
	size_t len;
	const struct route_topic *all = route_topics(r, &len);

	(void)buf_add(out, VIEW("{\"uri\":"));
	json_add_string(out, s->uri);
	(void)buf_add(out, VIEW(",\"topics\":["));
	for (size_t i = 0; i < len; i++)
		if (topics >> i & 1) {
			(void)buf_add(out, view_of(before));
			json_add_string(out, view_of(all[i].name));
			before = ",";
		}
	(void)buf_add(out, VIEW("],\"why\":"));
	json_add_string(out, buf_view(why));
	(void)buf_add(out, VIEW("}\n"));
}

static void print_story(const struct route_options *o, const struct routes *r,
			const struct story *s, struct arena *a, struct buf *out)
{
	struct headers h = { 0 };
	struct route_facts facts;
	BUF(why, OUT_BYTES);

	headers_of_story(&h, a, s, HEADERS_ENRICHED, VIEW(""));
	route_facts_of(&h, (instant_ms)time(NULL) * 1000, &facts);
	route_set topics = route_match(r, &facts);
	route_explain(r, &facts, &why);
	if (o->json) {
		print_json(r, s, topics, &why, out);
		return;
	}
	(void)buf_printf(out, "%.*s: ", VIEW_ARG(s->uri));
	print_topics(r, topics, out);
	(void)buf_add_byte(out, '\n');
	struct view headline = story_plain(s, FIELD_HEADLINE);
	if (headline.len)
		(void)buf_printf(out, "  %.*s\n", VIEW_ARG(headline));
	if (o->explain)
		(void)buf_add(out, buf_view(&why));
}

static bool load_routes(const struct route_options *o, struct arena *a,
			struct routes **ret)
{
	AUTO(settings_errors) errors = settings_errors_new();
	const char *folder = arena_printf(a, "%s/routes.d", place_config(o->config, a)).p;

	if (routes_load(folder, a, ret, errors))
		return true;
	settings_errors_say(errors);
	return false;
}

/* False with EXIT_CONFIG: the packs have errors, which are told already. */
static bool read_stories(const struct route_options *o, struct view body, struct arena *a,
			 struct stories *ret, int *ret_code, struct err *err)
{
	AUTO(gazetteer) g = NULL;

	if (read_records(body, a, ret))
		return true;
	g = packs_load(o->config);
	*ret_code = EXIT_CONFIG;
	if (!g)
		return false;
	*ret_code = EXIT_FAILED;
	return read_document(g, body, a, ret, err);
}

static bool route_file(const struct route_options *o, const struct routes *r,
		       struct arena *a, int *ret_code, struct err *err)
{
	BUF(body, DOCUMENT_LIMITS.bytes_max);
	BUF(out, OUT_BYTES);
	struct stories stories = { 0 };

	*ret_code = EXIT_FAILED;
	if (!input_read(o->file, &body, err) ||
	    !read_stories(o, buf_view(&body), a, &stories, ret_code, err))
		return false;
	for (size_t i = 0; i < stories.len; i++)
		print_story(o, r, &stories.items[i], a, &out);
	if (fwrite(out.p, 1, out.len, stdout) != out.len || fflush(stdout) != 0)
		return err_set(err, ERR_STOP, "standard output cannot be written");
	return true;
}

static int route_run(int argc, char **argv)
{
	struct route_options o = { 0 };
	AUTO(arena) a = arena_new(ARENA_BYTES);
	struct routes *r;
	struct err err = { 0 };
	const struct argument rows[] = {
		{ "explain", ARGUMENT_FLAG, &o.explain },
		{ "json", ARGUMENT_FLAG, &o.json },
		{ "config", ARGUMENT_TEXT, &o.config },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	int code;

	if (!arguments_read(&route_subcommand, argc, argv, rows, &code))
		return code;
	if (optind + 1 != argc)
		return subcommand_usage(&route_subcommand, "one file is wanted, or -");
	o.file = argv[optind];
	if (!load_routes(&o, a, &r))
		return EXIT_CONFIG;
	if (route_file(&o, r, a, &code, &err))
		return EXIT_OK;
	if (code == EXIT_CONFIG)
		return code;
	fprintf(stderr, "kurilwire route: %s\n", err.text);
	return err.fate == ERR_REJECT ? EXIT_INPUT : EXIT_FAILED;
}

const struct subcommand route_subcommand = {
	.name = "route",
	.summary = "show which topics a story goes to, and why",
	.run = route_run,
	.help =
	    "usage: kurilwire route [OPTION]... FILE|-\n"
	    "\n"
	    "Reads a document (as kurilwire parse does), plain text, or records as they "
	    "stand\n"
	    "on the topics, one a line, and shows which topics each story goes to.\n"
	    "\n"
	    "  --explain     each route and what each of its conditions found\n"
	    "  --json        one JSON object a line: {\"uri\",\"topics\",\"why\"}\n"
	    "  --config DIR  routes are in DIR/routes.d, packs in DIR/tags.d (default:\n"
	    "                $KURILWIRE_CONFIG, ./config or /etc/kurilwire)\n"
	    "\n"
	    "exit: 0 done; 1 the file cannot be read; 64 wrong usage; 65 the input was\n"
	    "rejected; 78 the routes or packs have errors\n",
};
