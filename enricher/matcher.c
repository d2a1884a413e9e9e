/* SPDX-License-Identifier: Apache-2.0 */
#include "enricher/matcher.h"

#include <endian.h>

#include "common/base/block.h"
#include "common/base/mem.h"
#include "common/base/must.h"
#include "enricher/boundary.h"

/*
 * A text's key is its first bytes: as many as it has, of a few lengths. Texts lie sorted by
 * the length of their key and then by bytes, so that all with one key are neighbours, and of
 * those that begin a given place of a text each is the beginning of the next: `parent` leads
 * from one to the one before.
 *
 * At a place the first 8 bytes are read as a number. Its first two bytes, the lead, tell which
 * lengths of keys there are at all; cut to the shortest of them, the first filter seldom has
 * a bit for it. Only then is it cut to each of the lengths, and if the second filter has the
 * bit, looked up.
 */
enum {
	KEY_BYTES = 8,
	LEADS = 1024,
	BITS_PER_KEY = 64,
	FILTER_BITS_MAX = 20, /* 128 KiB */
	STRIDE = 64,
	CHUNK = 16 * STRIDE, /* bytes of which the likely places are collected first */
};
#define NO_TEXT UINT32_MAX

/* Literals of the same text. */
struct same {
	struct view text;
	uint32_t first, count; /* in `order` */
	uint32_t
	    parent; /* the longest other text of its key that it begins with, or NO_TEXT */
};

struct key {
	uint64_t bytes;
	uint32_t first, end; /* in `texts` */
	uint32_t len;
};

struct slot {
	uint32_t key; /* its index + 1; 0: empty */
	uint32_t tag; /* bits of its hash, so that most others need no look at the key */
};

struct matcher {
	const struct matcher_literal *literals;
	struct same *texts;
	struct key *keys;
	uint32_t *order;
	struct slot *slots; /* from a key's hash to it: open addressing */
	uint64_t *shortest,
	    *whole; /* the filters: of keys cut to the shortest, of keys */
	size_t texts_len, keys_len;
	unsigned slot_bits, filter_bits;
	size_t filter_mask;    /* of the number of a bit */
	uint16_t lens[LEADS];  /* by lead: bit n is set if a key has n bytes */
	uint8_t cut_by[LEADS]; /* by lead: bits that the shortest key lacks */
	bool everywhere;       /* some literal may begin inside a word */
};

void matcher_hits_done(struct matcher_hits *h)
{
	if (!h)
		return;
	free(h->items);
	*h = (struct matcher_hits){ .max = h->max };
}

/* --- keys --------------------------------------------------------------------------------- */

static uint64_t mask_of(size_t bytes)
{
	return UINT64_MAX >> (8 * (KEY_BYTES - bytes));
}

/* The first bytes as a number, what is missing being 0. */
static uint64_t read_key(struct view text)
{
	uint64_t bytes = 0;
	memcpy(&bytes, text.p, text.len < KEY_BYTES ? text.len : KEY_BYTES);
	return le64toh(bytes);
}

static uint64_t hash_of(uint64_t bytes)
{
	return bytes * UINT64_C(0x9E3779B97F4A7C15);
}

static size_t key_len(struct view text)
{
	static const uint8_t lens[KEY_BYTES + 1] = { 0, 1, 2, 3, 4, 4, 6, 6, 8 };
	return lens[text.len < KEY_BYTES ? text.len : KEY_BYTES];
}

/* The bit of these bytes in a filter. Shifting by what is fixed is quicker on most machines. */
static inline uint64_t bit_of(const struct matcher *m, uint64_t bytes)
{
	return hash_of(bytes) >> (64 - FILTER_BITS_MAX) & m->filter_mask;
}

static inline bool has_bit(const struct matcher *m, const uint64_t *filter,
			   uint64_t bytes)
{
	uint64_t bit = bit_of(m, bytes);
	return (filter[bit >> 6] & (uint64_t)1 << (bit & 63)) != 0;
}

static void set_bit(const struct matcher *m, uint64_t *filter, uint64_t bytes)
{
	uint64_t bit = bit_of(m, bytes);
	filter[bit >> 6] |= (uint64_t)1 << (bit & 63);
}

static inline size_t lead_of(uint64_t bytes)
{
	return (bytes ^ bytes >> 6) & (LEADS - 1);
}

/* These bytes, cut to the shortest key with their lead. */
static inline uint64_t cut(const struct matcher *m, uint64_t bytes)
{
	return bytes << m->cut_by[lead_of(bytes)];
}

