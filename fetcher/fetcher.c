/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/fetcher.h"

#include <stdio.h>

#include "common/base/mem.h"
#include "common/service/clock.h"
#include "common/service/log.h"
#include "fetcher/drop_worker.h"
#include "fetcher/feed_config.h"
#include "fetcher/feed_gauges.h"
#include "fetcher/http.h"

enum {
	/* The stage waits for us only when it has nothing to read; while requests are under
	 * way and it has, the timer moves them on this often. */
	MOVE_ON_MS = 50,
	STRINGS_MAX = 1024 * 1024 * 1024,
	FEEDS_EVERY_MS = 5000,
	CONTACT_CHARS_MAX = 1000,
};

struct fetcher {
	struct arena *arena; /* of the feeds' settings in the crawl's form */
	struct http *http;
	struct crawl *crawl;
	struct drop_worker *drops; /* or NULL */
	struct stage *stage;       /* of the last call of the worker's table */
	int32_t *partitions;       /* that are ours */
	size_t partitions_len;
	size_t feed_series; /* gauges of so many feeds */
	int64_t feeds_at;   /* when they are shown next */
};

#define AT(member) .offset = offsetof(struct fetcher_settings, member)
const struct setting fetcher_settings_rows[] = {
	{ .key = "contact",
	  .type = SETTING_STRING,
	  AT(contact),
	  .min = 1,
	  .max = CONTACT_CHARS_MAX,
	  .required = true,
	  .help = "Where publishers can reach you, the address of a page or a mailbox; "
		  "part of every request's User-Agent." },
	{ .key = "product",
	  .type = SETTING_STRING,
	  AT(product),
	  .fallback = "Kurilwire",
	  .help =
	      "The name in User-Agent, and the one that robots.txt is searched for." },
	{ .key = "requests",
	  .type = SETTING_INT,
	  AT(requests),
	  .min = 1,
	  .max = 10000,
	  .fallback = "500",
	  .help = "Requests under way at once, to all hosts together." },
	{ .key = "host_pages",
	  .type = SETTING_INT,
	  AT(host_pages),
	  .min = 0,
	  .max = 100000,
	  .fallback = "1000",
	  .help =
	      "Pages asked of one host within an hour at most; 0 for no bound. Stories "
	      "beyond it go out without their pages." },
	{ .key = "pending",
	  .type = SETTING_BYTES,
	  AT(pending_bytes),
	  .min = 1024.0 * 1024,
	  .max = 4.0 * 1024 * 1024 * 1024,
	  .fallback = "64MiB",
	  .help = "Replies held in memory until the broker has them; polling stops above "
		  "it." },
	{ .key = "connect_timeout",
	  .type = SETTING_DURATION,
	  AT(connect_ms),
	  .min = 100,
	  .max = 120000,
	  .fallback = "10s",
	  .help = "Longest time until a connection stands, TLS included." },
	{ .key = "slow_timeout",
	  .type = SETTING_DURATION,
	  AT(slow_ms),
	  .min = 1000,
	  .max = 120000,
	  .fallback = "15s",
	  .help = "How long a server may send less than 16 bytes a second." },
	{ .key = "ca_file",
	  .type = SETTING_STRING,
	  AT(ca_file),
	  .mark_offset = offsetof(struct fetcher_settings, ca_file_mark),
	  .help = "File with the certificates to trust instead of the system's (PEM)." },
	{ .key = "feed_series",
	  .type = SETTING_INT,
	  AT(feed_series),
	  .min = 0,
	  .max = FEED_GAUGES_MAX,
	  .fallback = "500",
	  .help =
	      "Feeds of an instance that have gauges of their own on /metrics, the "
	      "first of the configuration; kurilwire_feeds_unlisted counts the rest." },
	{ .key = NULL }
};
#undef AT

enum {
	METRIC_EVENTS,
	METRIC_BYTES,
	METRIC_FEEDS,
	METRIC_PAGES,
	METRIC_HOSTS,
	METRIC_REQUESTS,
	METRIC_PENDING,
};

