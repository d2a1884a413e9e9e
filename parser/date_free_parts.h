/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date_free_parts - what the files of date_free() share with each other alone: the reader of a date's tokens,
 * how it reads times of day (date_clock.c), and how days are made of numbers (date_resolve.c).
 */
#pragma once

#include "parser/date_forms.h"
#include "parser/date_tokens.h"

enum { BARE_MAX = 3 };

/* A number of which nothing says what it is. */
struct date_bare {
	int value;
	size_t digits;
	bool apostrophe; /* '23 */
	char before;     /* the separator to the number before it, or a space */
};

enum date_meridian { MERIDIAN_NONE, MERIDIAN_AM, MERIDIAN_PM };

struct date_reader {
	const struct date_hints *hints;
	struct date_tokens tokens;
	size_t pos;
	struct date_parts parts;
	struct date_bare bare[BARE_MAX];
	size_t bare_len;
	bool has_month, month_is_weekday, has_day; /* month_is_weekday: perhaps */
	enum date_meridian meridian;
	bool clock_word; /* the next number is a time */
	bool us_zone;
	bool thai; /* years are counted from 543 BC */
	int era;
};

static inline const struct date_token *token_at(const struct date_reader *r, size_t pos)
{
	return pos < r->tokens.len ? &r->tokens.items[pos] : NULL;
}

static inline bool is_punct(const struct date_reader *r, size_t pos, char punct)
{
	const struct date_token *t = token_at(r, pos);
	return t && t->type == DATE_PUNCT && t->punct == punct;
}

static inline bool is_number(const struct date_reader *r, size_t pos, size_t digits_max)
{
	const struct date_token *t = token_at(r, pos);
	return t && t->type == DATE_NUMBER && t->digits <= digits_max;
}

static inline bool is_word(const struct date_reader *r, size_t pos, enum date_word kind)
{
	const struct date_token *t = token_at(r, pos);
	return t && t->type == DATE_WORD && t->name->kind == kind;
}

static inline int number_at(const struct date_reader *r, size_t pos)
{
	return (int)r->tokens.items[pos].value;
}

/* Is the token glued to the one before? */
static inline bool is_glued(const struct date_reader *r, size_t pos)
{
	const struct date_token *t = token_at(r, pos);
	return t && !t->space_before;
}

/* --- date_clock.c -------------------------------------------------------------------------- */

/* "AM", "p.m.", "μ.μ." at `pos`; the number of tokens it takes, or 0. */
size_t date_meridian_at(const struct date_reader *r, size_t pos, enum date_meridian *ret);
/* The same at the reader's place, for the time that was read or is to come; false if there is
 * none. */
bool date_read_meridian(struct date_reader *r);
/* "오전", "午後", and the German "am" before a day: what is not said of the number before. */
bool date_stands_before_time(const struct date_reader *r, size_t pos);

/* Is "10.30" here a time? */
bool date_is_dotted_clock(const struct date_reader *r);
/* Is "T09", "T0930", or "0930 GMT" beside a year? */
bool date_is_compact_clock(const struct date_reader *r);

/* Each takes a time that begins at the reader's place; false if there was one already. `colon` is what
 * parts its numbers. */
bool date_read_clock(struct date_reader *r, char colon);
bool date_read_marked_time(struct date_reader *r);
bool date_read_compact_clock(struct date_reader *r);
/* A time whose numbers are read, and AM or PM if it is at the reader's place. */
bool date_set_time(struct date_reader *r, int hour, int minute, int second, int ms);

/* --- date_resolve.c ------------------------------------------------------------------------ */

/* False if there is another one already. `digits`: of the year as it is written. */
bool date_set_year(struct date_reader *r, int year, size_t digits);
bool date_set_month(struct date_reader *r, int month);
bool date_set_day(struct date_reader *r, int day);
/* Can it be nothing but a year? */
bool date_is_year(const struct date_bare *b);
/* When all tokens are read: gives the bare numbers the parts that are missing. False if there is no
 * way, or more than one. */
bool date_resolve(struct date_reader *r);
