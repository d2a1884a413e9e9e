/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/feed_gauges.h"
#include "world.h"

#include <criterion/new/assert.h>

#define FEED(name)                                                                       \
	{                                                                                \
		.id = VIEW_INIT(name), .provider = VIEW_INIT("p"),                       \
		.url = VIEW_INIT("https://" name ".example/feed"),                       \
		.bounds = { 10 * MINUTE, 10 * MINUTE, 10 * MINUTE }, .total_ms = MINUTE, \
		.body_max = 1 << 20,                                                     \
	}

static struct said one_fails(struct world *w, const struct asked *a)
{
	(void)w;
	if (strstr(a->url, "bad."))
		return (struct said){ .status = 500 };
	return (struct said){ .status = 200, .body = "<rss/>" };
}

static const char *rendered(void)
{
	static char text[1 << 20];
	BUF(out, sizeof text);

	metrics_render(&out);
	(void)snprintf(text, sizeof text, "%s", buf_string(&out));
	return text;
}

static bool shows(const char *line)
{
	const char *at = strstr(rendered(), line);

	if (!at)
		fprintf(stderr, "\"%s\" is not in\n%s", line, rendered());
	return at != NULL;
}

static struct world *polled(const struct crawl_feed *feeds, size_t len)
{
	struct crawl_settings s = { .feeds = feeds,
				    .feeds_len = len,
				    .agent = VIEW("kurilwire"),
				    .requests_max = 10,
				    .pending_max = 1 << 20,
				    .seed = 1 };
	struct world *w = world_new(&s, one_fails);

	crawl_assigned(w->crawl, 0, w->now);
	world_live(w, 5 * MINUTE);
	return w;
}

Test(feed_gauges, show_how_each_feed_is)
{
	const struct crawl_feed feeds[] = { FEED("good"), FEED("bad") };
	AUTO(world) w = polled(feeds, 2);
	char line[128];

	metrics_register(feed_gauges_metrics);
	feed_gauges_show(w->crawl, 10, w->now);
	cr_assert(shows("kurilwire_feed_failures{feed=\"good\"} 0\n"));
	cr_assert(shows("kurilwire_feed_failures{feed=\"bad\"} 1\n"));
	cr_assert(shows("kurilwire_feed_troubled{feed=\"good\"} 0\n"));
	cr_assert(shows("kurilwire_feed_troubled{feed=\"bad\"} 1\n"));
	cr_assert(shows("kurilwire_feed_interval_seconds{feed=\"good\"} 600\n"));
	cr_assert(shows("kurilwire_feed_succeeded_timestamp_seconds{feed=\"bad\"} 0\n"));
	for (size_t i = 0; i < w->asked_len; i++)
		if (strstr(w->asked[i].url, "good."))
			(void)snprintf(line, sizeof line,
				       "kurilwire_feed_succeeded_timestamp_seconds{feed="
				       "\"good\"} %.17g\n",
				       (double)w->asked[i].ended_at / 1000);
	cr_assert(shows(line));
	cr_assert(shows("kurilwire_feeds_unlisted 0\n"));
	metrics_done();
}

Test(feed_gauges, count_the_feeds_beyond_their_bound)
{
	const struct crawl_feed feeds[] = { FEED("good"), FEED("bad"), FEED("third") };
	AUTO(world) w = polled(feeds, 3);

	metrics_register(feed_gauges_metrics);
	feed_gauges_show(w->crawl, 2, w->now);
	cr_assert(shows("kurilwire_feed_failures{feed=\"bad\"} 1\n"));
	cr_assert(shows("kurilwire_feeds_unlisted 1\n"));
	cr_assert(strstr(rendered(), "third") == NULL);
	feed_gauges_show(w->crawl, 0, w->now);
	cr_assert(shows("kurilwire_feeds_unlisted 3\n"));
	metrics_done();
}

Test(feed_gauges, forget_feeds_that_are_another_instances_now)
{
	const struct crawl_feed feeds[] = { FEED("good"), FEED("bad") };
	AUTO(world) w = polled(feeds, 2);

	metrics_register(feed_gauges_metrics);
	feed_gauges_show(w->crawl, 10, w->now);
	crawl_revoked(w->crawl, 0);
	feed_gauges_forget();
	cr_assert(strstr(rendered(), "{feed=") == NULL);
	feed_gauges_show(w->crawl, 10, w->now);
	cr_assert(strstr(rendered(), "{feed=") == NULL);
	cr_assert(shows("kurilwire_feeds_unlisted 0\n"));
	metrics_done();
}
