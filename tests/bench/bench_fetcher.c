/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_fetcher scale N       N feeds on N hosts, an hour of polling behind them: memory, and
 *                             the time from the start to the first poll
 * bench_fetcher http URL N    N requests of URL, 32 at a time, by the fetcher's engine and by
 *                             a bare loop over libcurl's multi interface: CPU seconds of both
 * Add an ETag after N to measure 304s.
 * bench_fetcher poll PORT N R N feeds on 64 hosts of 127/8, at http://HOST:PORT/f00000.xml and so
 *                             on, polled R times for bodies and R times for 304s: CPU seconds
 *                             for 10,000 polls, with schedule, state and hashes
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "common/base/map.h"
#include "common/base/mem.h"
#include "fetcher/crawl.h"
#include "tests/bench/bare.h"
#include "tests/bench/cpu.h"

enum { AT_ONCE = BARE_AT_ONCE, POLL_HOSTS = BARE_TRANSFERS, ROUND_MS = 300000 };

static long peak_mib(void)
{
	struct rusage r;
	(void)getrusage(RUSAGE_SELF, &r);
	return r.ru_maxrss / 1024;
}

/* --- scale ------------------------------------------------------------------------------------------ */

struct value {
	size_t len;
	char bytes[];
};

struct scale {
	struct map *state;
	uint64_t *asked;
	size_t asked_len, polls;
};

static int32_t partition_of(void *self, struct view host)
{
	(void)self;
	(void)host;
	return 0;
}

static bool get(void *self, int32_t partition, struct view key, struct view *ret)
{
	struct scale *s = self;
	const struct value *v = map_get(s->state, key);
	(void)partition;
	if (v)
		*ret = view_at(v->bytes, v->len);
	return v != NULL;
}

static bool each(void *self, int32_t partition, size_t *i, struct view *ret_key,
		 struct view *ret_value)
{
	struct scale *s = self;
	void *p;
	(void)partition;
	if (!map_each(s->state, i, ret_key, &p))
		return false;
	const struct value *v = p;
	*ret_value = view_at(v->bytes, v->len);
	return true;
}

static void put(void *self, int32_t partition, struct view key, struct view value)
{
	struct scale *s = self;
	struct value *v = mem_raw(sizeof *v + value.len);
	(void)partition;
	v->len = value.len;
	memcpy(v->bytes, value.p, value.len);
	free(value.len > 0 ? map_put(s->state, key, v) : map_remove(s->state, key));
}

static void raw(void *self, int32_t partition, struct view provider, struct view body,
		const struct headers *headers)
{
	(void)self, (void)partition, (void)provider, (void)body, (void)headers;
}

static void want(void *self, int32_t partition, struct view host, struct view value)
{
	(void)self, (void)partition, (void)host, (void)value;
}

static bool start(void *self, const struct http_request *r)
{
	struct scale *s = self;
	s->asked[s->asked_len++] = r->id;
	s->polls++;
	return true;
}

static void cancel(void *self, uint64_t id)
{
	(void)self, (void)id;
}

static void tell(void *self, const struct crawl_news *n)
{
	(void)self, (void)n;
}

static void answer_all(struct scale *s, struct crawl *c, instant_ms now)
{
	for (size_t i = 0; i < s->asked_len; i++) {
		struct reply *r = reply_new(1024);
		r->status = 200;
		reply_add_line(r, VIEW("ETag: \"0123456789abcdef\""));
		reply_add_line(r, VIEW("Last-Modified: Tue, 14 Nov 2023 22:13:20 GMT"));
		reply_add_line(r,
			       VIEW("Content-Type: application/rss+xml; charset=utf-8"));
		buf_printf(&r->body, "%lld", (long long)(now / 1800000));
		crawl_came(c, s->asked[i], r, now);
	}
	s->asked_len = 0;
}

static void live(struct scale *s, struct crawl *c, instant_ms *now, int64_t ms)
{
	instant_ms end = *now + ms;
	while (*now < end) {
		int64_t wait = crawl_turn(c, *now);
		crawl_committed(c);
		answer_all(s, c, *now);
		*now += wait < 0 || wait > 100 ? 100 : wait + 1;
	}
}