struct metric fetcher_metrics[] = {
	[METRIC_EVENTS] = { .name = "kurilwire_fetcher_events_total",
			    .type = METRIC_COUNTER,
			    .label = "event",
			    .values = crawl_event_names,
			    .help = "What happened to feeds, pages and robots.txt." },
	[METRIC_BYTES] = { .name = "kurilwire_fetcher_body_bytes_total",
			   .type = METRIC_COUNTER,
			   .help =
			       "Bytes of bodies that came, content encoding removed." },
	[METRIC_FEEDS] = { .name = "kurilwire_fetcher_feeds",
			   .type = METRIC_GAUGE,
			   .help = "Feeds that this instance polls." },
	[METRIC_PAGES] = { .name = "kurilwire_fetcher_pages_waiting",
			   .type = METRIC_GAUGE,
			   .help = "Wanted pages that did not come yet." },
	[METRIC_HOSTS] = { .name = "kurilwire_fetcher_hosts",
			   .type = METRIC_GAUGE,
			   .help = "Hosts that feeds and wanted pages are on." },
	[METRIC_REQUESTS] = { .name = "kurilwire_fetcher_requests_open",
			      .type = METRIC_GAUGE,
			      .help = "Requests under way." },
	[METRIC_PENDING] = { .name = "kurilwire_fetcher_pending_bytes",
			     .type = METRIC_GAUGE,
			     .help =
				 "Replies held in memory until the broker has them." },
	{ .name = NULL },
};

/* --- the crawl's ports -------------------------------------------------------------------------- */

static int32_t port_partition_of(void *self, struct view host)
{
	struct fetcher *f = self;
	return stage_partition_of(f->stage, host);
}

static bool port_get(void *self, int32_t partition, struct view key, struct view *ret)
{
	struct fetcher *f = self;
	return stage_state_get(f->stage, partition, key, ret);
}

static bool port_each(void *self, int32_t partition, size_t *i, struct view *ret_key,
		      struct view *ret_value)
{
	struct fetcher *f = self;
	return stage_state_each(f->stage, partition, i, ret_key, ret_value);
}

static void port_put(void *self, int32_t partition, struct view key, struct view value)
{
	struct fetcher *f = self;
	stage_state_put(f->stage, partition, key, value);
}

static void port_raw(void *self, int32_t partition, struct view provider,
		     struct view body, const struct headers *headers)
{
	struct fetcher *f = self;
	stage_emit(f->stage, partition, TOPIC_RAW, NULL, -1, provider, body, headers);
}

static void port_want(void *self, int32_t partition, struct view host, struct view value)
{
	static const struct headers none;
	struct fetcher *f = self;
	stage_emit(f->stage, partition, TOPIC_FETCH, NULL, -1, host, value, &none);
}

static bool port_start(void *self, const struct http_request *request)
{
	struct fetcher *f = self;
	return http_start(f->http, request);
}

static void port_cancel(void *self, uint64_t id)
{
	struct fetcher *f = self;
	http_cancel(f->http, id);
}

static enum log_level level_of(enum crawl_event event)
{
	switch (event) {
	case CRAWL_UNCHANGED:
	case CRAWL_LOOKED:
		return LOG_DEBUG;
	case CRAWL_POLLED:
	case CRAWL_PAGE:
	case CRAWL_PAGE_LATER:
	case CRAWL_PAGE_PASSED:
	case CRAWL_EDITED:
	case CRAWL_WITHDRAWN:
		return LOG_INFO;
	default:
		return LOG_WARN;
	}
}

static void port_tell(void *self, const struct crawl_news *n)
{
	const struct log_field fields[] = {
		F_VIEW("feed", n->feed),    F_VIEW("url", n->url),
		F_INT("status", n->status), F_INT("bytes", n->bytes),
		F_VIEW("why", n->why),      { .type = LOG_F_END },
	};

	metric_add(&fetcher_metrics[METRIC_EVENTS], (size_t)n->event, 1);
	metric_add(&fetcher_metrics[METRIC_BYTES], 0, (double)n->bytes);
	(void)self;
	log_write(level_of(n->event), crawl_event_names[n->event], fields);
}

