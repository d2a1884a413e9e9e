/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/digest.h"

#include <openssl/evp.h>
#include <pthread.h>

#include "common/base/must.h"

/* Looking the algorithm up costs as much as hashing a kilobyte, so it is done once. It stays
 * until the process ends, as libcrypto's own tables do. */
static EVP_MD *sha256;

static void look_up(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	MUST(sha256);
}

struct digest digest_of(const struct view *parts, size_t count)
{
	static const char hex[] = "0123456789abcdef";
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

	for (size_t i = 0; i < DIGEST_HEX / 2; i++) {
		ret.hex[2 * i] = hex[raw[i] >> 4];
		ret.hex[2 * i + 1] = hex[raw[i] & 15];
	}
	ret.hex[DIGEST_HEX] = '\0';
	return ret;
}
