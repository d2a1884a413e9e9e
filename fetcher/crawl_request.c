/* SPDX-License-Identifier: Apache-2.0 */
/* Where requests may go, what they carry, and how redirects are followed. */
#include <stdio.h>

#include "common/base/mem.h"
#include "common/story/url.h"
#include "fetcher/address.h"
#include "fetcher/crawl_parts.h"

struct view crawl_public(struct crawl *c, const struct crawl_feed *f, struct view url)
{
	return url_public(url, f ? f->secret_parameters : NULL,
			  f ? f->secret_parameters_len : 0, c->scratch);
}

/* Scheme, host and port. */
static struct view origin_of(struct view url)
{
	size_t authority = view_find(url, VIEW("://"), 0);
	size_t end = authority == VIEW_NONE ? VIEW_NONE : authority + 3;

	while (end < url.len && url.p[end] != '/' && url.p[end] != '?' &&
	       url.p[end] != '#')
		end++;
	return view_head(url, end == VIEW_NONE ? 0 : end);
}

static bool port_allowed(struct view url)
{
	struct view authority = origin_of(url), digits;
	uint64_t port;
	size_t colon = authority.len;

	while (colon > 0 && byte_is_digit(authority.p[colon - 1]))
		colon--;
	if (colon == 0 || colon == authority.len || authority.p[colon - 1] != ':')
		return true;
	digits = view_from(authority, colon);
	return view_to_u64(digits, &port) && port <= 65535 &&
	       address_port_allowed((unsigned)port);
}

const char *crawl_wrong_address(struct view url, const struct crawl_feed *feed)
{
	if (!url_is_web(url))
		return "is not an address of the web";
	if (!(feed && feed->allow_private) && !port_allowed(url))
		return "names a port that is not for the web";
	return NULL;
}

bool item_start(struct crawl *c, struct item *i, struct view url,
		const struct feed_state *s, instant_ms now)
{
	const struct crawl_feed *f = i->feed;
	char *at = mem_raw(url.len + 1);

	memcpy(at, url.p, url.len);
	at[url.len] = '\0';
	free(i->at);
	i->at = at;
	i->request = (uint64_t)i->number << 32 | (uint32_t)++c->requests;

	struct http_request r = { .id = i->request, .url = at };
	r.total_ms = i->kind == ITEM_FEED ? f->total_ms : PAGE_TOTAL_MS;
	r.body_max = i->kind == ITEM_ROBOTS ? 2 * 1024 * 1024
		     : f                    ? f->body_max
					    : PAGE_BODY_MAX;
	r.allow_private = f && f->allow_private;
	if (f) {
		r.user_agent = f->user_agent;
		r.proxy = f->proxy;
		r.ca_file = f->ca_file;
	}
	/* What the publisher gave us goes to the configured place and nowhere else. */
	if (f && view_eq_nocase(origin_of(url), origin_of(f->url))) {
		r.headers = f->headers;
		r.user_password = f->user_password;
		r.bearer = f->bearer;
		r.client_cert = f->client_cert;
		r.client_key = f->client_key;
	}
	if (s && plan_conditional(s, now)) {
		r.etag = s->etag;
		r.last_modified = s->last_modified;
	}
	if (i->look)
		look_validators(c, i, &r);
	if (!c->ports.http_start(c->ports.self, &r))
		return false;
	i->phase = ITEM_UNDER_WAY;
	i->host->busy = true;
	c->under_way++;
	return true;
}

static void fail(struct reply *r, const char *what, struct view url)
{
	(void)snprintf(r->error, sizeof r->error, "redirect to %.*s %s",
		       VIEW_ARG(view_head(url, 100)), what);
}

bool item_follow(struct crawl *c, struct item *i, struct reply *r, instant_ms now)
{
	enum plan_redirect kind = plan_redirect_of(r->status);
	struct view location = reply_header(r, VIEW("location"));

	if (r->error[0] || kind == REDIRECT_NONE || location.len == 0)
		return false;
	struct view to = url_resolve(view_of(i->at), location, c->scratch);
	if (i->kind == ITEM_PAGE && !view_eq(url_host(to, c->scratch), i->host->name))
		return false;
	const char *wrong = crawl_wrong_address(to, i->feed);
	if (!wrong && i->redirects >= PLAN_REDIRECTS_MAX)
		wrong = "is one too many";
	if (!wrong && i->kind == ITEM_PAGE && i->feed->obey_robots &&
	    robots_ask(c, i->host, to, now) == ROBOTS_NO)
		wrong = "is forbidden by robots.txt";
	if (wrong) {
		fail(r, wrong, crawl_public(c, i->feed, to));
		return false;
	}
	i->redirects++;
	i->permanent = i->permanent && kind == REDIRECT_PERMANENT;
	if (i->permanent) {
		free(i->moved_to);
		i->moved_to = strndup(to.p, to.len);
		MUST(i->moved_to != NULL);
	}
	struct feed_state s;
	if (i->kind == ITEM_FEED)
		feed_load(c, i, &s);
	if (item_start(c, i, to, i->kind == ITEM_FEED ? &s : NULL, now))
		return true;
	fail(r, "has to wait", crawl_public(c, i->feed, to));
	return false;
}
