/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/utf8_mend.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

static void check(const char *text, const char *wanted, size_t replaced)
{
	BUF(out, 256);
	size_t n = 0;

	cr_assert(utf8_mend(view_of(text), &out, &n));
	cr_expect(eq(str, (char *)buf_string(&out), (char *)wanted), "%s", text);
	cr_expect(eq(sz, n, replaced), "%s", text);
}

Test(utf8_mend, leaves_what_is_utf_8)
{
	check("", "", 0);
	check("Talks \xE2\x80\x9Copen\xE2\x80\x9D \xF0\x9F\x98\x80", "Talks “open” 😀", 0);
}

Test(utf8_mend, joins_surrogates)
{
	check("a\xED\xA0\xBD\xED\xB8\x80z", "a😀z", 0);
	check("\xED\xA0\xBD", "\xEF\xBF\xBD", 1);
	check("\xED\xA0\xBD\xED\xA0\xBD", "\xEF\xBF\xBD\xEF\xBF\xBD", 2);
	check("\xED\xB8\x80\xED\xA0\xBDx", "\xEF\xBF\xBD\xEF\xBF\xBDx", 2);
}

Test(utf8_mend, reads_quotes_that_were_pasted)
{
	check("\x93open\x94 \x96 it\x92s\x85", "“open” – it’s…", 0);
	check("caf\xE9 \x81", "caf\xEF\xBF\xBD \xEF\xBF\xBD", 2);
	check("\xD0\x9F\x93", "П\xEF\xBF\xBD", 1);
}

Test(utf8_mend, puts_one_mark_for_one_torn_character)
{
	check("a\xE2\x80", "a\xEF\xBF\xBD", 1);
	check("\x80\x80z", "\xEF\xBF\xBDz", 1);
}

Test(utf8_mend, stops_at_the_buffers_maximum)
{
	BUF(out, 4);
	size_t n = 0;

	cr_assert(not(utf8_mend(VIEW("abc\xFF"), &out, &n)));
}
