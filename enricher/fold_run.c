/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/fold_run.h"

/* What a block looks at before and behind itself. */
enum { BEFORE = 2, BEHIND = 2 };

static inline block is_latin(block x)
{
	return block_between(x | 0x20, 'a', 'z');
}

/* Spaces that do not stand alone before a word. */
static inline block is_odd_space(block x, block next)
{
	return (block)(x == ' ') &
	       ~(block_between(next, '!', 0x7F) | block_between(next, 0xC3, 0xDF));
}

static inline block is_odd_ascii(block x)
{
	return (block)(x < ' ') | (block)(x == '-') | (block)(x == '#') |
	       (block)(x == '`');
}

/* A Latin letter beside a Cyrillic one, which D0 to D2 begin, may be meant as one. */
static inline block is_look_alike(block x, block next, block second_before)
{
	return is_latin(x) & (block_between(next, 0xD0, 0xD2) |
			      block_between(second_before, 0xD0, 0xD2));
}

/* First bytes of characters of two bytes that ask for more: all but U+0410 to U+045F. */
static inline block is_odd_two(block x, block next)
{
	block d0 = (block)(x == 0xD0), d1 = (block)(x == 0xD1);

	return (block_between(x, 0xC0, 0xDF) & ~(d0 | d1)) | (d0 & (block)(next < 0x90)) |
	       (d1 & (block)(next >= 0xA0));
}

/* The same of three: all but those from U+3000 on, and of these the ideographic space, marks
 * of voicing, and U+3100 to U+33FF. */
static inline block is_odd_three(block x, block next, block second)
{
	block e3 = (block)(x == 0xE3);
	block space = (block)(next == 0x80) & (block)(second == 0x80);
	block voicing = (block)(next == 0x82) & block_between(second, 0x99, 0x9A);

	return ((block)(x >= 0xE0) & ~block_between(x, 0xE3, 0xED)) |
	       (e3 & (space | voicing | (block)(next >= 0x84)));
}

static inline block lower_latin(block x)
{
	return x + (block_between(x, 'A', 'Z') & 0x20);
}

/* Capitals to small letters, ё to е. Р to Я change their first byte, too: D0 A0 to D0 AF
 * become D1 80 to D1 8F. */
static inline block lower(block x, block next, block before)
{
	block d0 = (block)(before == 0xD0);
	block up = block_between(x, 'A', 'Z') | (d0 & block_between(x, 0x90, 0x9F));
	block down = d0 & block_between(x, 0xA0, 0xAF);
	block first = (block)(x == 0xD0) & block_between(next, 0xA0, 0xAF);
	block yo = (block)(x == 0xD1) & (block)(next == 0x91);
	block yo_last = (block)(before == 0xD1) & (block)(x == 0x91);

	return x + (up & 0x20) - (down & 0x20) + (first & 1) - (yo & 1) +
	       (yo_last & 0x24);
}

static inline uint64_t odd_ones(const char *p, block x, block next)
{
	return block_bits(is_odd_ascii(x) | is_odd_space(x, next) |
			  is_look_alike(x, next, block_load(p - BEFORE)) |
			  is_odd_two(x, next) | is_odd_three(x, next, block_load(p + 2)));
}

/* The same for a block that has no character of two bytes in it, nor beside it: Han, kana,
 * Hangul. */
static inline uint64_t odd_ones_of_three(const char *p, block x, block next)
{
	return block_bits(is_odd_ascii(x) | is_odd_space(x, next) |
			  is_odd_three(x, next, block_load(p + 2)));
}

/* The same for blocks of ASCII that stand among ASCII, which most are. */
static inline uint64_t odd_ones_of_ascii(block x, block next)
{
	return block_bits(is_odd_ascii(x) | ((block)(x == ' ') & (block)(next <= ' ')));
}

/* How many of a block's bytes are whole characters. */
static inline size_t whole(const char *p)
{
	if ((unsigned char)p[BLOCK - 1] >= 0xC0)
		return BLOCK - 1;
	return (unsigned char)p[BLOCK - 2] >= 0xE0 ? BLOCK - 2 : BLOCK;
}

/* Folds blocks from `p`, of which BEFORE bytes before it can be read, too, as long as there is
 * one and BEHIND bytes more. Returns how many bytes are done: up to what asks for a closer
 * look, or what is whole. */
static size_t fold_blocks(const char *p, size_t len, char *out)
{
	size_t at = 0;

	while (len - at >= BLOCK + BEHIND) {
		block x = block_load(p + at), next = block_load(p + at + 1);
		block before = block_load(p + at - BEFORE);
		bool ascii = !block_has_high(x | next | before);
		uint64_t odd;
		if (ascii) {
			odd = odd_ones_of_ascii(x, next);
			x = lower_latin(x);
		} else if (!block_any(block_between(next, 0xC0, 0xDF) |
				      block_between(before, 0xC0, 0xDF))) {
			odd = odd_ones_of_three(p + at, x, next);
			x = lower_latin(x);
		} else {
			odd = odd_ones(p + at, x, next);
			x = lower(x, next, block_load(p + at - 1));
		}
		block_store(out + at, x);
		if (odd)
			return at + (size_t)__builtin_ctzll(odd);
		at += ascii ? BLOCK : whole(p + at);
	}
	return at;
}

/* The same for less than that, at the end of a text: the zeros put behind it ask for a closer
 * look. */
static size_t fold_rest(const char *p, size_t len, char *out)
{
	char padded[BEFORE + 2 * (BLOCK + BEHIND)] = { 0 };

	memcpy(padded, p - BEFORE, BEFORE + len);
	return fold_blocks(padded + BEFORE, len + BLOCK + BEHIND, out);
}

size_t BLOCK_NAME(fold_run)(struct view text, size_t pos, char *out)
{
	if (pos < BEFORE)
		return 0;
	size_t done = fold_blocks(text.p + pos, text.len - pos, out);
	size_t left = text.len - pos - done;
	if (left < BLOCK + BEHIND)
		done += fold_rest(text.p + pos + done, left, out + done);
	return done;
}
