/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/broker_options.h"

#include <stdio.h>

#include "cli/place.h"
#include "cli/show.h"
#include "common/service/config.h"

static bool load(const char *folder, struct arena *a, struct kafka_settings *ret,
		 struct settings_errors *e)
{
	AUTO(config) c = NULL;
	struct kafka_section section;
	bool ok = config_load(folder, &c, e);

	if (!config_section(c, "kafka", kafka_settings_rows, &section, e))
		return false;
	/* What the settings point to outlives the configuration that they came from. */
	section.brokers = arena_copy(a, section.brokers);
	section.prefix = arena_copy(a, section.prefix);
	section.instance = arena_copy(a, section.instance);
	for (size_t i = 0; i < section.properties.len; i++) {
		struct setting_pair *p = &section.properties.items[i];
		p->name = arena_copy(a, p->name);
		p->value = arena_copy(a, p->value);
	}
	return kafka_settings_of(&section, a, ret, e) && ok;
}

bool broker_options_settings(const struct broker_options *o, struct arena *a,
			     struct kafka_settings *ret)
{
	AUTO(settings_errors) errors = settings_errors_new();

	if (o->broker && !o->config) {
		*ret = (struct kafka_settings){ .brokers = o->broker,
						.prefix = "",
						.instance = "cli",
						.replication = 1,
						.compression = "lz4",
						.from = "",
						.message_max_bytes = 5 * 1024 * 1024 };
		return true;
	}
	if (load(place_config(o->config, a), a, ret, errors)) {
		if (o->broker)
			ret->brokers = o->broker;
		return true;
	}
	settings_errors_say(errors);
	return false;
}
