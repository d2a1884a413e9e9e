/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fetcher - the worker around the crawl: Kafka by the stage, HTTP by libcurl, the clock.
 *
 * Input kw.fetch, state kw.fetch-state, output kw.raw (and kw.fetch, for pages that moved to
 * another host). A step only accepts; polls and pages run by time, outside of transactions,
 * and what came is concluded in the timer's. One thread.
 */
#pragma once

#include "common/kafka/stage.h"
#include "common/service/feeds.h"
#include "common/service/metrics.h"
#include "common/service/settings.h"
#include "fetcher/crawl.h"

/* The `fetcher:` section of kurilwire.yaml. */
struct fetcher_settings {
	struct view contact;   /* an address that publishers can write to or look at */
	struct view product;   /* in User-Agent before it, without the version */
	int64_t requests;      /* under way at once */
	int64_t host_pages;    /* of one host within an hour */
	int64_t pending_bytes; /* of replies that are not committed */
	int64_t connect_ms, slow_ms;
	int64_t feed_series; /* feeds that have gauges of their own */
	struct view ca_file;
	struct setting_mark ca_file_mark;
};

extern const struct setting fetcher_settings_rows[];

struct fetcher;

/* What the fetcher counts, for metrics_register(). */
extern struct metric fetcher_metrics[];

/* `user_agent` is sent with every request, and its first word names us in robots.txt.
 * Borrows all it is given until it is given other feeds. */
NODISCARD bool fetcher_new(const struct fetcher_settings *settings,
			   struct view user_agent, const struct feeds *feeds,
			   struct fetcher **ret, struct err *err);
/* Takes files from the folders that are this instance's, too; the settings live as long as the
 * fetcher or until they are given again. */
void fetcher_drops(struct fetcher *f, const struct kafka_settings *kafka,
		   const struct feeds *feeds);
void fetcher_free(struct fetcher *f); /* NULL is fine */
DEFINE_AUTO(fetcher)

/* Another configuration, between two calls of the stage: every feed and page begins anew
 * from its state; requests that are under way are dropped and made again. */
void fetcher_reload(struct fetcher *f, const struct fetcher_settings *settings,
		    struct view user_agent, const struct feeds *feeds);

/* Fills what the fetcher is to the stage; the fetcher has to live as long. */
void fetcher_worker(struct fetcher *f, struct stage_worker *ret);
