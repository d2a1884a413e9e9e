/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names that change what they stand for. The resolver is this file's, in place of the C
 * library's, and so is the one address of the public internet that a connection can be made
 * to: behind it stands the newsroom. All else is as it is in the worker.
 */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/newsroom/newsroom.h"
#include "fetcher/crawl.h"
#include "fetcher/http.h"

#define PUBLIC "93.184.216.34"
#define EXPORTED __attribute__((visibility("default")))

enum { DESCRIPTORS = 4096, PATIENCE_MS = 20000 };

static _Atomic(const char *) answer; /* what names resolve to, but for "inside…" */
static atomic_int resolved;
static atomic_bool is_public[DESCRIPTORS];

/* --- in place of the C library's ------------------------------------------------------------ */

EXPORTED int getaddrinfo(const char *name, const char *service,
			 const struct addrinfo *hints, struct addrinfo **ret);
EXPORTED void freeaddrinfo(struct addrinfo *a);
EXPORTED int connect(int fd, const struct sockaddr *to, socklen_t len);
EXPORTED int getpeername(int fd, struct sockaddr *to, socklen_t *len);

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
		struct addrinfo **ret)
{
	struct {
		struct addrinfo info;
		union {
			struct sockaddr any;
			struct sockaddr_in v4;
			struct sockaddr_in6 v6;
		} at;
	} *a = calloc(1, sizeof *a);
	const char *text =
	    strncmp(name, "inside", 6) == 0 ? "127.0.0.1" : atomic_load(&answer);
	uint16_t port = htons((uint16_t)(service ? atoi(service) : 0));
	bool six = strchr(text, ':') != NULL;

	cr_assert(a != NULL);
	atomic_fetch_add(&resolved, 1);
	a->info.ai_family = six ? AF_INET6 : AF_INET;
	a->info.ai_socktype = hints ? hints->ai_socktype : SOCK_STREAM;
	a->info.ai_protocol = IPPROTO_TCP;
	a->info.ai_addr = &a->at.any;
	a->info.ai_addrlen = six ? sizeof a->at.v6 : sizeof a->at.v4;
	a->at.any.sa_family = (sa_family_t)a->info.ai_family;
	if (six) {
		a->at.v6.sin6_port = port;
		cr_assert(inet_pton(AF_INET6, text, &a->at.v6.sin6_addr) == 1);
	} else {
		a->at.v4.sin_port = port;
		cr_assert(inet_pton(AF_INET, text, &a->at.v4.sin_addr) == 1);
	}
	*ret = &a->info;
	return 0;
}

void freeaddrinfo(struct addrinfo *a)
{
	free(a);
}

int connect(int fd, const struct sockaddr *to, socklen_t len)
{
	struct sockaddr_in at;

	if (to->sa_family != AF_INET || fd < 0 || fd >= DESCRIPTORS)
		return (int)syscall(SYS_connect, fd, to, len);
	memcpy(&at, to, sizeof at);
	atomic_store(&is_public[fd], at.sin_addr.s_addr == inet_addr(PUBLIC));
	if (atomic_load(&is_public[fd]))
		at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return (int)syscall(SYS_connect, fd, &at, sizeof at);
}

int getpeername(int fd, struct sockaddr *to, socklen_t *len)
{
	int result = (int)syscall(SYS_getpeername, fd, to, len);
	struct sockaddr_in at;

	if (result == 0 && fd < DESCRIPTORS && atomic_load(&is_public[fd])) {
		memcpy(&at, to, sizeof at);
		at.sin_addr.s_addr = inet_addr(PUBLIC);
		memcpy(to, &at, sizeof at);
	}
	return result;
}

/* --- the tests -------------------------------------------------------------------------------- */

static struct newsroom *room;
static struct err err;

static void begin(void)
{
	struct newsroom_settings n = { .folder =
					   TEST_SOURCE_DIR "/cli/newsroom/stories" };
	cr_assert(newsroom_open(&n, &room, &err), "%s", err.text);
}

static void end(void)
{
	newsroom_free(room);
}

TestSuite(rebind, .init = begin, .fini = end);

