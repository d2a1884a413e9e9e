/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8 - UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF.
 *
 * Pure, allocates nothing, O(length). Text that crossed the parser is valid; only code
 * that takes bytes from outside has to ask.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/view.h"

enum { UTF8_MAX = 4 }; /* bytes of the longest code point */
#define UTF8_BAD UINT32_MAX

/* The code point at byte `*pos`, which moves behind it. On a malformed sequence the result
 * is UTF8_BAD and `*pos` moves on by one byte. `*pos` < v.len is the caller's promise. */
uint32_t utf8_next(struct view v, size_t *pos);

/* Writes 1 to 4 bytes and returns how many; U+FFFD for what is not a scalar value. */
size_t utf8_encode(uint32_t code_point, char bytes[UTF8_MAX]);

/* Length in bytes of the longest valid prefix: v.len when all of it is valid. */
size_t utf8_valid_prefix(struct view v);

static inline bool utf8_valid(struct view v)
{
	return utf8_valid_prefix(v) == v.len;
}

/* A byte that goes on with a code point that began before it. */
static inline bool utf8_is_tail(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* Number of code points in valid text. */
size_t utf8_count(struct view v);

/* Byte position of code point number `index` in valid text; v.len when it has fewer. */
size_t utf8_offset(struct view v, size_t index);

/* The longest prefix of at most `max` bytes that ends between code points. */
struct view utf8_head(struct view v, size_t max);
