/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/base/err.h"

Test(err, says_why_and_what_becomes_of_the_record)
{
	struct err err;

	cr_assert(not(err_set(&err, ERR_REJECT, "item %d has no title", 3)));
	cr_assert(eq(int, (int)err.fate, ERR_REJECT));
	cr_assert(eq(str, err.text, "item 3 has no title"));
}

Test(err, puts_context_in_front_and_keeps_the_fate)
{
	struct err err;

	err_set(&err, ERR_RETRY, "timed out");
	cr_assert(not(err_prefix(&err, "feed \"%s\"", "kyodo")));
	cr_assert(eq(str, err.text, "feed \"kyodo\": timed out"));
	cr_assert(eq(int, (int)err.fate, ERR_RETRY));
}

Test(err, cuts_what_is_too_long)
{
	char text[1000];
	struct err err;

	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	err_set(&err, ERR_STOP, "%s", text);
	cr_assert(eq(sz, strlen(err.text), sizeof err.text - 1));
	err_prefix(&err, "b");
	cr_assert(eq(sz, strlen(err.text), sizeof err.text - 1));
	cr_assert(eq(int, strncmp(err.text, "b: aaa", 6), 0));
	err_prefix(&err, "%s", text);
	cr_assert(eq(sz, strlen(err.text), sizeof err.text - 1));
	cr_assert(eq(int, err.text[0], 'a'));
}
