/* SPDX-License-Identifier: Apache-2.0 */
/* The files of settings: a whole one into memory, and those of a folder. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/service/settings_parts.h"

enum { FILES_MAX = 10000, READ_BYTES = 64 * 1024 };

/* Appends all of the open file; false with errno. */
static bool read_all(int fd, struct buf *out)
{
	char part[READ_BYTES];
	ssize_t n;

	while ((n = read(fd, part, sizeof part)) > 0)
		if (!buf_add(out, view_at(part, (size_t)n))) {
			errno = EFBIG;
			return false;
		}
	return n == 0;
}

bool settings_read_file(const char *path, struct buf *out)
{
	/* Not to wait for somebody at the other end of a pipe. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return false;
	bool ok = read_all(fd, out);
	int saved = errno;
	close(fd);
	errno = saved;
	return ok;
}

static int by_name(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* Is it one of the files, or one that was meant to be? */
static bool is_wanted(const char *name, bool *ret_wanted, struct err *err)
{
	struct view v = view_of(name);

	*ret_wanted = v.p[0] != '.' && view_ends(v, VIEW(".yaml"));
	if (v.p[0] != '.' && view_ends(v, VIEW(".yml")))
		return err_set(err, ERR_STOP, "%s would not be read; name it %.*s.yaml",
			       name, (int)(v.len - 4), name);
	return true;
}

bool settings_files(const char *folder, struct arena *a, const char ***ret_files,
		    size_t *ret_len, struct err *err)
{
	const char **files = NULL;
	size_t len = 0;
	bool ok = true;
	DIR *dir = opendir(folder);

	if (!dir && errno != ENOENT)
		return err_set(err, ERR_STOP, "%s", strerror(errno));
	for (struct dirent *d; ok && dir && (d = readdir(dir));) {
		bool wanted;
		ok = is_wanted(d->d_name, &wanted, err);
		if (ok && wanted && len == FILES_MAX)
			ok = err_set(err, ERR_STOP, "more than %d files", FILES_MAX);
		else if (ok && wanted)
			*ARENA_PUSH(a, files, len) =
			    arena_printf(a, "%s/%s", folder, d->d_name).p;
	}
	if (dir)
		closedir(dir);
	if (!ok)
		return false;
	if (len)
		qsort(files, len, sizeof *files, by_name);
	*ret_files = files;
	*ret_len = len;
	return true;
}