/* The slot that has this key, or the empty one where it would be. */
static struct slot *slot_of(const struct matcher *m, uint64_t bytes, uint32_t len)
{
	uint64_t hash = hash_of(bytes);
	size_t last = ((size_t)1 << m->slot_bits) - 1;

	for (size_t at = hash >> (64 - m->slot_bits);; at = (at + 1) & last) {
		struct slot *slot = &m->slots[at];
		if (!slot->key || (slot->tag == (uint32_t)hash &&
				   m->keys[slot->key - 1].bytes == bytes &&
				   m->keys[slot->key - 1].len == len))
			return slot;
	}
}

static unsigned bits_for(size_t count)
{
	unsigned bits = 1;
	while ((size_t)1 << bits < count)
		bits++;
	return bits;
}

static void list_keys(struct matcher *m)
{
	for (uint32_t i = 0; i < m->texts_len; i++) {
		struct view text = m->texts[i].text;
		size_t len = key_len(text);
		uint64_t bytes = read_key(view_head(text, len));
		struct key *last = m->keys_len ? &m->keys[m->keys_len - 1] : NULL;
		if (last && last->bytes == bytes && last->len == len)
			last->end = i + 1;
		else
			m->keys[m->keys_len++] =
			    (struct key){ bytes, i, i + 1, (uint32_t)len };
	}
}

/* A key of one byte can have any second one. */
static void add_leads(struct matcher *m, const struct key *k)
{
	uint64_t seconds = k->len == 1 ? 256 : 1;

	for (uint64_t second = 0; second < seconds; second++)
		m->lens[lead_of(k->bytes | second << 8)] |= (uint16_t)(1 << k->len);
}

static void index_keys(struct matcher *m)
{
	m->slot_bits = bits_for(m->keys_len * 2);
	m->filter_bits = bits_for(m->keys_len * BITS_PER_KEY);
	if (m->filter_bits > FILTER_BITS_MAX)
		m->filter_bits = FILTER_BITS_MAX;
	m->filter_mask = ((size_t)1 << m->filter_bits) - 1;
	m->slots = mem_new(sizeof *m->slots << m->slot_bits);
	m->shortest = mem_new(sizeof *m->shortest << (m->filter_bits - 6));
	m->whole = mem_new(sizeof *m->whole << (m->filter_bits - 6));
	for (uint32_t i = 0; i < m->keys_len; i++)
		add_leads(m, &m->keys[i]);
	for (size_t lead = 0; lead < LEADS; lead++)
		if (m->lens[lead])
			m->cut_by[lead] =
			    (uint8_t)(8 * (KEY_BYTES - __builtin_ctz(m->lens[lead])));
	for (uint32_t i = 0; i < m->keys_len; i++) {
		const struct key *k = &m->keys[i];
		set_bit(m, m->whole, k->bytes);
		*slot_of(m, k->bytes, k->len) =
		    (struct slot){ i + 1, (uint32_t)hash_of(k->bytes) };
		set_bit(m, m->shortest, cut(m, k->bytes));
	}
}

/* --- building ----------------------------------------------------------------------------- */

struct sorted {
	struct view text;
	uint32_t literal;
};

static int by_text(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	size_t x_key = key_len(x->text), y_key = key_len(y->text);
	if (x_key != y_key)
		return x_key < y_key ? -1 : 1;
	int order = view_cmp(x->text, y->text);
	if (order)
		return order;
	return x->literal < y->literal ? -1 : x->literal > y->literal;
}

static void sort_texts(struct matcher *m, const uint32_t *which, size_t len)
{
	struct sorted *all = mem_raw(len * sizeof *all);

	for (size_t i = 0; i < len; i++) {
		uint32_t literal = which[i];
		all[i] = (struct sorted){ m->literals[literal].text, literal };
		m->everywhere |= m->literals[literal].left == EDGE_OPEN;
	}
	qsort(all, len, sizeof *all, by_text);
	for (uint32_t i = 0; i < len; i++) {
		struct same *last = m->texts_len ? &m->texts[m->texts_len - 1] : NULL;
		m->order[i] = all[i].literal;
		if (last && view_eq(last->text, all[i].text)) {
			last->count++;
			continue;
		}
		bool has_key = last && key_len(last->text) == key_len(all[i].text);
		uint32_t parent = has_key ? (uint32_t)m->texts_len - 1 : NO_TEXT;
		while (parent != NO_TEXT &&
		       !view_starts(all[i].text, m->texts[parent].text))
			parent = m->texts[parent].parent;
		m->texts[m->texts_len++] = (struct same){ all[i].text, i, 1, parent };
	}
	free(all);
}

