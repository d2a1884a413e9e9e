/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

#include "parser/date.h"
#include "parser/date_names.h"
#include "parser/date_tokens.h"

Test(date_names, stand_in_byte_order_and_fit_the_limit)
{
	const struct date_name *before = date_name_at(0), *name;

	for (size_t i = 1; (name = date_name_at(i)); before = name, i++) {
		cr_assert(
		    lt(int, view_cmp(view_of(before->name), view_of(name->name)), 0),
		    "%s, %s", before->name, name->name);
		cr_assert(le(sz, strlen(name->name), DATE_NAME_MAX), "%s", name->name);
	}
}

Test(date_names, are_found_when_they_are_read_as_text)
{
	const struct date_name *name;

	for (size_t i = 0; (name = date_name_at(i)); i++) {
		struct date_tokens tokens;
		cr_assert(date_tokens_read(view_of(name->name), &tokens), "%s",
			  name->name);
		cr_assert(eq(sz, tokens.len, 1), "%s", name->name);
		cr_assert(eq(ptr, (void *)tokens.items[0].name, (void *)name), "%s",
			  name->name);
	}
}

Test(date_names, of_months_make_dates_in_every_language)
{
	const struct date_name *name;

	for (size_t i = 0; (name = date_name_at(i)); i++) {
		char text[64];
		struct date d;
		if (name->kind != DATE_MONTH && name->kind != DATE_MONTH_OR_WEEKDAY)
			continue;
		(void)snprintf(text, sizeof text, "23 %s 2023, 10:30", name->name);
		cr_assert(date_parse(view_of(text), NULL, &d), "%s", text);
		cr_assert(eq(int, civil_of(d.at).month, name->value), "%s", text);
		cr_assert(eq(int, civil_of(d.at).day, 23), "%s", text);
	}
}
