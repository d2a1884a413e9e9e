/* SPDX-License-Identifier: Apache-2.0 */
/* date_rows - texts and the instants that they are, or NULL for none. */
#pragma once

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "parser/date.h"

/* 23 January 2023 unless the row says otherwise. */
#define DAY "2023-01-23T00:00:00Z"
#define AT_0930 "2023-01-23T09:30:00Z"
#define AT_1030 "2023-01-23T10:30:00Z"
#define AT_2230 "2023-01-23T22:30:00Z"

struct date_row {
	const char *text, *at;
};

static inline void date_rows_check(const struct date_row *rows, size_t len,
				   const struct date_hints *hints)
{
	for (size_t i = 0; i < len; i++) {
		char text[INSTANT_TEXT] = "no date";
		struct date d;
		if (date_parse(view_of(rows[i].text), hints, &d))
			text[instant_format(d.at, text).len] = '\0';
		cr_expect(eq(str, text, (char *)(rows[i].at ? rows[i].at : "no date")),
			  "\"%s\"", rows[i].text);
	}
}

#define CHECK(rows, hints) date_rows_check(rows, sizeof rows / sizeof rows[0], hints)
