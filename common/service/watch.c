/* SPDX-License-Identifier: Apache-2.0 */
#include "common/service/watch.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "common/service/settings.h"

enum { STAMP_MAX = 8 * 1024 * 1024, ARENA_BYTES = 16 * 1024 * 1024 };

static void add_file(struct buf *out, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return;
	(void)buf_printf(out, "%s %" PRIuMAX " %jd %jd.%09ld\n", path,
			 (uintmax_t)st.st_ino, (intmax_t)st.st_size,
			 (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static struct digest stamp(const char *folder)
{
	static const char *const folders[] = { "feeds.d", "tags.d", "routes.d" };
	AUTO(arena) a = arena_new(ARENA_BYTES);
	BUF(text, STAMP_MAX);

	add_file(&text, arena_printf(a, "%s/kurilwire.yaml", folder).p);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		const char *path = arena_printf(a, "%s/%s", folder, folders[i]).p;
		const char **files;
		size_t len;
		struct err err;
		if (!settings_files(path, a, &files, &len, &err)) {
			(void)buf_add(&text, view_of(err.text));
			continue;
		}
		for (size_t k = 0; k < len; k++)
			add_file(&text, files[k]);
	}
	return digest_one(buf_view(&text));
}

void watch_init(struct watch *w, const char *folder)
{
	w->folder = folder;
	w->known = w->seen = stamp(folder);
}

bool watch_changed(struct watch *w)
{
	struct digest now = stamp(w->folder);
	bool settled = strcmp(now.hex, w->seen.hex) == 0;

	w->seen = now;
	if (!settled || strcmp(now.hex, w->known.hex) == 0)
		return false;
	w->known = now;
	return true;
}
