/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digest - hashes that outlive a process, as lower-case hex.
 *
 * SHA-256 (FIPS 180-4), by OpenSSL, for identity: nobody can make another text with the same.
 * About 1.5 GB/s with the processor's SHA extensions. XXH3 of 128 bits, several times as
 * fast, for telling whether bytes are those of before, where whoever made others look the
 * same would only harm himself. No state between calls.
 */
#pragma once

#include "common/base/view.h"

enum { DIGEST_HEX = 64, DIGEST_QUICK_HEX = 32 };

struct digest {
	char hex[DIGEST_HEX + 1];
};

/* Over the parts in turn, each followed by a NUL byte when there is more than one, so that
 * ("ab", "c") and ("a", "bc") differ. */
struct digest digest_of(const struct view *parts, size_t count);

static inline struct digest digest_one(struct view v)
{
	return digest_of(&v, 1);
}

struct digest_quick {
	char hex[DIGEST_QUICK_HEX + 1];
};

/* XXH3_128bits without a seed, in its canonical form. */
struct digest_quick digest_quick(struct view v);
