/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/archive_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "common/base/mem.h"

enum { CHUNK = 128 * 1024, LEVEL = 3 };

struct archive_file {
	char folder[PATH_MAX], path[PATH_MAX], part[PATH_MAX];
	int fd;
	ZSTD_CCtx *zstd;
	size_t bytes;
	char in[CHUNK], out[CHUNK];
	size_t in_len;
};

static bool failed(const struct archive_file *f, const char *what, struct err *err)
{
	return err_set(err, ERR_STOP, "%s: %s: %s", f->part, what, strerror(errno));
}

bool archive_file_new(const char *folder, const char *topic, int32_t partition,
		      int64_t first, struct archive_file **ret, struct err *err)
{
	AUTO(archive_file) f = mem_new(sizeof *f);
	int n = snprintf(f->path, sizeof f->path, "%s/%s-%d-%020lld.ndjson.zst", folder,
			 topic, partition, (long long)first);

	f->fd = -1;
	if (n >= (int)(sizeof f->path - sizeof ".part"))
		return err_set(err, ERR_STOP, "%s: the path is too long", folder);
	(void)snprintf(f->folder, sizeof f->folder, "%s", folder);
	(void)snprintf(f->part, sizeof f->part, "%.*s.part", n, f->path);
	f->fd = open(f->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (f->fd < 0)
		return failed(f, "opening", err);
	f->zstd = ZSTD_createCCtx();
	MUST(f->zstd != NULL);
	(void)ZSTD_CCtx_setParameter(f->zstd, ZSTD_c_compressionLevel, LEVEL);
	(void)ZSTD_CCtx_setParameter(f->zstd, ZSTD_c_checksumFlag, 1);
	*ret = TAKE(f);
	return true;
}

void archive_file_free(struct archive_file *f)
{
	if (!f)
		return;
	if (f->fd >= 0)
		(void)close(f->fd);
	(void)ZSTD_freeCCtx(f->zstd);
	free(f);
}

size_t archive_file_bytes(const struct archive_file *f)
{
	return f->bytes;
}

static bool put(struct archive_file *f, size_t len, struct err *err)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = write(f->fd, f->out + done, len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(f, "writing", err);
		done += (size_t)n;
	}
	return true;
}

static bool compress(struct archive_file *f, ZSTD_EndDirective end, struct err *err)
{
	ZSTD_inBuffer in = { f->in, f->in_len, 0 };
	size_t left;

	do {
		ZSTD_outBuffer out = { f->out, sizeof f->out, 0 };
		left = ZSTD_compressStream2(f->zstd, &out, &in, end);
		if (ZSTD_isError(left))
			return err_set(err, ERR_STOP, "%s: %s", f->part,
				       ZSTD_getErrorName(left));
		if (!put(f, out.pos, err))
			return false;
	} while (end == ZSTD_e_end ? left > 0 : in.pos < in.size);
	f->in_len = 0;
	return true;
}

static bool add_byte(struct archive_file *f, char c, struct err *err)
{
	if (f->in_len == sizeof f->in && !compress(f, ZSTD_e_continue, err))
		return false;
	f->in[f->in_len++] = c;
	f->bytes++;
	return true;
}

bool archive_file_add(struct archive_file *f, struct view record, struct err *err)
{
	for (size_t i = 0; i < record.len; i++) {
		char c = record.p[i];
		if (!add_byte(f, c == '\n' || c == '\r' ? ' ' : c, err))
			return false;
	}
	return add_byte(f, '\n', err);
}

static bool sync_folder(const struct archive_file *f, struct err *err)
{
	int fd = open(f->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		(void)close(fd);
	return ok || failed(f, "keeping the folder", err);
}

bool archive_file_finish(struct archive_file *f, struct err *err)
{
	if (!compress(f, ZSTD_e_end, err))
		return false;
	if (fsync(f->fd) != 0)
		return failed(f, "keeping", err);
	if (rename(f->part, f->path) != 0)
		return failed(f, "renaming", err);
	return sync_folder(f, err);
}
