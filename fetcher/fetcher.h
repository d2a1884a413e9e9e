/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fetcher - the worker around the crawl: Kafka by the stage, HTTP by libcurl, the clock.
 *
 * Input kw.fetch, state kw.fetch-state, output kw.raw (and kw.fetch, for pages that moved to
 * another host). A step only accepts; polls and pages run by time, outside of transactions,
 * and what came is concluded in the timer's. One thread.
 */
#pragma once

#include <stdatomic.h>

#include "common/kafka/stage.h"
#include "common/service/feeds.h"
#include "common/service/settings.h"
#include "fetcher/crawl.h"

/* The `fetcher:` section of kurilwire.yaml. */
struct fetcher_settings {
	struct view contact;    /* an address that publishers can write to; required */
	struct view user_agent; /* the product in front of it */
	int64_t requests;       /* under way at once */
	int64_t pending_bytes;  /* of replies that are not committed */
	int64_t connect_ms, slow_ms;
	struct view ca_file;
};

extern const struct setting fetcher_settings_rows[];

struct fetcher;

/* Borrows both for its life. */
NODISCARD bool fetcher_new(const struct fetcher_settings *settings,
			   const struct feeds *feeds, struct fetcher **ret,
			   struct err *err);
void fetcher_free(struct fetcher *f); /* NULL is fine */
DEFINE_AUTO(fetcher)

/* For stage_open(); lives as long as the fetcher. */
const struct stage_worker *fetcher_worker(const struct fetcher *f);

/* What happened so far, and what there is now; from any thread. */
struct fetcher_figures {
	uint64_t events[CRAWL_EVENT_COUNT];
	uint64_t bytes; /* of bodies */
	uint64_t feeds, pages, hosts, under_way, pending_bytes;
};
void fetcher_figures(const struct fetcher *f, struct fetcher_figures *ret);
