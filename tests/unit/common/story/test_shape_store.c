/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/story/shape_store.h"

static const char *const names[] = { "usable", "withheld", NULL };

Test(shape_store, keeps_texts_and_takes_the_prefix_off_a_slug)
{
	const struct shape_member text = { .type = SHAPE_TEXT },
				  slug = { .type = SHAPE_SLUG };
	struct view to = { NULL, 0 };

	cr_assert(shape_store(&text, &to, JSON_STRING, VIEW("Boats leave")));
	cr_assert(view_eq(to, VIEW("Boats leave")));
	cr_assert(shape_store(&slug, &to, JSON_STRING, VIEW(SUBJECT_PREFIX "iturup")));
	cr_assert(view_eq(to, VIEW("iturup")));
	cr_assert(not(shape_store(&slug, &to, JSON_STRING, VIEW("urn:x:iturup"))));
	cr_assert(view_eq(to, VIEW("iturup")));
	cr_assert(not(shape_store(&text, &to, JSON_NUMBER, VIEW("7"))));
	cr_assert(not(shape_store(&text, &to, JSON_NULL, VIEW("null"))));
}

Test(shape_store, reads_instants_and_versions_and_choices_from_texts)
{
	const struct shape_member at = { .type = SHAPE_INSTANT },
				  version = { .type = SHAPE_VERSION },
				  choice = { .type = SHAPE_CHOICE, .names = names };
	instant_ms when = INSTANT_NONE;
	unsigned chosen = 0;
	int number = 0;

	cr_assert(shape_store(&at, &when, JSON_STRING, VIEW("2023-11-14T22:13:20Z")));
	cr_assert(eq(i64, when, INT64_C(1700000000000)));
	cr_assert(not(shape_store(&at, &when, JSON_STRING, VIEW("yesterday"))));
	cr_assert(shape_store(&version, &number, JSON_STRING, VIEW("2147483647")));
	cr_assert(eq(int, number, INT32_MAX));
	cr_assert(not(shape_store(&version, &number, JSON_STRING, VIEW("2147483648"))));
	cr_assert(not(shape_store(&version, &number, JSON_STRING, VIEW("0"))));
	cr_assert(not(shape_store(&version, &number, JSON_NUMBER, VIEW("2"))));
	cr_assert(shape_store(&choice, &chosen, JSON_STRING, VIEW("withheld")));
	cr_assert(eq(uint, chosen, 1));
	cr_assert(not(shape_store(&choice, &chosen, JSON_STRING, VIEW("Usable"))));
	cr_assert(eq(uint, chosen, 1));
}

Test(shape_store, takes_numbers_within_their_limits_and_a_zero)
{
	const struct shape_member few = { .type = SHAPE_INT, .min = 2, .max = 9 },
				  many = { .type = SHAPE_INT64, .max = INT64_MAX },
				  size = { .type = SHAPE_SIZE, .max = 9 };
	int n = -1;
	int64_t wide = -1;
	size_t len = 7;

	cr_assert(shape_store(&few, &n, JSON_NUMBER, VIEW("2")));
	cr_assert(eq(int, n, 2));
	cr_assert(shape_store(&few, &n, JSON_NUMBER, VIEW("9")));
	cr_assert(shape_store(&few, &n, JSON_NUMBER, VIEW("0")));
	cr_assert(eq(int, n, 0));
	cr_assert(not(shape_store(&few, &n, JSON_NUMBER, VIEW("1"))));
	cr_assert(not(shape_store(&few, &n, JSON_NUMBER, VIEW("10"))));
	cr_assert(not(shape_store(&few, &n, JSON_NUMBER, VIEW("2.5"))));
	cr_assert(not(shape_store(&few, &n, JSON_STRING, VIEW("2"))));
	cr_assert(eq(int, n, 0));
	cr_assert(shape_store(&many, &wide, JSON_NUMBER, VIEW("9223372036854775807")));
	cr_assert(eq(i64, wide, INT64_MAX));
	cr_assert(shape_store(&size, &len, JSON_NUMBER, VIEW("9")));
	cr_assert(eq(sz, len, 9));
	cr_assert(not(shape_store(&size, &len, JSON_NUMBER, VIEW("-1"))));
}

Test(shape_store, takes_truth_for_truth_alone)
{
	const struct shape_member flag = { .type = SHAPE_FLAG },
				  number = { .type = SHAPE_INT, .max = 9 };
	bool is = false;
	int n = 3;

	cr_assert(shape_store(&flag, &is, JSON_TRUE, VIEW("true")));
	cr_assert(is);
	cr_assert(not(shape_store(&flag, &is, JSON_NULL, VIEW("null"))));
	cr_assert(not(shape_store(&flag, &is, JSON_NUMBER, VIEW("0"))));
	cr_assert(is);
	cr_assert(shape_store(&flag, &is, JSON_FALSE, VIEW("false")));
	cr_assert(not(is));
	cr_assert(not(shape_store(&number, &n, JSON_TRUE, VIEW("true"))));
	cr_assert(eq(int, n, 3));
}