static struct http *engine(void)
{
	const struct http_settings s = {
		.user_agent = "k", .requests_max = 4, .connect_ms = 2000, .slow_ms = 2000
	};
	struct http *h;

	cr_assert(http_new(&s, &h, &err), "%s", err.text);
	return h;
}

static struct reply *ask(struct http *h, const char *host)
{
	char url[128];
	struct http_request r = { .url = url, .total_ms = 5000, .body_max = 65536 };
	struct reply *reply = NULL;
	uint64_t id;

	(void)snprintf(url, sizeof url, "http://%s:%u/robots.txt", host,
		       newsroom_port(room));
	cr_assert(http_start(h, &r));
	while (!http_take(h, &id, &reply))
		http_wait(h, -1, PATIENCE_MS);
	return reply;
}

Test(rebind, a_name_that_was_public_is_judged_again_when_it_is_resolved_again)
{
	atomic_store(&answer, PUBLIC);
	AUTO(http) h = engine();
	AUTO(reply) first = ask(h, "news.example");
	cr_assert(eq(str, first->error, ""));
	cr_assert(eq(int, first->status, 200), "a public address can be reached at all");
	int before = atomic_load(&resolved);

	atomic_store(&answer, "127.0.0.1");
	AUTO(http) later = engine();
	AUTO(reply) second = ask(later, "news.example");
	cr_assert(gt(int, atomic_load(&resolved), before));
	cr_assert(eq(str, second->error, "127.0.0.1 is not a public address"));
	cr_assert(eq(sz, newsroom_count(room, "/robots.txt", 0), 1),
		  "nothing was sent there");
}

Test(rebind, a_connection_that_is_kept_serves_the_name_it_was_made_for)
{
	atomic_store(&answer, PUBLIC);
	AUTO(http) h = engine();
	AUTO(reply) first = ask(h, "news.example");
	cr_assert(eq(int, first->status, 200));
	atomic_store(&answer, "10.0.0.1");
	AUTO(reply) kept = ask(h, "news.example");
	cr_assert(eq(int, kept->status, 200));
	AUTO(reply) other = ask(h, "other.example");
	cr_assert(eq(str, other->error, "10.0.0.1 is not a public address"));
}

Test(rebind, addresses_that_carry_private_ones_are_private)
{
	static const char *const carriers[] = {
		"::ffff:127.0.0.1",            /* mapped */
		"64:ff9b::7f00:1",             /* NAT64, RFC 6052 */
		"64:ff9b:1::7f00:1",           /* NAT64 of one's own, RFC 8215 */
		"2002:7f00:1::1",              /* 6to4 */
		"2001:0:5db8:d822::80ff:fffe", /* Teredo, to 127.0.0.1 */
		"::1",
		"fe80::1",
		"fd00::1",
		"ff02::1",
		"::127.0.0.1",
	};
	AUTO(http) h = engine();

	for (size_t i = 0; i < sizeof carriers / sizeof carriers[0]; i++) {
		char host[32];
		(void)snprintf(host, sizeof host, "n%zu.example", i);
		atomic_store(&answer, carriers[i]);
		AUTO(reply) r = ask(h, host);
		cr_assert(strstr(r->error, " is not a public address") != NULL, "%s: %s",
			  carriers[i], r->error);
	}
	cr_assert(eq(sz, newsroom_count(room, "/robots.txt", 0), 0));
}

/* --- chains of redirects ------------------------------------------------------------------------ */

/* A crawl of one feed, which remembers nothing. */
struct chain {
	struct http *http;
	bool over;
	char why[256];
};

static int32_t chain_partition(void *self, struct view host)
{
	(void)self, (void)host;
	return 0;
}

static bool chain_get(void *self, int32_t partition, struct view key, struct view *ret)
{
	(void)self, (void)partition, (void)key, (void)ret;
	return false;
}

static bool chain_each(void *self, int32_t partition, size_t *i, struct view *ret_key,
		       struct view *ret_value)
{
	(void)self, (void)partition, (void)i, (void)ret_key, (void)ret_value;
	return false;
}