/* --- figures ------------------------------------------------------------------------------------- */

/* Other feeds may be ours from now on. */
static void feeds_changed(struct fetcher *f)
{
	feed_gauges_forget();
	f->feeds_at = 0;
}

static void show_figures(struct fetcher *f, instant_ms now)
{
	struct crawl_figures n;

	crawl_figures(f->crawl, &n);
	metric_set(&fetcher_metrics[METRIC_FEEDS], 0, (double)n.feeds);
	metric_set(&fetcher_metrics[METRIC_PAGES], 0, (double)n.pages);
	metric_set(&fetcher_metrics[METRIC_HOSTS], 0, (double)n.hosts);
	metric_set(&fetcher_metrics[METRIC_REQUESTS], 0, (double)n.under_way);
	metric_set(&fetcher_metrics[METRIC_PENDING], 0, (double)n.pending_bytes);
	if (now < f->feeds_at && f->feeds_at <= now + FEEDS_EVERY_MS)
		return;
	feed_gauges_show(f->crawl, f->feed_series, now);
	f->feeds_at = now + FEEDS_EVERY_MS;
}

/* --- the worker's table ---------------------------------------------------------------------------- */

static bool on_step(void *self, struct stage *s, const struct stage_record *in,
		    struct err *err)
{
	struct fetcher *f = self;
	f->stage = s;
	return crawl_accept(f->crawl, in->partition, in->value, stage_now_ms(s), err);
}

static bool on_assigned(void *self, struct stage *s, int32_t partition, struct err *err)
{
	struct fetcher *f = self;
	(void)err;
	f->stage = s;
	f->partitions =
	    mem_grow(f->partitions, f->partitions_len + 1, sizeof f->partitions[0]);
	f->partitions[f->partitions_len++] = partition;
	crawl_assigned(f->crawl, partition, clock_wall_ms());
	feeds_changed(f);
	return true;
}

static void on_revoked(void *self, struct stage *s, int32_t partition)
{
	struct fetcher *f = self;
	f->stage = s;
	for (size_t i = 0; i < f->partitions_len; i++)
		if (f->partitions[i] == partition)
			f->partitions[i--] = f->partitions[--f->partitions_len];
	crawl_revoked(f->crawl, partition);
	feeds_changed(f);
	if (f->drops)
		drop_worker_aborted(f->drops, partition);
}

static void on_aborted(void *self, struct stage *s, int32_t partition)
{
	struct fetcher *f = self;
	f->stage = s;
	crawl_aborted(f->crawl, partition, clock_wall_ms());
	if (f->drops)
		drop_worker_aborted(f->drops, partition);
}

static void on_committed(void *self, struct stage *s)
{
	struct fetcher *f = self;
	f->stage = s;
	crawl_committed(f->crawl);
	if (f->drops)
		drop_worker_committed(f->drops);
}

static bool on_timer(void *self, struct stage *s, int64_t *ret_wait_ms, struct err *err)
{
	struct fetcher *f = self;
	uint64_t id;
	struct reply *reply;

	(void)err;
	f->stage = s;
	http_wait(f->http, -1, 0);
	while (http_take(f->http, &id, &reply))
		crawl_came(f->crawl, id, reply, stage_now_ms(s));
	*ret_wait_ms = crawl_turn(f->crawl, stage_now_ms(s));
	if (http_under_way(f->http) > 0 &&
	    (*ret_wait_ms < 0 || *ret_wait_ms > MOVE_ON_MS))
		*ret_wait_ms = MOVE_ON_MS;
	if (f->drops && f->partitions_len > 0) {
		int64_t wait = drop_worker_timer(f->drops, s, f->partitions[0]);
		if (*ret_wait_ms < 0 || *ret_wait_ms > wait)
			*ret_wait_ms = wait;
	} else if (f->drops) {
		drop_worker_without_partition(f->drops, stage_now_ms(s));
	}
	show_figures(f, stage_now_ms(s));
	return true;
}

static void on_wait(void *self, int fd, int64_t timeout_ms)
{
	struct fetcher *f = self;
	http_wait(f->http, fd, timeout_ms);
}

