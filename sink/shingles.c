/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/shingles.h"

#include <endian.h>

#include "common/base/utf8.h"
#include "sink/smallest.h"

enum {
	RUN_MAX = 8,
	WEIGHT = 8, /* of a shingle: a word counts 2, an ideograph or kana 1 */
	SAME_PERCENT = 70,
	EQUAL_PERCENT = 90,
	SAME_NUMBERS_PERCENT = 50,
	LEAD_PERCENT = 50,
	NUMBERS_LEAST = 3, /* fewer numbers say nothing */
};

/* --- samples ------------------------------------------------------------------------------ */

struct sample {
	const uint32_t *hashes;
	size_t len, max;
};

/* Up to where a sample has every hash of its text. */
static uint32_t complete_to(const struct sample *s)
{
	return s->len == s->max ? s->hashes[s->len - 1] : UINT32_MAX;
}

static size_t count_to(const struct sample *s, uint32_t end)
{
	size_t n = 0;

	while (n < s->len && s->hashes[n] <= end)
		n++;
	return n;
}

/* Where both are complete: how many both have, and how many the one with fewer has. */
static void compare(const struct sample *a, const struct sample *b, size_t *ret_shared,
		    size_t *ret_fewer)
{
	uint32_t end_a = complete_to(a), end_b = complete_to(b);
	uint32_t end = end_a < end_b ? end_a : end_b;
	size_t na = count_to(a, end), nb = count_to(b, end), shared = 0;

	for (size_t i = 0, k = 0; i < na && k < nb;) {
		shared += a->hashes[i] == b->hashes[k];
		bool step_a = a->hashes[i] <= b->hashes[k];
		k += a->hashes[i] >= b->hashes[k];
		i += step_a;
	}
	*ret_shared = shared;
	*ret_fewer = na < nb ? na : nb;
}

/* --- texts -------------------------------------------------------------------------------- */

