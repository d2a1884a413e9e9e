/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <signal.h>

#include "parser/charset.h"

enum { BUDGET = 1024 * 1024, TEXT_MAX = 64 * 1024 };

struct sample {
	struct view bytes;
	const char *content_type, *configured;
	const char *text, *name, *from;
};

static void expect(const struct sample *s)
{
	AUTO(arena) a = arena_new(BUDGET);
	struct charset_result r;
	struct err err;

	cr_assert(charset_decode(s->bytes, view_of(s->content_type),
				 view_of(s->configured), TEXT_MAX, a, &r, &err));
	cr_assert(view_eq(r.text, view_of(s->text)), "%s: got \"%.*s\"", s->name,
		  VIEW_ARG(r.text));
	cr_assert(eq(str, (char *)r.name, (char *)s->name));
	cr_assert(eq(str, (char *)r.from, (char *)s->from));
}

#define EXPECT(bytes_, type, configured_, text_, name_, from_)                        \
	expect(&(const struct sample){ VIEW(bytes_), type, configured_, text_, name_, \
				       from_ })

Test(charset, obeys_the_byte_order_mark_above_all)
{
	EXPECT("\xef\xbb\xbf<a>\xc3\xa9</a>", "text/xml; charset=koi8-r", NULL,
	       "<a>\xc3\xa9</a>", "UTF-8", "bom");
	EXPECT("\xff\xfe<\0a\0/\0>\0\x30\x04", NULL, NULL, "<a/>\xd0\xb0", "UTF-16LE",
	       "bom");
	EXPECT("\0\0\xfe\xff\0\0\0<", NULL, NULL, "<", "UTF-32BE", "bom");
}

Test(charset, finds_utf_16_without_a_mark)
{
	EXPECT("\0<\0?\0x\0m\0l\0?\0>\x04\x30", NULL, NULL, "<?xml?>\xd0\xb0", "UTF-16BE",
	       "guess");
}

Test(charset, finds_utf_16_of_plain_text)
{
	/* "Курилы и Япония: переговоры в Москве" */
	EXPECT("\x1a\x04\x43\x04\x40\x04\x38\x04\x3b\x04\x4b\x04\x20\0\x38\x04\x20\0"
	       "\x2f\x04\x3f\x04\x3e\x04\x3d\x04\x38\x04\x4f\x04:\0\x20\0\x32\x04\x20\0",
	       "text/plain; charset=utf-16le", NULL, "Курилы и Япония: в ", "UTF-16LE",
	       "guess");
	EXPECT("\0T\0O\0K\0Y\0O\0 \x6a\x2a", NULL, NULL, "TOKYO 横", "UTF-16BE", "guess");
}

Test(charset, takes_zeros_strewn_into_ascii_for_nothing_else)
{
	AUTO(arena) a = arena_new(BUDGET);
	struct charset_result r;
	struct err err;

	cr_assert(charset_decode(VIEW("TOKYO\0 tells of \0a zero \0and\0 more"), VIEW(""),
				 VIEW(""), TEXT_MAX, a, &r, &err));
	cr_assert(eq(str, (char *)r.name, "UTF-8"));
}

Test(charset, takes_the_servers_word_before_the_declaration)
{
	EXPECT("<?xml version='1.0' encoding='iso-8859-5'?>\xcf\xf0\xe8", /* При */
	       "text/xml; charset=\"windows-1251\"", NULL,
	       "<?xml version='1.0' encoding='iso-8859-5'?>\xd0\x9f\xd1\x80\xd0\xb8",
	       "windows-1251", "http");
	EXPECT("<?xml version=\"1.0\" encoding=\"koi8-r\"?>\xf0\xd2\xc9", "text/xml",
	       NULL,
	       "<?xml version=\"1.0\" encoding=\"koi8-r\"?>\xd0\x9f\xd1\x80\xd0\xb8",
	       "KOI8-R", "declaration");
}

Test(charset, takes_a_servers_default_for_no_word_at_all)
{
	EXPECT("<?xml version='1.0' encoding='koi8-r'?>\xf0\xd2\xc9",
	       "text/xml; charset=iso-8859-1", NULL,
	       "<?xml version='1.0' encoding='koi8-r'?>\xd0\x9f\xd1\x80\xd0\xb8",
	       "KOI8-R", "declaration");
}

Test(charset, reads_what_a_page_says_of_itself_and_then_what_the_feed_is_configured_to)
{
	EXPECT("<html><meta http-equiv=x content='text/html; charset=Shift_JIS'>\x83\x65",
	       "text/html", NULL,
	       "<html><meta http-equiv=x content='text/html; "
	       "charset=Shift_JIS'>\xe3\x83\x86",
	       "Shift_JIS", "meta");
	EXPECT("\xcf\xf0\xe8", NULL, "cp1251", "\xd0\x9f\xd1\x80\xd0\xb8", "windows-1251",
	       "config");
}

Test(charset, overrules_a_declaration_when_the_bytes_are_utf_8)
{
	EXPECT("<?xml version='1.0' encoding='windows-1251'?>\xd0\x9f\xd1\x80\xd0\xb8",
	       NULL, NULL,
	       "<?xml version='1.0' encoding='windows-1251'?>\xd0\x9f\xd1\x80\xd0\xb8",
	       "UTF-8", "valid");
	EXPECT("caf\xc3\xa9", "text/html; charset=iso-8859-1", NULL, "caf\xc3\xa9",
	       "UTF-8", "valid");
	/* A character that is torn does not make it another charset. */
	EXPECT("\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0", "text/plain; charset=utf-8", NULL,
	       "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xef\xbf\xbd", "UTF-8", "http");
}

