/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date_names - words that stand in dates, in some forty languages.
 *
 * Keys are folded as date_free folds its input: lower case by Unicode case folding, without
 * accents (NFKD without marks), except CJK and Hangul, which stay as they are. A look-up is a
 * binary search.
 */
#pragma once

#include "common/base/view.h"

enum date_word {
	DATE_MONTH,        /* value: 1 to 12 */
	DATE_MONTH_SECOND, /* "كانون الثاني": the month after the one before it */
	DATE_MONTH_BEFORE,     /* "tháng 1": its number follows */
	DATE_MONTH_OR_WEEKDAY, /* "mar": March, or Tuesday before another month */
	DATE_WEEKDAY,
	DATE_ZONE,            /* value: minutes east of UTC */
	DATE_ZONE_OR_WEEKDAY, /* "pet": a zone only after a time */
	DATE_ZONE_US, /* "et": summer time by the rules of the USA; value in winter */
	DATE_AM,
	DATE_PM,
	DATE_AM_OR_FILLER, /* "am": German too */
	DATE_A,            /* of "a. m."; else a filler */
	DATE_P,
	DATE_M,
	DATE_NOON,
	DATE_MIDNIGHT,
	DATE_ERA,       /* value: the year before its first */
	DATE_YEAR_MARK, /* after the number: "年" */
	DATE_MONTH_MARK,
	DATE_DAY_MARK,
	DATE_HOUR_MARK,
	DATE_MINUTE_MARK,
	DATE_SECOND_MARK,
	DATE_HALF,    /* "半": thirty minutes */
	DATE_CLOCK,   /* a time follows: "kl", "klo", "alle", "saat" */
	DATE_FILLER,  /* says nothing: "de", "года" */
	DATE_UNKNOWN, /* not in the table */
};

enum { DATE_NAME_MAX = 32 }; /* bytes of the longest */

struct date_name {
	const char *name;
	enum date_word kind;
	int value;
};

/* NULL when the word is not known. */
const struct date_name *date_name_find(struct view word);

/* The English month that the word is with one letter too many, too few, wrong or at another's
 * place; NULL when there is none. Short words are too much like each other. */
const struct date_name *date_name_misspelt(struct view word);

/* The longest name that `text` begins with, for scripts without spaces; or NULL. */
const struct date_name *date_name_prefix(struct view text);

/* Number `index` of the table, or NULL behind its end. */
const struct date_name *date_name_at(size_t index);
