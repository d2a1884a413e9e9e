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
	{ .key = NULL },
};