/* --- from the configuration -------------------------------------------------------------------------- */

static struct crawl *crawl_of(struct fetcher *f, const struct fetcher_settings *own,
			      struct view agent, const struct feeds *feeds)
{
	struct crawl_feed *all =
	    ARENA_ARRAY(f->arena, struct crawl_feed, feeds_len(feeds) + 1);
	struct crawl_settings settings = {
		.feeds = all,
		.agent = agent,
		.requests_max = (size_t)own->requests,
		.host_pages = own->host_pages,
		.pending_max = (size_t)own->pending_bytes,
		.seed = (uint64_t)clock_wall_ms() ^ (uint64_t)(uintptr_t)f,
	};
	const struct crawl_ports ports = {
		.self = f,
		.partition_of = port_partition_of,
		.state_get = port_get,
		.state_each = port_each,
		.state_put = port_put,
		.emit_raw = port_raw,
		.emit_want = port_want,
		.http_start = port_start,
		.http_cancel = port_cancel,
		.tell = port_tell,
	};

	for (size_t i = 0; i < feeds_len(feeds); i++)
		if (feeds_at(feeds, i)->enabled && feeds_at(feeds, i)->folder.len == 0)
			all[settings.feeds_len++] =
			    feed_config(feeds_at(feeds, i), f->arena);
	return crawl_new(&settings, &ports);
}

/* Takes the configuration, or gives back what it took of one. */
static bool set_up(struct fetcher *f, const struct fetcher_settings *settings,
		   struct view user_agent, const struct feeds *feeds, struct err *err)
{
	f->arena = arena_new(STRINGS_MAX);
	struct http_settings http = {
		.user_agent = arena_string(f->arena, user_agent),
		.requests_max = (int)settings->requests,
		.connect_ms = settings->connect_ms,
		.slow_ms = settings->slow_ms,
		.ca_file = settings->ca_file.len > 0
			       ? arena_string(f->arena, settings->ca_file)
			       : NULL,
	};
	if (!http_new(&http, &f->http, err))
		return false;
	f->crawl = crawl_of(f, settings, view_of(http.user_agent), feeds);
	f->feed_series = (size_t)settings->feed_series;
	feeds_changed(f);
	return true;
}

static void take_down(struct fetcher *f)
{
	crawl_free(TAKE(f->crawl));
	http_free(TAKE(f->http));
	arena_free(TAKE(f->arena));
}

bool fetcher_new(const struct fetcher_settings *settings, struct view user_agent,
		 const struct feeds *feeds, struct fetcher **ret, struct err *err)
{
	AUTO(fetcher) f = mem_new(sizeof *f);

	if (!set_up(f, settings, user_agent, feeds, err))
		return false;
	*ret = TAKE(f);
	return true;
}

void fetcher_free(struct fetcher *f)
{
	if (!f)
		return;
	take_down(f);
	drop_worker_free(f->drops);
	free(f->partitions);
	free(f);
}

void fetcher_drops(struct fetcher *f, const struct kafka_settings *kafka,
		   const struct feeds *feeds)
{
	drop_worker_free(f->drops);
	f->drops = drop_worker_new(kafka, feeds);
}

void fetcher_reload(struct fetcher *f, const struct fetcher_settings *settings,
		    struct view user_agent, const struct feeds *feeds)
{
	struct err err;

	take_down(f);
	/* What can fail in it, libcurl's own beginning, has worked before. */
	MUST(set_up(f, settings, user_agent, feeds, &err));
	for (size_t i = 0; i < f->partitions_len; i++)
		crawl_assigned(f->crawl, f->partitions[i], clock_wall_ms());
}

void fetcher_worker(struct fetcher *f, struct stage_worker *ret)
{
	*ret = (struct stage_worker){
		.name = "fetcher",
		.input = TOPIC_FETCH,
		.state = TOPIC_FETCH_STATE,
		.self = f,
		.step = on_step,
		.assigned = on_assigned,
		.revoked = on_revoked,
		.aborted = on_aborted,
		.committed = on_committed,
		.timer = on_timer,
		.wait = on_wait,
	};
}
