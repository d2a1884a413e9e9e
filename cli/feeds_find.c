/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `feeds add`: the address itself, if it is a feed; what its page names as feeds; then the
 * places where feeds usually are. One request after another, a second apart.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/feeds_parts.h"
#include "cli/place.h"
#include "common/service/clock.h"
#include "common/service/config.h"
#include "common/story/url.h"
#include "fetcher/fetcher.h"
#include "fetcher/plan.h"
#include "parser/document.h"
#include "parser/html_tokens.h"
#include "parser/html_tree.h"
#include "parser/page_facts.h"

enum {
	BODY_MAX = 8 * 1024 * 1024,
	TOTAL_MS = 30 * 1000,
	PAUSE_MS = 1000,
	WAIT_MS = 1000,
	CANDIDATES_MAX = 24,
	DEPTH_MAX = 256,
};

static const char *const usual_places[] = { "/feed",      "/rss",
					    "/rss.xml",   "/feed.xml",
					    "/atom.xml",  "/index.xml",
					    "/feed.json", "/news-sitemap.xml" };

struct finding {
	const struct feeds_command *k;
	struct http *http;
	struct arena *a;
	struct view host; /* of the address that was given */
	size_t requests;
};

struct candidate {
	struct view url, title;
};

/* --- fetching ----------------------------------------------------------------------------- */

/* The address that a person named may be of this machine or its network; where a document
 * or a redirect leads may not. */
static bool is_named_host(const struct finding *f, struct view url)
{
	return view_eq(url_host(url, f->a), f->host);
}

static struct reply *ask(struct finding *f, struct view url)
{
	const struct timespec pause = { PAUSE_MS / 1000, 0 };
	struct http_request r = { .url = arena_string(f->a, url),
				  .allow_private = is_named_host(f, url),
				  .total_ms = TOTAL_MS,
				  .body_max = BODY_MAX };
	struct reply *reply;
	uint64_t id;

	if (f->requests++ > 0)
		(void)nanosleep(&pause, NULL);
	if (!http_start(f->http, &r))
		return NULL;
	while (!http_take(f->http, &id, &reply))
		http_wait(f->http, -1, WAIT_MS);
	return reply;
}

/* Follows redirects; `*url` becomes where the answer came from, except that a temporary one
 * does not change the address that is worth writing down (`*keep`). NULL: nothing came. */
static struct reply *get(struct finding *f, struct view *url, struct view *keep)
{
	bool permanent = true;

	*keep = *url;
	for (int i = 0; i <= PLAN_REDIRECTS_MAX; i++) {
		AUTO(reply) r = ask(f, *url);
		struct view to = r ? reply_header(r, VIEW("location")) : VIEW("");
		enum plan_redirect kind =
		    r && !r->error[0] ? plan_redirect_of(r->status) : REDIRECT_NONE;
		if (r && r->error[0])
			(void)feeds_failed(EXIT_FAILED, "%.*s: %s", VIEW_ARG(*url),
					   r->error);
		if (kind == REDIRECT_NONE || to.len == 0)
			return r && !r->error[0] && r->status == 200 ? TAKE(r) : NULL;
		*url = url_resolve(*url, to, f->a);
		permanent = permanent && kind == REDIRECT_PERMANENT;
		if (!url_is_web(*url))
			return NULL;
		if (permanent)
			*keep = *url;
	}
	return NULL;
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
	static const char *const types[] = { "application/rss+xml",
					     "application/atom+xml",
					     "application/feed+json",
					     "application/rdf+xml" };

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (view_starts_nocase(view_trim(type), view_of(types[i])))
			return true;
	return false;
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

static struct feeds_new feed_at(struct finding *f, struct view url, struct view title)
{
	bool here =
	    view_starts(f->host, VIEW("127.")) || view_eq(f->host, VIEW("localhost"));

	return (struct feeds_new){ arena_copy(f->a, title), url,
				   here && is_named_host(f, url) };
}

static bool try_one(struct finding *f, struct view url, struct feeds_new *ret)
{
	struct view at = url, keep, title;
	AUTO(reply) r = get(f, &at, &keep);

	if (!r || !is_feed(f, r, at, &title))
		return false;
	*ret = feed_at(f, keep, title);
	return true;
}

static int found(struct finding *f, const struct feeds_new *one,
		 const struct candidate *named, size_t named_len)
{
	for (size_t i = 0; i < named_len; i++)
		if (!view_eq(named[i].url, one->url))
			fprintf(stderr, "also there: %.*s %.*s\n", VIEW_ARG(named[i].url),
				VIEW_ARG(named[i].title));
	return feeds_write(f->k, one, 1);
}

static int look(struct finding *f, struct view url)
{
	struct candidate named[CANDIDATES_MAX];
	struct view at = url, keep, title;
	struct feeds_new one;
	size_t len = 0;
	AUTO(reply) r = get(f, &at, &keep);

	if (r && is_feed(f, r, at, &title)) {
		one = feed_at(f, keep, title);
		return found(f, &one, NULL, 0);
	}
	if (r)
		add_named(f, r, at, named, &len);
	for (size_t i = 0; i < len; i++)
		if (try_one(f, named[i].url, &one))
			return found(f, &one, named, len);
	for (size_t i = 0; i < sizeof usual_places / sizeof usual_places[0]; i++)
		if (try_one(f, url_resolve(at, view_of(usual_places[i]), f->a), &one))
			return found(f, &one, NULL, 0);
	return feeds_failed(EXIT_INPUT,
			    "no feed at %.*s, none named by it, and none in the "
			    "usual places",
			    VIEW_ARG(url));
}

/* --- with whose name ---------------------------------------------------------------------- */

static bool fetcher_section(const struct feeds_command *k, struct view *ret_agent)
{
	AUTO(settings_errors) errors = settings_errors_new();
	AUTO(config) c = NULL;
	BUF(said, 1024 * 1024);
	struct fetcher_settings s;
	bool ok = config_load(place_config(k->broker.config, k->arena), &c, errors);

	ok &= config_section(c, "fetcher", fetcher_settings_rows, &s, errors);
	if (ok) {
		*ret_agent = arena_printf(k->arena, "%.*s (+%.*s)", VIEW_ARG(s.product),
					  VIEW_ARG(s.contact));
		return true;
	}
	settings_errors_print(errors, isatty(STDERR_FILENO), &said);
	(void)fwrite(said.p, 1, said.len, stderr);
	return false;
}

int feeds_add(const struct feeds_command *k)
{
	struct view url = view_of(k->words[0]), agent;
	AUTO(http) http = NULL;
	struct err err;

	if (view_find(url, VIEW("://"), 0) == VIEW_NONE)
		url = arena_printf(k->arena, "https://%.*s", VIEW_ARG(url));
	if (!url_is_web(url))
		return feeds_failed(EXIT_USAGE, "%.*s is no address of the web",
				    VIEW_ARG(url));
	if (!fetcher_section(k, &agent))
		return EXIT_CONFIG;
	struct http_settings settings = { .user_agent = arena_string(k->arena, agent),
					  .requests_max = 1,
					  .connect_ms = 10 * 1000,
					  .slow_ms = 15 * 1000 };
	if (!http_new(&settings, &http, &err))
		return feeds_failed(EXIT_FAILED, "%s", err.text);
	struct finding f = { k, http, k->arena, url_host(url, k->arena), 0 };
	return look(&f, url);
}