static int scale(size_t n)
{
	struct crawl_feed *feeds = mem_new(n * sizeof *feeds);
	struct scale s = { .state = map_new(), .asked = mem_new(n * sizeof s.asked[0]) };
	const struct crawl_ports ports = { &s,  partition_of, get,   each,   put,
					   raw, want,         start, cancel, tell };
	instant_ms now = 1700000000000;

	for (size_t i = 0; i < n; i++) {
		char id[32], url[96];
		(void)snprintf(id, sizeof id, "feed-%zu", i);
		(void)snprintf(url, sizeof url,
			       "https://host-%zu.example/section/rss.xml", i);
		feeds[i] = (struct crawl_feed){ .id = view_of(strdup(id)),
						.provider = view_of(strdup(id)),
						.url = view_of(strdup(url)),
						.bounds = { 300000, 300000, 300000 },
						.host_delay_ms = 1000,
						.total_ms = 30000,
						.body_max = 4 << 20 };
	}
	struct crawl_settings settings = { .feeds = feeds,
					   .feeds_len = n,
					   .agent = VIEW("kurilwire"),
					   .requests_max = n,
					   .pending_max = 256 << 20 };
	struct crawl *c = crawl_new(&settings, &ports);
	crawl_assigned(c, 0, now);
	double cpu = cpu_seconds();
	live(&s, c, &now, 3600000);
	printf("%zu feeds, an hour: %zu polls, %.1f us of CPU each, %ld MiB at most\n", n,
	       s.polls, (cpu_seconds() - cpu) / (double)s.polls * 1e6, peak_mib());
	crawl_free(c);

	double began = cpu_seconds();
	size_t polls = s.polls;
	s.asked_len = 0;
	c = crawl_new(&settings, &ports);
	crawl_assigned(c, 0, now);
	printf("started again in %.2f s of CPU time\n", cpu_seconds() - began);
	for (instant_ms from = now; s.polls == polls; now += 10) {
		(void)crawl_turn(c, now);
		if (s.polls > polls)
			printf("and polls after %lld ms more\n", (long long)(now - from));
	}
	crawl_free(c);
	return 0;
}

/* --- http -------------------------------------------------------------------------------------------- */

static double by_engine(const char *url, size_t n, struct view etag)
{
	struct http_settings settings = { .user_agent = "bench",
					  .requests_max = AT_ONCE,
					  .connect_ms = 5000,
					  .slow_ms = 5000 };
	struct http_request r = { .url = url,
				  .etag = etag,
				  .allow_private = true,
				  .total_ms = 10000,
				  .body_max = 4 << 20 };
	struct http *h;
	struct err err;
	size_t started = 0, done = 0, statuses[1000] = { 0 };

	MUST(http_new(&settings, &h, &err));
	double cpu = cpu_seconds();
	while (done < n) {
		uint64_t id;
		struct reply *reply;
		while (started < n && http_under_way(h) < AT_ONCE) {
			r.id = started++;
			MUST(http_start(h, &r));
		}
		http_wait(h, -1, 1000);
		while (http_take(h, &id, &reply)) {
			statuses[reply->status]++;
			reply_free(reply);
			done++;
		}
	}
	cpu = cpu_seconds() - cpu;
	http_free(h);
	for (int s = 0; s < 1000; s++)
		if (statuses[s] > 0)
			printf("  status %d: %zu\n", s, statuses[s]);
	return cpu;
}

/* --- polls ------------------------------------------------------------------------------------------- */

struct poll {
	struct scale scale; /* the state */
	struct http *http;
	size_t statuses[1000], emitted;
};

static bool poll_start(void *self, const struct http_request *r)
{
	struct poll *p = self;
	return http_start(p->http, r);
}

static void poll_raw(void *self, int32_t partition, struct view provider,
		     struct view body, const struct headers *headers)
{
	struct poll *p = self;
	(void)partition, (void)provider, (void)body, (void)headers;
	p->emitted++;
}

/* Each feed once more. */
static void poll_round(struct poll *p, struct crawl *c, size_t feeds, instant_ms now)
{
	struct reply *reply;
	uint64_t id;

	for (size_t done = 0; done < feeds;) {
		(void)crawl_turn(c, now);
		crawl_committed(c);
		http_wait(p->http, -1, 100);
		while (http_take(p->http, &id, &reply)) {
			p->statuses[reply->status]++;
			done++;
			crawl_came(c, id, reply, now);
		}
	}
	(void)crawl_turn(c, now);
	crawl_committed(c);
}

static struct crawl_feed *poll_feeds(unsigned port, size_t n)
{
	struct crawl_feed *feeds = mem_new(n * sizeof *feeds);

