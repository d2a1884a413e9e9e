/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "fetcher/feed_config.h"

enum { MINUTE = 60 * 1000 };

Test(feed_config, an_interval_is_moved_by_nothing)
{
	AUTO(arena) a = arena_new(65536);
	struct feed f = { .interval_ms = 5 * MINUTE,
			  .interval_min_ms = MINUTE,
			  .interval_max_ms = 60 * MINUTE };
	struct plan_bounds b = feed_config(&f, a).bounds;

	cr_assert(eq(i64, b.interval_ms, 5 * MINUTE));
	cr_assert(eq(i64, b.min_ms, 5 * MINUTE));
	cr_assert(eq(i64, b.max_ms, 5 * MINUTE));
}

Test(feed_config, without_one_the_schedule_begins_between_its_bounds)
{
	AUTO(arena) a = arena_new(65536);
	struct feed f = { .interval_min_ms = 2 * MINUTE, .interval_max_ms = 60 * MINUTE };
	struct plan_bounds b = feed_config(&f, a).bounds;

	cr_assert(eq(i64, b.interval_ms, 8 * MINUTE));
	cr_assert(eq(i64, b.min_ms, 2 * MINUTE));
	cr_assert(eq(i64, b.max_ms, 60 * MINUTE));
	f.interval_max_ms = 3 * MINUTE;
	cr_assert(eq(i64, feed_config(&f, a).bounds.interval_ms, 3 * MINUTE));
}

Test(feed_config, makes_lines_of_headers_and_cookie)
{
	AUTO(arena) a = arena_new(65536);
	struct setting_pair pairs[] = { { .name = VIEW("X-Key"), .value = VIEW("k1") },
					{ .name = VIEW("Accept"),
					  .value = VIEW("*/*") } };
	struct feed f = { .headers = { .items = pairs, .len = 2 },
			  .cookie = VIEW("a=b") };
	const char *const *lines = feed_config(&f, a).headers;

	cr_assert(eq(str, (char *)(uintptr_t)lines[0], "X-Key: k1"));
	cr_assert(eq(str, (char *)(uintptr_t)lines[1], "Accept: */*"));
	cr_assert(eq(str, (char *)(uintptr_t)lines[2], "Cookie: a=b"));
	cr_assert(lines[3] == NULL);
}

Test(feed_config, sets_nothing_that_is_not_there)
{
	AUTO(arena) a = arena_new(65536);
	struct feed f = { .interval_ms = MINUTE };
	struct crawl_feed c = feed_config(&f, a);

	cr_assert(c.headers == NULL && c.user_agent == NULL && c.user_password == NULL);
	cr_assert(c.bearer == NULL && c.client_cert == NULL && c.client_key == NULL);
	cr_assert(c.ca_file == NULL && c.proxy == NULL);
	f.user = VIEW("me");
	cr_assert(eq(str, (char *)(uintptr_t)feed_config(&f, a).user_password, "me:"));
	f.password = VIEW("a:b");
	cr_assert(eq(str, (char *)(uintptr_t)feed_config(&f, a).user_password, "me:a:b"));
}
