/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/charset_doubt.h"

#include <iconv.h>
#include <string.h>

#include "common/base/utf8.h"

enum {
	JUDGED_LEAST = 20,   /* letters that are not ASCII, for a judgement */
	JUDGED_BYTES = 1024, /* of them are looked at */
};

static bool is_one_of(const char *name, const char *const *names, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool is_latin(const struct charset *cs)
{
	static const char *const names[] = {
		"windows-1252", "windows-1250", "windows-1254", "windows-1257",
		"ISO-8859-2",   "ISO-8859-3",   "ISO-8859-4",   "ISO-8859-10",
		"ISO-8859-13",  "ISO-8859-14",  "ISO-8859-15",  "ISO-8859-16",
		"macintosh",
	};
	return is_one_of(cs->name, names, sizeof(names) / sizeof(names[0]));
}

static bool is_cyrillic(const struct charset *cs)
{
	static const char *const names[] = { "windows-1251", "KOI8-R", "KOI8-U",
					     "ISO-8859-5",   "IBM866", "x-mac-cyrillic" };
	return is_one_of(cs->name, names, sizeof(names) / sizeof(names[0]));
}

/* The bytes that are not ASCII and the spaces between them, as many as are judged. */
static struct view high_bytes(struct view v, char text[JUDGED_BYTES])
{
	size_t len = 0;

	for (size_t i = 0; i < v.len && len < JUDGED_BYTES; i++) {
		if ((unsigned char)v.p[i] >= 0x80)
			text[len++] = v.p[i];
		else if (len && text[len - 1] != ' ')
			text[len++] = ' ';
	}
	return view_at(text, len);
}

/* Languages in Latin letters have one accent in a word, or two; not a row of them. */
static bool latin_is_doubtful(struct view high)
{
	size_t letters = 0, behind_another = 0;

	for (size_t i = 0; i < high.len; i++) {
		if (high.p[i] == ' ')
			continue;
		letters++;
		behind_another += i > 0 && high.p[i - 1] != ' ';
	}
	return letters >= JUDGED_LEAST && behind_another * 10 > letters * 6;
}

static uint32_t code_point(struct view v, size_t *at)
{
	unsigned char c = (unsigned char)v.p[*at];
	size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	uint32_t n = len == 1 ? c : c & (0x7fU >> len);

	for (size_t i = 1; i < len && *at + i < v.len; i++)
		n = n << 6 | ((unsigned char)v.p[*at + i] & 0x3f);
	*at += len;
	return n;
}

/* Capitals begin words; letters of Serbian and Macedonian are not most of a text, and signs
 * are not among letters. */
static bool cyrillic_is_doubtful(const struct charset *cs, struct view high)
{
	char text[JUDGED_BYTES * 3], *to = text, *in = (char *)(uintptr_t)high.p;
	size_t left = high.len, room = sizeof(text), letters = 0, odd = 0;
	size_t uppers = 0, lowers = 0, rising = 0; /* a capital behind a small letter */
	bool lower = false;
	iconv_t cd = iconv_open("UTF-8", cs->iconv);

	if (cd == (iconv_t)-1)
		return false;
	(void)iconv(cd, &in, &left, &to, &room);
	iconv_close(cd);
	struct view v = view_at(text, sizeof(text) - room);
	for (size_t at = 0; at < v.len;) {
		uint32_t c = code_point(v, &at);
		bool upper = c >= 0x410 && c < 0x430;
		letters += c != ' ';
		rising += upper && lower;
		odd += c != ' ' && !(c >= 0x410 && c < 0x450);
		lower = c >= 0x430 && c < 0x450;
		uppers += upper;
		lowers += lower;
	}
	if (letters < JUDGED_LEAST)
		return false;
	bool turned = rising * 40 > letters && uppers > 2 * lowers;
	return turned || rising * 12 > letters || odd * 100 > letters * 28;
}

bool charset_doubtful(const struct charset *cs, struct view bytes)
{
	char text[JUDGED_BYTES];
	bool latin = is_latin(cs);

	if (!latin && !is_cyrillic(cs))
		return false;
	struct view high = high_bytes(bytes, text);
	return latin ? latin_is_doubtful(high) : cyrillic_is_doubtful(cs, high);
}

const struct charset *charset_fuller(const struct charset *cs, struct view bytes)
{
	static const struct {
		const char *name;
		struct view fuller;
		const char *letters; /* that tell them apart; NULL: 0x80 to 0x9f */
	} twins[] = {
		{ "ISO-8859-2", VIEW_INIT("windows1250"), NULL },
		{ "ISO-8859-4", VIEW_INIT("windows1257"), NULL },
		{ "ISO-8859-5", VIEW_INIT("windows1251"), NULL },
		{ "ISO-8859-6", VIEW_INIT("windows1256"), NULL },
		{ "ISO-8859-7", VIEW_INIT("windows1253"), NULL },
		{ "ISO-8859-8", VIEW_INIT("windows1255"), NULL },
		{ "ISO-8859-13", VIEW_INIT("windows1257"), NULL },
		{ "ISO-8859-15", VIEW_INIT("windows1252"), NULL },
		{ "KOI8-R", VIEW_INIT("koi8u"), "\xa4\xa6\xa7\xad\xb4\xb6\xb7\xbd" },
	};
	size_t i = 0, len = sizeof(twins) / sizeof(twins[0]);

	while (i < len && strcmp(twins[i].name, cs->name) != 0)
		i++;
	if (i == len)
		return cs;
	for (size_t at = 0; at < bytes.len; at++) {
		char c = bytes.p[at];
		if (twins[i].letters ? c && strchr(twins[i].letters, c) != NULL
				     : ((unsigned char)c & 0xe0) == 0x80)
			return charset_named(twins[i].fuller);
	}
	return cs;
}
