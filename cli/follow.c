/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/follow.h"

#include "common/base/mem.h"
#include "common/base/must.h"
#include "common/story/url.h"
#include "fetcher/http.h"
#include "fetcher/plan.h"

enum { CONNECT_MS = 10000, SLOW_MS = 15000, TOTAL_MS = 30000, WAIT_MS = 1000 };

struct follow {
	struct http *http;
	struct arena *arena;
	struct view host; /* that was named */
	size_t body_max;
};

bool follow_new(const char *agent, struct view named, size_t body_max,
		struct follow **ret, struct err *err)
{
	const struct http_settings settings = { .user_agent = agent,
						.requests_max = 1,
						.connect_ms = CONNECT_MS,
						.slow_ms = SLOW_MS };
	AUTO(follow) f = mem_new(sizeof *f);

	f->body_max = body_max;
	f->arena = arena_new(64 * 1024);
	f->host = url_host(named, f->arena);
	if (!http_new(&settings, &f->http, err))
		return false;
	*ret = TAKE(f);
	return true;
}

void follow_free(struct follow *f)
{
	if (!f)
		return;
	http_free(f->http);
	arena_free(f->arena);
	free(f);
}

bool follow_named(const struct follow *f, struct view url, struct arena *a)
{
	return view_eq(url_host(url, a), f->host);
}

static struct reply *ask(struct follow *f, struct view url, struct arena *a)
{
	struct http_request r = { .url = arena_string(a, url),
				  .allow_private = follow_named(f, url, a),
				  .total_ms = TOTAL_MS,
				  .body_max = f->body_max };
	struct reply *reply = NULL;
	uint64_t id;

	MUST(http_start(f->http, &r));
	while (!http_take(f->http, &id, &reply))
		http_wait(f->http, -1, WAIT_MS);
	return reply;
}

bool follow_get(struct follow *f, struct view url, struct arena *a, struct followed *ret,
		struct err *err)
{
	bool permanent = true;

	*ret = (struct followed){ .url = url, .keep = url };
	for (int i = 0; i <= PLAN_REDIRECTS_MAX; i++) {
		AUTO(reply) r = ask(f, ret->url, a);
		if (r->error[0])
			return err_set(err, ERR_REJECT, "%.*s: %s", VIEW_ARG(ret->url),
				       r->error);
		ret->status = r->status;
		enum plan_redirect kind = plan_redirect_of(r->status);
		struct view to = reply_header(r, VIEW("location"));
		if (r->status == 200) {
			ret->reply = TAKE(r);
			return true;
		}
		if (kind == REDIRECT_NONE || to.len == 0)
			return err_set(err, ERR_REJECT, "%.*s: the server answers %d",
				       VIEW_ARG(ret->url), r->status);
		ret->url = url_resolve(ret->url, to, a);
		if (!url_is_web(ret->url))
			return err_set(err, ERR_REJECT,
				       "%.*s leads to no address of the web",
				       VIEW_ARG(url));
		permanent = permanent && kind == REDIRECT_PERMANENT;
		if (permanent)
			ret->keep = ret->url;
	}
	return err_set(err, ERR_REJECT, "%.*s: more than %d redirects", VIEW_ARG(url),
		       PLAN_REDIRECTS_MAX);
}
