/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/packs.h"

#include <stdio.h>

#include "cli/place.h"

enum { ARENA_BYTES = 64 * 1024 };

const char *packs_folder(const char *config, struct arena *a)
{
	return arena_printf(a, "%s/tags.d", place_config(config, a)).p;
}

struct gazetteer *packs_load(const char *config)
{
	AUTO(arena) a = arena_new(ARENA_BYTES);

	return packs_load_folder(packs_folder(config, a));
}

struct gazetteer *packs_load_folder(const char *folder)
{
	AUTO(settings_errors) errors = settings_errors_new();
	struct gazetteer *g = NULL;

	if (!gazetteer_load(folder, &g, errors)) {
		settings_errors_say(errors);
		return NULL;
	}
	if (g->packs_len == 0) {
		fprintf(stderr, "kurilwire: there are no packs in %s\n", folder);
		gazetteer_free(g);
		return NULL;
	}
	return g;
}
