/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as NewsML, NITF or ninjs: they are rejected, or every text of every story is clean. */
#include <stddef.h>
#include <stdint.h>

#include "check_stories.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_document(data, size, "application/xml");
	return 0;
}
