/* SPDX-License-Identifier: Apache-2.0 */
/* html_scan - how much of a text can be copied as it is, eight bytes at a time. */
#pragma once

#include "common/base/view.h"

#define HTML_EACH_(byte) (0x0101010101010101u * (byte))

/* The high bit of each byte that is zero; bytes above one that is may be marked
 * wrongly. */
static inline uint64_t html_zero_bytes_(uint64_t x)
{
	return (x - HTML_EACH_(0x01)) & ~x & HTML_EACH_(0x80);
}

/* Not plain: control characters, '&', and what may begin U+0080 to U+00BF. */
static inline bool html_is_plain(unsigned char c)
{
	return c >= 0x20 && c != '&' && c != 0x7F && c != 0xC2;
}

/* Length of the beginning that is copied as it is: plain bytes and spaces that stand
 * alone. May end with the first of two spaces. */
static inline size_t html_plain_len(const char *p, size_t len)
{
	size_t at = 0;

	for (; at + 9 <= len; at += 8) {
		uint64_t x, next;
		memcpy(&x, p + at, 8);
		memcpy(&next, p + at + 1, 8);
		uint64_t odd = (x - HTML_EACH_(0x20)) & ~x & HTML_EACH_(0x80);
		odd |= html_zero_bytes_(x ^ HTML_EACH_('&')) |
		       html_zero_bytes_(x ^ HTML_EACH_(0x7F));
		odd |= html_zero_bytes_(x ^ HTML_EACH_(0xC2));
		odd |= html_zero_bytes_(x ^ HTML_EACH_(' ')) &
		       html_zero_bytes_(next ^ HTML_EACH_(' '));
		if (!odd)
			continue;
		for (size_t i = at; i < at + 8; i++) {
			if (!html_is_plain((unsigned char)p[i]))
				return i;
			if (p[i] == ' ' && p[i + 1] == ' ')
				return i + 1;
		}
	}
	for (; at < len; at++) {
		if (!html_is_plain((unsigned char)p[at]))
			return at;
		if (p[at] == ' ' && at + 1 < len && p[at + 1] == ' ')
			return at + 1;
	}
	return at;
}
