/* SPDX-License-Identifier: Apache-2.0 */
/* must - checks for our own bugs. On in every build, unlike assert(). */
#pragma once

#include <stdio.h>
#include <stdlib.h>

#define MUST(cond)                                                              \
	do {                                                                    \
		if (!(cond)) {                                                  \
			fprintf(stderr, "%s:%d: %s: bug: not (%s)\n", __FILE__, \
				__LINE__, __func__, #cond);                     \
			abort();                                                \
		}                                                               \
	} while (0)
