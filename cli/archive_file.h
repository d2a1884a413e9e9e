/* SPDX-License-Identifier: Apache-2.0 */
/*
 * archive_file - one file of NDJSON that grows, compressed, until it is finished.
 *
 * It grows under a name with ".part" at its end, and has its own only when all of it is on the
 * disk: whoever sees a file sees a whole one. Its name is made of topic, partition and
 * first offset, so that one that is written again takes the place of the first.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/base/auto.h"
#include "common/base/err.h"
#include "common/base/view.h"

struct archive_file;

/* `<folder>/<topic>-<partition>-<first offset>.ndjson.zst`. ERR_STOP: it cannot be made. */
NODISCARD bool archive_file_new(const char *folder, const char *topic, int32_t partition,
				int64_t first, struct archive_file **ret,
				struct err *err);
/* One that is not finished is left as it is. NULL is fine. */
void archive_file_free(struct archive_file *f);
DEFINE_AUTO(archive_file)

/* One record as one line; line breaks inside, which JSON allows between its tokens alone,
 * become spaces. */
NODISCARD bool archive_file_add(struct archive_file *f, struct view record,
				struct err *err);
/* On the disk, under its name. */
NODISCARD bool archive_file_finish(struct archive_file *f, struct err *err);

size_t archive_file_bytes(const struct archive_file *f); /* before compression */
