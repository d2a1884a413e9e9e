/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plural - the word that goes with a count: "1 story", "2 stories", "0 stories".
 *
 * For what people read; programs get the number alone.
 */
#pragma once

#include <stdint.h>

/* printf("%zu %s", n, plural(n, "story", "stories")) */
static inline const char *plural(uint64_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}
