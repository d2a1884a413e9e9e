/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/sink_settings.h"

#define DAY_MS (24.0 * 3600 * 1000)

const struct setting sink_settings_rows[] = {
	{ .key = "forget_after",
	  .type = SETTING_DURATION,
	  .offset = offsetof(struct sink_settings, forget_after_ms),
	  .min = DAY_MS,
	  .max = 36600 * DAY_MS,
	  .fallback = "1830d",
	  .help = "How long after its last version it is remembered which topics got a "
		  "story, so that a correction or kill reaches them." },
	{ .key = "cluster_window",
	  .type = SETTING_DURATION,
	  .offset = offsetof(struct sink_settings, cluster_window_ms),
	  .min = 60.0 * 60 * 1000,
	  .max = 90 * DAY_MS,
	  .fallback = "3d",
	  .help =
	      "How long after its latest copy a story is compared with those that come, "
	      "for routes that ask for copies." },
	{ .key = "cluster_stories",
	  .type = SETTING_INT,
	  .offset = offsetof(struct sink_settings, cluster_stories),
	  .min = 100,
	  .max = 5000000,
	  .fallback = "200000",
	  .help =
	      "How many stories are compared with those that come, over all routes that "
	      "ask; the oldest go first. 200,000 take about 130 MB." },
	{ .key = "later_look",
	  .type = SETTING_DURATION,
	  .offset = offsetof(struct sink_settings, later_look_ms),
	  .min = 0,
	  .max = 30 * DAY_MS,
	  .fallback = "1h",
	  .help = "How long after a story was published its page is looked at again, for "
		  "edits without a word and withdrawals; then more and more seldom, for "
		  "11 days. 0s: never." },
	{ .key = NULL },
};
