/* SPDX-License-Identifier: Apache-2.0 */
/* The pass over a text. */
#include "common/base/mem.h"
#include "common/base/must.h"
#include "enricher/boundary.h"
#include "enricher/matcher_parts.h"

enum {
	STRIDE = 64,
	CHUNK_STRIDES = 14, /* of which the likely places are collected first */
	LAST_STRIDES = 2,   /* that what is left at the end may begin */
};

/* --- one place ---------------------------------------------------------------------------- */

struct scan {
	const struct matcher *matcher;
	struct view text;
	struct matcher_hits *hits;
};

/* Up to KEY_BYTES bytes as a number in which the first one weighs most; so many can be read. */
static inline uint64_t first_bytes(const char *p, size_t len)
{
	uint64_t bytes;

	memcpy(&bytes, p, sizeof bytes);
	bytes = be64toh(bytes);
	return len < KEY_BYTES ? bytes >> 8 * (KEY_BYTES - len) : bytes;
}

static inline bool is_greater_by_bytes(struct view text, struct view rest, size_t common)
{
	int order = memcmp(text.p, rest.p, common);
	return order ? order > 0 : text.len > rest.len;
}

/* Is the text, of which KEY_BYTES can be read however short it is, greater than what it would
 * stand at? Most differ within the first bytes. */
static inline bool is_greater(struct view text, struct view rest)
{
	size_t common = text.len < rest.len ? text.len : rest.len;

	if (common == 0 || rest.len < KEY_BYTES)
		return is_greater_by_bytes(text, rest, common);
	uint64_t x = first_bytes(text.p, common), y = first_bytes(rest.p, common);
	if (x != y)
		return x > y;
	if (common <= KEY_BYTES)
		return text.len > rest.len;
	return is_greater_by_bytes(view_from(text, KEY_BYTES), view_from(rest, KEY_BYTES),
				   common - KEY_BYTES);
}

/* Does `rest`, which begins with the key of the text, begin with all of it? */
static inline bool starts(struct view rest, struct view text, size_t key_len)
{
	return rest.len >= text.len &&
	       (text.len == key_len ||
		memcmp(rest.p + key_len, text.p + key_len, text.len - key_len) == 0);
}

/* The last text, in order of bytes, that is not greater than what stands at `rest`: those
 * that `rest` begins with are it and its parents. */
static uint32_t not_greater(const struct matcher *m, const struct key *k,
			    struct view rest)
{
	uint32_t low = k->texts, high = low + k->texts_len;
	struct view behind = view_from(rest, k->len);

	if (high - low == 1)
		return low; /* the caller compares */
	while (low < high) {
		uint32_t middle = (low + high) / 2;
		if (is_greater(view_from(text_of(m, middle), k->len), behind))
			high = middle;
		else
			low = middle + 1;
	}
	return low > k->texts ? low - 1 : NO_TEXT;
}

static bool is_ascii_gap(char c)
{
	return (unsigned char)c < 0x80 && !byte_is_alpha(c) && !byte_is_digit(c);
}

/* boundary_of_start() and _end(), which most often a space beside the text answers. */
static inline unsigned start_edges(struct view text, size_t at)
{
	return at > 0 && is_ascii_gap(text.p[at - 1]) ? BOUNDARY_ALL
						      : boundary_of_start(text, at);
}

static inline unsigned end_edges(struct view text, size_t at)
{
	return at < text.len && is_ascii_gap(text.p[at]) ? BOUNDARY_ALL
							 : boundary_of_end(text, at);
}

static void push(struct matcher_hits *h, uint32_t literal, size_t start, size_t end)
{
	h->items = mem_room(h->items, h->len, 1, &h->cap, sizeof *h->items);
	h->items[h->len++] =
	    (struct matcher_hit){ literal, (uint32_t)start, (uint32_t)end };
}

/* A place where literals may begin. */
struct place {
	size_t start;
	unsigned left; /* boundary_of_start(); 0: not looked at yet */
};

/* False when there is no room for more hits. */
static bool add_hits(const struct scan *s, const struct same *same, struct place *place)
{
	const struct asked *order = s->matcher->order;
	size_t end = place->start + (same[1].letters - same->letters);
	unsigned right = end_edges(s->text, end);

	if (!place->left)
		place->left = start_edges(s->text, place->start);
	for (uint32_t i = same->order; i < same[1].order; i++) {
		if (!(place->left >> order[i].left & right >> order[i].right & 1))
			continue;
		if (s->hits->len == s->hits->max) {
			s->hits->cut = true;
			return false;
		}
		push(s->hits, order[i].literal, place->start, end);
	}
	return true;
}

/* The literals with this key, if there are any. False when there is no room for more hits. */
static bool compare(const struct scan *s, uint64_t bytes, size_t len, struct place *place)
{
	const struct matcher *m = s->matcher;
	struct view rest = view_from(s->text, place->start);
	const struct key *k = slot_of(m, bytes, len);

	if (!k->len || rest.len < len)
		return true;
	for (uint32_t i = not_greater(m, k, rest); i != NO_TEXT; i = m->texts[i].parent)
		if (starts(rest, text_of(m, i), len) && !add_hits(s, &m->texts[i], place))
			return false;
	return true;
}

