/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>
#include <string.h>

#include "cli/table.h"

static const char *printed(struct table *t)
{
	static char text[1024];
	BUF(out, sizeof text - 1);

	cr_assert(table_print(t, &out));
	cr_assert(out.len < sizeof text);
	memcpy(text, out.p, out.len);
	text[out.len] = '\0';
	return text;
}

Test(table, is_as_wide_as_its_widest_cells_and_sets_numbers_flush_right)
{
	AUTO(arena) a = arena_new(65536);
	struct table t;

	table_init(&t, "FEED|>NEW|CONDITION", a);
	table_add(&t, VIEW("harbour"));
	table_add(&t, VIEW("12345"));
	table_add(&t, VIEW("ok"));
	table_add(&t, VIEW("港"));
	table_add(&t, VIEW("7"));
	table_add(&t, VIEW("failing: status 404"));
	cr_assert(eq(str, (char *)printed(&t),
		     "FEED       NEW  CONDITION\n"
		     "harbour  12345  ok\n"
		     "港            7  failing: status 404\n"));
}

Test(table, has_a_heading_if_nothing_else)
{
	AUTO(arena) a = arena_new(65536);
	struct table t;

	table_init(&t, "HOST|>DELAY", a);
	cr_assert(eq(str, (char *)printed(&t), "HOST  DELAY\n"));
}

Test(table, shows_no_byte_that_a_terminal_would_obey)
{
	AUTO(arena) a = arena_new(65536);
	struct table t;

	table_init(&t, "A|B", a);
	table_add(&t, VIEW("x\033[2J"));
	table_add(&t, VIEW("y\r\n\x7fz"));
	table_add(&t, VIEW("\xc2\x9b"
			   "2J"));
	table_add(&t, VIEW("\xe2\x80\xaez"));
	cr_assert(eq(str, (char *)printed(&t), "A      B\nx [2J  y   z\n 2J     z\n"));
}

Test(table, says_that_there_was_no_room_for_it)
{
	AUTO(arena) a = arena_new(65536);
	BUF(out, 4);
	struct table t;

	table_init(&t, "HOST|DELAY", a);
	cr_assert(not(table_print(&t, &out)));
}

Test(table, calls_half_a_row_a_bug, .signal = SIGABRT)
{
	AUTO(arena) a = arena_new(65536);
	BUF(out, 1024);
	struct table t;

	table_init(&t, "HOST|DELAY", a);
	table_add(&t, VIEW("a"));
	(void)table_print(&t, &out);
}
