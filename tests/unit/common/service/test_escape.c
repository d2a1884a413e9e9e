/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/service/escape.h"

Test(escape, makes_json_strings)
{
	BUF(out, 1000);

	escape_json(&out, VIEW("a\"b\\c\nd\te\r\x01/Курилы\x7f\xff"));
	cr_assert(eq(str, (char *)buf_string(&out),
		     "\"a\\\"b\\\\c\\nd\\te\\u000d\\u0001/Курилы\\u007f\xef\xbf\xbd\""));
}

Test(escape, leaves_quotes_and_backslashes_to_people)
{
	BUF(out, 1000);

	escape_visible(&out, VIEW("a\"b\\c\nd\x1b[2J\xc2\x9b/Курилы\xff"));
	cr_assert(eq(str, (char *)buf_string(&out),
		     "a\"b\\c\\nd\\u001b[2J\\u009b/Курилы\xef\xbf\xbd"));
}

Test(escape, gives_a_space_for_what_a_terminal_would_act_on)
{
	BUF(out, 1000);

	escape_spaced(&out, VIEW("a\"b\\c\r\nd\x1b[2J\xc2\x9b\xe2\x80\xaeКурилы\xff"));
	cr_assert(
	    eq(str, (char *)buf_string(&out), "a\"b\\c  d [2J  Курилы\xef\xbf\xbd"));
}

Test(escape, knows_what_a_reader_would_not_see)
{
	static const uint32_t unsafe[] = { 0,      0x1F,   0x7F,   0x9F,   0x200E, 0x200F,
					   0x2028, 0x202E, 0x2066, 0x2069, 0xFEFF };
	static const uint32_t safe[] = { ' ',    '~',    0xA0,   0x200D,
					 0x2027, 0x202F, 0x2065, 0x206A };

	for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
		cr_assert(escape_unsafe(unsafe[i]));
	for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
		cr_assert(not(escape_unsafe(safe[i])));
}
