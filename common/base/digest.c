/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/digest.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <xxhash.h>

#include "common/base/must.h"

/* Looking the algorithm up costs as much as hashing a kilobyte, so it is done once. It stays
 * until the process ends, as libcrypto's own tables do. */
static EVP_MD *sha256;

static void look_up(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	MUST(sha256);
}

static void put_hex(const unsigned char *raw, size_t len, char *hex)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		hex[2 * i] = digits[raw[i] >> 4];
		hex[2 * i + 1] = digits[raw[i] & 15];
	}
	hex[2 * len] = '\0';
}

struct digest digest_of(const struct view *parts, size_t count)
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned int raw_len = 0;
	struct digest ret;

	static pthread_once_t once = PTHREAD_ONCE_INIT;
	MUST(pthread_once(&once, look_up) == 0);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	MUST(ctx && EVP_DigestInit_ex2(ctx, sha256, NULL));
	for (size_t i = 0; i < count; i++) {
		MUST(EVP_DigestUpdate(ctx, parts[i].p ? parts[i].p : "", parts[i].len));
		MUST(count == 1 || EVP_DigestUpdate(ctx, "", 1));
	}
	MUST(EVP_DigestFinal_ex(ctx, raw, &raw_len));
	EVP_MD_CTX_free(ctx);

	put_hex(raw, DIGEST_HEX / 2, ret.hex);
	return ret;
}

struct digest_quick digest_quick(struct view v)
{
	XXH128_canonical_t raw;
	struct digest_quick ret;

	XXH128_canonicalFromHash(&raw, XXH3_128bits(v.p ? v.p : "", v.len));
	put_hex(raw.digest, DIGEST_QUICK_HEX / 2, ret.hex);
	return ret;
}
