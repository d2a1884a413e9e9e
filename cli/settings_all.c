/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/settings_all.h"

#include "common/kafka/client.h"
#include "fetcher/fetcher.h"
#include "sink/sink_settings.h"

const struct setting *settings_all(struct arena *a)
{
	static const struct config_part parts[] = { { "kafka", kafka_settings_rows },
						    { "fetcher", fetcher_settings_rows },
						    { "sink", sink_settings_rows },
						    { NULL, NULL } };

	return config_tree(parts, a);
}