bool matcher_new_of(const struct matcher_literal *literals, const uint32_t *which,
		    size_t len, struct matcher **ret, struct err *err)
{
	if (len > MATCHER_LITERALS_MAX)
		return err_set(err, ERR_STOP, "more than %d surface forms",
			       MATCHER_LITERALS_MAX);
	AUTO(matcher) m = mem_new(sizeof *m);
	m->literals = literals;
	m->texts = mem_new((len + 1) * sizeof *m->texts);
	m->keys = mem_new((len + 1) * sizeof *m->keys);
	m->order = mem_new((len + 1) * sizeof *m->order);
	if (len) {
		sort_texts(m, which, len);
		list_keys(m);
		index_keys(m);
	}
	*ret = TAKE(m);
	return true;
}

bool matcher_new(const struct matcher_literal *literals, size_t len, struct matcher **ret,
		 struct err *err)
{
	uint32_t *all = mem_raw((len + 1) * sizeof *all);

	for (size_t i = 0; i < len; i++)
		all[i] = (uint32_t)i;
	bool ok = matcher_new_of(literals, all, len, ret, err);
	free(all);
	return ok;
}

void matcher_free(struct matcher *m)
{
	if (!m)
		return;
	free(m->texts);
	free(m->keys);
	free(m->order);
	free(m->slots);
	free(m->shortest);
	free(m->whole);
	free(m);
}

/* --- one place ---------------------------------------------------------------------------- */

struct scan {
	const struct matcher *matcher;
	struct view text;
	struct matcher_hits *hits;
};

/* The last text, in order of bytes, that is not greater than what stands at `rest`: those
 * that `rest` begins with are it and its parents. */
static uint32_t not_greater(const struct matcher *m, const struct key *k,
			    struct view rest)
{
	uint32_t low = k->first, high = k->end;

	if (high - low == 1)
		return low; /* the caller compares */
	while (low < high) {
		uint32_t middle = (low + high) / 2;
		struct view text = m->texts[middle].text;
		size_t common = text.len < rest.len ? text.len : rest.len;
		int order = memcmp(text.p + k->len, rest.p + k->len, common - k->len);
		if (order > 0 || (order == 0 && text.len > rest.len))
			high = middle;
		else
			low = middle + 1;
	}
	return low > k->first ? low - 1 : NO_TEXT;
}

/* An edge of a text, and whether its literals may end there. */
struct edge {
	bool free; /* whatever they ask for */
	uint32_t own, next;
};

static bool is_ascii_gap(char c)
{
	return (unsigned char)c < 0x80 && !byte_is_alpha(c) && !byte_is_digit(c);
}

static struct edge edge_at(struct view text, size_t at, bool left)
{
	struct edge e = { .free = left ? at == 0 || is_ascii_gap(text.p[at - 1])
				       : at == text.len || is_ascii_gap(text.p[at]) };

	if (e.free)
		return e;
	uint32_t before = boundary_before(text, at), after = boundary_after(text, at);
	e.own = left ? after : before;
	e.next = left ? before : after;
	return e;
}

static bool fits(const struct edge *e, enum pattern_edge asked)
{
	return e->free || boundary_fits(asked, e->own, e->next);
}

/* False when there is no room for more hits. */
static bool add_hits(const struct scan *s, const struct same *same, size_t start)
{
	const uint32_t *order = s->matcher->order + same->first;
	size_t end = start + same->text.len;
	struct edge left = edge_at(s->text, start, true);
	struct edge right = edge_at(s->text, end, false);

	for (uint32_t i = 0; i < same->count; i++) {
		const struct matcher_literal *l = &s->matcher->literals[order[i]];
		if (!fits(&left, l->left) || !fits(&right, l->right))
			continue;
		struct matcher_hits *h = s->hits;
		if (h->len == h->max) {
			h->cut = true;
			return false;
		}
		if (h->len == h->cap) {
			h->cap = h->cap ? h->cap * 2 : 64;
			h->items = mem_grow(h->items, h->cap, sizeof *h->items);
		}
		h->items[h->len++] =
		    (struct matcher_hit){ order[i], (uint32_t)start, (uint32_t)end };
	}
	return true;
}

