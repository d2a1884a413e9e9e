/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/scripts.h"

#include "common/base/must.h"

/*
 * In UTF-8 the first bytes of a letter tell its script. A comparison gives 255, which is -1, in
 * each byte where it holds, so that subtracting it counts as many counters on as a block has, at once. A byte
 * counts to 255: that is why texts are short.
 */
enum { BEHIND = 2 };

_Static_assert(SCRIPTS_TEXT_MAX / BLOCK + 1 <= UINT8_MAX, "a counter is one byte");

/* The first byte of a letter and the two behind it, at the places of a block. */
struct letters {
	block first, second, third;
};

static struct letters letters_at(const char *p)
{
	return (struct letters){ block_load(p), block_load(p + 1), block_load(p + 2) };
}

static inline block is_latin(struct letters l)
{
	return block_between(l.first | 0x20, 'a', 'z') |
	       block_between(l.first, 0xC3, 0xC8) |
	       ((block)(l.first == 0xC9) & (block)(l.second <= 0x8F));
}

static inline block is_kana(struct letters l)
{
	return (block)(l.first == 0xE3) & block_between(l.second, 0x81, 0x83) &
	       ~((block)(l.second == 0x81) & (block)(l.third == 0x80));
}

static inline block is_han(struct letters l)
{
	return block_between(l.first, 0xE4, 0xE9) |
	       ((block)(l.first == 0xE3) & (block)(l.second >= 0x90));
}

static inline block is_hangul(struct letters l)
{
	block last = (block)(l.second < 0x9E) |
		     ((block)(l.second == 0x9E) & (block)(l.third <= 0xA3));

	return ((block)(l.first == 0xEA) & (block)(l.second >= 0xB0)) |
	       block_between(l.first, 0xEB, 0xEC) | ((block)(l.first == 0xED) & last);
}

static inline block is_russian(struct letters l)
{
	block x = l.second;

	return ((block)(l.first == 0xD1) & (block_between(x, 0x8A, 0x8B) |
					    (block)(x == 0x8D) | (block)(x == 0x91))) |
	       ((block)(l.first == 0xD0) &
		((block)(x == 0x81) | (block)(x == 0xAD) | block_between(x, 0xAA, 0xAB)));
}

static inline block is_ukrainian(struct letters l)
{
	block x = l.second;

	return ((block)(l.first == 0xD1) &
		(block_between(x, 0x96, 0x97) | (block)(x == 0x94))) |
	       ((block)(l.first == 0xD0) &
		(block_between(x, 0x86, 0x87) | (block)(x == 0x84))) |
	       ((block)(l.first == 0xD2) & block_between(x, 0x90, 0x91));
}

static size_t sum(block counters)
{
	size_t all = 0;

	for (int i = 0; i < BLOCK; i++)
		all += counters[i];
	return all;
}

/* Where the bytes from `at` on can be read: in the text, or near its end in `padded`, with
 * zeros after them. */
static const char *piece(struct view text, size_t at, char padded[BLOCK + BEHIND])
{
	size_t left = text.len - at;

	if (left >= BLOCK + BEHIND)
		return text.p + at;
	memset(padded, 0, BLOCK + BEHIND);
	memcpy(padded, text.p + at, left);
	return padded;
}

struct scripts BLOCK_NAME(scripts_count)(struct view text)
{
	block latin = { 0 }, cyrillic = { 0 }, kana = { 0 }, han = { 0 }, hangul = { 0 };
	char padded[BLOCK + BEHIND];

	MUST(text.len <= SCRIPTS_TEXT_MAX);
	for (size_t at = 0; at < text.len; at += BLOCK) {
		struct letters l = letters_at(piece(text, at, padded));
		latin -= is_latin(l);
		if (!block_has_high(l.first))
			continue;
		cyrillic -= block_between(l.first, 0xD0, 0xD3);
		kana -= is_kana(l);
		han -= is_han(l);
		hangul -= is_hangul(l);
	}
	return (struct scripts){ sum(latin), sum(cyrillic), sum(kana), sum(han),
				 sum(hangul) };
}

struct scripts_cyrillic BLOCK_NAME(scripts_count_cyrillic)(struct view text)
{
	block russian = { 0 }, ukrainian = { 0 };
	char padded[BLOCK + BEHIND];

	MUST(text.len <= SCRIPTS_TEXT_MAX);
	for (size_t at = 0; at < text.len; at += BLOCK) {
		struct letters l = letters_at(piece(text, at, padded));
		russian -= is_russian(l);
		ukrainian -= is_ukrainian(l);
	}
	return (struct scripts_cyrillic){ sum(russian), sum(ukrainian) };
}
