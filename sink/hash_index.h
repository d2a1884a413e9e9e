/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash_index - which numbers were put down under a hash: a fixed table of words.
 *
 * A word holds a number and, of the hash, as many bits as are left, so that a look-up is one
 * visit of memory; what is found may be another hash's, and is to be compared. A hash that
 * has very many numbers takes no more of them, and one that finds no place near its own is
 * left out. Four bytes a place; about 100 ns a look-up where it is far larger than a cache,
 * less when it was asked for early. Pure; one owner, one thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/auto.h"

struct hash_index;

/* For numbers below `max`. Has no room at first. */
struct hash_index *hash_index_new(size_t max);
void hash_index_free(struct hash_index *x); /* NULL is fine */
DEFINE_AUTO(hash_index)

/* Room for so many, three quarters full then; empty. */
void hash_index_resize(struct hash_index *x, size_t len);
void hash_index_clear(struct hash_index *x);
/* All that it takes. */
size_t hash_index_bytes(const struct hash_index *x);

void hash_index_add(struct hash_index *x, uint32_t hash, uint32_t number);
/* Once, if it is there. */
void hash_index_drop(struct hash_index *x, uint32_t hash, uint32_t number);

/* Fetches what a look-up will visit. */
void hash_index_expect(const struct hash_index *x, uint32_t hash);

/* The numbers of a hash, and maybe some of others. It must not change in between:
 *   for (struct hash_probe p = hash_index_find(x, hash); hash_probe_next(&p, &number);) */
struct hash_probe {
	uint32_t *words;
	size_t at, len;
	uint32_t tag, tag_mask; /* the tag in its place */
	int left;
};

struct hash_probe hash_index_find(const struct hash_index *x, uint32_t hash);
bool hash_probe_next(struct hash_probe *p, uint32_t *ret_number);