/* The literals with this key, if there are any. False when there is no room for more hits. */
static bool compare(const struct scan *s, uint64_t bytes, size_t len, size_t start)
{
	const struct matcher *m = s->matcher;
	struct view rest = view_from(s->text, start);
	uint32_t key = slot_of(m, bytes, (uint32_t)len)->key;

	if (!key || rest.len < len)
		return true;
	for (uint32_t i = not_greater(m, &m->keys[key - 1], rest); i != NO_TEXT;
	     i = m->texts[i].parent)
		if (view_starts(rest, m->texts[i].text) &&
		    !add_hits(s, &m->texts[i], start))
			return false;
	return true;
}

/* False when there is no room for more hits. */
static bool look_up(const struct scan *s, size_t start)
{
	const struct matcher *m = s->matcher;
	uint64_t bytes = read_key(view_from(s->text, start));

	/* The longest first. */
	for (unsigned lens = m->lens[lead_of(bytes)]; lens;) {
		unsigned len = 31 - (unsigned)__builtin_clz(lens);
		uint64_t key = bytes & mask_of(len);
		lens ^= 1U << len;
		if (has_bit(m, m->whole, key) && !compare(s, key, len, start))
			return false;
	}
	return true;
}

/* --- the pass ----------------------------------------------------------------------------- */

/* Likely places, in order. */
struct likely {
	uint32_t at[CHUNK];
	size_t len;
};

/* What the bytes before a stride were: its bit 0 is the last of them. */
struct before {
	uint64_t word, cyrillic;
};

/*
 * One bit for each of 64 bytes where a literal may begin: none inside a run of ASCII letters
 * and digits or of Cyrillic letters (U+0400 to U+047F, which D0 and D1 begin), no spaces.
 * Boundaries are checked in full later; here it is enough to leave out no place.
 */
static inline uint64_t places_of(const char *p, bool everywhere, struct before *before)
{
	uint64_t none = 0, word = 0, cyrillic = 0;

	for (int i = 0; i < STRIDE; i += BLOCK) {
		block x = block_load(p + i);
		none |= block_bits((block)(x <= ' ') | block_between(x, 0x80, 0xBF)) << i;
		word |= block_bits(block_between(x | 0x20, 'a', 'z') |
				   block_between(x, '0', '9'))
			<< i;
		cyrillic |= block_bits((block)((x & 0xFE) == 0xD0)) << i;
	}
	uint64_t inside =
	    word << 1 | before->word >> 63 | cyrillic << 2 | before->cyrillic >> 62;
	*before = (struct before){ word, cyrillic };
	return everywhere ? ~none : ~(none | ((word | cyrillic) & inside));
}

/* Adds the places in 64 bytes that begin as a literal does; eight more can be read. */
static inline void add_likely(const struct matcher *m, const char *p, size_t start,
			      struct before *before, struct likely *likely)
{
	uint64_t places = places_of(p, m->everywhere, before);

	for (; places; places &= places - 1) {
		unsigned at = (unsigned)__builtin_ctzll(places);
		uint64_t bytes;
		memcpy(&bytes, p + at, sizeof bytes);
		likely->at[likely->len] = (uint32_t)(start + at);
		likely->len += has_bit(m, m->shortest, cut(m, le64toh(bytes)));
	}
}

/* The last bytes, with zeros after them. */
static void add_last(const struct matcher *m, struct view rest, size_t start,
		     struct before *before, struct likely *likely)
{
	char padded[2 * STRIDE + KEY_BYTES] = { 0 };

	memcpy(padded, rest.p, rest.len);
	for (size_t at = 0; at < rest.len; at += STRIDE)
		add_likely(m, padded + at, start + at, before, likely);
}

static bool look_up_all(const struct scan *s, const struct likely *likely)
{
	for (size_t i = 0; i < likely->len; i++)
		if (!look_up(s, likely->at[i]))
			return false;
	return true;
}

void matcher_scan(const struct matcher *m, struct view folded, struct matcher_hits *hits)
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
		size_t stop = at + CHUNK - 2 * STRIDE;
		likely.len = 0;
		for (; at < stop && folded.len - at >= STRIDE + KEY_BYTES; at += STRIDE)
			add_likely(m, folded.p + at, at, &before, &likely);
		if (folded.len - at < STRIDE + KEY_BYTES) {
			add_last(m, view_from(folded, at), at, &before, &likely);
			at = folded.len;
		}
	} while (look_up_all(&s, &likely) && at < folded.len);
}
