/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unpack - the document in a gzip file.
 *
 * Sitemaps are often served as files that are compressed themselves (sitemap.xml.gz), which
 * no Content-Encoding says. Pure; memory and time are bounded by `max_bytes`.
 */
#pragma once

#include "common/base/buf.h"
#include "common/base/err.h"

bool unpack_is_gzip(struct view bytes);

/* Appends what is in the gzip file (RFC 1952), all its members. A file that ends too early
 * gives what is there. ERR_REJECT: over `max_bytes`, or nothing in it can be read. */
NODISCARD bool unpack_gzip(struct view bytes, size_t max_bytes, struct buf *out,
			   struct err *err);
