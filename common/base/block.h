/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block - sixteen bytes of text at a time, or thirty-two.
 *
 * The compiler turns the operators of these vectors into the machine's own (SSE2, AVX2, NEON);
 * a comparison gives all ones in each byte where it holds.
 *
 * Sources that gain by it are built twice for x86-64 (wide() in cmake/rules.cmake): for any
 * processor, and with blocks of 32 bytes for those that have AVX2. Functions of such a source
 * that others call are named by BLOCK_NAME(), and BLOCK_BEST() is the one to call.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#ifdef BLOCK_WIDE
#include <immintrin.h>
#elif defined __SSE2__
#include <emmintrin.h>
#endif

#ifdef BLOCK_WIDE
typedef uint8_t block __attribute__((vector_size(32)));
#define BLOCK_NAME(name) name##_32
#else
typedef uint8_t block __attribute__((vector_size(16)));
#define BLOCK_NAME(name) name##_16
#endif

#ifdef __x86_64__
#define BLOCK_BEST(name)                                                              \
	(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") ? name##_32 \
									  : name##_16)
#else
#define BLOCK_BEST(name) name##_16
#endif

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
#ifdef BLOCK_WIDE
	return (uint32_t)_mm256_movemask_epi8((__m256i)x);
#elif defined __SSE2__
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
	uint64_t parts[BLOCK / sizeof(uint64_t)], any = 0;

	memcpy(parts, &x, sizeof parts);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		any |= parts[i];
	return any != 0;
}

/* Is there a byte that is none of ASCII? */
static inline bool block_has_high(block x)
{
#ifdef __SSE2__
	return block_bits(x) != 0; /* which takes the highest bit of each */
#else
	return block_any(x & 0x80);
#endif
}
