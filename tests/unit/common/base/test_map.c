/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>

#include "common/base/map.h"

static struct view key_of(int n, char text[16])
{
	int len = snprintf(text, 16, "k%d", n);
	return view_at(text, (size_t)len);
}

Test(map, finds_what_was_put_and_nothing_else)
{
	AUTO(map) m = map_new();
	int one = 1, two = 2;

	cr_assert(zero(ptr, map_put(m, VIEW("a"), &one)));
	cr_assert(eq(ptr, map_put(m, VIEW("a"), &two), &one));
	cr_assert(eq(ptr, map_get(m, VIEW("a")), &two));
	cr_assert(zero(ptr, map_get(m, VIEW("b"))));
	cr_assert(eq(sz, map_len(m), 1));
	cr_assert(zero(ptr, map_put(m, (struct view){ NULL, 0 }, &one)));
	cr_assert(eq(ptr, map_get(m, VIEW("")), &one));
}

Test(map, keeps_every_other_key_when_some_are_removed)
{
	AUTO(map) m = map_new();
	char text[16];
	static int values[5000];

	for (int i = 0; i < 5000; i++)
		(void)map_put(m, key_of(i, text), &values[i]);
	for (int i = 0; i < 5000; i += 3)
		cr_assert(eq(ptr, map_remove(m, key_of(i, text)), &values[i]));
	cr_assert(zero(ptr, map_remove(m, VIEW("k0"))));
	for (int i = 0; i < 5000; i++)
		cr_assert(
		    eq(ptr, map_get(m, key_of(i, text)), i % 3 == 0 ? NULL : &values[i]));

	struct view key;
	void *value;
	size_t n = 0;
	for (size_t i = 0; map_each(m, &i, &key, &value);)
		n++;
	cr_assert(eq(sz, n, map_len(m)));
	cr_assert(eq(sz, n, 3333));
}

Test(map, says_how_much_it_takes)
{
	AUTO(map) m = map_new();
	int value;
	size_t empty = map_bytes(m);

	(void)map_put(m, VIEW("0123456789"), &value);
	cr_assert(gt(sz, map_bytes(m), empty));
	(void)map_put(m, VIEW("0123456789"), &value);
	cr_assert(lt(sz, map_bytes(m), empty + 30));
	(void)map_remove(m, VIEW("0123456789"));
	cr_assert(eq(sz, map_bytes(m), empty));
	map_free(NULL);
}

Test(map, calls_a_null_value_a_bug, .signal = SIGABRT)
{
	AUTO(map) m = map_new();
	(void)map_put(m, VIEW("a"), NULL);
}
