/* SPDX-License-Identifier: Apache-2.0 */
/* libcurl against the newsroom: real sockets, real faults. */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "cli/newsroom/newsroom.h"
#include "fetcher/http.h"

enum { BODY_MAX = 256 * 1024, PATIENCE_MS = 20000, SLOW_MS = 5000 };
#define FEED_PATH "/feeds/tidewire-asia.xml"

static struct newsroom *room;
static struct http *http;
static struct err err;
static char url[512];

static void open_both(void)
{
	struct newsroom_settings n = { .folder =
					   TEST_SOURCE_DIR "/cli/newsroom/stories" };
	struct http_settings h = { .user_agent =
				       "Kurilwire/0.1 (+mailto:desk@example.org)",
				   .requests_max = 4,
				   .connect_ms = 2000,
				   .slow_ms = SLOW_MS };
	cr_assert(newsroom_open(&n, &room, &err), "%s", err.text);
	cr_assert(http_new(&h, &http, &err), "%s", err.text);
}

static void close_both(void)
{
	http_free(http);
	newsroom_free(room);
}

TestSuite(http, .init = open_both, .fini = close_both);

static struct http_request to(const char *path)
{
	(void)snprintf(url, sizeof url, "%s%s", newsroom_base(room), path);
	return (struct http_request){ .id = 7,
				      .url = url,
				      .allow_private = true,
				      .total_ms = PATIENCE_MS,
				      .body_max = BODY_MAX };
}

/* The reply to a request, which comes or the test fails. */
static struct reply *fetch(const struct http_request *r)
{
	struct reply *reply = NULL;
	uint64_t id = 0;

	cr_assert(http_start(http, r));
	while (!http_take(http, &id, &reply))
		http_wait(http, -1, PATIENCE_MS);
	cr_assert(eq(u64, id, r->id));
	return reply;
}

static struct reply *fetch_path(const char *path)
{
	struct http_request r = to(path);
	return fetch(&r);
}

static struct reply *fetch_with(enum fault_kind kind, int ms)
{
	struct fault f = { .kind = kind, .status = 500, .ms = ms, .times = -1 };
	newsroom_fault(room, FEED_PATH, &f);
	struct http_request r = to(FEED_PATH);
	if (ms > SLOW_MS)
		r.total_ms = SLOW_MS / 2;
	return fetch(&r);
}

Test(http, brings_status_headers_and_body)
{
	AUTO(reply) r = fetch_path(FEED_PATH);
	BUF(agent, 256);

	cr_assert(eq(str, r->error, ""));
	cr_assert(eq(int, r->status, 200));
	cr_assert(view_starts(buf_view(&r->body), VIEW("<?xml")));
	cr_assert(view_starts(reply_header(r, VIEW("content-type")),
			      VIEW("application/rss+xml")));
	cr_assert(newsroom_asked_with(room, FEED_PATH, "User-Agent", &agent));
	cr_assert(
	    view_eq(buf_view(&agent), VIEW("Kurilwire/0.1 (+mailto:desk@example.org)")));
}

Test(http, asks_conditionally_with_either_validator)
{
	AUTO(reply) first = fetch_path(FEED_PATH);
	struct http_request r = to(FEED_PATH);

	r.etag = reply_header(first, VIEW("etag"));
	cr_assert(gt(sz, r.etag.len, 0));
	AUTO(reply) by_etag = fetch(&r);
	cr_assert(eq(int, by_etag->status, 304));
	cr_assert(eq(sz, by_etag->body.len, 0));

	r.etag = VIEW("");
	r.last_modified = reply_header(first, VIEW("last-modified"));
	AUTO(reply) by_date = fetch(&r);
	cr_assert(eq(int, by_date->status, 304));

	cr_assert(newsroom_edit(room, "rice-price", "Rice price rises", "", ""));
	r.etag = reply_header(first, VIEW("etag"));
	AUTO(reply) changed = fetch(&r);
	cr_assert(eq(int, changed->status, 200));
	cr_assert(ne(sz, view_find(buf_view(&changed->body), VIEW("Rice price rises"), 0),
		     VIEW_NONE));
}

Test(http, follows_no_redirect_by_itself)
{
	AUTO(reply) r = fetch_path("/_redirect?code=308&to=/robots.txt");

	cr_assert(eq(int, r->status, 308));
	cr_assert(view_eq(reply_header(r, VIEW("location")), VIEW("/robots.txt")));
	cr_assert(eq(sz, newsroom_count(room, "/robots.txt", 0), 0));
}

Test(http, decodes_what_is_compressed)
{
	AUTO(reply) plain = fetch_path(FEED_PATH);
	AUTO(reply) r = fetch_with(FAULT_GZIP, 0);

	cr_assert(eq(str, r->error, ""));
	cr_assert(view_eq(buf_view(&r->body), buf_view(&plain->body)));
}

Test(http, bounds_what_it_takes)
{
	AUTO(reply) endless = fetch_with(FAULT_ENDLESS, 0);
	cr_assert(eq(str, endless->error, "the body is over 262144 bytes"));
	cr_assert(le(sz, endless->body.len, BODY_MAX));
	AUTO(reply) bomb = fetch_with(FAULT_BOMB, 0);
	cr_assert(eq(str, bomb->error, "the body is over 262144 bytes"));
	cr_assert(le(sz, bomb->body.len, BODY_MAX));
	AUTO(reply) header = fetch_with(FAULT_BIG_HEADER, 0);
	cr_assert(eq(str, header->error, "the headers are over 65536 bytes"));
}

