/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/buf.h"

Test(buf, adds_text_bytes_and_formats)
{
	BUF(b, 1000);

	cr_assert(buf_add(&b, VIEW("ab")));
	cr_assert(buf_add_byte(&b, '\0'));
	cr_assert(buf_printf(&b, "%d%s", 12, "x"));
	cr_assert(buf_add(&b, (struct view){ NULL, 0 }));
	cr_assert(view_eq(buf_view(&b), VIEW("ab\0"
					     "12x")));
	cr_assert(eq(sz, strlen(buf_string(&b)), 2));
	cr_assert(eq(sz, b.len, 6));
}

Test(buf, writes_code_points_as_utf8)
{
	BUF(b, 1000);

	buf_add_utf8(&b, 'a');
	buf_add_utf8(&b, 0x43A);
	buf_add_utf8(&b, 0x5343);
	buf_add_utf8(&b, 0x1F30B);
	buf_add_utf8(&b, 0xD800);
	buf_add_utf8(&b, 0x110000);
	cr_assert(eq(str, (char *)buf_string(&b), "aк千🌋\xef\xbf\xbd\xef\xbf\xbd"));
}

Test(buf, takes_its_maximum_to_the_byte)
{
	BUF(b, 4);

	cr_assert(buf_add(&b, VIEW("abcd")));
	cr_assert(not(b.over));
	cr_assert(eq(str, (char *)buf_string(&b), "abcd"));
	cr_assert(not(buf_add_byte(&b, 'e')));
	cr_assert(b.over);
}

Test(buf, leaves_out_whole_what_does_not_fit_and_remembers)
{
	BUF(b, 4);

	cr_assert(not(buf_add(&b, VIEW("abcde"))));
	cr_assert(not(buf_printf(&b, "%s", "abcde")));
	cr_assert(eq(ptr, buf_room(&b, 5), NULL));
	cr_assert(eq(ptr, buf_room(&b, SIZE_MAX), NULL));
	cr_assert(zero(sz, b.len));
	cr_assert(buf_add(&b, VIEW("ab")));
	cr_assert(b.over);
	buf_clear(&b);
	cr_assert(not(b.over));
	cr_assert(zero(sz, b.len));
}

Test(buf, writes_numbers_in_decimal)
{
	BUF(b, 100);

	cr_assert(buf_add_number(&b, 0) && buf_add_byte(&b, ' '));
	cr_assert(buf_add_number(&b, -7) && buf_add_byte(&b, ' '));
	cr_assert(buf_add_number(&b, INT64_MAX) && buf_add_byte(&b, ' '));
	cr_assert(buf_add_number(&b, INT64_MIN));
	cr_assert(
	    view_eq(buf_view(&b), VIEW("0 -7 9223372036854775807 -9223372036854775808")));
	b.max = b.len;
	cr_assert(not(buf_add_number(&b, 1)));
}

Test(buf, grows_as_far_as_it_is_asked)
{
	BUF(b, 1 << 20);

	for (int i = 0; i < 100000; i++)
		cr_assert(buf_add(&b, VIEW("0123456789")));
	cr_assert(eq(sz, b.len, 1000000));
	cr_assert(view_ends(buf_view(&b), VIEW("90123456789")));
}

Test(buf, gives_room_that_the_caller_fills)
{
	BUF(b, 100);

	memcpy(buf_room(&b, 3), "xyz", 3);
	b.len += 3;
	cr_assert(eq(str, (char *)buf_string(&b), "xyz"));
}

Test(buf, is_done_twice_and_with_nothing)
{
	struct buf b;

	buf_init(&b, 10);
	cr_assert(eq(str, (char *)buf_string(&b), ""));
	buf_done(&b);
	buf_done(&b);
	buf_done(NULL);
	cr_assert(buf_add(&b, VIEW("again")));
	buf_done(&b);
}
