/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schemas in config/schema, for editors, are what the rows say now. */
#include "../common/service/golden.h"
#include "cli/settings_all.h"
#include "common/service/feeds.h"
#include "enricher/pack.h"
#include "sink/route_settings.h"

#define ADDRESS "urn:kurilwire:schema:"

static void compare(const struct setting *rows, const char *name, const char *title)
{
	BUF(out, 1 << 20);
	char id[128], path[128];

	(void)snprintf(id, sizeof id, ADDRESS "%s", name);
	(void)snprintf(path, sizeof path, "config/schema/%s.json", name);
	settings_json_schema(rows, id, title, &out);
	golden(path, &out);
}

Test(config_schema, is_up_to_date)
{
	AUTO(arena) a = arena_new(1 << 20);

	compare(settings_all(a), "kurilwire", "Kurilwire: kurilwire.yaml");
	compare(feeds_file_rows, "feeds", "Kurilwire: a file of feeds.d");
	compare(route_settings_rows, "routes", "Kurilwire: a file of routes.d");
	compare(pack_rows(), "tags", "Kurilwire: a pack of tags.d");
}
