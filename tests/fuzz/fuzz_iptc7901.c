/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as IPTC 7901, ANPA 1312 or a wire's plain text: they are rejected, or every text of every story is clean. */
#include <stddef.h>
#include <stdint.h>

#include "check_stories.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_document(data, size, "text/plain");
	return 0;
}
