/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool - small pieces of memory that stay for long, apart from the heap.
 *
 * What is kept among what comes and goes with each record scatters both: the heap's free
 * places lie between what is kept, and finding one of them takes visits to memory that is in
 * no cache. Here pieces of one size lie together, without a header. Memory goes back when the
 * pool does. One owner, one thread; about 5 ns a call, and at most a quarter more than is
 * taken, but 4 KiB for each size.
 */
#pragma once

#include <stddef.h>

#include "common/base/auto.h"

struct pool;

enum { POOL_PIECE_MAX = 1024 }; /* larger ones come from the heap */

struct pool *pool_new(void);
/* With all pieces. NULL is fine. */
void pool_free(struct pool *p);
DEFINE_AUTO(pool)

/* Never NULL; aligned to 16 bytes. */
void *pool_take(struct pool *p, size_t size);
/* `size` as it was taken; NULL is fine. */
void pool_give(struct pool *p, void *piece, size_t size);

/* All that it has of the heap. */
size_t pool_bytes(const struct pool *p);
