/* SPDX-License-Identifier: Apache-2.0 */
/* sink_settings - the `sink:` section of kurilwire.yaml. */
#pragma once

#include <stdint.h>

#include "common/service/settings.h"

struct sink_settings {
	int64_t forget_after_ms, cluster_window_ms, cluster_stories, later_look_ms;
};

extern const struct setting sink_settings_rows[];