/* False when there is no room for more hits. */
static bool look_up(const struct scan *s, size_t start)
{
	const struct matcher *m = s->matcher;
	uint64_t bytes = read_key(view_from(s->text, start));
	struct place place = { .start = start };

	/* The longest first. */
	for (unsigned lacking = m->lacking[lead_of(bytes)]; lacking;
	     lacking &= lacking - 1) {
		unsigned lacks = (unsigned)__builtin_ctz(lacking);
		uint64_t key = bytes << 8 * lacks;
		if (has_bit(m, m->whole, key) &&
		    !compare(s, key, KEY_BYTES - lacks, &place))
			return false;
	}
	return true;
}

/* --- the pass ----------------------------------------------------------------------------- */

/* Likely places, in order. */
struct likely {
	uint32_t at[(CHUNK_STRIDES + LAST_STRIDES) * STRIDE];
	size_t len;
};

/* What the bytes before a stride were: its bit 0 is the last of them. */
struct before {
	uint64_t word, cyrillic;
};

/*
 * One bit for each of 64 bytes where a literal may begin: none inside a run of ASCII letters
 * and digits or of Cyrillic letters (U+0400 to U+047F, which D0 and D1 begin), no spaces, and of
 * the signs of ASCII only the one that some literal begins with. Boundaries are checked in full
 * later; here it is enough to leave out no place.
 */
static inline uint64_t places_of(const struct matcher *m, const char *p,
				 struct before *before)
{
	uint64_t begins = 0, word = 0, cyrillic = 0;

	for (int i = 0; i < STRIDE; i += BLOCK) {
		block x = block_load(p + i);
		block sign = m->sign == ANY_SIGN ? block_between(x, '!', 0x7F)
						 : (block)(x == m->sign);
		block letter =
		    block_between(x | 0x20, 'a', 'z') | block_between(x, '0', '9');
		begins |= block_bits(letter | sign | (block)(x >= 0xC0)) << i;
		word |= block_bits(letter) << i;
		cyrillic |= block_bits((block)((x & 0xFE) == 0xD0)) << i;
	}
	uint64_t inside =
	    word << 1 | before->word >> 63 | cyrillic << 2 | before->cyrillic >> 62;
	*before = (struct before){ word, cyrillic };
	return m->everywhere ? begins : begins & ~((word | cyrillic) & inside);
}

/* Adds the places in some strides that begin as a literal does; eight more bytes can be read. */
static void add_likely(const struct matcher *m, const char *p, size_t strides,
		       size_t start, struct before *before, struct likely *likely)
{
	size_t len = likely->len;

	for (size_t i = 0; i < strides; i++, p += STRIDE, start += STRIDE) {
		uint64_t places = places_of(m, p, before);
		for (; places; places &= places - 1) {
			unsigned at = (unsigned)__builtin_ctzll(places);
			uint64_t bytes;
			memcpy(&bytes, p + at, sizeof bytes);
			likely->at[len] = (uint32_t)(start + at);
			len += has_bit(m, m->shortest, cut(m, le64toh(bytes)));
		}
	}
	likely->len = len;
}

/* The last bytes, with zeros after them. */
static void add_last(const struct matcher *m, struct view rest, size_t start,
		     struct before *before, struct likely *likely)
{
	char padded[LAST_STRIDES * STRIDE + KEY_BYTES];

	memcpy(padded, rest.p, rest.len);
	memset(padded + rest.len, 0, sizeof padded - rest.len);
	add_likely(m, padded, (rest.len + STRIDE - 1) / STRIDE, start, before, likely);
}

static bool look_up_all(const struct scan *s, const struct likely *likely)
{
	for (size_t i = 0; i < likely->len; i++)
		/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): filled up to len */
		if (!look_up(s, likely->at[i]))
			return false;
	return true;
}

void BLOCK_NAME(matcher_scan)(const struct matcher *m, struct view folded,
			      struct matcher_hits *hits)
{
	struct scan s = { m, folded, hits };
	struct before before = { 0, 0 };
	struct likely likely;
	size_t at = 0;

	hits->len = 0;
	hits->cut = false;
	MUST(folded.len < UINT32_MAX);
	if (m->keys_len == 0 || folded.len == 0)
		return;
	do {
		size_t left = folded.len - at;
		size_t strides = left < KEY_BYTES ? 0 : (left - KEY_BYTES) / STRIDE;
		if (strides > CHUNK_STRIDES)
			strides = CHUNK_STRIDES;
		likely.len = 0;
		add_likely(m, folded.p + at, strides, at, &before, &likely);
		at += strides * STRIDE;
		if (folded.len - at < STRIDE + KEY_BYTES) {
			add_last(m, view_from(folded, at), at, &before, &likely);
			at = folded.len;
		}
	} while (look_up_all(&s, &likely) && at < folded.len);
}
