/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `feeds add`: the address itself, if it is a feed; what its page names as feeds; then the
 * places where feeds usually are. One request after another, a second apart.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/feeds_parts.h"
#include "cli/follow.h"
#include "cli/place.h"
#include "common/service/clock.h"
#include "common/service/config.h"
#include "common/story/url.h"
#include "fetcher/fetcher.h"
#include "parser/document.h"
#include "parser/html_tokens.h"
#include "parser/html_tree.h"
#include "parser/page_facts.h"

enum {
	BODY_MAX = 8 * 1024 * 1024,
	PAUSE_MS = 1000,
	CANDIDATES_MAX = 24,
	DEPTH_MAX = 256,
};

static const char *const usual_places[] = { "/feed",      "/rss",
					    "/rss.xml",   "/feed.xml",
					    "/atom.xml",  "/index.xml",
					    "/feed.json", "/news-sitemap.xml" };

struct finding {
	const struct feeds_command *k;
	struct follow *follow;
	struct arena *a;
	size_t asked; /* addresses */
};

struct candidate {
	struct view url, title;
};

/* --- fetching ----------------------------------------------------------------------------- */

/* The next address; a server is asked again only after a pause. */
static bool get(struct finding *f, struct view url, struct followed *ret, struct err *err)
{
	const struct timespec pause = { PAUSE_MS / 1000, 0 };

	if (f->asked++ > 0)
		(void)nanosleep(&pause, NULL);
	return follow_get(f->follow, url, f->a, ret, err);
}

/* --- looking ------------------------------------------------------------------------------ */

static bool is_feed(struct finding *f, const struct reply *r, struct view url,
		    struct view *ret_title)
{
	struct document d = { .body = buf_view(&r->body),
			      .content_type = reply_header(r, VIEW("content-type")),
			      .url = url,
			      .fetched_at = clock_wall_ms(),
			      .limits = DOCUMENT_LIMITS };
	struct parsed p = { 0 };
	struct err err;

	if (!parse_document(&d, f->a, &p, &err) || p.format == FORMAT_HTML ||
	    p.format == FORMAT_TEXT || p.format == FORMAT_UNKNOWN)
		return false;
	*ret_title = page_line(p.title, f->a);
	return true;
}

static bool names_feed(struct view type)
{
	static const struct view types[] = { VIEW_INIT("application/rss+xml"),
					     VIEW_INIT("application/atom+xml"),
					     VIEW_INIT("application/feed+json"),
					     VIEW_INIT("application/rdf+xml") };

	return view_prefix_in_nocase(view_trim(type), types,
				     sizeof types / sizeof types[0]);
}

static void add(struct candidate *to, size_t *len, struct view url, struct view title)
{
	if (!url_is_web(url) || *len == CANDIDATES_MAX)
		return;
	for (size_t i = 0; i < *len; i++)
		if (view_eq(to[i].url, url))
			return;
	to[(*len)++] = (struct candidate){ url, title };
}

/* What the page calls its feeds, in its order. */
static void add_named(struct finding *f, const struct reply *page, struct view url,
		      struct candidate *to, size_t *len)
{
	struct html_tree tree;
	struct view rel, type, href, title;

	html_tree_build(buf_view(&page->body), DEPTH_MAX, f->a, &tree);
	for (size_t i = 0; i < tree.links_len; i++) {
		struct view attrs = tree.links[i];
		if (!html_attr(attrs, VIEW("rel"), &rel) ||
		    view_find_nocase(rel, VIEW("alternate"), 0) == VIEW_NONE ||
		    !html_attr(attrs, VIEW("type"), &type) || !names_feed(type) ||
		    !html_attr(attrs, VIEW("href"), &href))
			continue;
		if (!html_attr(attrs, VIEW("title"), &title))
			title = VIEW("");
		add(to, len, url_resolve(url, page_line(href, f->a), f->a),
		    page_line(title, f->a));
	}
}

/* Is it of this machine? Then the fetcher has to be told that it may. */
static bool is_here(const struct finding *f, struct view url)
{
	struct view host = url_host(url, f->a);

	return (view_starts(host, VIEW("127.")) || view_eq(host, VIEW("localhost"))) &&
	       follow_named(f->follow, url, f->a);
}

