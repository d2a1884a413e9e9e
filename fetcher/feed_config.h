/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_config - a feed of the configuration in the form that the crawl takes.
 *
 * Credentials become what curl wants of them, `interval` becomes bounds that move nothing.
 * Pure; strings that are put together lie in the arena, all others stay where they are.
 */
#pragma once

#include "common/base/arena.h"
#include "common/service/feeds.h"
#include "fetcher/crawl.h"

/* Borrows the feed for the life of the result. */
struct crawl_feed feed_config(const struct feed *f, struct arena *a);
