/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/plural.h"

Test(plural, is_of_one_alone_the_singular)
{
	cr_assert(eq(str, (char *)plural(0, "story", "stories"), "stories"));
	cr_assert(eq(str, (char *)plural(1, "story", "stories"), "story"));
	cr_assert(eq(str, (char *)plural(2, "story", "stories"), "stories"));
	cr_assert(eq(str, (char *)plural(UINT64_MAX, "story", "stories"), "stories"));
}
