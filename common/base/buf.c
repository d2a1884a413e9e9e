/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/base/mem.h"
#include "common/base/utf8.h"

enum { FIRST_BYTES = 256 };

void buf_init(struct buf *b, size_t max_bytes)
{
	*b = (struct buf){ .max = max_bytes };
}

void buf_done(struct buf *b)
{
	if (!b)
		return;
	free(b->p);
	*b = (struct buf){ .max = b->max };
}

char *buf_room(struct buf *b, size_t more)
{
	if (more > b->max || b->len > b->max - more) {
		b->over = true;
		return NULL;
	}
	/* One byte beyond the maximum is for the NUL of buf_string(). */
	size_t need = b->len + more + 1;
	if (need > b->cap) {
		size_t cap = b->cap ? b->cap : FIRST_BYTES;
		while (cap < need)
			cap = cap > SIZE_MAX / 2 ? need : cap * 2;
		b->p = mem_grow(b->p, cap, 1);
		b->cap = cap;
	}
	return b->p + b->len;
}

bool buf_add_utf8(struct buf *b, uint32_t code_point)
{
	char bytes[UTF8_MAX];
	size_t n = utf8_encode(code_point, bytes);

	return buf_add(b, view_at(bytes, n));
}

bool buf_add_number(struct buf *b, int64_t n)
{
	char digits[20];
	size_t at = sizeof digits;
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (n < 0)
		digits[--at] = '-';
	return buf_add(b, view_at(digits + at, sizeof digits - at));
}

bool buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	MUST(n >= 0);
	char *to = buf_room(b, (size_t)n);
	if (to) {
		(void)vsnprintf(to, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
	return to != NULL;
}

const char *buf_string(struct buf *b)
{
	MUST(buf_room(b, 0) != NULL);
	b->p[b->len] = '\0';
	return b->p;
}
