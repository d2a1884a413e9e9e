/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two ways that agree: sixteen bytes at once where every byte tells by itself what it is
 * (ASCII, Cyrillic, Greek and other scripts of two bytes), and a table for each byte with a
 * step for each state where not. A body of text is counted for every story, and branches at
 * the ends of words would cost more than parsing it does.
 */
#include "common/story/words.h"

#include "common/base/utf8.h"

/* What a byte or a code point is to the counting of words. */
enum letter {
	N, /* no part of a word */
	W, /* part of a word */
	J, /* part of a word if it stands alone within one */
	A, /* a word of its own */
	T, /* the tail of a code point: no news */
	S, /* see the code point */
};

static const unsigned char bytes[256] = {
	/* clang-format off */
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	N, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	N, N, N, N, N, N, N, J, N, N, N, N, J, N, J, N,
	W, W, W, W, W, W, W, W, W, W, N, N, N, N, N, N,
	N, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, N, N, N, N, J,
	N, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, N, N, N, N, N,
	T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T,
	T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T,
	T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T,
	T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T,
	S, S, S, S, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	S, W, S, S, A, A, A, A, A, A, S, S, S, S, S, S,
	S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
	/* clang-format on */
};

struct range {
	uint32_t first, last;
	enum letter is;
};

/* Above ASCII all is a letter but for these, in order. Scripts that put no spaces between
 * words count each ideograph and each hiragana as one, as the default word boundaries of
 * UAX #29 do. */
static const struct range ranges[] = {
	{ 0x80, 0xA9, N },     { 0xAB, 0xB4, N },       { 0xB6, 0xB9, N },
	{ 0xBB, 0xBF, N },     { 0xD7, 0xD7, N },       { 0xF7, 0xF7, N },
	{ 0x2000, 0x2BFF, N }, { 0x3000, 0x3004, N },   { 0x3005, 0x3007, A },
	{ 0x3008, 0x3020, N }, { 0x3030, 0x3030, N },   { 0x3041, 0x309F, A },
	{ 0x30FB, 0x30FB, N }, { 0x3400, 0x9FFF, A },   { 0xE000, 0xF8FF, N },
	{ 0xF900, 0xFAFF, A }, { 0xFE00, 0xFE6F, N },   { 0xFEFF, 0xFF0F, N },
	{ 0xFF1A, 0xFF20, N }, { 0xFF3B, 0xFF40, N },   { 0xFF5B, 0xFF65, N },
	{ 0xFFE0, 0xFFFD, N }, { 0x1F000, 0x1FAFF, N }, { 0x20000, 0x3FFFF, A },
};

static enum letter letter_of(uint32_t cp)
{
	size_t low = 0, high = sizeof(ranges) / sizeof(ranges[0]);

	if (cp == 0x2019) /* an apostrophe */
		return J;
	if (cp >= 0x3041 && cp <= 0x309F) /* hiragana, half of all that are asked for */
		return A;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (cp > ranges[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	bool within = low < sizeof(ranges) / sizeof(ranges[0]) && cp >= ranges[low].first;
	return within ? ranges[low].is : W;
}

enum state { OUTSIDE, INSIDE, JOINED, STATES };

/* The state that follows, and 4 for a word that begins. */
static const unsigned char steps[STATES][5] = {
	[OUTSIDE] = { [N] = OUTSIDE,
		      [W] = INSIDE | 4,
		      [J] = OUTSIDE,
		      [A] = OUTSIDE | 4,
		      [T] = OUTSIDE },
	[INSIDE] = { [N] = OUTSIDE,
		     [W] = INSIDE,
		     [J] = JOINED,
		     [A] = OUTSIDE | 4,
		     [T] = INSIDE },
	[JOINED] = { [N] = OUTSIDE,
		     [W] = INSIDE,
		     [J] = OUTSIDE,
		     [A] = OUTSIDE | 4,
		     [T] = JOINED },
};

typedef uint8_t block __attribute__((vector_size(16)));

enum {
	BLOCK = 16,
	BEFORE = 4,       /* bytes that a block looks back on */
	BLOCKS_MAX = 255, /* until a counter of one byte is full */
};

static block block_at(const char *p)
{
	block b;
	memcpy(&b, p, sizeof(b));
	return b;
}

/* 0xff for each byte that is part of a word. */
static block in_word(block b)
{
	block lower = b | 0x20;

	return (block)(lower - 'a' < 26) | (block)(b - '0' < 10) | (block)(b >= 0x80);
}

static block joins(block b)
{
	return (block)(b == '\'') | (block)(b == '.') | (block)(b == ',') |
	       (block)(b == '_');
}

/* Is there a byte in it whose code point has to be looked at? */
static bool is_plain(block b)
{
	block odd = (block)(b >= 0xC0) & ((block)(b < 0xC4) | (block)(b >= 0xE0));
	uint64_t halves[2];

	memcpy(halves, &odd, sizeof(odd));
	return (halves[0] | halves[1]) == 0;
}

/* Words that begin in the blocks from `*pos` on, which moves behind the last of them. A word
 * begins at a letter whose neighbour is none, nor a mark that joins it to the one before. */
static size_t count_blocks(struct view v, size_t *pos)
{
	block begins = { 0 };
	size_t words = 0;

	for (int n = 0; n < BLOCKS_MAX && v.len - *pos >= BLOCK; n++, *pos += BLOCK) {
		const char *p = v.p + *pos;
		block b = block_at(p), b1 = block_at(p - 1), b2 = block_at(p - 2);
		if (!is_plain(b) || !is_plain(block_at(p - BEFORE)))
			break;
		begins -= in_word(b) & ~in_word(b1) & ~(joins(b1) & in_word(b2));
	}
	for (int i = 0; i < BLOCK; i++)
		words += begins[i];
	return words;
}

/* The state that the bytes before `pos` leave, in a text that is plain there. */
static unsigned state_before(struct view v, size_t pos)
{
	unsigned state = OUTSIDE;

	for (size_t i = pos - BEFORE; i < pos; i++)
		state = steps[state][bytes[(unsigned char)v.p[i]]] & 3;
	return state;
}

size_t words_count(struct view v)
{
	size_t words = 0, pos = 0;
	unsigned state = OUTSIDE;

	while (pos < v.len) {
		if (pos >= BEFORE && v.len - pos >= BLOCK && pos % BLOCK == 0) {
			size_t from = pos;
			words += count_blocks(v, &pos);
			if (pos > from) {
				state = state_before(v, pos);
				continue;
			}
		}
		unsigned letter = bytes[(unsigned char)v.p[pos]];
		if (letter == S)
			letter = letter_of(utf8_next(v, &pos));
		else
			pos++;
		unsigned step = steps[state][letter];
		words += step >> 2;
		state = step & 3;
	}
	return words;
}
