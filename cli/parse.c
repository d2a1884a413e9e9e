/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/parse.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/input.h"
#include "cli/input_url.h"
#include "cli/place.h"
#include "cli/show.h"
#include "common/base/map.h"
#include "common/base/plural.h"
#include "common/story/identity.h"
#include "common/story/ninjs.h"
#include "parser/document.h"
#include "parser/feed_rules.h"
#include "parser/siblings.h"

enum {
	RECORD_BYTES = 32 * 1024 * 1024, /* of one record as JSON */
	ARENA_TIMES = 6, /* what a document may cost, against the largest allowed */
	ARENA_LEAST = 16 * 1024 * 1024,
};

struct parse_options {
	const char *file;
	struct view content_type, url, provider, language, charset;
	bool json, explain;
	instant_ms fetched_at;
	struct view feed;
	const char *config;
	const struct feed *rules; /* of that feed, or NULL */
};

/* ---- the feed that the document is read for ---- */

/* Mistakes in the configuration are printed. */
static int load_feed(struct parse_options *o, struct arena *a)
{
	AUTO(settings_errors) errors = settings_errors_new();
	const char *folder = place_config(o->config, a);
	const struct feeds *feeds;

	if (!feeds_load(folder, a, &feeds, errors)) {
		settings_errors_say(errors);
		return EXIT_CONFIG;
	}
	o->rules = feeds_find(feeds, o->feed);
	if (o->rules)
		return EXIT_OK;
	fprintf(stderr, "kurilwire parse: no feed \"%.*s\" in %s/feeds.d\n",
		VIEW_ARG(o->feed), folder);
	return EXIT_CONFIG;
}

/* What the command line says goes before what the configuration does. */
static void fill_hints(const struct parse_options *o, struct document_hints *ret)
{
	if (o->rules)
		feed_rules_hints(o->rules, ret);
	if (!o->rules || o->provider.len)
		ret->provider = o->provider.len ? o->provider : VIEW("local");
	if (o->language.len)
		ret->language = o->language;
	if (o->charset.len)
		ret->charset = o->charset;
}

/* Do the feed's rules leave the story out? */
static bool is_left_out(const struct parse_options *o, const struct story *s)
{
	struct view headline = story_plain(s, FIELD_HEADLINE);

	if (!o->rules || feed_rules_accept(o->rules, s))
		return false;
	if (o->explain)
		fprintf(stderr, "%.*s: left out by the rules of the feed: %.*s\n",
			VIEW_ARG(s->uri), VIEW_ARG(headline));
	return true;
}

/* ---- saying what was found ---- */

static void explain(const struct parsed *p)
{
	fprintf(stderr, "format %s, encoding %s (%s)\n", format_name(p->format),
		p->encoding, p->encoding_from);
	fprintf(stderr, "%zu %s, %zu lost", p->stories_len,
		plural(p->stories_len, "story", "stories"), p->lost);
	if (p->lost)
		fprintf(stderr, " (%.*s)", VIEW_ARG(p->lost_why));
	fprintf(stderr, "\n");
	if (p->title.len)
		fprintf(stderr, "feed title: %.*s\n", VIEW_ARG(p->title));
	if (p->home_url.len)
		fprintf(stderr, "feed page: %.*s\n", VIEW_ARG(p->home_url));
	if (p->self_url.len)
		fprintf(stderr, "feed itself: %.*s\n", VIEW_ARG(p->self_url));
	if (p->next_url.len)
		fprintf(stderr, "next page: %.*s\n", VIEW_ARG(p->next_url));
	if (p->ttl_minutes)
		fprintf(stderr, "time to live: %d min\n", p->ttl_minutes);
	for (size_t i = 0; i < p->more_urls_len; i++)
		fprintf(stderr, "leads to: %.*s\n", VIEW_ARG(p->more_urls[i]));
}

static void explain_story(const struct story *s)
{
	fprintf(stderr, "%.*s: text from the %s%s%s\n", VIEW_ARG(s->uri),
		story_kind_name(s->ext.text_from), s->ext.undated ? ", no date" : "",
		s->ext.dated_ahead ? ", dated ahead" : "");
	for (size_t i = 0; i < s->ext.notes.len; i++)
		fprintf(stderr, "  %.*s: %.*s\n", VIEW_ARG(s->ext.notes.items[i].role),
			VIEW_ARG(s->ext.notes.items[i].value));
}

/* The key that its uri is made of: the best that tells it from the others of the document. */
static struct view own_key(const struct sibling *one, struct view provider,
			   const struct map *shared, struct arena *a)
{
	struct view text;

	for (size_t i = 0; i < one->keys_len; i++)
		if (!map_get(shared, one->keys[i]))
			return one->keys[i];
	text = identity_text_key(one->story, provider, a);
	return text.len ? text : one->story->ext.content_hash;
}

/* Nothing counts versions here, so it is the one that the document names. */
static int named_version(const struct story *s)
{
	uint64_t version;

	if (!view_to_u64(s->provider_version, &version) || version > INT_MAX || !version)
		return 1;
	return (int)version;
}

/* As the parser's service does with stories that it sees for the first time. */
static void identify(struct parsed *p, struct view provider, struct arena *a)
{
	struct sibling *all = ARENA_ARRAY(a, struct sibling, p->stories_len + 1);
	AUTO(map) shared = map_new();
	size_t shared_len;

	for (size_t i = 0; i < p->stories_len; i++) {
		struct story *s = &p->stories[i];
		struct digest hash = identity_content(s);
		s->ext.content_hash = arena_copy(a, view_of(hash.hex));
		all[i].story = s;
		all[i].keys = identity_keys(s, provider, a, &all[i].keys_len);
	}
	struct view *keys = siblings_shared(all, p->stories_len, a, &shared_len);
	for (size_t i = 0; i < shared_len; i++)
		(void)map_put(shared, keys[i], keys);
	for (size_t i = 0; i < p->stories_len; i++) {
		struct story *s = all[i].story;
		s->uri = identity_uri(own_key(&all[i], provider, shared, a), a);
		s->version = named_version(s);
	}
}

