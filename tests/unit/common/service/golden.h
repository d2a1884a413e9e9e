/* SPDX-License-Identifier: Apache-2.0 */
/*
 * golden - what people read, compared byte for byte with a file of the tree. With
 * KW_GOLDEN_WRITE=1 in the environment the files are written anew, to be read before they
 * are committed.
 */
#pragma once

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/buf.h"

/* `name` from the top of the source tree. */
static inline void golden(const char *name, struct buf *got)
{
	char path[512];
	BUF(want, 4 << 20);
	(void)snprintf(path, sizeof path, TEST_SOURCE_DIR "/%s", name);

	if (getenv("KW_GOLDEN_WRITE")) {
		FILE *f = fopen(path, "w");
		cr_assert(ne(ptr, f, NULL), "%s", path);
		fwrite(got->p, 1, got->len, f);
		fclose(f);
		return;
	}
	FILE *f = fopen(path, "r");
	cr_assert(ne(ptr, f, NULL), "%s", path);
	want.len = fread(buf_room(&want, want.max), 1, want.max, f);
	fclose(f);
	cr_assert(view_eq(buf_view(got), buf_view(&want)),
		  "%s has changed (KW_GOLDEN_WRITE=1 writes it anew) to\n%s", name,
		  buf_string(got));
}
