/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf - bytes that grow up to a maximum fixed at birth.
 *
 * What would go over the maximum is left out whole and `over` stays true from then on, so
 * that a long sequence of additions needs one check at its end. The bytes are owned by the
 * buffer; buf_view() is good until the next addition. Growth doubles; one owner, one
 * thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/base/auto.h"
#include "common/base/view.h"

struct buf {
	char *p;
	size_t len, cap, max;
	bool over; /* something did not fit */
};

/* Nothing is allocated before the first addition. */
void buf_init(struct buf *b, size_t max_bytes);
void buf_done(struct buf *b); /* a zeroed struct and NULL are fine */

/* Scope owner:   BUF(out, 65536);   is a struct buf that cleans up after itself. */
#define BUF(name, max_bytes)                                   \
	__attribute__((cleanup(buf_done))) struct buf name = { \
		.max = (max_bytes),                            \
	}

/* Empty again; memory and maximum stay. */
static inline void buf_clear(struct buf *b)
{
	b->len = 0;
	b->over = false;
}

static inline struct view buf_view(const struct buf *b)
{
	return view_at(b->p, b->len);
}

/* Makes room for `more` bytes and returns where they go, or NULL if they do not fit. The
 * caller adds to `len` what it wrote. */
char *buf_room(struct buf *b, size_t more);

/* Where there is room already, adding is a copy in place. */
static inline bool buf_add(struct buf *b, struct view v)
{
	bool fits = v.len < b->cap - b->len && v.len <= b->max - b->len;
	char *to = fits ? b->p + b->len : buf_room(b, v.len);

	if (!to)
		return false;
	if (v.len)
		memcpy(to, v.p, v.len);
	b->len += v.len;
	return true;
}

static inline bool buf_add_byte(struct buf *b, char c)
{
	bool fits = 1 < b->cap - b->len && b->len < b->max;
	char *to = fits ? b->p + b->len : buf_room(b, 1);

	if (!to)
		return false;
	*to = c;
	b->len++;
	return true;
}
/* One code point as UTF-8; what is not a scalar value becomes U+FFFD. */
bool buf_add_utf8(struct buf *b, uint32_t code_point);
/* In decimal. */
bool buf_add_number(struct buf *b, int64_t n);
bool buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A NUL after the bytes, not counted; the string is good until the next addition. */
const char *buf_string(struct buf *b);
