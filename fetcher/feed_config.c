/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/feed_config.h"

static const char *string_or_null(struct arena *a, struct view v)
{
	return v.len > 0 ? arena_string(a, v) : NULL;
}

static const char *const *headers_of(struct arena *a, const struct feed *f)
{
	size_t len = f->headers.len, n = 0;

	if (len == 0 && f->cookie.len == 0)
		return NULL;
	const char **lines = ARENA_ARRAY(a, const char *, len + 2);
	for (size_t i = 0; i < len; i++)
		lines[n++] =
		    arena_printf(a, "%.*s: %.*s", VIEW_ARG(f->headers.items[i].name),
				 VIEW_ARG(f->headers.items[i].value))
			.p;
	if (f->cookie.len > 0)
		lines[n++] = arena_printf(a, "Cookie: %.*s", VIEW_ARG(f->cookie)).p;
	return lines;
}

static struct plan_bounds bounds_of(const struct feed *f)
{
	if (f->interval_ms > 0)
		return (struct plan_bounds){ f->interval_ms, f->interval_ms,
					     f->interval_ms };
	int64_t first = f->interval_min_ms * 4;
	return (struct plan_bounds){ first < f->interval_max_ms ? first
								: f->interval_max_ms,
				     f->interval_min_ms, f->interval_max_ms };
}

struct crawl_feed feed_config(const struct feed *f, struct arena *a)
{
	struct crawl_feed c = {
		.id = f->id,
		.provider = f->provider,
		.url = f->url,
		.was = f->was,
		.bounds = bounds_of(f),
		.host_delay_ms = f->host_delay_ms,
		.allow_private = f->allow_private,
		.obey_robots = f->obey_robots,
		.headers = headers_of(a, f),
		.user_agent = string_or_null(a, f->user_agent),
		.bearer = string_or_null(a, f->bearer),
		.client_cert = string_or_null(a, f->client_certificate),
		.client_key = string_or_null(a, f->client_key),
		.ca_file = string_or_null(a, f->ca_file),
		.proxy = string_or_null(a, f->proxy),
		.total_ms = f->timeout_ms,
		.body_max = (size_t)f->bytes_max,
		.secret_parameters = f->secret_parameters.items,
		.secret_parameters_len = f->secret_parameters.len,
	};
	if (f->user.len > 0 || f->password.len > 0)
		c.user_password =
		    arena_printf(a, "%.*s:%.*s", VIEW_ARG(f->user), VIEW_ARG(f->password))
			.p;
	return c;
}