	for (size_t i = 0; i < n; i++) {
		char id[32], url[96];
		(void)snprintf(id, sizeof id, "feed-%zu", i);
		(void)snprintf(url, sizeof url, "http://127.0.1.%zu:%u/f%05zu.xml",
			       i % POLL_HOSTS + 1, port, i);
		feeds[i] =
		    (struct crawl_feed){ .id = view_of(strdup(id)),
					 .provider = view_of(strdup(id)),
					 .url = view_of(strdup(url)),
					 .bounds = { ROUND_MS, ROUND_MS, ROUND_MS },
					 .allow_private = true,
					 .total_ms = 30000,
					 .body_max = 4 << 20 };
	}
	return feeds;
}

/* CPU seconds of the crawl with its state, and of a bare loop, for so many polls. */
static double poll_whole(struct poll *p, const struct crawl_settings *settings,
			 const struct crawl_ports *ports, instant_ms *now)
{
	struct crawl *c = crawl_new(settings, ports);
	crawl_assigned(c, 0, *now);
	*now += ROUND_MS;
	double cpu = cpu_seconds();
	poll_round(p, c, settings->feeds_len, *now);
	cpu = cpu_seconds() - cpu;
	crawl_free(c);
	return cpu;
}

static void poll_forget(struct poll *p, struct bare *bare, size_t n)
{
	void *value;
	struct view key;

	for (size_t i = 0; map_each(p->scale.state, &i, &key, &value);)
		free(value);
	map_free(p->scale.state);
	p->scale.state = map_new();
	memset(bare->feeds, 0, n * sizeof bare->feeds[0]);
}

static void poll_print(const char *what, double whole, double bare, size_t polls)
{
	printf("%s: %.3f CPU s for 10,000 polls, %.3f of a bare loop: %.2f times, %.0f "
	       "%% of "
	       "its polls a CPU second\n",
	       what, whole / (double)polls * 1e4, bare / (double)polls * 1e4,
	       whole / bare, 100 * bare / whole);
}

static int poll(unsigned port, size_t n, size_t rounds)
{
	struct poll p = { .scale = { .state = map_new() } };
	const struct crawl_ports ports = { &p,     partition_of, get,  each,
					   put,    poll_raw,     want, poll_start,
					   cancel, tell };
	const struct http_settings http = { .user_agent = "bench",
					    .requests_max = POLL_HOSTS,
					    .connect_ms = 5000,
					    .slow_ms = 5000 };
	const struct crawl_settings settings = { .feeds = poll_feeds(port, n),
						 .feeds_len = n,
						 .agent = VIEW("kurilwire"),
						 .requests_max = POLL_HOSTS,
						 .pending_max = 256 << 20 };
	struct bare bare;
	instant_ms now = 1700000000000;
	struct err err;

	MUST(http_new(&http, &p.http, &err));
	bare_init(&bare, settings.feeds, n);
	for (int conditional = 0; conditional < 2; conditional++) {
		double whole = 0, loop = 0;
		for (size_t r = 0; r < rounds; r++, now += ROUND_MS) {
			if (!conditional)
				poll_forget(&p, &bare, n);
			whole += poll_whole(&p, &settings, &ports, &now);
			loop += bare_round(&bare);
		}
		poll_print(conditional ? "304" : "200", whole, loop, n * rounds);
	}
	printf("200: %zu and %zu, 304: %zu and %zu, emitted: %zu\n", p.statuses[200],
	       bare.statuses[200], p.statuses[304], bare.statuses[304], p.emitted);
	bare_done(&bare);
	http_free(p.http);
	return 0;
}

int main(int argc, char **argv)
{
	/* As every worker has it. */
	(void)mallopt(M_TRIM_THRESHOLD, 32 << 20);
	(void)mallopt(M_TOP_PAD, 1 << 20);
	if (argc == 3 && strcmp(argv[1], "scale") == 0)
		return scale(strtoul(argv[2], NULL, 10));
	if (argc == 5 && strcmp(argv[1], "poll") == 0)
		return poll((unsigned)strtoul(argv[2], NULL, 10),
			    strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10));
	if ((argc != 4 && argc != 5) || strcmp(argv[1], "http") != 0) {
		(void)fputs(
		    "usage: bench_fetcher scale N | http URL N [ETAG] | poll PORT N R\n",
		    stderr);
		return 64;
	}
	size_t n = strtoul(argv[3], NULL, 10);
	struct view etag = view_of(argc == 5 ? argv[4] : NULL);
	double loop = bare_requests(argv[2], n, etag),
	       engine = by_engine(argv[2], n, etag);
	printf(
	    "bare loop %.0f requests a CPU second, the fetcher's engine %.0f: %.0f %%\n",
	    (double)n / loop, (double)n / engine, 100 * loop / engine);
	return 0;
}
