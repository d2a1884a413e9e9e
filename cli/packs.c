/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/packs.h"

#include <stdio.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, ERRORS_BYTES = 256 * 1024, ARENA_BYTES = 64 * 1024 };

#define FALLBACK_FOLDER "/etc/kurilwire/tags.d"

const char *packs_folder(const char *config, struct arena *a)
{
	char self[PATH_BYTES];

	if (config)
		return arena_string(a, arena_printf(a, "%s/tags.d", config));
	/* build/<preset>/bin/kurilwire: four names up is the tree. */
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	struct view path = view_at(self, len > 0 ? (size_t)len : 0);
	for (int up = 0; up < 4 && path.len; up++)
		do
			path.len--;
		while (path.len && path.p[path.len] != '/');
	const char *folder =
	    arena_string(a, arena_printf(a, "%.*s/config/tags.d", VIEW_ARG(path)));
	return path.len && access(folder, R_OK) == 0 ? folder : FALLBACK_FOLDER;
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
		BUF(text, ERRORS_BYTES);
		settings_errors_print(errors, isatty(STDERR_FILENO), &text);
		fwrite(text.p, 1, text.len, stderr);
		return NULL;
	}
	if (g->packs_len == 0) {
		fprintf(stderr, "kurilwire: there are no packs in %s\n", folder);
		gazetteer_free(g);
		return NULL;
	}
	return g;
}
