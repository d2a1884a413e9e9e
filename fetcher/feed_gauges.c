/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/feed_gauges.h"

#include "common/base/arena.h"
#include "fetcher/condition.h"

enum { CONDITION_BYTES = 4096 };

enum { SUCCEEDED, FRESH, FAILURES, INTERVAL, TROUBLED, FEED_LEN, UNLISTED = FEED_LEN };

#define OF_FEED(metric_name, text)                                             \
	{                                                                      \
		.name = "kurilwire_feed_" metric_name, .type = METRIC_GAUGE,   \
		.label = "feed", .help = (text), .series_max = FEED_GAUGES_MAX \
	}

struct metric feed_gauges_metrics[] = {
	[SUCCEEDED] = OF_FEED("succeeded_timestamp_seconds",
			      "When a feed was last polled with success, Unix time."),
	[FRESH] = OF_FEED("fresh_timestamp_seconds",
			  "When a feed last brought something new, Unix time."),
	[FAILURES] = OF_FEED("failures", "Polls that failed since one succeeded."),
	[INTERVAL] = OF_FEED("interval_seconds", "How often a feed is polled."),
	[TROUBLED] = OF_FEED("troubled",
			     "1 if `kurilwire feeds status` has something to say of it."),
	[UNLISTED] = { .name = "kurilwire_feeds_unlisted",
		       .type = METRIC_GAUGE,
		       .help = "Feeds of this instance without gauges of their own: "
			       "fetcher.feed_series." },
	{ .name = NULL },
};

static double seconds(instant_ms t)
{
	return t == INSTANT_NONE ? 0 : (double)t / 1000;
}

static bool is_troubled(const struct feed_state *s, instant_ms now)
{
	AUTO(arena) a = arena_new(CONDITION_BYTES);
	struct view condition = condition_of(s, now, a);

	return !view_eq(condition, VIEW("ok")) && !view_eq(condition, VIEW("new"));
}

static void show(struct view id, const struct feed_state *s, instant_ms now)
{
	const double values[FEED_LEN] = {
		[SUCCEEDED] = seconds(s->succeeded_at),
		[FRESH] = seconds(s->habit.fresh_at),
		[FAILURES] = (double)s->failures,
		[INTERVAL] = (double)s->interval_ms / 1000,
		[TROUBLED] = is_troubled(s, now),
	};

	for (size_t i = 0; i < FEED_LEN; i++)
		metric_set(&feed_gauges_metrics[i],
			   metric_series(&feed_gauges_metrics[i], id), values[i]);
}

void feed_gauges_show(struct crawl *c, size_t max, instant_ms now)
{
	struct crawl_figures all;
	struct feed_state s;
	struct view id;
	size_t n = 0;

	for (size_t i = 0; n < max && crawl_next_feed(c, &i, &id, &s); n++)
		show(id, &s, now);
	crawl_figures(c, &all);
	metric_set(&feed_gauges_metrics[UNLISTED], 0, (double)(all.feeds - n));
}

void feed_gauges_forget(void)
{
	for (size_t i = 0; i < FEED_LEN; i++)
		metric_forget(&feed_gauges_metrics[i]);
}
