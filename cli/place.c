/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/place.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYSTEM_CONFIG "/etc/kurilwire"
#define SYSTEM_STORIES "/usr/share/kurilwire/stories"

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

const char *place_programs(struct arena *a)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path);

	while (n > 0 && path[n - 1] != '/')
		n--;
	return n > 1 ? arena_string(a, view_at(path, (size_t)n - 1)) : "/usr/bin";
}

/* "<source>/name" for programs in <source>/build/<preset>/bin. */
static const char *in_source(const char *name, struct arena *a)
{
	return arena_printf(a, "%s/../../../%s", place_programs(a), name).p;
}

const char *place_config(const char *given, struct arena *a)
{
	const char *places[] = { getenv("KURILWIRE_CONFIG"), "config",
				 in_source("config", a) };

	if (given)
		return given;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (places[i] && is_folder(arena_printf(a, "%s/tags.d", places[i]).p))
			return places[i];
	return SYSTEM_CONFIG;
}

const char *place_stories(struct arena *a)
{
	const char *source = in_source("cli/newsroom/stories", a);

	return is_folder(source) ? source : SYSTEM_STORIES;
}
