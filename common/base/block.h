/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block - sixteen bytes of text at a time.
 *
 * The compiler turns the operators of these vectors into the machine's own (SSE2, NEON);
 * a comparison gives all ones in each byte where it holds.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef uint8_t block __attribute__((vector_size(16)));

enum { BLOCK = sizeof(block) };

static inline block block_load(const char *p)
{
	block x;
	memcpy(&x, p, sizeof x);
	return x;
}

static inline void block_store(char *p, block x)
{
	memcpy(p, &x, sizeof x);
}

/* All ones where a byte lies between the two, both included. */
static inline block block_between(block x, uint8_t low, uint8_t high)
{
	return (block)((block)(x - low) <= (uint8_t)(high - low));
}

/* One bit for each byte that is all ones, the first byte's the lowest; other bytes are 0. */
static inline uint64_t block_bits(block x)
{
#ifdef __SSE2__
	return (uint64_t)_mm_movemask_epi8((__m128i)x);
#else
	uint64_t bits = 0;
	for (int i = 0; i < BLOCK; i++)
		bits |= (uint64_t)(x[i] & 1) << i;
	return bits;
#endif
}

static inline bool block_any(block x)
{
	uint64_t half[2];
	memcpy(half, &x, sizeof half);
	return (half[0] | half[1]) != 0;
}

/* Is there a byte that is none of ASCII? */
static inline bool block_has_high(block x)
{
#ifdef __SSE2__
	return _mm_movemask_epi8((__m128i)x) != 0;
#else
	return block_any(x & 0x80);
#endif
}
