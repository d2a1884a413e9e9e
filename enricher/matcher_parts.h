/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matcher_parts - what the files of the matcher share with each other alone.
 *
 * A text's key is its first bytes: as many as it has, of a few lengths. Texts lie sorted by
 * the length of their key and then by bytes, so that all with one key are neighbours, and of
 * those that begin a given place of a text each is the beginning of the next: `parent` leads
 * from one to the one before.
 *
 * At a place the first 8 bytes are read as a number, the first byte its lowest. Its first two
 * bytes, the lead, tell which lengths of keys there are at all; cut to the shortest of them, the
 * first filter seldom has a bit for it. Only then is it cut to each of the lengths, and if the
 * second filter has the bit, looked up. A number is cut by shifting out the bytes that a key
 * lacks, and so keys are kept.
 */
#pragma once

#include <endian.h>

#include "enricher/matcher.h"

enum {
	KEY_BYTES = 8,
	LEADS = 1024,
	BITS_PER_KEY = 32,
	FILTER_BITS_MIN = 6,  /* one word */
	FILTER_BITS_MAX = 20, /* 128 KiB */
};
#define NO_TEXT UINT32_MAX
/* Of a matcher's sign; both are bytes that UTF-8 never has. */
enum { NO_SIGN = 0xFF, ANY_SIGN = 0xFE };

/* Literals of the same text. What it has ends where the next one's begins. */
struct same {
	uint32_t letters; /* where they begin */
	uint32_t order;   /* where its literals begin */
	uint32_t parent;  /* the longest other text of its key that it begins with, or
			   * NO_TEXT */
};

/* The texts that begin with these bytes; an empty slot of the table has no length. */
struct key {
	uint64_t bytes; /* cut to `len` */
	uint32_t texts;
	uint32_t texts_len : 28, len : 4;
};

/* A literal, and the edges that it asks for, which its text's place is judged by first. */
struct asked {
	uint32_t literal;
	uint8_t left, right;
};

/* Small, since there is a matcher for each language, and tables in the cache are what makes
 * a scan quick. */
struct matcher {
	char *letters;       /* of the texts, one after the other, and KEY_BYTES more */
	struct same *texts;  /* and one more at the end */
	struct asked *order; /* literals by text */
	struct key *keys;    /* a table: open addressing from a key's hash */
	uint64_t *shortest,
	    *whole; /* the filters: of keys cut to the shortest, of keys */
	size_t texts_len, keys_len;
	size_t keys_shift;      /* of a hash, down to the number of a slot */
	size_t filter_shift;    /* of a hash, down to the number of a bit */
	uint8_t lacking[LEADS]; /* by lead: bit n is set if a key lacks n of KEY_BYTES */
	uint8_t cut_by[LEADS];  /* by lead: bits that the shortest key lacks */
	/* The one sign of ASCII, no letter and no digit, that literals begin with, or NO_SIGN
	 * or ANY_SIGN. */
	uint8_t sign;
	bool everywhere; /* some literal may begin inside a word */
};

/* The first bytes as a number, what is missing being 0. */
static inline uint64_t read_key(struct view text)
{
	uint64_t bytes = 0;
	memcpy(&bytes, text.p, text.len < KEY_BYTES ? text.len : KEY_BYTES);
	return le64toh(bytes);
}

static inline uint64_t hash_of(uint64_t bytes)
{
	return bytes * UINT64_C(0x9E3779B97F4A7C15);
}

/* The bit of these bytes in a filter. */
static inline uint64_t bit_of(const struct matcher *m, uint64_t bytes)
{
	return hash_of(bytes) >> m->filter_shift;
}

static inline bool has_bit(const struct matcher *m, const uint64_t *filter,
			   uint64_t bytes)
{
	uint64_t bit = bit_of(m, bytes);
	return (filter[bit >> 6] & (uint64_t)1 << (bit & 63)) != 0;
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

static inline struct view text_of(const struct matcher *m, uint32_t text)
{
	const struct same *s = &m->texts[text];
	return view_at(m->letters + s->letters, s[1].letters - s->letters);
}

/* The slot that has this key, or the empty one where it would be. */
static inline struct key *slot_of(const struct matcher *m, uint64_t bytes, size_t len)
{
	size_t last = SIZE_MAX >> m->keys_shift;

	for (size_t at = hash_of(bytes) >> m->keys_shift;; at = (at + 1) & last) {
		struct key *k = &m->keys[at];
		if (k->len == 0 || (k->bytes == bytes && k->len == len))
			return k;
	}
}
