/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/charset_names.h"

#include <string.h>

/* clang-format off */
static const struct charset charsets[] = {
	{ "UTF-8", NULL, false, false, " utf8 unicode11utf8 unicode20utf8 xunicode20utf8 xutf8 utf8mb4 utf " },
	{ "windows-1252", "WINDOWS-1252", false, false,
	  " windows1252 cp1252 xcp1252 win1252 iso88591 88591 iso885911987 isoir100 latin1 "
	  "latin l1 ascii usascii ansix341968 cp819 ibm819 csisolatin1 iso8859 default "
	  "none xuserdefined " },
	{ "windows-1251", "WINDOWS-1251", false, false,
	  " windows1251 cp1251 xcp1251 win1251 1251 " },
	{ "windows-1250", "WINDOWS-1250", false, false,
	  " windows1250 cp1250 xcp1250 win1250 " },
	{ "windows-1253", "WINDOWS-1253", false, false, " windows1253 cp1253 xcp1253 " },
	{ "windows-1254", "WINDOWS-1254", false, false,
	  " windows1254 cp1254 xcp1254 iso88599 iso885991989 isoir148 latin5 l5 "
	  "csisolatin5 " },
	{ "windows-1255", "WINDOWS-1255", false, false, " windows1255 cp1255 xcp1255 " },
	{ "windows-1256", "WINDOWS-1256", false, false, " windows1256 cp1256 xcp1256 " },
	{ "windows-1257", "WINDOWS-1257", false, false, " windows1257 cp1257 xcp1257 " },
	{ "windows-1258", "WINDOWS-1258", false, false, " windows1258 cp1258 xcp1258 " },
	{ "windows-874", "CP874", false, false,
	  " windows874 cp874 dos874 iso885911 tis620 xcp874 " },
	{ "ISO-8859-2", "ISO-8859-2", false, false,
	  " iso88592 88592 iso885921987 isoir101 latin2 l2 csisolatin2 " },
	{ "ISO-8859-3", "ISO-8859-3", false, false, " iso88593 iso885931988 isoir109 latin3 l3 csisolatin3 " },
	{ "ISO-8859-4", "ISO-8859-4", false, false, " iso88594 iso885941988 isoir110 latin4 l4 csisolatin4 " },
	{ "ISO-8859-5", "ISO-8859-5", false, false,
	  " iso88595 iso885951988 isoir144 cyrillic csisolatincyrillic " },
	{ "ISO-8859-6", "ISO-8859-6", false, false, " iso88596 iso885961987 iso88596e iso88596i csiso88596e csiso88596i "
	  "isoir127 arabic asmo708 ecma114 csisolatinarabic " },
	{ "ISO-8859-7", "ISO-8859-7", false, false, " iso88597 iso885971987 isoir126 greek greek8 elot928 ecma118 suneugreek "
	  "csisolatingreek " },
	{ "ISO-8859-8", "ISO-8859-8", false, false,
	  " iso88598 iso885981988 iso88598e iso88598i csiso88598e csiso88598i isoir138 "
	  "hebrew visual logical csisolatinhebrew " },
	{ "ISO-8859-10", "ISO-8859-10", false, false, " iso885910 isoir157 latin6 l6 csisolatin6 " },
	{ "ISO-8859-13", "ISO-8859-13", false, false, " iso885913 latin7 " },
	{ "ISO-8859-14", "ISO-8859-14", false, false, " iso885914 latin8 " },
	{ "ISO-8859-15", "ISO-8859-15", false, false, " iso885915 latin9 l9 csisolatin9 " },
	{ "ISO-8859-16", "ISO-8859-16", false, false, " iso885916 latin10 " },
	{ "KOI8-R", "KOI8-R", false, false, " koi8r koi8 koi cskoi8r " },
	{ "KOI8-U", "KOI8-U", false, false, " koi8u koi8ru " },
	{ "IBM866", "IBM866", false, false, " ibm866 cp866 866 csibm866 dos866 " },
	{ "IBM855", "IBM855", false, false, " ibm855 cp855 " },
	{ "IBM852", "IBM852", false, false, " ibm852 cp852 " },
	{ "IBM850", "IBM850", false, false, " ibm850 cp850 " },
	{ "IBM437", "IBM437", false, false, " ibm437 cp437 " },
	{ "macintosh", "MACINTOSH", false, false, " macintosh mac xmacroman macroman csmacintosh " },
	{ "x-mac-cyrillic", "MAC-CYRILLIC", false, false,
	  " xmaccyrillic maccyrillic xmacukrainian " },
	{ "VISCII", "VISCII", false, false, " viscii " },
	{ "Shift_JIS", "CP932", true, false,
	  " shiftjis sjis xsjis mskanji windows31j cswindows31j cp932 ms932 "
	  "csshiftjis " },
	{ "EUC-JP", "EUC-JP-MS", true, false,
	  " eucjp xeucjp eucjpms cseucpkdfmtjapanese " },
	{ "ISO-2022-JP", "ISO-2022-JP-3", true, false,
	  " iso2022jp csiso2022jp iso2022jp1 iso2022jp2 iso2022jp3 jis " },
	{ "GB18030", "GB18030", true, false,
	  " gb18030 gbk xgbk cp936 windows936 ms936 gb2312 gb231280 csgb2312 chinese "
	  "euccn "
	  "xeuccn isoir58 csiso58gb231280 " },
	{ "Big5", "BIG5-HKSCS", true, false,
	  " big5 big5hkscs cnbig5 csbig5 xxbig5 cp950 windows950 " },
	{ "EUC-TW", "EUC-TW", true, false, " euctw xeuctw " },
	{ "EUC-KR", "CP949", true, false,
	  " euckr cseuckr ksc5601 ksc56011987 ksc56011989 korean isoir149 cp949 "
	  "windows949 uhc csksc56011987 ms949 "
	  "xwindows949 " },
	{ "ISO-2022-KR", "ISO-2022-KR", true, false, " iso2022kr csiso2022kr " },
	{ "Johab", "JOHAB", true, false, " johab ksc56011992 cp1361 " },
	{ "HZ-GB-2312", "HZ", true, false, " hzgb2312 hz " },
	{ "IBM037", "IBM037", false, false,
	  " ibm037 cp037 ebcdiccpus ebcdiccpca ebcdiccpwt ebcdiccpnl ebcdic " },
	{ "IBM500", "IBM500", false, false, " ibm500 cp500 ebcdiccpbe ebcdiccpch " },
	{ "IBM1047", "IBM1047", false, false, " ibm1047 cp1047 " },
	{ "IBM1140", "IBM1140", false, false, " ibm1140 cp1140 ibm01140 ccsid01140 " },
	{ "UTF-16LE", "UTF-16LE", true, true,
	  " utf16le utf16 unicode csunicode unicodefeff ucs2 iso10646ucs2 " },
	{ "UTF-16BE", "UTF-16BE", true, true, " utf16be unicodefffe " },
	{ "UTF-32LE", "UTF-32LE", true, true, " utf32le utf32 ucs4 " },
	{ "UTF-32BE", "UTF-32BE", true, true, " utf32be " },
};
/* clang-format on */

const struct charset *charset_utf8(void)
{
	return &charsets[0];
}

const struct charset *charset_named(struct view label)
{
	char key[40] = " ";
	size_t len = 1;

	label = view_trim(label);
	for (size_t i = 0; i < label.len; i++) {
		char c = byte_lower(label.p[i]);
		if (c == '-' || c == '_' || c == ' ' || c == ':' || c == '.')
			continue;
		if (len >= sizeof(key) - 2 || !(byte_is_alpha(c) || byte_is_digit(c)))
			return NULL;
		key[len++] = c;
	}
	if (len == 1)
		return NULL;
	key[len++] = ' ';
	key[len] = '\0';
	for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
		if (strstr(charsets[i].labels, key))
			return &charsets[i];
	return NULL;
}

uint32_t charset_windows_1252(unsigned char c)
{
	static const uint16_t upper[32] = {
		0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
		0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
	};

	return c >= 0x80 && c < 0xa0 ? upper[c - 0x80] : c;
}
