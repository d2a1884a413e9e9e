/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date_tokens - a date's text as numbers, known words and separators.
 *
 * Folds case, accents, widths and digits of other scripts; kanji numbers are numbers. Pure,
 * allocates nothing; one pass.
 */
#pragma once

#include "parser/date_names.h"

enum { DATE_TOKENS_MAX = 48 };

enum date_token_type { DATE_NUMBER, DATE_WORD, DATE_PUNCT };

struct date_token {
	enum date_token_type type;
	bool space_before;
	char punct;     /* , . / - : ( ) [ ] ' + | */
	uint8_t digits; /* of the number, 1 to 14 */
	int64_t value;
	int ms; /* of the number read as the fraction of a second */
	const struct date_name *name;
};

struct date_tokens {
	struct date_token items[DATE_TOKENS_MAX];
	size_t len;
};

/* Words that are not in the table get a name of kind DATE_UNKNOWN. False: a character that is
 * in no date, or too much of it. */
bool date_tokens_read(struct view v, struct date_tokens *ret);
