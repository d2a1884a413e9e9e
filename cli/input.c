/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CHUNK_BYTES = 64 * 1024 };

static bool read_all(FILE *f, const char *path, struct buf *out, struct err *err)
{
	char chunk[CHUNK_BYTES];
	size_t got;

	while ((got = fread(chunk, 1, sizeof(chunk), f)) > 0)
		if (!buf_add(out, view_at(chunk, got)))
			return err_set(err, ERR_REJECT, "%s: over %zu bytes", path,
				       out->max);
	if (ferror(f))
		return err_set(err, ERR_STOP, "%s: %s", path, strerror(errno));
	return true;
}

bool input_read(const char *path, struct buf *out, struct err *err)
{
	if (strcmp(path, "-") == 0)
		return read_all(stdin, "standard input", out, err);
	FILE *f = fopen(path, "rbe");
	if (!f)
		return err_set(err, ERR_STOP, "%s: %s", path, strerror(errno));
	bool ok = read_all(f, path, out, err);
	fclose(f);
	return ok;
}
