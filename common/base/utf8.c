/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/utf8.h"

#include "common/base/block.h"

static bool is_tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

uint32_t utf8_next(struct view v, size_t *pos)
{
	const unsigned char *s = (const unsigned char *)v.p + *pos;
	size_t left = v.len - *pos;
	unsigned char c = s[0];

	*pos += 1;
	if (c < 0x80)
		return c;
	if (c < 0xC2 || c > 0xF4)
		return UTF8_BAD;
	if (c < 0xE0) {
		if (left < 2 || !is_tail(s[1]))
			return UTF8_BAD;
		*pos += 1;
		return (uint32_t)(c & 0x1F) << 6 | (s[1] & 0x3F);
	}
	if (c < 0xF0) {
		if (left < 3 || !is_tail(s[1]) || !is_tail(s[2]) ||
		    (c == 0xE0 && s[1] < 0xA0) || (c == 0xED && s[1] > 0x9F))
			return UTF8_BAD;
		*pos += 2;
		return (uint32_t)(c & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 |
		       (s[2] & 0x3F);
	}
	if (left < 4 || !is_tail(s[1]) || !is_tail(s[2]) || !is_tail(s[3]) ||
	    (c == 0xF0 && s[1] < 0x90) || (c == 0xF4 && s[1] > 0x8F))
		return UTF8_BAD;
	*pos += 3;
	return (uint32_t)(c & 0x07) << 18 | (uint32_t)(s[1] & 0x3F) << 12 |
	       (uint32_t)(s[2] & 0x3F) << 6 | (s[3] & 0x3F);
}

size_t utf8_encode(uint32_t cp, char bytes[UTF8_MAX])
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = 0xFFFD;
	if (cp < 0x80) {
		bytes[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		bytes[0] = (char)(0xC0 | cp >> 6);
		bytes[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		bytes[0] = (char)(0xE0 | cp >> 12);
		bytes[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		bytes[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	bytes[0] = (char)(0xF0 | cp >> 18);
	bytes[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	bytes[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	bytes[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

/* Do sixteen bytes go on validly after the two before them? There has to be a tail where a
 * byte before wants one, and nowhere else. Sequences of four bytes are not for this way. */
static bool goes_on(const char *p)
{
	block b = block_load(p), before = block_load(p - 1), second = block_load(p - 2);
	if (!block_has_high(b | before | second))
		return true;
	block tail = (block)((b & 0xC0) == 0x80);
	block wanted = (block)(before >= 0xC0) | (block)(second >= 0xE0);
	block no_lead = (block)(b >= 0xF0) | ((block)(b >= 0xC0) & (block)(b < 0xC2));
	block no_second = ((block)(before == 0xE0) & (block)(b < 0xA0)) |
			  ((block)(before == 0xED) & (block)(b > 0x9F));

	return !block_any((tail ^ wanted) | no_lead | no_second);
}

/* Skips ASCII by the block. */
static size_t skip_ascii(struct view v, size_t pos)
{
	for (uint64_t halves[2]; v.len - pos >= sizeof halves; pos += sizeof halves) {
		memcpy(halves, v.p + pos, sizeof halves);
		if (((halves[0] | halves[1]) & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	return pos;
}

/* Skips valid sequences by the block, up to the last one that ends in those blocks. */
static size_t skip_blocks(struct view v, size_t pos)
{
	const unsigned char *s = (const unsigned char *)v.p;
	size_t from = pos;

	if (pos < 2)
		return pos;
	while (v.len - pos >= BLOCK && goes_on(v.p + pos))
		pos += BLOCK;
	if (pos > from && s[pos - 1] >= 0xC0)
		return pos - 1;
	return pos > from && s[pos - 2] >= 0xE0 ? pos - 2 : pos;
}

size_t utf8_valid_prefix(struct view v)
{
	for (size_t pos = 0; pos < v.len;) {
		pos = skip_blocks(v, skip_ascii(v, pos));
		size_t at = pos;
		if (pos < v.len && utf8_next(v, &pos) == UTF8_BAD)
			return at;
	}
	return v.len;
}

/* How many of eight bytes are tails: those have bit 7 and not bit 6. */
static size_t tails_in(const char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word;

	memcpy(&word, p, sizeof word);
	return (word >> 7 & ~word >> 6 & ones) * ones >> 56;
}

size_t utf8_count(struct view v)
{
	size_t i = 0, tails = 0;

	for (; v.len - i >= sizeof(uint64_t); i += sizeof(uint64_t))
		tails += tails_in(v.p + i);
	for (; i < v.len; i++)
		tails += is_tail((unsigned char)v.p[i]);
	return v.len - tails;
}

size_t utf8_offset(struct view v, size_t index)
{
	size_t i = 0, seen = 0;

	for (; v.len - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
		size_t starts = sizeof(uint64_t) - tails_in(v.p + i);
		if (seen + starts > index)
			break;
		seen += starts;
	}
	for (; i < v.len; i++)
		if (!is_tail((unsigned char)v.p[i]) && seen++ == index)
			return i;
	return v.len;
}

struct view utf8_head(struct view v, size_t max)
{
	if (v.len <= max)
		return v;
	while (max > 0 && is_tail((unsigned char)v.p[max]))
		max--;
	return view_head(v, max);
}
