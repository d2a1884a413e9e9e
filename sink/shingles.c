/* SPDX-License-Identifier: Apache-2.0 */
#include "sink/shingles.h"

#include "common/base/utf8.h"

enum {
	RUN_MAX = 8,
	WEIGHT = 8, /* of a shingle: a word counts 2, an ideograph 1 */
	SAME_PERCENT = 70,
	EQUAL_PERCENT = 90,
	SAME_NUMBERS_PERCENT = 50,
	LEAD_PERCENT = 50,
	NUMBERS_LEAST = 3, /* fewer numbers say nothing */
};

static uint64_t mix(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 32;
}

/* --- samples ------------------------------------------------------------------------------ */

/* Keeps the smallest hashes, in order. Where it was put; `max`: it was not. */
static size_t sample_add(uint32_t *hashes, uint8_t *len, size_t max, uint32_t h)
{
	size_t at = *len;

	if (at == max && h >= hashes[max - 1])
		return max;
	while (at > 0 && hashes[at - 1] > h)
		at--;
	if (at > 0 && hashes[at - 1] == h)
		return max;
	size_t kept = *len < max ? *len : max - 1;
	memmove(&hashes[at + 1], &hashes[at], (kept - at) * sizeof *hashes);
	hashes[at] = h;
	*len = (uint8_t)(kept + 1);
	return at;
}

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

static bool is_letter(uint32_t c)
{
	if (c < 0x80)
		return byte_is_alpha((char)c) || byte_is_digit((char)c);
	return c >= 0xC0 && !(c >= 0x2000 && c <= 0x2BFF) &&
	       !(c >= 0x3000 && c <= 0x3040) && !(c >= 0xFE30 && c <= 0xFF0F) &&
	       !(c >= 0xFF1A && c <= 0xFF20) && c != 0xFF0E;
}

/* Latin and Cyrillic capitals, as which headlines and datelines are set. */
static uint32_t lower(uint32_t c)
{
	if (c < 0x80)
		return (uint32_t)(unsigned char)byte_lower((char)c);
	return c >= 0x0410 && c <= 0x042F ? c + 0x20 : c;
}

struct run {
	uint64_t tokens[RUN_MAX];
	int weights[RUN_MAX];
	size_t len;
	size_t shingles; /* so far */
};

/* The bits follow their hashes. */
static void add_shingle(struct shingles *s, uint32_t h, bool lead)
{
	size_t at = sample_add(s->hashes, &s->len, SHINGLES_MAX, h);

	if (at == SHINGLES_MAX)
		return;
	uint64_t below = (UINT64_C(1) << at) - 1;
	s->lead = (s->lead & below) | (s->lead & ~below) << 1 | (uint64_t)lead << at;
}

/* One token more; the shortest run that ends with it and weighs enough is a shingle. */
static void take(struct run *r, uint64_t token, int weight, struct shingles *s)
{
	uint64_t h = 0;
	int sum = 0;
	size_t at;

	if (r->len == RUN_MAX) {
		memmove(r->tokens, r->tokens + 1, (RUN_MAX - 1) * sizeof *r->tokens);
		memmove(r->weights, r->weights + 1, (RUN_MAX - 1) * sizeof *r->weights);
		r->len--;
	}
	r->tokens[r->len] = token;
	r->weights[r->len++] = weight;
	for (at = r->len; at > 0 && sum < WEIGHT; at--) {
		h = mix(h ^ r->tokens[at - 1]);
		sum += r->weights[at - 1];
	}
	if (sum >= WEIGHT)
		add_shingle(s, (uint32_t)(h >> 32), r->shingles++ < SHINGLES_LEAD);
}

void shingles_of(struct view text, struct shingles *ret)
{
	struct run run = { .len = 0 };
	uint64_t word = 0;
	bool number = false;

	*ret = (struct shingles){ .len = 0 };
	for (size_t pos = 0; pos <= text.len;) {
		uint32_t c = pos < text.len ? utf8_next(text, &pos) : (pos++, 0U);
		bool single = is_ideograph(c);
		if (!single && is_letter(c)) {
			word = mix(word * 31 + lower(c) + 1);
			number = number || (c >= '0' && c <= '9');
			continue;
		}
		/* 38,120.55 and 5.1 are one number; a mark at its end is none of it. */
		if (number && (c == '.' || c == ',') && pos < text.len &&
		    byte_is_digit(text.p[pos]))
			continue;
		if (word) {
			if (number)
				(void)sample_add(ret->numbers, &ret->numbers_len,
						 SHINGLES_NUMBERS_MAX,
						 (uint32_t)(word >> 32));
			take(&run, word, 2, ret);
		}
		if (single)
			take(&run, mix(c), 1, ret);
		word = 0;
		number = false;
	}
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