Test(charset, takes_pasted_quotes_and_surrogates_for_no_other_charset)
{
	EXPECT("\xd0\x9f \x93open\x94 \x96", NULL, NULL,
	       "\xd0\x9f \xe2\x80\x9copen\xe2\x80\x9d \xe2\x80\x93", "UTF-8", "valid");
	EXPECT("\xed\xa0\xbd\xed\xb8\x80", NULL, NULL, "\xf0\x9f\x98\x80", "UTF-8",
	       "valid");
	EXPECT("\x93open\x94", NULL, NULL, "\xe2\x80\x9copen\xe2\x80\x9d", "windows-1252",
	       "guess");
}

Test(charset, doubts_utf_8_that_is_none)
{
	EXPECT("\xcf\xf0\xe8\xe2\xe5\xf2", "text/plain; charset=utf-8", "windows-1251",
	       "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82", "windows-1251",
	       "config");
	EXPECT("caf\xe9", NULL, NULL, "caf\xc3\xa9", "windows-1252", "guess");
}

Test(charset, knows_the_charsets_of_east_asia)
{
	EXPECT("\xa5\xc6\xa5\xb9\xa5\xc8", "text/html; charset=EUC-JP", NULL,
	       "\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88", "EUC-JP", "http");
	EXPECT("\x1b$B%F%9%H\x1b(B", NULL, NULL, "\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88",
	       "ISO-2022-JP", "guess");
	EXPECT("\xd6\xd0\xce\xc4", "text/html; charset=gb2312", NULL,
	       "\xe4\xb8\xad\xe6\x96\x87", "GB18030", "http");
	EXPECT("\xa4\xa4\xa4\xe5", "text/html; charset=big5", NULL,
	       "\xe4\xb8\xad\xe6\x96\x87", "Big5", "http");
	EXPECT("\xc7\xd1\xb1\xdb", "text/html; charset=ks_c_5601-1987", NULL,
	       "\xed\x95\x9c\xea\xb8\x80", "EUC-KR", "http");
}

Test(charset, guesses_by_the_text_when_nothing_is_said)
{
	/* "Южные Курилы остаются предметом спора двух стран" in KOI8-R. */
	EXPECT(
	    "\xe0\xd6\xce\xd9\xc5 \xeb\xd5\xd2\xc9\xcc\xd9 "
	    "\xcf\xd3\xd4\xc1\xc0\xd4\xd3\xd1 "
	    "\xd0\xd2\xc5\xc4\xcd\xc5\xd4\xcf\xcd \xd3\xd0\xcf\xd2\xc1 \xc4\xd7\xd5\xc8 "
	    "\xd3\xd4\xd2\xc1\xce",
	    NULL, NULL, "Южные Курилы остаются предметом спора двух стран", "KOI8-R",
	    "guess");
}

Test(charset, says_how_many_characters_it_could_not_read)
{
	AUTO(arena) a = arena_new(BUDGET);
	struct charset_result r;
	struct err err;

	cr_assert(charset_decode(VIEW("\x83\x65\x83"), VIEW("x; charset=shift_jis"),
				 VIEW(""), TEXT_MAX, a, &r, &err));
	cr_assert(view_eq(r.text, VIEW("\xe3\x83\x86\xef\xbf\xbd")));
	cr_assert(eq(sz, r.replaced, 1));
}

Test(charset, refuses_more_than_the_limit)
{
	AUTO(arena) a = arena_new(BUDGET);
	struct charset_result r;
	struct err err;

	cr_assert(not(charset_decode(VIEW("12345"), VIEW(""), VIEW(""), 4, a, &r, &err)));
	cr_assert(eq(int, err.fate, ERR_REJECT));
	/* Six bytes of windows-1251 are twelve of UTF-8. */
	cr_assert(not(charset_decode(VIEW("\xcf\xf0\xe8\xe2\xe5\xf2"), VIEW(""),
				     VIEW("cp1251"), 8, a, &r, &err)));
}

Test(charset, does_not_believe_a_label_under_which_nobody_writes)
{
	/* "Россия и Япония обсуждают мирный договор" in windows-1251. */
#define RU                                                               \
	"\xd0\xee\xf1\xf1\xe8\xff \xe8 \xdf\xef\xee\xed\xe8\xff "        \
	"\xee\xe1\xf1\xf3\xe6\xe4\xe0\xfe\xf2 \xec\xe8\xf0\xed\xfb\xe9 " \
	"\xe4\xee\xe3\xee\xe2\xee\xf0"
	EXPECT("<?xml version='1.0' encoding='iso-8859-1'?>" RU, NULL, NULL,
	       "<?xml version='1.0' encoding='iso-8859-1'?>"
	       "Россия и Япония обсуждают мирный договор",
	       "windows-1251", "guess");
}

Test(charset, reads_quotes_of_windows_under_the_name_of_a_standard)
{
	EXPECT("<?xml version='1.0' encoding='iso-8859-2'?>\xc5\xbb \x84\xea\x94", NULL,
	       NULL, "<?xml version='1.0' encoding='iso-8859-2'?>Ĺ» „ę”", "windows-1250",
	       "declaration");
	EXPECT("It\xc2\x92s \xc2\x85", NULL, NULL, "It\xe2\x80\x99s \xe2\x80\xa6",
	       "UTF-8", "valid");
}

Test(charset, reads_chinese_in_seven_bits)
{
	EXPECT("~{1175~} ~~ 1175\n", "text/plain; charset=hz-gb-2312", NULL,
	       "北返 ~ 1175\n", "HZ-GB-2312", "http");
}

Test(charset, reads_a_mainframes_xml_by_its_first_letters)
{
	EXPECT("\x4c\x6f\xa7\x94\x93\x6f\x6e\x4c\x81\x61\x6e", NULL, NULL, "<?xml?><a/>",
	       "IBM037", "guess");
}
