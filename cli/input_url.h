/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input_url - the document at an address named on the command line.
 *
 * One GET and the redirects that it leads to. The host that was named may be of this machine
 * or its network; where a redirect leads may not (fetcher/address.h).
 */
#pragma once

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/err.h"

struct input_document {
	struct view url, content_type; /* where it came from; as the server sent it */
};

/* Is it an address rather than a file's name? */
bool input_is_url(const char *name);

/* Appends the body. ERR_REJECT with the reason: no answer, no 200, too large. */
NODISCARD bool input_fetch(const char *url, struct arena *a, struct buf *out,
			   struct input_document *ret, struct err *err);
