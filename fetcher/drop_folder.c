/* SPDX-License-Identifier: Apache-2.0 */
#include "fetcher/drop_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/mem.h"

enum { PATH_BYTES = 4096, EVENTS_BYTES = 16 * 1024, NAMES_TRIED = 10000 };

struct drop_folder {
	const struct drop_feed *feeds;
	size_t feeds_len;
	int notify;   /* -1: none */
	int *watches; /* by feed; -1: none */
	_Alignas(struct inotify_event) char events[EVENTS_BYTES];
	size_t events_len, events_at;
};

struct drop_folder *drop_folder_new(const struct drop_feed *feeds, size_t len)
{
	struct drop_folder *d = mem_new(sizeof *d);

	d->feeds = feeds;
	d->feeds_len = len;
	d->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	d->watches = mem_new((len + 1) * sizeof d->watches[0]);
	for (size_t i = 0; i < len; i++)
		d->watches[i] = d->notify < 0
				    ? -1
				    : inotify_add_watch(d->notify, feeds[i].folder,
							IN_MOVED_TO | IN_ONLYDIR);
	return d;
}

void drop_folder_free(struct drop_folder *d)
{
	if (!d)
		return;
	if (d->notify >= 0)
		(void)close(d->notify);
	free(d->watches);
	free(d);
}

static bool failed(struct err *err, const char *what, const struct drop_feed *f,
		   const char *name)
{
	return err_set(err, ERR_RETRY, "%s %s/%s: %s", what, f->folder, name,
		       strerror(errno));
}

/* The names that programs give to what they are still writing. */
static bool is_unfinished(struct view name)
{
	static const struct view ends[] = {
		VIEW_INIT(".tmp"),      VIEW_INIT(".part"),       VIEW_INIT(".partial"),
		VIEW_INIT(".filepart"), VIEW_INIT(".crdownload"), VIEW_INIT(".uploading"),
		VIEW_INIT("~")
	};

	return name.p[0] == '.' ||
	       view_suffix_in_nocase(name, ends, sizeof ends / sizeof ends[0]);
}

/* False: no plain file. */
static bool file_of(const struct stat *st, struct drop_file *ret)
{
	*ret = (struct drop_file){
		.bytes = st->st_size,
		.changed =
		    (instant_ms)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000,
		.inode = st->st_ino,
	};
	return S_ISREG(st->st_mode);
}

bool drop_folder_list(void *files, const struct drop_feed *f,
		      void (*each)(void *to, const struct drop_file *file), void *to,
		      struct err *err)
{
	DIR *dir = opendir(f->folder);

	(void)files;
	if (!dir)
		return failed(err, "looking at", f, "");
	for (const struct dirent *e; (e = readdir(dir)) != NULL;) {
		struct view name = view_of(e->d_name);
		struct stat st;
		struct drop_file file;
		if (is_unfinished(name) ||
		    fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !file_of(&st, &file))
			continue;
		file.name = name;
		each(to, &file);
	}
	(void)closedir(dir);
	return true;
}

static void count_one(void *to, const struct drop_file *file)
{
	size_t *count = to;

	(void)file;
	(*count)++;
}

bool drop_folder_count(const char *folder, struct drop_counts *ret, struct err *err)
{
	struct drop_feed f = { .folder = folder };
	char path[PATH_BYTES];
	struct err none;

	*ret = (struct drop_counts){ 0 };
	if (!drop_folder_list(NULL, &f, count_one, &ret->waiting, err))
		return false;
	/* A subfolder is made when the first file goes there. */
	f.folder = path;
	(void)snprintf(path, sizeof path, "%s/done", folder);
	(void)drop_folder_list(NULL, &f, count_one, &ret->done, &none);
	(void)snprintf(path, sizeof path, "%s/refused", folder);
	(void)drop_folder_list(NULL, &f, count_one, &ret->refused, &none);
	return true;
}

static size_t feed_of_watch(const struct drop_folder *d, int watch)
{
	size_t i = 0;

	while (i < d->feeds_len && d->watches[i] != watch)
		i++;
	return i;
}

bool drop_folder_renamed(void *files, size_t *ret_feed, char ret_name[DROP_NAME_MAX + 1])
{
	struct drop_folder *d = files;

	for (;;) {
		if (d->events_at >= d->events_len) {
			ssize_t n = d->notify < 0
					? -1
					: read(d->notify, d->events, sizeof d->events);
			if (n <= 0)
				return false;
			d->events_len = (size_t)n;
			d->events_at = 0;
		}
		struct inotify_event e;
		memcpy(&e, d->events + d->events_at, sizeof e);
		const char *name = d->events + d->events_at + sizeof e;
		d->events_at += sizeof e + e.len;
		*ret_feed = feed_of_watch(d, e.wd);
		if (e.len == 0 || *ret_feed == d->feeds_len ||
		    strlen(name) > DROP_NAME_MAX || is_unfinished(view_of(name)))
			continue;
		(void)snprintf(ret_name, DROP_NAME_MAX + 1, "%s", name);
		return true;
	}
}

static void path_of(const struct drop_feed *f, const char *name, char path[PATH_BYTES])
{
	(void)snprintf(path, PATH_BYTES, "%s/%s", f->folder, name);
}

bool drop_folder_look(void *files, const struct drop_feed *f, const char *name,
		      struct drop_file *ret)
{
	char path[PATH_BYTES];
	struct stat st;

	(void)files;
	path_of(f, name, path);
	return lstat(path, &st) == 0 && file_of(&st, ret);
}

static bool read_all(int fd, struct buf *out)
{
	char *room;

	for (;;) {
		size_t left = out->max - out->len;
		if (left == 0)
			return true;
		size_t n = left < 65536 ? left : 65536;
		room = buf_room(out, n);
		if (!room)
			return false;
		ssize_t got = read(fd, room, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		out->len += (size_t)got;
	}
}

bool drop_folder_read(void *files, const struct drop_feed *f, const char *name,
		      struct buf *out, struct drop_file *ret, struct err *err)
{
	char path[PATH_BYTES];
	struct stat st;

	(void)files;
	path_of(f, name, path);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return failed(err, "opening", f, name);
	/* What it is afterwards: whoever wrote meanwhile has changed it. */
	bool ok = read_all(fd, out) && fstat(fd, &st) == 0 && file_of(&st, ret);
	if (!ok)
		(void)failed(err, "reading", f, name);
	(void)close(fd);
	return ok;
}

bool drop_folder_move(void *files, const struct drop_feed *f, const char *name,
		      const char *to, struct err *err)
{
	char from[PATH_BYTES], path[PATH_BYTES];

	(void)files;
	path_of(f, to, path);
	if (mkdir(path, 0750) != 0 && errno != EEXIST)
		return failed(err, "making", f, to);
	path_of(f, name, from);
	for (int i = 0; i < NAMES_TRIED; i++) {
		(void)snprintf(path, sizeof path, i ? "%s/%s/%s.%d" : "%s/%s/%s",
			       f->folder, to, name, i);
		if (renameat2(AT_FDCWD, from, AT_FDCWD, path, RENAME_NOREPLACE) == 0 ||
		    errno == ENOENT) /* somebody else took it away */
			return true;
		if (errno != EEXIST)
			return failed(err, "moving", f, name);
	}
	return err_set(err, ERR_RETRY, "%s/%s has %d files named %s", f->folder, to,
		       NAMES_TRIED, name);
}
