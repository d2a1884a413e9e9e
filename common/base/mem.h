/* SPDX-License-Identifier: Apache-2.0 */
/* mem - allocation that cannot fail: it returns memory or ends the process. */
#pragma once

#include <stdlib.h>

#include "common/base/must.h"

/* Zeroed. Sizes are bounded by the caller before they get here; of none, it is a byte. */
static inline void *mem_new(size_t size)
{
	void *p = calloc(1, size ? size : 1);
	MUST(p != NULL);
	return p;
}

/* Not zeroed: for what is filled at once. */
static inline void *mem_raw(size_t size)
{
	void *p = malloc(size ? size : 1);
	MUST(p != NULL);
	return p;
}

/* `count` items in place of what `p` held; new ones are not zeroed. */
static inline void *mem_grow(void *p, size_t count, size_t item_size)
{
	void *grown = reallocarray(p, count, item_size);
	MUST(grown != NULL);
	return grown;
}

/* Room for `more` items behind the first `len` of a list that has it for `*cap`: what held them,
 * or what takes its place, with twice as much as is asked for. */
static inline void *mem_room(void *items, size_t len, size_t more, size_t *cap,
			     size_t item_size)
{
	enum { CAP_MIN = 64 };

	if (*cap - len >= more)
		return items;
	*cap = (len + more) * 2 > CAP_MIN ? (len + more) * 2 : CAP_MIN;
	return mem_grow(items, *cap, item_size);
}
