/* SPDX-License-Identifier: Apache-2.0 */
#include "common/base/digest.h"

#include <openssl/evp.h>

#include "common/base/must.h"

struct digest digest_of(const struct view *parts, size_t count)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned int raw_len = 0;
	struct digest ret;

	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	MUST(ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL));
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