/* If it is a feed, tells of it, writes it down and returns an exit code; else -1. */
static int take_feed(struct finding *f, const struct followed *at,
		     const struct candidate *named, size_t named_len)
{
	struct feeds_new one = { .url = at->keep, .allow_private = is_here(f, at->keep) };

	if (!is_feed(f, at->reply, at->url, &one.title))
		return -1;
	for (size_t i = 0; i < named_len; i++)
		if (!view_eq(named[i].url, one.url))
			fprintf(stderr, "also there: %.*s %.*s\n", VIEW_ARG(named[i].url),
				VIEW_ARG(named[i].title));
	return feeds_write(f->k, &one, 1);
}

static int try_one(struct finding *f, struct view url, const struct candidate *named,
		   size_t named_len)
{
	struct followed at;
	struct err err;

	if (!get(f, url, &at, &err))
		return -1;
	int code = take_feed(f, &at, named, named_len);
	reply_free(at.reply);
	return code;
}

static int look(struct finding *f, struct view url)
{
	struct candidate named[CANDIDATES_MAX];
	struct followed first;
	struct err err;
	size_t len = 0;
	int code = -1;

	if (!get(f, url, &first, &err) && first.status == 0)
		return feeds_failed(EXIT_INPUT, "%s", err.text);
	AUTO(reply) r = first.reply;
	if (r && (code = take_feed(f, &first, NULL, 0)) < 0)
		add_named(f, r, first.url, named, &len);
	for (size_t i = 0; i < len && code < 0; i++)
		code = try_one(f, named[i].url, named, len);
	for (size_t i = 0; i < sizeof usual_places / sizeof *usual_places && code < 0;
	     i++)
		code = try_one(f, url_resolve(first.url, view_of(usual_places[i]), f->a),
			       NULL, 0);
	if (code >= 0)
		return code;
	return r ? feeds_failed(EXIT_INPUT,
				"no feed at %.*s, none named by it, and none in the "
				"usual places",
				VIEW_ARG(url))
		 : feeds_failed(EXIT_INPUT,
				"%s, and there is no feed in the usual places", err.text);
}

/* --- with whose name ---------------------------------------------------------------------- */

static bool fetcher_section(const struct feeds_command *k, struct view *ret_agent)
{
	AUTO(settings_errors) errors = settings_errors_new();
	AUTO(config) c = NULL;
	struct fetcher_settings s;
	bool ok = config_load(place_config(k->broker.config, k->arena), &c, errors);

	ok &= config_section(c, "fetcher", fetcher_settings_rows, &s, errors);
	if (ok) {
		*ret_agent = arena_printf(k->arena, "%.*s (+%.*s)", VIEW_ARG(s.product),
					  VIEW_ARG(s.contact));
		return true;
	}
	settings_errors_say(errors);
	return false;
}

/* As a person writes it, "example.org/news" or "example.org:8080", but not "mailto:x". */
static bool web_address(struct view text, struct arena *a, struct view *ret)
{
	size_t colon = view_find_byte(text, ':', 0);
	bool port = colon != VIEW_NONE && colon + 1 < text.len &&
		    byte_is_digit(text.p[colon + 1]);

	*ret = text;
	if (colon == VIEW_NONE || port || view_find_byte(text, '/', 0) < colon)
		*ret = arena_printf(a, "https://%.*s", VIEW_ARG(text));
	return url_is_web(*ret);
}

int feeds_add(const struct feeds_command *k)
{
	struct view url, agent;
	AUTO(follow) follow = NULL;
	struct err err;

	if (!web_address(view_of(k->words[0]), k->arena, &url))
		return feeds_failed(EXIT_USAGE, "%s is no address of the web",
				    k->words[0]);
	if (!fetcher_section(k, &agent))
		return EXIT_CONFIG;
	if (!follow_new(arena_string(k->arena, agent), url, BODY_MAX, &follow, &err))
		return feeds_failed(EXIT_FAILED, "%s", err.text);
	struct finding f = { k, follow, k->arena, 0 };
	return look(&f, url);
}
