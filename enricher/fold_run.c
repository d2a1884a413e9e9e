/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/fold_run.h"

#include "common/base/block.h"

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

size_t fold_run(struct view text, size_t pos, char *out)
{
	size_t at = pos;

	if (pos < BEFORE)
		return 0;
	while (text.len - at >= BLOCK + BEHIND) {
		const char *p = text.p + at;
		block x = block_load(p), next = block_load(p + 1);
		block before = block_load(p - BEFORE);
		bool ascii = !block_has_high(x | next | before);
		uint64_t odd;
		if (ascii) {
			odd = odd_ones_of_ascii(x, next);
			x = lower_latin(x);
		} else if (!block_any(block_between(next, 0xC0, 0xDF) |
				      block_between(before, 0xC0, 0xDF))) {
			odd = odd_ones_of_three(p, x, next);
			x = lower_latin(x);
		} else {
			odd = odd_ones(p, x, next);
			x = lower(x, next, block_load(p - 1));
		}
		block_store(out + (at - pos), x);
		if (odd)
			return at - pos + (size_t)__builtin_ctzll(odd);
		at += ascii ? BLOCK : whole(p);
	}
	return at - pos;
}
