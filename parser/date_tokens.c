/* SPDX-License-Identifier: Apache-2.0 */
#include "parser/date_tokens.h"

#include <utf8proc.h>

#include "common/base/utf8.h"

enum {
	WORD_BYTES = 64,
	DIGITS_MAX = 14,
	CJK_FIRST = 0x2e80, /* from here on words are not separated by spaces */
	FULLWIDTH_FIRST = 0xff00,
	FULLWIDTH_LAST = 0xffef,
};

static const struct date_name unknown = { "", DATE_UNKNOWN, 0 };

static struct date_token *push(struct date_tokens *t, enum date_token_type type,
			       bool space)
{
	if (t->len == DATE_TOKENS_MAX)
		return NULL;
	struct date_token *token = &t->items[t->len++];
	*token = (struct date_token){ .type = type, .space_before = space };
	return token;
}

/* 0 to 9, or -1. */
static int digit_of(uint32_t c)
{
	static const uint32_t zeros[] = { '0',    0x0660, 0x06f0, 0x0966,
					  0x09e6, 0x0e50, 0xff10 };

	for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
		if (c >= zeros[i] && c <= zeros[i] + 9)
			return (int)(c - zeros[i]);
	return -1;
}

/* 0 to 10, or -1. */
static int kanji_digit_of(uint32_t c)
{
	static const uint32_t kanji[] = { 0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94,
					  0x516d, 0x4e03, 0x516b, 0x4e5d, 0x5341 };

	if (c == 0x96f6) /* 零 */
		return 0;
	if (c == 0x5143) /* 元, the first year of an era */
		return 1;
	for (int i = 0; i <= 10; i++)
		if (c == kanji[i])
			return i;
	return -1;
}

/* The separator that a character stands for, or 0. */
static char punct_of(uint32_t c)
{
	if (c < 0x80)
		return strchr(",./-:()[]'+|", (int)c) ? (char)c : 0;
	switch (c) {
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212:
	case 0xff0d:
		return '-';
	case 0x3001:
	case 0xff0c:
	case 0x30fb:
	case 0x00b7:
	case 0x2022:
	case 0x060c:
		return ',';
	case 0x3002:
	case 0xff0e:
		return '.';
	case 0x2018:
	case 0x2019:
	case 0x02bc:
	case 0xff07:
		return '\'';
	case 0xff1a:
		return ':';
	case 0xff0f:
		return '/';
	case 0xff08:
	case 0x3014:
		return '(';
	case 0xff09:
	case 0x3015:
		return ')';
	case 0xff0b:
		return '+';
	case 0xff5c:
		return '|';
	default:
		return 0;
	}
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x3000 ||
	       c == 0x202f || (c >= 0x2000 && c <= 0x200f) || c == 0xfeff;
}

static bool is_cjk(uint32_t c)
{
	return c >= CJK_FIRST && !(c >= FULLWIDTH_FIRST && c <= FULLWIDTH_LAST);
}

static bool is_letter(uint32_t c)
{
	if (c < 0x80)
		return byte_is_alpha((char)c);
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

static bool read_number(struct view v, size_t *pos, struct date_token *token)
{
	int scale = 100;

	while (*pos < v.len) {
		size_t next = *pos;
		int digit = digit_of(utf8_next(v, &next));
		if (digit < 0)
			return true;
		if (token->digits == DIGITS_MAX)
			return false;
		token->value = token->value * 10 + digit;
		token->ms += digit * scale;
		scale /= 10;
		token->digits++;
		*pos = next;
	}
	return true;
}

/* 二〇二三 by position, 二十三 by value. */
static bool read_kanji_number(struct view v, size_t *pos, struct date_token *token)
{
	bool tens = false;

	while (*pos < v.len) {
		size_t next = *pos;
		int digit = kanji_digit_of(utf8_next(v, &next));
		if (digit < 0)
			return true;
		if (token->digits == 4)
			return false;
		if (digit == 10)
			token->value = token->value ? token->value * 10 : 10;
		else
			token->value =
			    tens ? token->value + digit : token->value * 10 + digit;
		tens = digit == 10;
		token->digits++;
		*pos = next;
	}
	return true;
}

static bool fold(uint32_t c, char word[WORD_BYTES], size_t *len)
{
	utf8proc_int32_t folded[18];
	int boundary = 0;

	if (c < 0x80) {
		if (*len == WORD_BYTES)
			return false;
		word[(*len)++] = byte_lower((char)c);
		return true;
	}
	utf8proc_ssize_t n = utf8proc_decompose_char(
	    (utf8proc_int32_t)c, folded, 18,
	    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK,
	    &boundary);
	if (n < 0 || n > 18)
		return false;
	for (utf8proc_ssize_t i = 0; i < n; i++) {
		if (*len + UTF8_MAX > WORD_BYTES)
			return false;
		*len += utf8_encode((uint32_t)folded[i], word + *len);
	}
	return true;
}

/* A word of an alphabet: letters up to the next character of another kind. */
static bool read_word(struct view v, size_t *pos, struct date_token *token)
{
	char word[WORD_BYTES];
	size_t len = 0;

	while (*pos < v.len) {
		size_t next = *pos;
		uint32_t c = utf8_next(v, &next);
		if (c == UTF8_BAD || !is_letter(c) || is_cjk(c) || punct_of(c))
			break;
		if (!fold(c, word, &len))
			return false;
		*pos = next;
	}
	token->name = date_name_find(view_at(word, len));
	if (!token->name)
		token->name = date_name_misspelt(view_at(word, len));
	if (!token->name)
		token->name = &unknown;
	return true;
}

static bool read_cjk(struct view v, size_t *pos, struct date_tokens *t, bool space)
{
	size_t next = *pos;
	uint32_t c = utf8_next(v, &next);
	const struct date_name *name = date_name_prefix(view_from(v, *pos));
	struct date_token *token;

	bool number = !name && kanji_digit_of(c) >= 0;
	token = push(t, number ? DATE_NUMBER : DATE_WORD, space);
	if (!token)
		return false;
	if (number)
		return read_kanji_number(v, pos, token);
	token->name = name ? name : &unknown;
	*pos = name ? *pos + strlen(name->name) : next;
	return true;
}

static bool read_one(struct view v, size_t *pos, struct date_tokens *t, bool space)
{
	size_t next = *pos;
	uint32_t c = utf8_next(v, &next);
	struct date_token *token;

	if (c == UTF8_BAD)
		return false;
	if (digit_of(c) >= 0)
		return (token = push(t, DATE_NUMBER, space)) &&
		       read_number(v, pos, token);
	if (punct_of(c)) {
		if (!(token = push(t, DATE_PUNCT, space)))
			return false;
		token->punct = punct_of(c);
		*pos = next;
		return true;
	}
	if (is_cjk(c))
		return read_cjk(v, pos, t, space);
	return is_letter(c) && (token = push(t, DATE_WORD, space)) &&
	       read_word(v, pos, token);
}

bool date_tokens_read(struct view v, struct date_tokens *ret)
{
	size_t pos = 0;
	bool space = false;

	ret->len = 0;
	while (pos < v.len) {
		size_t next = pos;
		if (is_blank(utf8_next(v, &next))) {
			pos = next;
			space = true;
			continue;
		}
		if (!read_one(v, &pos, ret, space))
			return false;
		space = false;
	}
	return true;
}
