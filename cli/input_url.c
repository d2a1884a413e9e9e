/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/input_url.h"

#include "common/story/url.h"
#include "fetcher/http.h"
#include "fetcher/plan.h"

enum { CONNECT_MS = 10000, SLOW_MS = 15000, TOTAL_MS = 30000, WAIT_MS = 1000 };

bool input_is_url(const char *name)
{
	return url_is_web(view_of(name));
}

static struct reply *ask(struct http *h, const char *url, bool allow_private, size_t max)
{
	struct http_request r = { .url = url,
				  .allow_private = allow_private,
				  .total_ms = TOTAL_MS,
				  .body_max = max };
	struct reply *reply = NULL;
	uint64_t id;

	if (!http_start(h, &r))
		return NULL;
	while (!http_take(h, &id, &reply))
		http_wait(h, -1, WAIT_MS);
	return reply;
}

static bool take(const struct reply *r, struct view url, struct arena *a, struct buf *out,
		 struct input_document *ret, struct err *err)
{
	if (r->status != 200)
		return err_set(err, ERR_REJECT, "%.*s: the server answers %d",
			       VIEW_ARG(url), (int)r->status);
	if (!buf_add(out, buf_view(&r->body)))
		return err_set(err, ERR_REJECT, "%.*s: over %zu bytes", VIEW_ARG(url),
			       out->max);
	ret->url = url;
	ret->content_type = arena_copy(a, reply_header(r, VIEW("content-type")));
	return true;
}

bool input_fetch(const char *address, struct arena *a, struct buf *out,
		 struct input_document *ret, struct err *err)
{
	const struct http_settings settings = { .user_agent = "Kurilwire",
						.requests_max = 1,
						.connect_ms = CONNECT_MS,
						.slow_ms = SLOW_MS };
	struct view url = view_of(address), host = url_host(url, a);
	AUTO(http) h = NULL;

	if (!http_new(&settings, &h, err))
		return false;
	for (int i = 0; i <= PLAN_REDIRECTS_MAX; i++) {
		bool named = view_eq(url_host(url, a), host);
		AUTO(reply) r = ask(h, arena_string(a, url), named, out->max);
		if (!r || r->error[0])
			return err_set(err, ERR_REJECT, "%.*s: %s", VIEW_ARG(url),
				       r ? r->error : "cannot be asked for");
		struct view to = reply_header(r, VIEW("location"));
		if (plan_redirect_of(r->status) == REDIRECT_NONE || to.len == 0)
			return take(r, url, a, out, ret, err);
		url = url_resolve(url, to, a);
		if (!url_is_web(url))
			return err_set(err, ERR_REJECT,
				       "%s leads to no address of the web", address);
	}
	return err_set(err, ERR_REJECT, "%s: more than %d redirects", address,
		       PLAN_REDIRECTS_MAX);
}
