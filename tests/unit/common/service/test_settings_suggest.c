/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "common/service/settings.h"

static const char *const names[] = {
	"interval", "timeout", "url", "id", "language", NULL
};

static void expect(const char *wrong, const char *meant)
{
	const char *got = settings_suggest(view_of(wrong), names);

	cr_assert(view_eq(view_of(got), view_of(meant)), "%s gives %s", wrong, got);
}

Test(settings_suggest, finds_a_name_by_one_slip)
{
	expect("intervall", "interval");
	expect("interal", "interval");
	expect("intreval", "interval");
	expect("Interval", "interval");
	expect("uri", "url");
	expect("lang uage", "language");
}

Test(settings_suggest, takes_no_name_that_is_far_away)
{
	expect("hostname", NULL);
	expect("x", NULL);
	expect("", NULL);
	expect("xyz", NULL);
	expect("intervalintervalintervalintervalintervalintervalintervalintervali", NULL);
}

Test(settings_suggest, takes_the_nearest)
{
	static const char *const near[] = { "bodies", "body", "bode", NULL };

	cr_assert(eq(str, (char *)settings_suggest(VIEW("bodi"), near), "body"));
}
