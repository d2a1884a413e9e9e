/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/charset_doubt.h"

/* "Россия и Япония обсуждают мирный договор" */
#define RU_1251                                                          \
	"\xd0\xee\xf1\xf1\xe8\xff \xe8 \xdf\xef\xee\xed\xe8\xff "        \
	"\xee\xe1\xf1\xf3\xe6\xe4\xe0\xfe\xf2 \xec\xe8\xf0\xed\xfb\xe9 " \
	"\xe4\xee\xe3\xee\xe2\xee\xf0"
#define RU_KOI8                                                          \
	"\xf2\xcf\xd3\xd3\xc9\xd1 \xc9 \xf1\xd0\xcf\xce\xc9\xd1 "        \
	"\xcf\xc2\xd3\xd5\xd6\xc4\xc1\xc0\xd4 \xcd\xc9\xd2\xce\xd9\xca " \
	"\xc4\xcf\xc7\xcf\xd7\xcf\xd2"
#define RU_8859                                                          \
	"\xc0\xde\xe1\xe1\xd8\xef \xd8 \xcf\xdf\xde\xdd\xd8\xef "        \
	"\xde\xd1\xe1\xe3\xd6\xd4\xd0\xee\xe2 \xdc\xd8\xe0\xdd\xeb\xd9 " \
	"\xd4\xde\xd3\xde\xd2\xde\xe0"

static bool doubtful(const char *name, struct view bytes)
{
	return charset_doubtful(charset_named(view_of(name)), bytes);
}

Test(charset_doubt, doubts_cyrillic_under_another_name)
{
	cr_expect(doubtful("iso-8859-1", VIEW(RU_1251)));
	cr_expect(doubtful("iso-8859-2", VIEW(RU_KOI8)));
	cr_expect(doubtful("windows-1251", VIEW(RU_KOI8)));
	cr_expect(doubtful("koi8-r", VIEW(RU_1251)));
	cr_expect(doubtful("iso-8859-5", VIEW(RU_1251)));
	cr_expect(doubtful("windows-1251", VIEW(RU_8859)));
}

Test(charset_doubt, believes_what_makes_sense)
{
	cr_expect(not(doubtful("windows-1251", VIEW(RU_1251))));
	cr_expect(not(doubtful("koi8-r", VIEW(RU_KOI8))));
	cr_expect(not(doubtful("iso-8859-5", VIEW(RU_8859))));
	/* Czech, Hungarian and Vietnamese are full of accents. */
	cr_expect(not(doubtful(
	    "iso-8859-2",
	    VIEW("P\xf8\xedli\xb9 \xbelu\xbbou\xe8k\xfd k\xf9\xf2 \xfap\xecl \xef\xe1"
		 "belsk\xe9 \xf3"
		 "dy, \xf8\xedk\xe1 \xfa\xf8"
		 "ad"))));
	cr_expect(not(doubtful(
	    "windows-1250", VIEW("\xe1rv\xedzt\xfbr\xf5 t\xfck\xf6rf\xfar\xf3g\xe9p, "
				 "\xf5r\xfclt \xedr\xf3i k\xeds\xe9rtetj\xe1r\xe1s"))));
	/* Capitals alone, Ukrainian, Serbian. */
	cr_expect(not(doubtful(
	    "windows-1251",
	    VIEW("\xd0\xce\xd1\xd1\xc8\xdf \xc8 \xdf\xcf\xce\xcd\xc8\xdf "
		 "\xce\xc1\xd1\xd3\xc6\xc4\xc0\xde\xd2 \xc4\xce\xc3\xce\xc2\xce\xd0"))));
	cr_expect(not(doubtful(
	    "windows-1251",
	    VIEW("\xd3\xea\xf0\xe0\xbf\xed\xe0 \xb3 \xbf\xbf \xf1\xf3\xf1\xb3\xe4\xe8 "
		 "\xef\xb3\xe4\xef\xe8\xf1\xe0\xeb\xe8 \xf3\xe3\xee\xe4\xf3, "
		 "\xef\xee\xe2\xb3\xe4\xee\xec\xeb\xff\xba "
		 "\xec\xb3\xed\xb3\xf1\xf2\xe5\xf0\xf1\xf2\xe2\xee"))));
	cr_expect(not(doubtful(
	    "windows-1251",
	    VIEW("\x8c\xe5\xe3\xee\xe2\xe0 \x9a\xf3\xe1\xe0\xe2 \xef\xf0\xe5\xec\xe0 "
		 "\x9c\xe5\xed\xee\xbc \x9e\xe5\xf0\xea\xe8 \xbc\xe5 "
		 "\xe2\xe5\xeb\xe8\xea\xe0, \xf0\xe5\xea\xe0\xee \xbc\xe5 "
		 "\xec\xe8\xed\xe8\xf1\xf2\xe0\xf0 \xf3 "
		 "\xc1\xe5\xee\xe3\xf0\xe0\xe4\xf3"))));
}

Test(charset_doubt, has_no_opinion_on_a_few_letters_and_on_other_charsets)
{
	cr_expect(not(doubtful("iso-8859-1", VIEW("\xcf\xf0\xe8"))));
	cr_expect(not(doubtful("shift_jis", VIEW(RU_1251))));
	cr_expect(not(doubtful("utf-8", VIEW(RU_1251))));
	cr_expect(not(doubtful("iso-8859-1", VIEW(""))));
}

static const char *fuller_than(const char *name, struct view bytes)
{
	return charset_fuller(charset_named(view_of(name)), bytes)->name;
}

Test(charset_doubt, takes_the_charset_fuller_where_its_quotes_stand)
{
	cr_expect(eq(str, (char *)fuller_than("iso-8859-2", VIEW("\x93x\x94")),
		     "windows-1250"));
	cr_expect(eq(str, (char *)fuller_than("iso-8859-7", VIEW("\x93x\x94")),
		     "windows-1253"));
	cr_expect(
	    eq(str, (char *)fuller_than("iso-8859-2", VIEW("\xb1\xea")), "ISO-8859-2"));
	cr_expect(eq(str, (char *)fuller_than("koi8-r", VIEW("\x93x\x94")), "KOI8-R"));
	cr_expect(eq(str, (char *)fuller_than("koi8-r", VIEW("\xcd\xa6\xd2")), "KOI8-U"));
}