static void chain_put(void *self, int32_t partition, struct view key, struct view value)
{
	(void)self, (void)partition, (void)key, (void)value;
}

static void chain_raw(void *self, int32_t partition, struct view provider,
		      struct view body, const struct headers *headers)
{
	(void)self, (void)partition, (void)provider, (void)body, (void)headers;
}

static bool chain_start(void *self, const struct http_request *r)
{
	struct chain *c = self;
	return http_start(c->http, r);
}

static void chain_cancel(void *self, uint64_t id)
{
	struct chain *c = self;
	http_cancel(c->http, id);
}

static void chain_tell(void *self, const struct crawl_news *n)
{
	struct chain *c = self;
	c->over = true;
	(void)snprintf(c->why, sizeof c->why, "%s: %.*s", crawl_event_names[n->event],
		       VIEW_ARG(n->why));
}

/* What is told of a poll of this path on a public host. */
static const char *follow(struct chain *c, const char *path)
{
	const struct crawl_ports ports = { c,          chain_partition, chain_get,
					   chain_each, chain_put,       chain_raw,
					   chain_put,  chain_start,     chain_cancel,
					   chain_tell };
	char url[256];
	struct crawl_feed feed = { .id = VIEW("f"),
				   .provider = VIEW("p"),
				   .bounds = { 60000, 60000, 60000 },
				   .total_ms = 5000,
				   .body_max = 65536 };
	struct crawl_settings settings = { .feeds = &feed,
					   .feeds_len = 1,
					   .agent = VIEW("k"),
					   .requests_max = 4,
					   .pending_max = 1 << 20 };
	instant_ms now = 1700000000000;

	(void)snprintf(url, sizeof url, "http://news.example:%u%s", newsroom_port(room),
		       path);
	feed.url = view_of(url);
	AUTO(http) h = engine();
	AUTO(crawl) crawl = crawl_new(&settings, &ports);
	*c = (struct chain){ .http = h };
	crawl_assigned(crawl, 0, now);
	for (now += 60000; !c->over;) {
		struct reply *reply;
		uint64_t id;
		(void)crawl_turn(crawl, now);
		http_wait(h, -1, http_under_way(h) > 0 ? PATIENCE_MS : 0);
		while (http_take(h, &id, &reply))
			crawl_came(crawl, id, reply, now);
	}
	return c->why;
}

/* Where the chain goes inside, first or last or in between, it ends. */
Test(rebind, a_chain_of_redirects_ends_where_it_leads_inside)
{
	char path[256];
	struct chain c;
	unsigned port = newsroom_port(room);

	atomic_store(&answer, PUBLIC);
	(void)snprintf(path, sizeof path,
		       "/_chain/3?to=http://other.example:%u/robots.txt", port);
	cr_assert(eq(str, (char *)(uintptr_t)follow(&c, path), "feed.polled: "),
		  "a chain among public hosts is followed");
	cr_assert(eq(sz, newsroom_count(room, "/robots.txt", 0), 1));
	for (int hops = 0; hops < 4; hops++) {
		(void)snprintf(path, sizeof path,
			       "/_chain/%d?to=http://inside.example:%u/robots.txt", hops,
			       port);
		cr_assert(eq(str, (char *)(uintptr_t)follow(&c, path),
			     "feed.failed: 127.0.0.1 is not a public address"));
	}
	(void)snprintf(path, sizeof path,
		       "/_chain/1?to=http://inside.example:%u/_chain/9?to=http://"
		       "other.example:%u/robots.txt",
		       port, port);
	cr_assert(eq(str, (char *)(uintptr_t)follow(&c, path),
		     "feed.failed: 127.0.0.1 is not a public address"));
	(void)snprintf(path, sizeof path, "/_chain/1?to=http://127.1:%u/robots.txt",
		       port);
	cr_assert(eq(str, (char *)(uintptr_t)follow(&c, path),
		     "feed.failed: 127.0.0.1 is not a public address"));
	cr_assert(eq(sz, newsroom_count(room, "/robots.txt", 0), 1),
		  "nothing was asked for inside");
	cr_assert(eq(sz, newsroom_count(room, "/_chain/9", 0), 0));
}