static bool print_story(const struct story *s, const struct parse_options *o,
			struct buf *out, struct err *err)
{
	const struct show_options how = { .colour = show_colour_wanted(),
					  .width = show_terminal_width() };

	buf_clear(out);
	if (!o->json)
		show_story(s, VIEW(""), &how, out);
	else if (!ninjs_encode(s, out, err))
		return false;
	buf_add_byte(out, '\n');
	if (fwrite(out->p, 1, out->len, stdout) != out->len)
		return err_set(err, ERR_STOP, "standard output cannot be written");
	return true;
}

static bool parse_file(const struct parse_options *o, struct err *err)
{
	struct document d = { .content_type = o->content_type,
			      .url = o->url,
			      .fetched_at = o->fetched_at,
			      .limits = DOCUMENT_LIMITS };
	fill_hints(o, &d.hints);
	BUF(body, d.limits.bytes_max);
	AUTO(arena) addresses = arena_new(ARENA_LEAST);
	struct input_document from = { .url = o->url, .content_type = o->content_type };
	if (!(input_is_url(o->file) ? input_fetch(o->file, addresses, &body, &from, err)
				    : input_read(o->file, &body, err)))
		return false;
	d.body = buf_view(&body);
	d.url = o->url.len ? o->url : from.url;
	if (!d.url.len && o->rules && !o->rules->folder.len)
		d.url = o->rules->url;
	d.polled = o->rules && view_eq(d.url, o->rules->url);
	d.content_type = o->content_type.len ? o->content_type : from.content_type;

	AUTO(arena) a = arena_new(ARENA_LEAST + d.limits.bytes_max * ARENA_TIMES);
	struct parsed p;
	if (!parse_document(&d, a, &p, err))
		return false;
	if (o->explain)
		explain(&p);
	identify(&p, d.hints.provider, a);
	BUF(out, RECORD_BYTES);
	for (size_t i = 0; i < p.stories_len; i++) {
		if (is_left_out(o, &p.stories[i]))
			continue;
		if (o->explain)
			explain_story(&p.stories[i]);
		if (!print_story(&p.stories[i], o, &out, err))
			return false;
	}
	return true;
}

static int parse_run(int argc, char **argv)
{
	struct parse_options o = { .fetched_at = (instant_ms)time(NULL) * 1000 };
	const char *at = NULL;
	const struct argument rows[] = {
		{ "json", ARGUMENT_FLAG, &o.json },
		{ "explain", ARGUMENT_FLAG, &o.explain },
		{ "content-type", ARGUMENT_VIEW, &o.content_type },
		{ "url", ARGUMENT_VIEW, &o.url },
		{ "provider", ARGUMENT_VIEW, &o.provider },
		{ "language", ARGUMENT_VIEW, &o.language },
		{ "charset", ARGUMENT_VIEW, &o.charset },
		{ "fetched-at", ARGUMENT_TEXT, &at },
		{ "feed", ARGUMENT_VIEW, &o.feed },
		{ "config", ARGUMENT_TEXT, &o.config },
		{ NULL, ARGUMENT_FLAG, NULL },
	};
	AUTO(arena) config = arena_new(ARENA_LEAST);
	struct err err;
	int code;

	if (!arguments_read(&parse_subcommand, argc, argv, rows, &code))
		return code;
	if (at && !instant_parse(view_of(at), &o.fetched_at))
		return subcommand_usage(&parse_subcommand, "no time: \"%s\"", at);
	if (optind + 1 != argc)
		return subcommand_usage(&parse_subcommand, "one file is wanted, or -");
	o.file = argv[optind];
	if (o.feed.len && (code = load_feed(&o, config)) != EXIT_OK)
		return code;
	if (parse_file(&o, &err))
		return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED;
	fprintf(stderr, "kurilwire parse: %s\n", err.text);
	return err.fate == ERR_REJECT ? EXIT_INPUT : EXIT_FAILED;
}

const struct subcommand parse_subcommand = {
	.name = "parse",
	.summary = "show the stories of a document",
	.run = parse_run,
	.help =
	    "usage: kurilwire parse [OPTION]... FILE|URL|-\n"
	    "\n"
	    "Reads a document as a server sent it (a feed, a page, a wire message) and "
	    "shows\n"
	    "the stories in it. What it is, and in which encoding, is found by its "
	    "content.\n"
	    "\n"
	    "  --json            one ninjs record a line, as on the topics\n"
	    "  --explain         on standard error: which parser, encoding and sources\n"
	    "  --content-type T  as the server sent it\n"
	    "  --url U           where the document came from, the base of relative "
	    "links\n"
	    "  --provider ID     whose stories these are; part of their uri (default: "
	    "local)\n"
	    "  --language L      of stories that name none (BCP 47)\n"
	    "  --charset C       of a document that names none\n"
	    "  --fetched-at T    when it was fetched (RFC 3339; default: now)\n"
	    "  --feed ID         as a document of this feed: its settings and rules\n"
	    "  --config DIR      where it is configured\n"
	    "\n"
	    "exit: 0 done, also for a feed without entries; 65 no story in it, the "
	    "reason is on\n"
	    "standard error; 64 wrong usage; 78 the configuration is wrong; 1 the file "
	    "cannot\n"
	    "be read\n",
};
