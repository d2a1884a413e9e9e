/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/service/clock.h"

Test(clock, tells_a_time_of_our_century)
{
	cr_assert(gt(i64, clock_wall_ms(), INT64_C(1700000000000)));
	cr_assert(lt(i64, clock_wall_ms(), INT64_C(4102444800000)));
}

Test(clock, never_goes_back)
{
	int64_t last = clock_steady_ms();
	double last_seconds = clock_steady_seconds();

	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_steady_ms();
		double seconds = clock_steady_seconds();
		cr_assert(ge(i64, now, last));
		cr_assert(ge(dbl, seconds, last_seconds));
		cr_assert(le(dbl, (double)now / 1000, seconds));
		last = now;
		last_seconds = seconds;
	}
}
