/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <stdio.h>

#include "common/base/table.h"

enum { ITEMS = 5000 };

struct item {
	char key[16];
	int number;
};

static struct view key_of(const void *item)
{
	return view_of(((const struct item *)item)->key);
}

static struct item items[ITEMS];

static struct table *filled(void)
{
	struct table *t = table_new(key_of);

	for (int i = 0; i < ITEMS; i++) {
		items[i].number = i;
		(void)snprintf(items[i].key, sizeof items[i].key, "k%d", i);
		cr_assert(zero(ptr, table_put(t, &items[i])));
	}
	return t;
}

Test(table, finds_what_was_put_and_nothing_else)
{
	AUTO(table) t = table_new(key_of);
	struct item one = { "a", 1 }, two = { "a", 2 }, nameless = { "", 3 };

	cr_assert(zero(ptr, table_put(t, &one)));
	cr_assert(eq(ptr, table_put(t, &two), &one));
	cr_assert(eq(ptr, table_get(t, VIEW("a")), &two));
	cr_assert(zero(ptr, table_get(t, VIEW("b"))));
	cr_assert(eq(sz, table_len(t), 1));
	cr_assert(zero(ptr, table_put(t, &nameless)));
	cr_assert(eq(ptr, table_get(t, (struct view){ NULL, 0 }), &nameless));
}

Test(table, keeps_every_other_item_when_some_are_removed)
{
	AUTO(table) t = filled();

	for (int i = 0; i < ITEMS; i += 3)
		cr_assert(eq(ptr, table_remove(t, key_of(&items[i])), &items[i]));
	cr_assert(zero(ptr, table_remove(t, VIEW("k0"))));
	for (int i = 0; i < ITEMS; i++)
		cr_assert(eq(ptr, table_get(t, key_of(&items[i])),
			     i % 3 == 0 ? NULL : &items[i]));
}

Test(table, shows_every_item_once)
{
	AUTO(table) t = filled();
	const struct item *item;
	int sum = 0;
	size_t n = 0;

	for (size_t i = 0; (item = table_each(t, &i)); n++)
		sum += item->number;
	cr_assert(eq(sz, n, table_len(t)));
	cr_assert(eq(int, sum, ITEMS / 2 * (ITEMS - 1)));
}

Test(table, costs_little_beside_its_items)
{
	AUTO(table) t = filled();

	cr_assert(le(sz, table_bytes(t), 40 * ITEMS));
	table_free(NULL);
}

Test(table, calls_no_item_a_bug, .signal = SIGABRT)
{
	AUTO(table) t = table_new(key_of);
	(void)table_put(t, NULL);
}