static bool is_ideograph(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
	       (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* Beyond ASCII. */
static bool is_letter(uint32_t c)
{
	return c >= 0xC0 && !(c >= 0x2000 && c <= 0x2BFF) &&
	       !(c >= 0x3000 && c <= 0x3040) && !(c >= 0xFE30 && c <= 0xFF0F) &&
	       !(c >= 0xFF1A && c <= 0xFF20) && c != 0xFF0E;
}

/* Cyrillic capitals, as which headlines and datelines are set, and Latin ones. */
static uint32_t lower(uint32_t c)
{
	return c >= 0x0410 && c <= 0x042F ? c + 0x20 : c;
}

#define TIMES UINT64_C(0x9E3779B97F4A7C15) /* odd, and its bits are well mixed */
#define AGAIN UINT64_C(0xD6E8FEB86659FD93)

static uint64_t mix(uint64_t h)
{
	h = (h ^ h >> 32) * AGAIN;
	return h ^ h >> 32;
}

/*
 * A text as it is read. The hash of a run of tokens is a polynomial over them, so that of the
 * tokens from `i` on it is the difference between two of the whole text: what it is now, and
 * what it was before token i, times a power.
 */
struct reader {
	uint64_t word; /* in hand; 0: none */
	bool number;   /* it has a digit */
	uint64_t sum;
	uint64_t
	    before[RUN_MAX]; /* the sums before the latest tokens, by their numbers */
	uint32_t weight, weights[RUN_MAX]; /* all that was read, and what it was then */
	uint32_t tokens, first; /* their number, and that of the first of the run */
	uint32_t shingles;
	struct smallest *hashes, *numbers;
};

/* The shortest run that ends with the latest token and weighs enough is a shingle. */
static void take(struct reader *r, uint64_t token, uint32_t weight)
{
	static const uint64_t powers[RUN_MAX + 1] = {
		1,
		TIMES,
		TIMES * TIMES,
		TIMES * TIMES * TIMES,
		TIMES * TIMES * TIMES * TIMES,
		TIMES * TIMES * TIMES * TIMES * TIMES,
		TIMES * TIMES * TIMES * TIMES * TIMES * TIMES,
		TIMES * TIMES * TIMES * TIMES * TIMES * TIMES * TIMES,
		TIMES * TIMES * TIMES * TIMES * TIMES * TIMES * TIMES * TIMES,
	};

	r->before[r->tokens % RUN_MAX] = r->sum;
	r->weights[r->tokens % RUN_MAX] = r->weight;
	r->tokens++;
	r->sum = r->sum * TIMES + token;
	r->weight += weight;
	if (r->weight < WEIGHT)
		return;
	while (r->first + 1 < r->tokens &&
	       r->weight - r->weights[(r->first + 1) % RUN_MAX] >= WEIGHT)
		r->first++;
	uint64_t run =
	    r->sum - r->before[r->first % RUN_MAX] * powers[r->tokens - r->first];
	smallest_add(r->hashes, (uint32_t)(mix(run) >> 32),
		     r->shingles++ < SHINGLES_LEAD);
}

static void end_word(struct reader *r)
{
	if (!r->word)
		return;
	uint64_t token = mix(r->word);
	if (r->number)
		smallest_add(r->numbers, (uint32_t)(token >> 32), false);
	take(r, token, 2);
	r->word = 0;
	r->number = false;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* In the top bit of each byte, whether it lies in `first` to `last`; for bytes below 128. */
static uint64_t within(uint64_t bytes, unsigned first, unsigned last)
{
	uint64_t low = bytes & EACH(0x7F);

	return (low + EACH(0x80 - first)) & ~(low + EACH(0x7F - last)) & EACH(0x80);
}

/* Letters and digits of ASCII from `at` on, in lower case, eight at a time: a word's hash is
 * made of its eights. Returns behind them. */
static size_t read_word(struct reader *r, struct view text, size_t at)
{
	size_t len = sizeof(uint64_t);

	while (len == sizeof(uint64_t) && at < text.len) {
		uint64_t bytes = 0;
		if (text.len - at >= sizeof bytes)
			memcpy(&bytes, text.p + at, sizeof bytes);
		else
			memcpy(&bytes, text.p + at, text.len - at);
		bytes = le64toh(bytes);
		uint64_t digits = within(bytes, '0', '9') & ~bytes;
		uint64_t letters = within(bytes | EACH(0x20), 'a', 'z') & ~bytes;
		uint64_t others = ~(digits | letters) & EACH(0x80);
		len = others ? (size_t)__builtin_ctzll(others) / 8 : sizeof bytes;
		if (len == 0)
			break;
		uint64_t taken = ~UINT64_C(0) >> 8 * (sizeof bytes - len);
		r->word = (r->word ^ ((bytes | EACH(0x20)) & taken)) * TIMES;
		r->number = r->number || (digits & taken);
		at += len;
	}
	return at;
}

/* Another byte of ASCII. 38,120.55 and 5.1 are one number; a mark at its end is none of it. */
static void read_mark(struct reader *r, struct view text, size_t at)
{
	bool inside = r->number && (text.p[at] == '.' || text.p[at] == ',') &&
		      at + 1 < text.len && byte_is_digit(text.p[at + 1]);

	if (!inside)
		end_word(r);
}

static void read_other(struct reader *r, uint32_t c)
{
	if (is_ideograph(c)) {
		end_word(r);
		take(r, mix(c * TIMES), 1);
	} else if (is_letter(c))
		r->word = (r->word ^ lower(c)) * TIMES;
	else
		end_word(r);
}

void shingles_of(struct view text, struct shingles *ret)
{
	struct smallest hashes, numbers;
	struct reader r = { .hashes = &hashes, .numbers = &numbers };
	uint64_t unmarked;

	smallest_init(&hashes, SHINGLES_MAX);
	smallest_init(&numbers, SHINGLES_NUMBERS_MAX);
	for (size_t at = 0; (at = read_word(&r, text, at)) < text.len;)
		if ((unsigned char)text.p[at] < 0x80)
			read_mark(&r, text, at++);
		else
			read_other(&r, utf8_next(text, &at));
	end_word(&r);
	ret->len = (uint8_t)smallest_take(&hashes, ret->hashes, &ret->lead);
	ret->numbers_len = (uint8_t)smallest_take(&numbers, ret->numbers, &unmarked);
}

int shingles_shared(const struct shingles *a, const struct shingles *b)
{
	size_t shared, fewer;

	if (a->len < SHINGLES_LEAST || b->len < SHINGLES_LEAST)
		return 0;
	compare(&(struct sample){ a->hashes, a->len, SHINGLES_MAX },
		&(struct sample){ b->hashes, b->len, SHINGLES_MAX }, &shared, &fewer);
	return fewer ? (int)(100 * shared / fewer) : 0;
}

static bool has(const struct shingles *s, uint32_t hash)
{
	size_t low = 0, high = s->len;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (s->hashes[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->len && s->hashes[low] == hash;
}

/* Does the beginning of `a` lie in `b`, as far as the samples tell? */
static bool lead_lies_in(const struct shingles *a, const struct shingles *b)
{
	uint32_t end = complete_to(&(struct sample){ b->hashes, b->len, SHINGLES_MAX });
	size_t all = 0, there = 0;

	for (size_t i = 0; i < a->len && a->hashes[i] <= end; i++)
		if (a->lead >> i & 1) {
			all++;
			there += has(b, a->hashes[i]);
		}
	return 100 * there >= LEAD_PERCENT * all;
}

bool shingles_same(const struct shingles *a, const struct shingles *b)
{
	size_t shared, fewer;

	if (shingles_shared(a, b) < SAME_PERCENT)
		return false;
	compare(&(struct sample){ a->numbers, a->numbers_len, SHINGLES_NUMBERS_MAX },
		&(struct sample){ b->numbers, b->numbers_len, SHINGLES_NUMBERS_MAX },
		&shared, &fewer);
	if (fewer >= NUMBERS_LEAST && 100 * shared < SAME_NUMBERS_PERCENT * fewer)
		return false;
	/* A copy begins as its original does, or the original is found behind what was put
	 * before it. Stories of one outlet that share its notices do not. */
	return lead_lies_in(a, b) || lead_lies_in(b, a);
}

/* Of texts that are the same but for a dateline or a line at the end, more is shared. */
bool shingles_equal(const struct shingles *a, const struct shingles *b)
{
	uint32_t end_a = complete_to(&(struct sample){ a->hashes, a->len, SHINGLES_MAX });
	uint32_t end_b = complete_to(&(struct sample){ b->hashes, b->len, SHINGLES_MAX });
	uint32_t end = end_a < end_b ? end_a : end_b;
	size_t na = count_to(&(struct sample){ a->hashes, a->len, SHINGLES_MAX }, end);
	size_t nb = count_to(&(struct sample){ b->hashes, b->len, SHINGLES_MAX }, end);
	size_t shared, fewer;

	compare(&(struct sample){ a->hashes, a->len, SHINGLES_MAX },
		&(struct sample){ b->hashes, b->len, SHINGLES_MAX }, &shared, &fewer);
	size_t more = na > nb ? na : nb;
	return more > 0 && 100 * shared >= EQUAL_PERCENT * more && shingles_same(a, b);
}

/* --- as bytes ----------------------------------------------------------------------------- */

static char *put_u32(char *to, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		*to++ = (char)(n >> 8 * i);
	return to;
}

enum { HEAD = 10 }; /* lengths and lead, before the hashes */

static uint32_t get_u32(const char *from)
{
	const unsigned char *p = (const unsigned char *)from;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

size_t shingles_pack(const struct shingles *s, char ret[SHINGLES_PACKED])
{
	char *to = ret;

	*to++ = (char)s->len;
	*to++ = (char)s->numbers_len;
	to = put_u32(to, (uint32_t)s->lead);
	to = put_u32(to, (uint32_t)(s->lead >> 32));
	for (size_t i = 0; i < s->len; i++)
		to = put_u32(to, s->hashes[i]);
	for (size_t i = 0; i < s->numbers_len; i++)
		to = put_u32(to, s->numbers[i]);
	return (size_t)(to - ret);
}

void shingles_unpack(struct view packed, struct shingles *ret)
{
	size_t len = packed.len < HEAD ? 0 : (unsigned char)packed.p[0];
	size_t numbers = packed.len < HEAD ? 0 : (unsigned char)packed.p[1];

	ret->len = ret->numbers_len = 0;
	ret->lead = 0;
	if (len > SHINGLES_MAX || numbers > SHINGLES_NUMBERS_MAX ||
	    packed.len < HEAD + 4 * (len + numbers))
		return;
	for (size_t i = 0; i < len; i++)
		ret->hashes[i] = get_u32(packed.p + HEAD + 4 * i);
	for (size_t i = 0; i < numbers; i++)
		ret->numbers[i] = get_u32(packed.p + HEAD + 4 * (len + i));
	ret->lead = get_u32(packed.p + 2) | (uint64_t)get_u32(packed.p + 6) << 32;
	ret->len = (uint8_t)len;
	ret->numbers_len = (uint8_t)numbers;
}