Test(http, bounds_the_time_it_waits)
{
	AUTO(reply) headers = fetch_with(FAULT_SLOW_HEADERS, 60000);
	cr_assert(ne(str, headers->error, ""));
	cr_assert(eq(int, headers->status, 0));
	AUTO(reply) body = fetch_with(FAULT_SLOW_BODY, 200);
	cr_assert(ne(str, body->error, ""));
}

Test(http, calls_half_an_answer_no_answer)
{
	AUTO(reply) torn = fetch_with(FAULT_TRUNCATE, 0);
	cr_assert(ne(str, torn->error, ""));
	AUTO(reply) reset = fetch_with(FAULT_RESET, 0);
	cr_assert(ne(str, reset->error, ""));
	cr_assert(eq(int, reset->status, 0));
}

Test(http, connects_to_no_private_address_unless_it_may)
{
	struct http_request r = to(FEED_PATH);

	r.allow_private = false;
	AUTO(reply) fresh = fetch(&r);
	cr_assert(eq(str, fresh->error, "127.0.0.1 is not a public address"));
	r.allow_private = true;
	AUTO(reply) allowed = fetch(&r);
	cr_assert(eq(int, allowed->status, 200));
	r.allow_private = false;
	AUTO(reply) kept = fetch(&r);
	cr_assert(eq(str, kept->error, "127.0.0.1 is not a public address"),
		  "on the connection that was kept too");
	cr_assert(eq(sz, newsroom_count(room, FEED_PATH, 0), 1));
}

Test(http, judges_addresses_and_not_names)
{
	static char resolve[64];
	const char *const list[] = { resolve, NULL };
	struct http_settings s = { .user_agent = "k",
				   .requests_max = 1,
				   .connect_ms = 2000,
				   .slow_ms = 1000,
				   .resolve = list };
	struct http_request r = to("/");
	struct reply *reply = NULL;
	AUTO(http) rebound = NULL;
	uint64_t id;

	(void)snprintf(resolve, sizeof resolve, "news.example:%u:127.0.0.1",
		       newsroom_port(room));
	(void)snprintf(url, sizeof url, "http://news.example:%u/", newsroom_port(room));
	r.allow_private = false;
	cr_assert(http_new(&s, &rebound, &err));
	cr_assert(http_start(rebound, &r));
	while (!http_take(rebound, &id, &reply))
		http_wait(rebound, -1, PATIENCE_MS);
	cr_assert(eq(str, reply->error, "127.0.0.1 is not a public address"));
	reply_free(reply);
}

Test(http, requests_nothing_but_the_web)
{
	static const char *const others[] = { "file:///etc/passwd", "ftp://127.0.0.1/",
					      "gopher://x/", "http://", "" };
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		struct http_request r = to("/");
		r.url = others[i];
		AUTO(reply) reply = fetch(&r);
		cr_assert(ne(str, reply->error, ""), "%s", others[i]);
		cr_assert(eq(int, reply->status, 0));
		cr_assert(eq(sz, reply->body.len, 0));
	}
}

Test(http, sends_headers_and_credentials_for_one_request_only)
{
	static const char *const headers[] = { "X-Key: 1", "Cookie: a=b", NULL };
	struct http_request r = to("/robots.txt");
	BUF(seen, 512);

	r.headers = headers;
	r.user_password = "me:secret";
	AUTO(reply) with = fetch(&r);
	cr_assert(eq(int, with->status, 200));
	cr_assert(newsroom_asked_with(room, "/robots.txt", "Authorization", &seen));
	cr_assert(view_eq(buf_view(&seen), VIEW("Basic bWU6c2VjcmV0")));
	cr_assert(newsroom_asked_with(room, "/robots.txt", "Cookie", &seen));
	r.headers = NULL;
	r.user_password = NULL;
	r.bearer = "token";
	AUTO(reply) bearer = fetch(&r);
	cr_assert(eq(int, bearer->status, 200));
	buf_clear(&seen);
	cr_assert(newsroom_asked_with(room, "/robots.txt", "Authorization", &seen));
	cr_assert(view_eq(buf_view(&seen), VIEW("Bearer token")));
	r.bearer = NULL;
	AUTO(reply) without = fetch(&r);
	cr_assert(eq(int, without->status, 200));
	cr_assert(not(newsroom_asked_with(room, "/robots.txt", "Authorization", &seen)));
	cr_assert(not(newsroom_asked_with(room, "/robots.txt", "X-Key", &seen)));
}

Test(http, starts_no_more_than_it_may_and_forgets_what_is_cancelled)
{
	struct fault f = { .kind = FAULT_SLOW_HEADERS, .ms = 60000, .times = -1 };
	struct http_request r = to(FEED_PATH);
	struct reply *reply;
	uint64_t id;

	newsroom_fault(room, FEED_PATH, &f);
	for (r.id = 1; r.id <= 4; r.id++)
		cr_assert(http_start(http, &r));
	cr_assert(not(http_start(http, &r)));
	cr_assert(eq(sz, http_under_way(http), 4));
	http_cancel(http, 2);
	http_cancel(http, 99);
	cr_assert(eq(sz, http_under_way(http), 3));
	struct http_request quick = to("/robots.txt");
	cr_assert(http_start(http, &quick));
	while (!http_take(http, &id, &reply))
		http_wait(http, -1, PATIENCE_MS);
	cr_assert(eq(u64, id, 7), "the slow ones delay no other");
	reply_free(reply);
}
