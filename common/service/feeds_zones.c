/* SPDX-License-Identifier: Apache-2.0 */
/* The time zones that feeds name, each read once. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/service/feeds_parts.h"

static bool read_file(const char *path, struct buf *out, struct err *err)
{
	char chunk[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = -1;
	bool fits = true;

	if (fd >= 0)
		while ((got = read(fd, chunk, sizeof chunk)) > 0 && fits)
			fits = buf_add(out, view_at(chunk, (size_t)got));
	int why = errno;
	if (fd >= 0)
		(void)close(fd);
	if (got < 0)
		return err_set(err, ERR_STOP, "%s: %s", path, strerror(why));
	return fits || err_set(err, ERR_STOP, "%s: too large", path);
}

bool feeds_zone(struct map *zones, struct view name, struct arena *a,
		const struct zone **ret, struct err *err)
{
	const struct zone *known = map_get(zones, name);
	const char *path = arena_printf(a, FEEDS_ZONES "/%.*s", VIEW_ARG(name)).p;
	BUF(file, ZONE_FILE_MAX);

	if (!known) {
		struct zone *z = ARENA_NEW(a, struct zone);
		if (!read_file(path, &file, err))
			return false;
		if (!zone_decode(buf_view(&file), a, z, err)) {
			err_prefix(err, "%s", path);
			return false;
		}
		(void)map_put(zones, name, z);
		known = z;
	}
	*ret = known;
	return true;
}
