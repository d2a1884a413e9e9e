/* SPDX-License-Identifier: Apache-2.0 */
/* sample_rows - a table with a row of every type, for the tests and fuzzers of settings. */
#pragma once

#include <math.h>

#include "common/service/settings.h"

struct sample_feed {
	struct view id, url;
	int64_t interval_ms;
	bool pages;
	struct setting_strings include;
};

struct sample {
	struct view title, password, topic;
	int64_t timeout_ms, size_bytes, count, wait_ms;
	double factor;
	int mode;
	bool strict;
	struct setting_strings words;
	struct setting_pairs headers, secrets;
	struct sample_limits {
		int64_t entries;
		struct view name;
		struct sample_deep {
			bool on;
		} deep;
	} limits;
	struct setting_list feeds;
	struct setting_node *when;
	struct setting_mark title_mark;
};

static const char *const sample_modes[] = { "fast", "careful", "off", NULL };

static const struct setting sample_feed_rows[] = {
	{ .key = "id",
	  .type = SETTING_ID,
	  .offset = offsetof(struct sample_feed, id),
	  .required = true,
	  .help = "Permanent name." },
	{ .key = "url",
	  .type = SETTING_URL,
	  .offset = offsetof(struct sample_feed, url),
	  .required = true,
	  .help = "Where it is." },
	{ .key = "interval",
	  .type = SETTING_DURATION,
	  .offset = offsetof(struct sample_feed, interval_ms),
	  .min = 10000,
	  .max = 604800000,
	  .fallback = "5m",
	  .help = "Time between polls." },
	{ .key = "pages",
	  .type = SETTING_BOOL,
	  .offset = offsetof(struct sample_feed, pages),
	  .fallback = "no",
	  .help = "Whether its pages are fetched." },
	{ .key = "include",
	  .type = SETTING_STRINGS,
	  .offset = offsetof(struct sample_feed, include),
	  .help = "Words to keep." },
	{ .key = NULL },
};

static const struct setting sample_deep_rows[] = {
	{ .key = "on",
	  .type = SETTING_BOOL,
	  .offset = offsetof(struct sample_deep, on),
	  .fallback = "true",
	  .help = "Whether it is on." },
	{ .key = NULL },
};

static const struct setting sample_limits_rows[] = {
	{ .key = "entries",
	  .type = SETTING_INT,
	  .offset = offsetof(struct sample_limits, entries),
	  .min = 1,
	  .max = 10000,
	  .fallback = "500",
	  .help = "Entries of a feed." },
	{ .key = "name",
	  .type = SETTING_STRING,
	  .offset = offsetof(struct sample_limits, name),
	  .min = 2,
	  .max = 5,
	  .help = "A short name." },
	{ .key = "deep",
	  .type = SETTING_OBJECT,
	  .offset = offsetof(struct sample_limits, deep),
	  .rows = sample_deep_rows,
	  .help = "What lies deeper." },
	{ .key = NULL },
};

static const struct setting sample_rows[] = {
	{ .key = "title",
	  .type = SETTING_STRING,
	  .offset = offsetof(struct sample, title),
	  .fallback = "Untitled",
	  .help = "What it is called.",
	  .mark_offset = offsetof(struct sample, title_mark) },
	{ .key = "password",
	  .type = SETTING_SECRET,
	  .offset = offsetof(struct sample, password),
	  .help = "What opens it." },
	{ .key = "topic",
	  .type = SETTING_ID,
	  .offset = offsetof(struct sample, topic),
	  .help = "A topic." },
	{ .key = "timeout",
	  .type = SETTING_DURATION,
	  .offset = offsetof(struct sample, timeout_ms),
	  .min = 1000,
	  .max = 120000,
	  .fallback = "30s",
	  .help = "How long to wait." },
	{ .key = "wait",
	  .type = SETTING_DURATION,
	  .offset = offsetof(struct sample, wait_ms),
	  .help = "Any time." },
	{ .key = "size",
	  .type = SETTING_BYTES,
	  .offset = offsetof(struct sample, size_bytes),
	  .min = 1024,
	  .max = 4194304,
	  .fallback = "1MiB",
	  .help = "How much is read." },
	{ .key = "count",
	  .type = SETTING_INT,
	  .offset = offsetof(struct sample, count),
	  .min = 1,
	  .max = INFINITY,
	  .fallback = "1",
	  .help = "How many." },
	{ .key = "factor",
	  .type = SETTING_NUMBER,
	  .offset = offsetof(struct sample, factor),
	  .min = 0.5,
	  .max = 2,
	  .fallback = "1.5",
	  .help = "By how much." },
	{ .key = "mode",
	  .type = SETTING_CHOICE,
	  .offset = offsetof(struct sample, mode),
	  .fallback = "careful",
	  .choices = sample_modes,
	  .help = "How it is done." },
	{ .key = "strict",
	  .type = SETTING_BOOL,
	  .offset = offsetof(struct sample, strict),
	  .help = "Whether it is strict." },
	{ .key = "words",
	  .type = SETTING_STRINGS,
	  .offset = offsetof(struct sample, words),
	  .fallback = "[one, two]",
	  .help = "Some words." },
	{ .key = "headers",
	  .type = SETTING_MAP,
	  .offset = offsetof(struct sample, headers),
	  .fallback = "{ a: b }",
	  .help = "Some pairs." },
	{ .key = "secrets",
	  .type = SETTING_SECRETS,
	  .offset = offsetof(struct sample, secrets),
	  .help = "Some secret pairs." },
	{ .key = "limits",
	  .type = SETTING_OBJECT,
	  .offset = offsetof(struct sample, limits),
	  .rows = sample_limits_rows,
	  .help = "Limits." },
	{ .key = "feeds",
	  .type = SETTING_LIST,
	  .offset = offsetof(struct sample, feeds),
	  .rows = sample_feed_rows,
	  .item_size = sizeof(struct sample_feed),
	  .help = "Feeds." },
	{ .key = "when",
	  .type = SETTING_NODE,
	  .offset = offsetof(struct sample, when),
	  .help = "A condition." },
	{ .key = NULL },
};
